/**
 * Shapes of the load and arrivals in batches: how many come when, against what the shape says, with
 * brokers and without. Counts are Poisson: each is within five standard deviations.
 */
import { describe, expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { loadPattern, peakBacklogs } from '../../src/analysis/pattern.js';
import type { Model } from '../../src/model/index.js';
import { HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const RATE = 20_000;
const FREE = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';

function modelOf(arrivals: string, brokers: boolean): Model {
  const load = `workload: { rate: ${RATE}/s, arrivals: ${arrivals} }`;
  const there = brokers
    ? `brokers: { kind: queue, count: 1, ${FREE}, ${HOST} }\ntopic: {}\nproducers: { count: 4, ${HOST} }`
    : '';
  const text = `${load}
${there}
consumers: { workers: { instances: 1, threads: 64, processing_time: 1 us, ${HOST} } }
`;
  return validModel(text, { fileName: 'shape.yaml' });
}

function arrivalsOf(arrivals: string, brokers: boolean, seconds: number): number[] {
  const times: number[] = [];
  const observer = (what: string, _: number, __: number, arrival: number): void => {
    if (what === 'delivered') times.push(arrival);
  };
  const trial = { warmupSeconds: 0, windowSeconds: seconds + 0.1 };
  shortTrial(modelOf(arrivals, brokers), trial, observer);
  return times.filter((time) => time < seconds);
}

/** [from, to, load over the mean] of a whole number of periods. */
type Part = readonly [number, number, number];

/** By hand: loads over their mean. */
const SHAPES: readonly (readonly [string, readonly Part[]])[] = [
  // Mean (0.5 x 1 s + 1 x 1 s) / 2 s = 0.75 of the load at the end.
  [
    '{ kind: ramp, from: 0%, to: 100%, over: 1 s, hold: 1 s }',
    [
      [0, 0.5, 0.25 / 0.75],
      [0.5, 1, 0.75 / 0.75],
      [1, 2, 1 / 0.75],
      [2, 2.25, 0.125 / 0.75],
    ],
  ],
  [
    '{ kind: ramp, from: 3, to: 1, over: 1 s }',
    [
      [0, 0.5, 2.5 / 2],
      [0.5, 1, 1.5 / 2],
      [1, 1.5, 2.5 / 2],
    ],
  ],
  [
    '{ kind: steps, each: 0.5 s, loads: [1, 0, 50%, 2.5] }',
    [
      [0, 0.5, 1],
      [0.5, 1, 0],
      [1, 1.5, 0.5],
      [1.5, 2, 2.5],
      [2, 2.5, 1],
    ],
  ],
  // (0.8 x 1 + 0.2 x 6) = 2.
  [
    '{ kind: spikes, every: 1 s, length: 200 ms, times: 6 }',
    [
      [0, 0.8, 0.5],
      [0.8, 1, 3],
      [1, 1.8, 0.5],
      [1.8, 2, 3],
    ],
  ],
  [
    '{ kind: cron, every: 1 s, within: 50 ms }',
    [
      [0, 0.05, 20],
      [0.05, 1, 0],
      [1, 1.05, 20],
    ],
  ],
  // The mean of sin over its first half is 2 / pi.
  [
    '{ kind: wave, period: 2 s, amplitude: 1 }',
    [
      [0, 1, 1 + 2 / Math.PI],
      [1, 2, 1 - 2 / Math.PI],
    ],
  ],
];

describe.each([true, false])('model/arrivals, with brokers: %s', (brokers) => {
  test.each(SHAPES)('%s', (arrivals, parts) => {
    const times = arrivalsOf(arrivals, brokers, parts[parts.length - 1][1]);
    for (const [from, to, factor] of parts) {
      const expected = RATE * factor * (to - from);
      const count = times.filter((time) => time >= from && time < to).length;
      expect(Math.abs(count - expected)).toBeLessThanOrEqual(5 * Math.sqrt(expected));
    }
  });

  test('batches all alike', () => {
    const times = arrivalsOf('{ kind: batches, size: 5 }', brokers, 2);
    const sizes = new Map<number, number>();
    for (const time of times) sizes.set(time, (sizes.get(time) ?? 0) + 1);
    expect(new Set(sizes.values())).toEqual(new Set([5]));
    expect(Math.abs(sizes.size - 8000)).toBeLessThan(5 * Math.sqrt(8000));
  });

  /** Of a geometric size of mean 4 a quarter is 1, and a part (3/4)^8 is above 8. */
  test('batches of a geometric size', () => {
    const times = arrivalsOf('{ kind: batches, size: 4, sizes: geometric }', brokers, 4);
    const sizes = new Map<number, number>();
    for (const time of times) sizes.set(time, (sizes.get(time) ?? 0) + 1);
    const all = [...sizes.values()];
    expect(Math.abs(all.length - 20_000)).toBeLessThan(5 * Math.sqrt(20_000));
    const share = (count: number, p: number): void => {
      const deviation = Math.sqrt(p * (1 - p) * all.length);
      expect(Math.abs(count - p * all.length)).toBeLessThan(5 * deviation);
    };
    share(all.filter((size) => size === 1).length, 0.25);
    share(all.filter((size) => size > 8).length, 0.75 ** 8);
  });
});

/**
 * 100/s on average: 50 for 8 s, 300 for 2 s. A worker does 200: 200 wait at the end of the spike,
 * and are gone 200 / (200 - 50) s later.
 */
test('check knows the peak of a shape, and what it leaves behind', () => {
  const model = validModel(
    `workload: { rate: 100/s, arrivals: { kind: spikes, every: 10 s, length: 2 s, times: 6 } }
consumers: { workers: { instances: 1, processing_time: 5 ms } }
`,
    { fileName: 'spikes.yaml' },
  );
  const pattern = loadPattern(model);
  expect(pattern).toMatchObject({ name: 'spikes arrivals', periodSeconds: 10 });
  expect(pattern?.peak).toBeCloseTo(3, 12);
  if (pattern === null) return;
  const [workers] = peakBacklogs(pattern, offeredLoad(model));
  expect(workers.resource).toBe('consumers.workers');
  expect(workers.records).toBeCloseTo(200, 6);
  expect(workers.drainSeconds).toBeCloseTo(200 / 150, 6);
});
