/** What is read off a simulation beside quantiles, and how far a rounded time is from it. */
import { expect, test } from 'vitest';
import { isFitted, logRatio, readTarget, recordsFor } from '../../src/experiments/readTarget.js';
import type { Measure } from '../../src/importers/observation.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

// M/M/1 at 300/s, 1 ms each: 30% busy.
const MODEL = validModel(
  'users: 300\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: exponential(1 ms), propagation: 0 s } }\n',
  { fileName: 'queue.yaml' },
);
const TRIALS = [1, 2, 3, 4, 5, 6].map((replication) =>
  shortTrial(MODEL, { replication, windowSeconds: 50 }),
);
const read = (measure: Measure, path = 'g') =>
  readTarget(MODEL, TRIALS, { setting: 0, path, measure, value: 1, rounding: 0 });

test('importers/observation: throughput is records a second, utilization the busy share, mean that of M/M/1', () => {
  expect(read('throughput').value / 300).toBeCloseTo(1, 1);
  expect(read('utilization', 'consumers.g').value).toBeCloseTo(0.3, 1);
  // 1 / (1000 - 300).
  expect(read('mean').value * 700).toBeCloseTo(1, 0);
  // ln 2 / 700.
  expect((read(0.5).value * 700) / Math.log(2)).toBeCloseTo(1, 1);
  expect(read('throughput').ofTrials).toHaveLength(6);
  const pooled = read('throughput').ofTrials.reduce((sum, each) => sum + each, 0) / 6;
  expect(read('throughput').value).toBeCloseTo(pooled, 6);
  expect(read('max').value).toBe(Math.max(...read('max').ofTrials));
});

test('a time told in whole milliseconds is met by whatever rounds to it', () => {
  const told = { setting: 0, path: 'publish', measure: 0.5, value: 3e-3, rounding: 1e-3 };
  expect([2.5e-3, 3e-3, 3.5e-3].map((seconds) => logRatio(seconds, told))).toEqual([0, 0, 0]);
  expect(logRatio(7e-3, told)).toBeCloseTo(Math.log(2), 9);
  expect(logRatio(1.25e-3, told)).toBeCloseTo(-Math.log(2), 9);
  expect(logRatio(NaN, told)).toBe(5);
  expect(logRatio(6e-3, { ...told, rounding: 0 })).toBeCloseTo(Math.log(2), 9);
});

test('rarer quantiles ask for more records; nothing is fitted to the longest', () => {
  const of = (measure: Measure) => ({
    setting: 0,
    path: 'publish',
    measure,
    value: 1,
    rounding: 0,
  });
  expect(recordsFor([of(0.5), of(0.999)])).toBeCloseTo(30_000, -1);
  expect(recordsFor([of(0.9999), of('mean')])).toBeCloseTo(300_000, -2);
  expect([of(0.99), of('max')].map(isFitted)).toEqual([true, false]);
});
