import { expect, test } from 'vitest';
import {
  estimateOf,
  halfWidthOf,
  marginsOf,
  spreadOf,
  studentQuantile,
} from '../../src/statistics/index.js';

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

test('skewness: the unbiased third moment of a sum, from three groups on, over the variance to 3/2', () => {
  // Deviations -1, -1, 2: 9/2 * 6 = 27 over (3/2 * 6)^1.5 = 27. Two groups have none.
  expect(spreadOf([[0, 0, 3]]).skewness).toBeCloseTo(1, 12);
  expect(spreadOf([[0, 3]]).skewness).toBe(0);
  // Deviations -1, -1, -1, 3: 16/6 * 24 = 64, variance 4/3 * 12 = 16. Both strata: (27 + 64) / (9 +
  // 16)^1.5.
  const both = [
    [0, 0, 3],
    [1, 1, 1, 5],
  ];
  expect(spreadOf(both).skewness).toBeCloseTo(91 / 125, 12);
});

test('one stratum of n groups has n - 1 degrees of freedom and the t interval of a mean', () => {
  // Influences of the mean of 1..5 are (v - 3) / 5: standard error sqrt(2.5 / 5), t(0.975, 4) =
  // 2.776445.
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

test("margins of a skewed estimate: Hall's on the longer side, halfway to it on the shorter", () => {
  const skewed = { variance: 4, byStratum: [4], skewness: 0.3, groups: 30, degreesOfFreedom: 29 };
  // t = 2.04523; h(x) = 10 (cbrt(1 + 0.3 (x - 0.05)) - 1): h(t) = 1.692583, h(-t) = -2.811703.
  const { below, above } = marginsOf(skewed, 0.95);
  expect(above).toBeCloseTo(2 * 2.811703, 4);
  expect(below).toBeCloseTo(2 * ((2.04523 + 1.692583) / 2), 4);
  // The other way round for a negative skewness, and t where there is none, or none is allowed.
  const mirrored = marginsOf({ ...skewed, skewness: -0.3 }, 0.95);
  expect(mirrored.below).toBeCloseTo(above, 10);
  expect(mirrored.above).toBeCloseTo(below, 10);
  expect(marginsOf(skewed, 0.95, Infinity, 0)).toEqual({
    below: 2 * studentQuantile(0.975, 29),
    above,
  });
  expect(marginsOf(skewed, 0.95, 0).above).toBeCloseTo(2 * 2.04523, 4);
});
