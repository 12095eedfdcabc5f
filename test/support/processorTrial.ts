/** A trial of a model of which some hosts' processors are looked at: see the two tests of them. */
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import type { Measurements } from '../../src/network/measurements.js';
import type { Happening } from '../../src/network/recording/observer.js';
import { expectAudits } from './atOnce.js';
import { shortTrial } from './shortTrial.js';

export interface ProcessorTrial {
  /** From arrival to what was looked for, in order of arrival, seconds. */
  readonly taken: readonly number[];
  readonly measured: Measurements;
  /** Threads of the processor of that name that are busy, on average. */
  readonly busy: number;
  /** Of it, records a second; NaN where arithmetic has none. */
  readonly ceiling: number;
}

/** From an empty system; `until` happens to each record. */
export function processorTrial(
  model: Model,
  processor: string,
  until: Happening,
  windowSeconds = 2,
): ProcessorTrial {
  const taken: [number, number][] = [];
  const measured = shortTrial(
    model,
    { warmupSeconds: 0, windowSeconds, seed: 'processor' },
    (what, _place, _producer, arrival, time) => {
      if (what === until) taken.push([arrival, time - arrival]);
    },
  );
  expectAudits(measured);
  const isIt = ({ name }: { readonly name: string }): boolean => name === processor;
  return {
    taken: taken.sort(([a], [b]) => a - b).map(([, seconds]) => seconds),
    measured,
    busy: (measured.resources.find(isIt)?.busySeconds ?? NaN) / windowSeconds,
    ceiling: offeredLoad(model).resources.find(isIt)?.ceilingEventsPerSecond ?? NaN,
  };
}
