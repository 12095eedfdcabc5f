/**
 * However a trial ends (its time is up, it is full, a fault is under way), its audits hold; and
 * what passes of an overload is what the servers can do. The random models are those of the second
 * simulator's comparison, from a fixed seed; ENDINGS_MODELS of them, each with one of the endings.
 */
import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import type { Model } from '../../src/model/index.js';
import type { Measurements, ResourceMeasurements } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { trialOf } from '../oracle/drawn.js';
import { models } from '../oracle/models.js';
import { ALL_FAULTS } from '../oracle/sections.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const numRuns = Number(process.env['ENDINGS_MODELS'] ?? 60);
const seed = Number(process.env['ENDINGS_SEED'] ?? 16);

function failed({ audits }: Measurements): unknown[] {
  return audits.filter(({ passed }) => !passed);
}

/** The maxima of a resource that are below its means. */
function belowMean({ name, ...resource }: ResourceMeasurements): string[] {
  const { busySeconds, busySecondsMaximum, instanceSeconds, wait } = resource;
  const isBelow = (maximum: number, mean: number): boolean => !(maximum >= mean * (1 - 1e-9));
  const found: string[] = [];
  if (isBelow(busySecondsMaximum, busySeconds)) found.push(`${name}: utilization`);
  if (isBelow(resource.queueMaximum * instanceSeconds, resource.queueSeconds)) {
    found.push(`${name}: queue`);
  }
  if (isBelow(wait.maximum * wait.count, wait.sum)) found.push(`${name}: wait`);
  return found;
}

/** Deliveries a second of the window, of one group. */
function through({ deliveredInWindow, windowSeconds }: Measurements): number {
  return deliveredInWindow / windowSeconds;
}

const EVERYTHING = {
  policies: true,
  retries: true,
  members: true,
  faults: ALL_FAULTS,
} as const;
const CALM = { policies: false, retries: false, members: false, faults: [] } as const;

test(
  `${numRuns} random models at once, twice and 20 times their load, full or not: every audit holds, and no maximum is below its mean`,
  { timeout: 3_600_000 },
  () => {
    const kinds = fc.oneof(models(EVERYTHING), models({ ...EVERYTHING, faults: [] }), models(CALM));
    const load = fc.constantFrom(1, 2, 20);
    const inside = fc.constantFrom(1e7, 1e7, 3, 30, 200);
    const counts = { models: 0, full: 0, direct: 0, withFaults: 0 };
    const holds = fc.property(kinds, load, inside, (drawn, times, maximumInside) => {
      const trial = trialOf(drawn);
      const model = { ...trial.model, users: trial.model.users * times };
      const measured = simulate({ ...trial, model, maximumInside });
      counts.models++;
      if (measured.stoppedFull) counts.full++;
      if (model.clusters.length === 0) counts.direct++;
      if (model.faults.length > 0) counts.withFaults++;
      expect(failed(measured)).toEqual([]);
      expect(measured.insideAtStart).toBeGreaterThanOrEqual(0);
      expect(measured.insideAtEnd).toBeGreaterThanOrEqual(0);
      expect(measured.resources.flatMap(belowMean)).toEqual([]);
    });
    fc.assert(holds, { seed, numRuns });
    console.log(JSON.stringify(counts));
    expect(counts.full).toBeGreaterThan(numRuns / 10);
    expect(counts.direct).toBeGreaterThan(numRuns / 40);
  },
);

/** Eight servers of 1,000 calls/s each. */
const directCalls = (users: number, callers = ''): Model =>
  validModel(
    `users: ${users}
workload: { events_per_user: 1/s${callers} }
consumers: { workers: { instances: 4, threads: 2, processing_time: exponential(1 ms), propagation: 0 s } }
`,
    { fileName: 'direct.yaml' },
  );

