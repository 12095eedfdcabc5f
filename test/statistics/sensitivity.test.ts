/**
 * Sensitivity estimators against functions whose indices are known. Ishigami & Homma 1990: f = sin
 * x1 + a sin^2 x2 + b x3^4 sin x1 on (-pi, pi)^3; its variance and indices in closed form below
 * (Saltelli et al. 2008, Global Sensitivity Analysis, eq. 4.34 with a = 7, b = 0.1). Sobol points
 * are not random: the tolerances are about four of the bootstrap's standard errors.
 */
import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import {
  elementaryEffects,
  morrisTrajectories,
  saltelliDesign,
  sobolIndices,
} from '../../src/statistics/index.js';

const A = 7;
const B = 0.1;
const PI = Math.PI;

function ishigami(shares: readonly number[]): number {
  const [x1, x2, x3] = shares.map((share) => PI * (2 * share - 1));
  return Math.sin(x1) + A * Math.sin(x2) ** 2 + B * x3 ** 4 * Math.sin(x1);
}

const alone1 = 0.5 * (1 + (B * PI ** 4) / 5) ** 2;
const alone2 = A ** 2 / 8;
const together13 = B ** 2 * PI ** 8 * (1 / 18 - 1 / 50);
const variance = alone1 + alone2 + together13;
const FIRST = [alone1 / variance, alone2 / variance, 0];
const TOTAL = [(alone1 + together13) / variance, alone2 / variance, together13 / variance];

test('statistics/sobolIndices: Sobol indices of the Ishigami function are those in closed form, and lie in their intervals', () => {
  const design = saltelliDesign(3, 4096);
  expect(design.points.length).toBe(5 * 4096);
  const random = new Stream('bootstrap');
  const found = sobolIndices(design, design.points.map(ishigami), () => random.next());
  expect(Math.abs(found.variance / variance - 1)).toBeLessThan(0.02);
  found.inputs.forEach(({ first, total, firstInterval, totalInterval }, input) => {
    expect(Math.abs(first - FIRST[input])).toBeLessThan(0.04);
    expect(Math.abs(total - TOTAL[input])).toBeLessThan(0.04);
    expect(firstInterval[0]).toBeLessThan(FIRST[input]);
    expect(firstInterval[1]).toBeGreaterThan(FIRST[input]);
    expect(totalInterval[0]).toBeLessThanOrEqual(TOTAL[input] + 1e-9);
    expect(totalInterval[1]).toBeGreaterThanOrEqual(TOTAL[input] - 0.01);
  });
});

test('rows with a missing value are left out; a few rows more or less change little', () => {
  const design = saltelliDesign(3, 1024);
  const values = design.points.map(ishigami);
  values[17] = NaN;
  values[1024 * 3 + 600] = NaN;
  const random = new Stream('bootstrap');
  const found = sobolIndices(design, values, () => random.next());
  expect(found.rows).toBe(1022);
  expect(Math.abs(found.inputs[1].total - TOTAL[1])).toBeLessThan(0.06);
});

test('statistics/elementaryEffects: elementary effects of a linear function are its slopes, with no spread; an interaction has one', () => {
  const random = new Stream('morris');
  const trajectories = morrisTrajectories(4, 12, () => random.next());
  const f = ([a, b, c, d]: readonly number[]): number => 3 * a - 2 * b + 0 * c + 4 * a * d;
  const effects = elementaryEffects(
    trajectories,
    trajectories.map(({ points }) => points.map(f)),
  );
  expect(effects[1].mu).toBeCloseTo(-2, 10);
  expect(effects[1].muStar).toBeCloseTo(2, 10);
  expect(effects[1].sigma).toBeLessThan(1e-9);
  expect(effects[2].muStar).toBeLessThan(1e-9);
  // The slope in a is 3 + 4 d with d on 0, 1/3, 2/3, 1: between 3 and 7, and not the same
  // everywhere.
  expect(effects[0].mu).toBeGreaterThan(3);
  expect(effects[0].mu).toBeLessThan(7);
  expect(effects[0].sigma).toBeGreaterThan(0.5);
  for (const { points, moved } of trajectories) {
    expect([...moved].sort()).toEqual([0, 1, 2, 3]);
    for (const point of points)
      for (const share of point) expect(share * 3).toBeCloseTo(Math.round(share * 3), 9);
  }
});

test('effects of 3 and 5 have the mean 4 and the standard deviation sqrt 2; of -3 and 5, 1, 4 and sqrt 32', () => {
  const step = { points: [[0], [2 / 3]], moved: [0] };
  const effectsOf = (...slopes: number[]): (number | undefined)[] => {
    const values = slopes.map((slope) => [1, 1 + (slope * 2) / 3]);
    const [effect] = elementaryEffects(
      slopes.map(() => step),
      values,
    );
    return [effect.mu, effect.muStar, effect.sigma].map((value) => Number(value.toPrecision(12)));
  };
  expect(effectsOf(3, 5)).toEqual([4, 4, Number(Math.SQRT2.toPrecision(12))]);
  expect(effectsOf(-3, 5)).toEqual([1, 4, Number(Math.sqrt(32).toPrecision(12))]);
});
