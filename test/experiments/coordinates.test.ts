/** A fitted number, its coordinate, and the box that it stays in. Expected values by hand. */
import { expect, test } from 'vitest';
import {
  freeParameter,
  fromCoordinate,
  overrideAt,
  toCoordinate,
} from '../../src/experiments/coordinates.js';
import { findParameters } from '../../src/model/index.js';

const TEXT = `users: 10
workload: { events_per_user: 1/s }
producers: {}
brokers: { time_per_request: "hyperexponential(0.2, 3 ms, 40 ms)" }
topic: { partitions: 1 }
consumers: { g: { instances: 3 } }
`;
const parameter = (path: string) => findParameters(TEXT, 'm.yaml', path)[0];
const time = parameter('brokers.time_per_request.mean1');
const share = parameter('brokers.time_per_request.probability');
const instances = parameter('consumers.g.instances');

test('times are known by factors, shares by their odds', () => {
  expect(toCoordinate(time, 8) - toCoordinate(time, 2)).toBeCloseTo(Math.log(4), 12);
  expect(toCoordinate(share, 0.2)).toBeCloseTo(Math.log(1 / 4), 12);
  expect(toCoordinate(share, 0.5)).toBe(0);
  for (const [each, number] of [
    [time, 3],
    [share, 0.2],
    [instances, 3],
  ] as const) {
    expect(fromCoordinate(each, toCoordinate(each, number))).toBeCloseTo(number, 12);
  }
});

test('without a range: a tenth to ten times, of shares the same of their odds', () => {
  const wide = freeParameter(time, null);
  expect([wide.low, wide.high]).toEqual([expect.closeTo(0.3, 9), expect.closeTo(30, 9)]);
  // Odds of 1/4: 1/40 and 10/4.
  const odds = freeParameter(share, null);
  expect([odds.low, odds.high]).toEqual([expect.closeTo(1 / 41, 9), expect.closeTo(10 / 14, 9)]);
  // As the language allows: one instance at least.
  expect(freeParameter(instances, null).low).toBe(1);
});

test.each([
  [1, '2 ms'],
  [2, '2 ms'],
  [5, '5 ms'],
  [7, '7 ms'],
  [50, '7 ms'],
])('the number of a coordinate stays within its range: %d of 2..7 is %s', (number, value) => {
  const free = freeParameter(time, '2..7 ms');
  expect(overrideAt(free, toCoordinate(time, number), 6)).toEqual({ path: time.path, value });
});
