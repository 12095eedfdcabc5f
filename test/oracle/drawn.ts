import type { Model } from '../../src/model/index.js';
import type { Trial } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';
import { withTrace } from '../support/withTrace.js';

/** A model's text (JSON is YAML), and arrivals of a trace, which the text cannot hold. */
export interface Drawn {
  readonly text: string;
  readonly trace: readonly number[] | null;
  readonly seed: string;
}

export const WARMUP_SECONDS = 0.25;
export const WINDOW_SECONDS = 1;

export function trialOf(drawn: Drawn): Trial {
  return {
    model: modelOf(drawn),
    placement: 0,
    cell: 0,
    replication: 0,
    seed: drawn.seed,
    warmupSeconds: WARMUP_SECONDS,
    windowSeconds: WINDOW_SECONDS,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  };
}

function modelOf({ text, trace }: Drawn): Model {
  const model = validModel(text, { fileName: 'drawn.yaml', overrides: [] });
  return trace === null ? model : withTrace(model, trace);
}
