/** Where the time of journeys goes, hop by hop: by hand. */
import { expect, test } from 'vitest';
import { STAGES, type Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/**
 * Mean seconds of the journeys to a group, by hop and stage where there are any, and in all: to 100
 * ns, since 1 KB takes 8 ns on the way.
 */
function partsOf({ journeys = [] }: Measurements, to: string): Record<string, number> {
  const found = journeys.find(({ group }) => group === to);
  if (found === undefined) throw new Error(`no journeys to ${to}`);
  const sums: number[] = [];
  for (const row of Object.values(found.sums)) {
    row.forEach((value, column) => (sums[column] = (sums[column] ?? 0) + value));
  }
  const [count, seconds, ...stages] = sums;
  const parts: Record<string, number> = { all: rounded(seconds / count) };
  stages.forEach((sum, column) => {
    const stage = STAGES[column % STAGES.length];
    const mean = rounded(sum / count);
    if (mean !== 0) parts[`${found.hops[Math.floor(column / STAGES.length)]} ${stage}`] = mean;
  });
  return parts;
}

function rounded(seconds: number): number {
  return Math.round(seconds * 1e7) / 1e7;
}

/**
 * What 20/s take, alone at each hop: 3 ms, then 7 ms until it is sent, 10 ms of lingering, 5 ms and
 * a write of 2 ms.
 */
test('a journey has the stages of all its hops', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 20/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, processing_time: 3 ms, ${HOST}, sends: { second: { after: 7 ms, linger: 10 ms } } }
  two: { reads: second, processing_time: 5 ms, store: db, ${HOST} }
stores: { db: { shards: 1, time_per_request: 2 ms, time_per_write: 0 s, propagation: 0 s } }`),
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(partsOf(measured, 'one')).toEqual({ all: 0.003, 'one consumer_service': 0.003 });
  expect(partsOf(measured, 'two')).toEqual({
    all: 0.027,
    'one consumer_service': 0.003,
    'two producer_linger': 0.01,
    'two consumer_service': 0.005,
    'two store_service': 0.002,
  });
});

/**
 * Every record fails, twice in a row 4 ms apart, each time after 1 ms of processing and 3 ms of a
 * call; then it goes by way of another topic, where it takes 2 ms.
 */
test('what failed has its calls and its tries behind it', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 20/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, failed: { partitions: 1 } }
externals: { bank: { time: 3 ms, fails: 100%, propagation: 0 s } }
consumers:
  one: { reads: first, processing_time: 1 ms, calls: { bank: {} }, on_failure: { attempts: 2, pause: 4 ms, to: failed, ${AT_ONCE} }, ${HOST} }
  two: { reads: failed, processing_time: 2 ms, ${HOST} }`),
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(partsOf(measured, 'two')).toEqual({
    all: 0.014,
    'one retries': 0.008,
    'one consumer_service': 0.001,
    'one calls': 0.003,
    'two consumer_service': 0.002,
  });
});

/**
 * Half of them go round once more, half of those again, and so on: 1 / (1 - 0.5) times 2 ms on
 * average.
 */
test('a hop that is made several times counts as often', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 50/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, threads: 1000, concurrency: free, wait_for_poll: false, processing_time: 2 ms, ${HOST}, sends: { first: { share: 50%, ${AT_ONCE} }, second: { share: 50%, ${AT_ONCE} } } }
  two: { reads: second, processing_time: 0 s, ${HOST} }`),
    { windowSeconds: 400 },
  );
  const { all, ...parts } = partsOf(measured, 'two');
  expect(Object.keys(parts)).toEqual(['one consumer_service']);
  // Geometric: of some 20,000 journeys the mean has a standard error of sqrt(0.5) / 0.5 x 2 ms /
  // sqrt(20,000) = 20 us: four of them.
  expect(Math.abs(all - 0.004)).toBeLessThan(80e-6);
  expect(parts['one consumer_service']).toBeCloseTo(all, 6);
});
