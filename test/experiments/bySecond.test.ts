import { expect, test } from 'vitest';
import { bySecond } from '../../src/experiments/bySecond.js';
import type { Study } from '../../src/experiments/studySummary.js';

test('a bucket belongs to the second that it ends in, its end included', () => {
  const series = [0.5, 1, 1.5, 2, 2.5].map((timeSeconds, index) => ({
    timeSeconds,
    meanSeconds: 2 * index + 1,
    p99Seconds: 10 * index + 10,
  }));
  const study = { series, windowSeconds: 2.5 } as unknown as Study;
  // Means of 1 and 3, of 5 and 7; the half second that is left is no second.
  expect(bySecond('t', study).rows).toEqual([
    [0, 1, 2, 20],
    [1, 2, 6, 40],
  ]);
});

test('of a second without a delivery no latency is known', () => {
  const series = [{ timeSeconds: 1, meanSeconds: null, p99Seconds: null }];
  const study = { series, windowSeconds: 1 } as unknown as Study;
  expect(bySecond('t', study).rows).toEqual([[0, 1, null, null]]);
});
