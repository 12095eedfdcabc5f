/** Groups that gather by key and window: by hand. */
import { describe, expect, test } from 'vitest';
import { topicShares } from '../../src/model/pipelines.js';
import { distinctKeys } from '../../src/model/windows.js';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

const APP = `sends: clicks, count: 1, ${AT_ONCE}, ${HOST}`;
const SENDS = `sends: { sums: { ${AT_ONCE} } }, ${HOST}`;

function counting(app: string, window: string, more = '', partitions = 1) {
  return atOnce(`producers: { app: { ${app}, ${APP} } }
topics: { clicks: { partitions: ${partitions} }, sums: { partitions: 1 } }
consumers:
  count: { reads: clicks, processing_time: 1 ms, window: ${window}, ${SENDS} }
  show: { reads: sums, processing_time: 0 s, wait_for_poll: false, threads: 1000, ${HOST} }
${more}`);
}

function windowsOf({ windows = [] }: Measurements): [number, number, number] {
  const [{ results, gathered, tooLate }] = windows;
  return [results, gathered, tooLate];
}

function latency({ paths }: Measurements, name: string): { count: number; mean: number } {
  const { count, sum } = paths.find((path) => path.name === name)?.histogram ?? NONE;
  return { count, mean: sum / count };
}
const NONE = { count: 0, sum: 0 };

const ONE_KEY = 'keys: { kind: uniform, count: 1 }';

/**
 * 20/s of one key, 50 ms apart: windows of 0.2 s hold four each, of which the last
 * comes 50 ms before the next window's first, which closes it when it is done, 1 ms later. A result
 * is as old as the window's last record: 51 ms.
 */
test('a window closes with the first record after it', () => {
  const model = counting(`rate: 20/s, arrivals: constant, ${ONE_KEY}`, '200 ms');
  const measured = shortTrial(model, { warmupSeconds: 1.02, windowSeconds: 10 });
  expectAudits(measured);
  expect(windowsOf(measured)).toEqual([50, 200, 0]);
  const { count, mean } = latency(measured, 'to show');
  expect(count).toBe(50);
  expect(mean).toBeCloseTo(0.051, 6);
});

/**
 * They come 25, 75, 125 and 175 ms after a window's begin. With 120 ms of grace it takes the third
 * of the next window to close it, 325 ms after its begin.
 */
test('grace keeps it open', () => {
  const model = counting(
    `rate: 20/s, arrivals: constant, ${ONE_KEY}`,
    '{ length: 200 ms, grace: 120 ms }',
  );
  const measured = shortTrial(model, { warmupSeconds: 1.02, windowSeconds: 10 });
  expect(latency(measured, 'to show').mean).toBeCloseTo(0.151, 6);
});

/** Windows of 0.4 s, one each 0.1 s: each record lies in four, and ten close a second. */
test('windows overlap', () => {
  const window = '{ length: 400 ms, every: 100 ms }';
  const model = counting(`rate: 20/s, arrivals: constant, ${ONE_KEY}`, window);
  const measured = shortTrial(model, { warmupSeconds: 1.02, windowSeconds: 10 });
  expectAudits(measured);
  expect(windowsOf(measured)).toEqual([100, 800, 0]);
});

/**
 * An event is complete with its result where it is the last of its window; the other three with
 * their counting, after 1 ms.
 */
test('a result is of the event that came last', () => {
  const journeys = 'journeys: { whole: { complete: all } }';
  const model = counting(`rate: 20/s, arrivals: constant, ${ONE_KEY}`, '200 ms', journeys);
  const measured = shortTrial(model, { warmupSeconds: 1.02, windowSeconds: 10 });
  expectAudits(measured);
  const { count, mean } = latency(measured, 'whole');
  expect(count).toBe(200);
  expect(mean).toBeCloseTo((3 * 0.001 + 0.051) / 4, 6);
});

/**
 * Two producers to one partition, one of which holds its records back for 300 ms: what it sends in
 * the last 300 ms of a window of 1 s comes when the other has closed it, 30% of its records.
 */
test('records that come after their window has closed are left out', () => {
  const measured = shortTrial(
    atOnce(`producers:
  quick: { rate: 1000/s, ${ONE_KEY}, ${APP} }
  slow: { rate: 100/s, arrivals: constant, ${ONE_KEY}, sends: clicks, count: 1, linger: 300 ms, batch_size: 1 MB, ${HOST} }
topics: { clicks: { partitions: 1 }, sums: { partitions: 1 } }
consumers:
  count: { reads: clicks, processing_time: 0 s, window: 1 s, ${SENDS} }
  show: { reads: sums, processing_time: 0 s, ${HOST} }`),
    { windowSeconds: 100 },
  );
  expectAudits(measured);
  const [results, gathered, tooLate] = windowsOf(measured);
  expect(results).toBe(100);
  expect(gathered + tooLate).toBeCloseTo(110_000, -3);
  // A batch holds what came in 300 ms, or the rest of it: of 100 records a second the last 0 to 30
  // are late, by where the window's end falls into a batch; 15 on average.
  expect(tooLate / 10_000).toBeGreaterThan(0.1);
  expect(tooLate / 10_000).toBeLessThan(0.31);
});

describe('arithmetic', () => {
  /** n of k by chance: k (1 - exp(-n / k)); and one by one for few. */
  test.each([
    ['uniform', { kind: 'uniform', count: 100 } as const, 50, 100 * (1 - Math.exp(-0.5))],
    [
      'hot',
      { kind: 'hot', count: 3, share: 0.5 } as const,
      4,
      1 - Math.exp(-2) + 2 * (1 - Math.exp(-1)),
    ],
    ['zipf', { kind: 'zipf', count: 2, exponent: 1 } as const, 3, 2 - Math.exp(-2) - Math.exp(-1)],
  ])('distinct keys, %s', (_, keys, records, expected) => {
    expect(distinctKeys(keys, records)).toBeCloseTo(expected, 9);
  });

  /** One by one over a million keys, against blocks of them. */
  test('many keys are taken together', () => {
    let total = 0;
    for (let key = 1; key <= 1e6; key++) total += key ** -0.9;
    let expected = 0;
    for (let key = 1; key <= 1e6; key++) expected -= Math.expm1((-1e6 * key ** -0.9) / total);
    const found = distinctKeys({ kind: 'zipf', count: 1e6, exponent: 0.9 }, 1e6);
    expect(Math.abs(found / expected - 1)).toBeLessThan(1e-4);
  });

  /** 500/s of 250 keys, windows of 0.5 s: 250 (1 - 1/e) keys each, 316 results a second. */
  test('what comes out of windows goes into the traffic equations, and out of the engine', () => {
    const keys = 'keys: { kind: uniform, count: 250 }';
    const model = counting(`rate: 500/s, ${keys}`, '500 ms', '', 4);
    const expected = 500 * (1 - Math.exp(-1));
    expect(topicShares(model)[1] * 500).toBeCloseTo(expected, 6);
    const measured = shortTrial(model, { warmupSeconds: 2, windowSeconds: 200 });
    expectAudits(measured);
    // A window's number of keys has a variance below 250 e^-1 (1 - e^-1) = 58: of 400 windows the
    // mean is within 4 sqrt(58 / 400) = 1.5 of 158, 1%.
    expect(Math.abs(windowsOf(measured)[0] / 200 / expected - 1)).toBeLessThan(0.01);
  });
});
