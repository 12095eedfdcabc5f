import { expect, test } from 'vitest';
import { estimateOf, halfWidthOf, spreadOf } from '../../src/statistics/index.js';

test('the variance of a sum of groups, by stratum and in all', () => {
  // Deviations 1, 0, -1 and 2, -2: 3/2 * 2 = 3 and 2/1 * 8 = 16.
  const spread = spreadOf([
    [5, 4, 3],
    [2, -2],
  ]);
  expect(spread.byStratum).toEqual([3, 16]);
  expect(spread.variance).toBe(19);
  expect(spread.groups).toBe(5);
  // Satterthwaite: 19^2 / (3^2 / 2 + 16^2 / 1).
  expect(spread.degreesOfFreedom).toBeCloseTo(361 / 260.5, 12);
});

test('one stratum of n groups has n - 1 degrees of freedom and the t interval of a mean', () => {
  // Influences of the mean of 1..5 are (v - 3) / 5: standard error sqrt(2.5 / 5), t(0.975, 4) = 2.776445.
  const spread = spreadOf([[1, 2, 3, 4, 5].map((value) => (value - 3) / 5)]);
  expect(spread.degreesOfFreedom).toBeCloseTo(4, 12);
  expect(halfWidthOf(spread, 0.95)).toBeCloseTo(2.776445 * Math.sqrt(0.5), 5);
});

test('a stratum with a single group says nothing; no spread at all is a width of 0', () => {
  expect(halfWidthOf(spreadOf([[1, 2], [3]]), 0.95)).toBe(Infinity);
  expect(halfWidthOf(spreadOf([[1, 1, 1]]), 0.95)).toBe(0);
});

test('an estimate needs 30 groups and finite ends, and never goes below 0', () => {
  expect(estimateOf(1, -0.5, 2.5, 30)).toMatchObject({ low: 0, high: 2.5, enough: true });
  expect(estimateOf(1, 0.5, 1.5, 29).reason).toBe('29 replications of at least 30');
  expect(estimateOf(1, 0.5, NaN, 30).enough).toBe(false);
});
