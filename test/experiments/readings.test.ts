/**
 * Each response reads its own number off a study: one in which no two numbers are alike, and one in
 * which there is none.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { responseOf } from '../../src/experiments/responses.js';
import { latency } from '../../src/experiments/latencies.js';
import type { Study } from '../../src/experiments/studySummary.js';
import type { Estimate } from '../../src/statistics/index.js';
import { validModel } from '../support/validModel.js';

const model = validModel(
  'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { near: { processing_time: 1 ms }, far: { processing_time: 1 ms, instances: 2 } }\n',
  { fileName: 'm.yaml' },
);
const of = (value: number): Estimate => {
  return { value, low: value - 0.25, high: value + 0.5, n: 30, enough: true, reason: '' };
};
const path = (name: string, base: number): Study['endToEnd'] =>
  ({
    name,
    mean: of(base),
    quantiles: Object.fromEntries(
      ['p50', 'p75', 'p90', 'p95', 'p99', 'p99.9'].map((name, index) => [
        name,
        of(base + 1 + index),
      ]),
    ),
    within: (seconds: number) => of(base + 10 * seconds),
  }) as unknown as Study['endToEnd'];
const row = (timeSeconds: number, deliveredPerSecond: number, lagRecords: number): unknown => {
  return { timeSeconds, deliveredPerSecond, lagRecords };
};
const full = {
  model,
  offered: offeredLoad(model),
  windowSeconds: 4,
  throughputPerSecond: of(1),
  goodputPerSecond: of(2),
  droppedRecords: of(3),
  lostRecords: of(4),
  duplicateRecords: of(5),
  retriedRequests: of(6),
  unmirroredRecords: of(7),
  caches: [{ name: 's', hitRatio: 0.25 }],
  recoveries: [{ backlog: { seconds: 8, outcome: 'back' } }],
  verdict: { kind: 'steady' },
  overloaded: false,
  endToEnd: path('end_to_end', 100),
  paths: [path('publish', 200), path('near', 300), path('far', 400)],
  resources: [
    { name: 'consumers.near', utilizationMean: of(9), utilizationMaximum: 18 },
    { name: 'consumers.far', utilizationMean: of(10), utilizationMaximum: 25 },
  ],
  series: [row(2.5, 11, 14), row(3, 12, 16), row(3.5, 13, 15), row(4, 17, 12)],
} as unknown as Study;

test.each([
  ['throughput', 1],
  ['goodput', 2],
  ['dropped', 3],
  ['lost', 4],
  ['duplicates', 5],
  ['retries', 6],
  ['unmirrored', 7],
  // Three in a window of 4 s.
  ['drop_rate', 0.75],
  ['worst_lag', 16],
  // After 3 s: 13 and 17.
  ['end_throughput', 15],
  ['backlog_back', 8],
  ['backlog_is', 'back'],
  ['verdict', 'steady'],
  ['hit_ratio(s)', 0.25],
  ['utilization(consumers.far)', 10],
  ['skew(consumers.far)', 2.5],
  ['mean', 100],
  ['p50', 101],
  ['p75', 102],
  ['p90', 103],
  ['p95', 104],
  ['p99', 105],
  ['p999', 106],
  ['publish.mean', 200],
  ['near.p99', 305],
  ['far.p50', 401],
  ['far.within(100 ms)', 401],
  // Instances of one thread and 1 ms: the one of near gives way at 1,000/s, the two of far at
  // 2,000/s.
  ['saturates_first', 'consumers.near'],
  ['ceiling', 1000],
  ['ceiling(consumers.far)', 2000],
])('%s is %s', (name, expected) => {
  const found = responseOf(name).read(full);
  expect(typeof found === 'object' ? found?.value : found).toBe(expected);
});

test('a rate keeps the ends of its interval', () => {
  expect(responseOf('drop_rate').read(full)).toMatchObject({ low: 2.75 / 4, high: 3.5 / 4, n: 30 });
});

test.each(['hit_ratio(s)', 'utilization(x)', 'skew(x)', 'ceiling(x)', 'backlog_back', 'cost'])(
  '%s of what a study does not have is nothing, not 0',
  (name) => {
    expect(responseOf(name).read({ ...full, caches: [], recoveries: [] })).toBeNull();
  },
);

test.each(['p99', 'far.mean', 'within(1 s)', 'near.within(1 s)'])(
  '%s is nothing where there is no steady state',
  (name) => {
    expect(responseOf(name).read({ ...full, overloaded: true })).toBeNull();
  },
);

test('experiments/latencies: a path that is not there has no latency; no rows, no last second', () => {
  expect(latency(0.99, 'none').read(full)).toBeNull();
  expect(responseOf('end_throughput').read({ ...full, series: [] })).toBeNull();
  expect(responseOf('worst_lag').read({ ...full, series: [] })).toBe(0);
});
