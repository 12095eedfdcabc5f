/** What `highwater check` says of the size of a run. */
import { runSize, tooLarge } from '../experiments/runSize.js';
import type { Model } from '../model/model.js';
import { bytes, counted, seconds } from '../report/format.js';

export function sizeText(model: Model): string {
  const size = runSize(model, 'sampled');
  const length = seconds(size.warmupSeconds + size.windowSeconds);
  const least = model.run.warmupSeconds === null ? 'at least ' : '';
  const refused = tooLarge(model, 'sampled');
  const trial = `A trial of ${least}${length}: ${least}${counted(size.records)} records, about ${bytes(size.bytes)} a worker.`;
  return refused === null ? trial : `${trial}\nToo large to run: ${refused}.`;
}
