import { expect, test } from 'vitest';
import {
  meanEstimate,
  independentDifference,
  pairedDifference,
  sectionedEstimate,
  studentQuantile,
} from '../../src/statistics/index.js';

// Tables of Student's t; one degree of freedom is Cauchy: tan(pi (p - 1/2)).
test.each([
  [0.975, 1, 12.706205],
  [0.975, 2, 4.302653],
  [0.995, 10, 3.169273],
  [0.95, 20, 1.724718],
  [0.975, 29, 2.04523],
  [0.975, 1e6, 1.959966],
])('t of p = %d with %d degrees is %d', (p, df, expected) => {
  expect(studentQuantile(p, df)).toBeCloseTo(expected, 6);
  expect(studentQuantile(1 - p, df)).toBeCloseTo(-expected, 6);
});

test("Student's t far out, in the middle and outside its domain", () => {
  const p = 1 - 1e-8;
  expect(studentQuantile(p, 1) * Math.tan(Math.PI * (1 - p))).toBeCloseTo(1, 6);
  expect(studentQuantile(0.5, 7)).toBeCloseTo(0, 6);
  expect(() => studentQuantile(1, 5)).toThrow('p = 1');
  expect(() => studentQuantile(0.9, 0)).toThrow('df = 0');
});

test('a mean with its interval', () => {
  // 1..5: mean 3, standard error sqrt(2.5 / 5), t(0.975, 4) = 2.776445.
  const estimate = meanEstimate([1, 2, 3, 4, 5]);
  expect(estimate).toMatchObject({ value: 3, n: 5, enough: true, reason: '' });
  expect(estimate.high - 3).toBeCloseTo(2.776445 * Math.sqrt(0.5), 5);
  expect(estimate.low + estimate.high).toBeCloseTo(6, 12);
  expect(meanEstimate([1, 2, 3, 4, 5], 0.99).high).toBeGreaterThan(estimate.high);
  expect(meanEstimate([1])).toMatchObject({ enough: false, reason: 'fewer than 2 values' });
});

test('sections spread around the pooled value, not around their mean', () => {
  const sections = Array.from({ length: 30 }, (_, index) => 10 + (index % 2));
  const half = 2.04523 * Math.sqrt((15 * 1 + 15 * 4) / (30 * 29));
  expect(sectionedEstimate(12, sections).high - 12).toBeCloseTo(half, 5);
  expect(sectionedEstimate(12, sections, 0.5).high).toBeLessThan(12 + half);
});

test('a value that is not finite is never enough, and the reason says so', () => {
  const sections = Array.from({ length: 30 }, (_, index) => (index === 7 ? NaN : 1));
  expect(sectionedEstimate(1, sections)).toMatchObject({
    enough: false,
    reason: 'a value is not finite',
  });
});

test('a paired difference is b - a', () => {
  const estimate = pairedDifference([1, 2, 3], [2, 4, 6]);
  expect(estimate).toMatchObject({ value: 2, n: 3, enough: true });
  expect(estimate.high - 2).toBeCloseTo(4.302653 / Math.sqrt(3), 5);
});

test('an independent difference is Welch’s, with his degrees of freedom', () => {
  const estimate = independentDifference([1, 2, 3], [2, 4, 6, 8]);
  // Variances of the means 1/3 and (20/3)/4: 2 together, on 2^2 / ((1/3)^2 / 2 + (5/3)^2 / 3)
  // degrees of freedom.
  const degrees = 4 / (1 / 9 / 2 + 25 / 9 / 3);
  expect(estimate).toMatchObject({ value: 3, n: 3, enough: true });
  expect(estimate.high - 3).toBeCloseTo(studentQuantile(0.975, degrees) * Math.SQRT2, 9);
  expect(independentDifference([1], [2, 3]).enough).toBe(false);
});
