/**
 * The trial that a live run goes through: one cell from its empty beginning, in which any fault may
 * come at any time.
 */
import type { FaultModel, Model } from '../model/model.js';
import type { Trial } from '../network/measurements.js';

/** Simulated seconds after which a live run is over. */
export const LIVE_SECONDS = 3600;
/**
 * Records inside a cell at which it is full: more is seen of nothing then, and a page's memory ends
 * before long.
 */
export const LIVE_INSIDE = 1_000_000;
/** Few: what a live run shows is read off the cell itself. */
const BUCKETS = 60;

/**
 * It never comes: with it the cell is laid out as one in which instances and brokers may go down.
 */
const MAY_COME: FaultModel = {
  name: 'may come',
  kind: 'consumer_down',
  group: 0,
  cluster: 0,
  external: -1,
  work: 'done',
  index: 0,
  region: null,
  link: 'producers',
  factor: 1,
  when: { kind: 'once', atSeconds: 1e9, lengthSeconds: 1 },
};

/** Of a model with brokers; `placement`: by its place among the model's. */
export function liveTrial(model: Model, seed: string, placement: number): Trial {
  return {
    model: { ...model, faults: [...model.faults, MAY_COME] },
    placement,
    cell: 0,
    replication: 1,
    seed,
    warmupSeconds: 0,
    windowSeconds: LIVE_SECONDS,
    seriesBuckets: BUCKETS,
    speedup: {},
    maximumInside: LIVE_INSIDE,
  };
}
