/** What `highwater capacity` does: see capacityCommand.ts. */
import { capacity } from '../experiments/capacity.js';
import { firstQuantile } from '../experiments/promise.js';
import { capacityQuestion, promiseText } from '../library/search.js';
import { capacityFindings } from '../report/searchReport.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { search } from './session.js';
import { writtenAs } from './studyFlags.js';
import { UnmetPromise } from './usageError.js';
import { writeFindings } from './writeFindings.js';
import type { ReadModel } from '../execution/modelFiles.js';
import type { CapacityFlags } from './capacityCommand.js';

export async function runCapacity(
  file: string,
  { model, text: modelText }: ReadModel,
  flags: CapacityFlags,
  output: Output,
): Promise<void> {
  const { seed, tolerance, trials } = flags;
  const { by, promise, at, typical, ceiling } = capacityQuestion(model, flags.keep, flags.by);
  const keep = promiseText(promise);
  const out = flags.out ?? resultsFolder('capacity');
  const changes = changeTexts(flags.set);
  const call = commandLine('capacity', [file], {
    keep,
    by,
    set: changes,
    seed,
    tolerance,
    trials,
  });
  const run = runOf(call, [modelText]);
  const { text, isMet } = await search(
    'capacity',
    flags,
    output,
    out,
    run,
    async ({ executor, best }) => {
      const found = await capacity(typical, ceiling, {
        executor,
        seed,
        promise,
        at,
        tolerance,
        mostTrials: trials,
        progress: best,
      });
      const findings = capacityFindings(
        found,
        keep,
        by === 'users' ? 'users' : 'records/s',
        firstQuantile(promise),
      );
      const written = await writeFindings(
        'capacity',
        findings,
        { out, run, changes, ...writtenAs(flags) },
        seed,
      );
      return { text: written, isMet: found.keptAt !== null };
    },
  );
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
  if (!isMet) throw new UnmetPromise(`no load tried keeps ${keep}`);
}