// Of n exponential services the number that fits into a time has the deviation sqrt(n): 160,000
// give 0.25%, 1% is four.
test.each([
  ['time up', 10_000, '', 1e7, 5, 20],
  ['full in its window', 10_000, '', 45_000, 2, 20.5],
  ['full before its window', 16_000, '', 320_000, 60, 20],
  ['time up, 16 callers', 10_000, ', callers: 16', 1e7, 5, 20],
  ['full before its window, 16 callers', 16_000, ', callers: 16', 320_000, 60, 20],
] as const)(
  'an overloaded M/M/8 passes c mu: %s',
  (_, users, callers, maximumInside, warmupSeconds, expected) => {
    const windowSeconds = warmupSeconds === 5 ? 20 : 60;
    const model = directCalls(users, callers);
    const seen = shortTrial(model, { warmupSeconds, windowSeconds, maximumInside, seed: 'mm8' });
    expect(seen.stoppedFull).toBe(maximumInside < 1e7);
    // As much piles up as comes beyond 8,000/s, and the window is what of that time was to be
    // measured, or its half.
    expect(Math.abs(seen.windowSeconds / expected - 1)).toBeLessThan(0.05);
    expect(Math.abs(through(seen) / 8000 - 1)).toBeLessThan(0.01);
    const [{ busySeconds }] = seen.resources;
    expect(Math.abs(busySeconds / (8 * seen.windowSeconds) - 1)).toBeLessThan(1e-9);
    const growth = (seen.insideAtEnd - seen.insideAtStart) / seen.windowSeconds;
    expect(Math.abs(growth / (users - 8000) - 1)).toBeLessThan(0.1);
    expect(failed(seen)).toEqual([]);
  },
);

test('one caller of one server of 1 s: one call a second, where 1,000 come', () => {
  const model = validModel(
    `users: 1000
workload: { events_per_user: 1/s, callers: 1 }
consumers: { workers: { processing_time: 1 s, propagation: 0 s } }
`,
    { fileName: 'callers.yaml' },
  );
  const seen = shortTrial(model, { warmupSeconds: 100, windowSeconds: 1e4, maximumInside: 1e5 });
  expect(seen.stoppedFull).toBe(true);
  expect(Math.abs(seen.deliveredInWindow - seen.windowSeconds)).toBeLessThanOrEqual(1);
  expect(failed(seen)).toEqual([]);
});

// Each instance has a partition and takes one record after the other: 40 servers, which all have
// work after a moment. Of Erlang services of 16 phases 10,000 have the deviation of 160,000
// exponential ones.
test.each([
  ['time up', 48_000, 'exponential(1 ms)', 1e8, 2, 4],
  ['full in its window', 80_000, 'erlang(16, 1 ms)', 60_000, 0.5, 1],
  ['full before its window', 120_000, 'erlang(16, 1 ms)', 80_000, 9, 0.5],
] as const)(
  'an overloaded group of 40 behind a broker passes c mu: %s',
  (_, users, processing, maximumInside, warmupSeconds, windowSeconds) => {
    const text = `users: ${users}
workload: { events_per_user: 1/s, record_size: 100 B }
producers: { count: 4, partitioner: round_robin, linger: 1 ms, nic: 10 Gbps }
brokers: { count: 1, handlers: 64, nic: 10 Gbps }
topic: { partitions: 40 }
consumers: { workers: { instances: 40, processing_time: '${processing}', nic: 10 Gbps } }
`;
    const isFull = maximumInside < 1e8;
    const seen = shortTrial(validModel(text, { fileName: 'behind.yaml' }), {
      warmupSeconds,
      windowSeconds: isFull ? 4 : windowSeconds,
      seriesBuckets: 40,
      maximumInside,
    });
    expect(seen.stoppedFull).toBe(isFull);
    // Arrivals are drawn ahead, by up to half a second of each of four producers.
    expect(Math.abs(seen.windowSeconds - windowSeconds)).toBeLessThan(0.3);
    expect(Math.abs(through(seen) / 40_000 - 1)).toBeLessThan(0.01);
    expect(failed(seen)).toEqual([]);
  },
);

test('a trial whose memory does not grow any further ends in one sentence', () => {
  // 17 MiB in pages of 64 KiB: what a trial is laid out in fits, what piles up of an overload does
  // not.
  class Small extends WebAssembly.Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: boolean }) {
      super({ ...descriptor, maximum: 272 });
    }
  }
  // Takes the memory that a former trial has left.
  const left = new Arena();
  const overloaded = `users: 400000
workload: { events_per_user: 1/s, record_size: 100 B }
producers: { count: 1, nic: 10 Gbps }
brokers: { count: 1, nic: 10 Gbps }
topic: { partitions: 1 }
consumers: { app: { processing_time: 1 s, nic: 10 Gbps } }
`;
  const model = validModel(overloaded, { fileName: 'overloaded.yaml' });
  const { Module, Instance } = WebAssembly;
  vi.stubGlobal('WebAssembly', { Memory: Small, Module, Instance });
  try {
    expect(() => shortTrial(model, { windowSeconds: 4 })).toThrow(
      /^the trial needs more memory than the machine gives it, 0\.02 GiB; write more, smaller cells, .* or run fewer --workers$/,
    );
  } finally {
    vi.unstubAllGlobals();
    left.close();
  }
});
