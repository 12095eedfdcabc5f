/**
 * Faults on a run's time line: those that its model has for a moment, and those that were brought
 * about.
 */
import type { Model } from '../model/model.js';
import type { Injected } from './liveWorld.js';

export interface Mark {
  readonly name: string;
  /** Simulated seconds. */
  readonly from: number;
  readonly to: number;
}

/** A live run has no warm-up: a fault's `at` is its moment. */
export function marksOf({ faults }: Pick<Model, 'faults'>, injected: readonly Injected[]): Mark[] {
  return [
    ...faults.flatMap(({ name, when }): Mark[] => {
      if (when.kind !== 'once') return [];
      return [{ name, from: when.atSeconds, to: when.atSeconds + when.lengthSeconds }];
    }),
    ...injected.map(({ fault, at, seconds }) => ({ name: fault.name, from: at, to: at + seconds })),
  ];
}
