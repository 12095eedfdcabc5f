import type { Model } from '../../src/model/index.js';

/** The model with arrivals of a trace, seconds, whoever sends. */
export function withTrace(model: Model, timesSeconds: readonly number[]): Model {
  const arrivals = { kind: 'trace', timesSeconds } as const;
  return { ...model, arrivals, producers: model.producers.map((kind) => ({ ...kind, arrivals })) };
}
