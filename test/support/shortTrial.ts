import type { Model } from '../../src/model/index.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import type { Observer } from '../../src/network/recording/observer.js';
import { simulate } from '../../src/network/simulate.js';

/** A trial of one cell of the first placement; what a test does not say is as plain as can be. */
export function shortTrial(
  model: Model,
  more: Partial<Trial> = {},
  observer: Observer | null = null,
): Measurements {
  const trial = {
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'short',
    warmupSeconds: 1,
    windowSeconds: 1,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e8,
    ...more,
  };
  return simulate(trial, observer);
}
