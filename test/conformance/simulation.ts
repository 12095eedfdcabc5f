/**
 * Highwater's side of a scenario: a model on given times of sending, and what it tells of each
 * record.
 */
import type { Happening, Observer } from '../../src/network/recording/observer.js';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements } from '../../src/network/measurements.js';
import { parseModel, type Model } from '../../src/model/index.js';

export interface Told {
  readonly what: Happening;
  readonly place: number;
  readonly producer: number;
  readonly arrival: number;
  readonly time: number;
}

export interface Ran {
  readonly told: readonly Told[];
  readonly measured: Measurements;
  of(what: Happening): readonly Told[];
  /**
   * Records of each request's batches: one request a moment and producer, its batches by partition.
   */
  requests(): readonly Request[];
}

export interface Request {
  readonly time: number;
  readonly producer: number;
  /** [partition, records], in order of partition. */
  readonly batches: readonly (readonly [number, number])[];
  /** When its first record was acknowledged; Infinity where it never was. */
  readonly answered: number;
}

/** Brokers and networks that take no time that matters beside a scenario's. */
export const INSTANT_BROKERS =
  'time_per_request: 10 us, time_per_batch: 0 us, time_per_record: 0 us, time_per_byte: 0 ns/B, time_per_replica_append: 10 us';

/** Beyond all that a scenario looks at: a trace does not begin again before. */
const FAR = 1e5;

/** Arrivals at these times (seconds, rising), and the rate to say of them, in records a second. */
export function traceOf(times: readonly number[]): {
  readonly arrivals: { readonly kind: 'trace'; readonly timesSeconds: readonly number[] };
  readonly rate: string;
} {
  const timesSeconds = [...times, FAR];
  // As a trace is stretched: by its length, a mean gap after the last included.
  const length = FAR + (FAR - timesSeconds[0]) / Math.max(1, times.length);
  const rate = (timesSeconds.length / length).toFixed(20);
  return { arrivals: { kind: 'trace', timesSeconds }, rate };
}

/**
 * Records arrive at `times` (seconds, rising), one after the other at all producers of the model's
 * only kind; RATE in the text is then their rate.
 */
export function runModel(text: string, times: readonly number[], seconds: number): Ran {
  const { arrivals, rate } = traceOf(times);
  const parsed = parseModel(text.replaceAll('RATE', `${rate}/s`), { fileName: 'scenario.yaml' });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults, null, 2));
  const { model } = parsed;
  if (times.length === 0) return runTrial(model, seconds);
  const producers = model.producers.map((kind) => ({ ...kind, arrivals }));
  return runTrial({ ...model, arrivals, producers }, seconds);
}

function runTrial(model: Model, windowSeconds: number): Ran {
  const told: Told[] = [];
  const measured = audited(model, windowSeconds, (what, place, producer, arrival, time) => {
    told.push({ what, place, producer, arrival, time });
  });
  told.sort((a, b) => a.time - b.time);
  const of = (what: Happening): Told[] => told.filter((each) => each.what === what);
  return { told, measured, of, requests: () => requestsOf(of('sent'), of('published')) };
}

/** One trial from the beginning, and all that happens in it. Throws where an audit fails. */
export function audited(model: Model, windowSeconds: number, observer: Observer): Measurements {
  const trial = {
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'conformance',
    warmupSeconds: 0,
    windowSeconds,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e8,
  };
  const measured = simulate(trial, (what, place, producer, arrival, time, birth) => {
    if (time < windowSeconds) observer(what, place, producer, arrival, time, birth);
  });
  const failed = measured.audits.filter(({ passed }) => !passed);
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  return measured;
}

function requestsOf(sent: readonly Told[], published: readonly Told[]): Request[] {
  const answers = new Map(published.map((each) => [`${each.producer} ${each.arrival}`, each.time]));
  const groups = new Map<string, Told[]>();
  for (const each of sent) {
    const key = `${each.producer} ${each.time}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  return [...groups.values()].map((records) => {
    const counts = new Map<number, number>();
    for (const { place } of records) counts.set(place, (counts.get(place) ?? 0) + 1);
    const { time, producer, arrival } = records[0];
    return {
      time,
      producer,
      batches: [...counts].sort(([a], [b]) => a - b),
      answered: answers.get(`${producer} ${arrival}`) ?? Infinity,
    };
  });
}
