import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  cdf,
  gammaQuantile,
  incompleteGamma,
  isConstant,
  mean,
  normalCdf,
  normalQuantile,
  quantile,
  scaled,
  variance,
  type Distribution,
} from '../../src/statistics/index.js';

const CONTINUOUS: readonly Distribution[] = [
  { kind: 'exponential', mean: 2 },
  { kind: 'uniform', low: 1, high: 3 },
  { kind: 'erlang', shape: 4, mean: 2 },
  { kind: 'gamma', shape: 0.5, mean: 2 },
  { kind: 'gamma', shape: 30, mean: 2e-6 },
  { kind: 'lognormal', mean: 2, cv: 0.5 },
  { kind: 'hyperexponential', probability: 0.3, mean1: 1, mean2: 5 },
  { kind: 'weibull', shape: 1.5, scale: 2 },
  { kind: 'pareto', shape: 5, scale: 1 },
];
const probability = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

describe.each(CONTINUOUS)('%o', (d) => {
  test('cdf undoes quantile', () => {
    fc.assert(
      fc.property(probability, (p) => {
        expect(Math.abs(cdf(d, quantile(d, p)) - p)).toBeLessThan(1e-11);
      }),
    );
  });

  test('moments are the integrals of the quantile function', () => {
    // Midpoint rule in t of p = t^3 (10 - 15 t + 6 t^2), which stretches both tails: within 1e-5 on
    // 2,000 cells.
    const n = 2000;
    let first = 0;
    let second = 0;
    for (let index = 0; index < n; index++) {
      const t = (index + 0.5) / n;
      const x = quantile(d, t * t * t * (10 - 15 * t + 6 * t * t));
      const share = (30 * t * t * (1 - t) * (1 - t)) / n;
      first += x * share;
      second += x * x * share;
    }
    expect(Math.abs(first / mean(d) - 1)).toBeLessThan(1e-5);
    expect(Math.abs((second - first * first) / variance(d) - 1)).toBeLessThan(1e-4);
  });

  test('scaling multiplies mean and quantiles', () => {
    expect(mean(scaled(d, 3)) / mean(d)).toBeCloseTo(3, 12);
    expect(variance(scaled(d, 3)) / variance(d)).toBeCloseTo(9, 11);
    expect(quantile(scaled(d, 3), 0.9) / quantile(d, 0.9)).toBeCloseTo(3, 10);
    expect(cdf(d, -1)).toBe(0);
    expect(isConstant(d)).toBe(false);
  });
});

test('constant and empirical', () => {
  const constant: Distribution = { kind: 'constant', value: 4 };
  expect([mean(constant), variance(constant), quantile(constant, 0.3)]).toEqual([4, 0, 4]);
  expect([cdf(constant, 3.9), cdf(constant, 4)]).toEqual([0, 1]);
  expect(isConstant(constant)).toBe(true);
  expect(isConstant({ kind: 'empirical', values: [0.1, 0.1, 0.1] })).toBe(true);
  const empirical: Distribution = { kind: 'empirical', values: [1, 2, 4, 8] };
  expect([0, 0.25, 0.26, 0.5, 1].map((p) => quantile(empirical, p))).toEqual([1, 1, 2, 2, 8]);
  expect(cdf(empirical, 2)).toBe(0.5);
  expect(scaled(empirical, 2)).toEqual({ kind: 'empirical', values: [2, 4, 8, 16] });
});

test('Pareto moments that do not exist are Infinity', () => {
  expect(mean({ kind: 'pareto', shape: 1, scale: 1 })).toBe(Infinity);
  expect(variance({ kind: 'pareto', shape: 2, scale: 1 })).toBe(Infinity);
});

test('arguments outside the domain are refused', () => {
  expect(() => quantile({ kind: 'exponential', mean: 1 }, 1.1)).toThrow('1.1');
  expect(() => quantile({ kind: 'exponential', mean: 1 }, NaN)).toThrow('NaN');
  expect(() => scaled({ kind: 'exponential', mean: 1 }, 0)).toThrow('0');
});

test('statistics/special: special functions against tables', () => {
  // Abramowitz & Stegun tables 26.1 and 26.5; P(1, x) = 1 - exp(-x); chi-square 0.95 with 10
  // degrees: 18.307038.
  expect(normalCdf(1)).toBeCloseTo(0.8413447460685429, 14);
  expect(normalCdf(-10) / 7.619853024160527e-24).toBeCloseTo(1, 11);
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
  expect(normalQuantile(1e-300)).toBeCloseTo(-37.0471, 3);
  expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  expect(incompleteGamma(1, 3)).toBeCloseTo(1 - Math.exp(-3), 14);
  expect(2 * gammaQuantile(0.95, 5)).toBeCloseTo(18.307038, 6);
});
