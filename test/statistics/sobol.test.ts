import { expect, test } from 'vitest';
import { SOBOL_DIMENSIONS, latinHypercubePoints, sobolPoints } from '../../src/statistics/index.js';

test('the first points are the published ones (Joe & Kuo 2008, their sobol.cc notes: 3 dimensions)', () => {
  expect(sobolPoints(3, 8, 0)).toEqual([
    [0, 0, 0],
    [0.5, 0.5, 0.5],
    [0.75, 0.25, 0.25],
    [0.25, 0.75, 0.75],
    [0.375, 0.375, 0.625],
    [0.875, 0.875, 0.125],
    [0.625, 0.125, 0.875],
    [0.125, 0.625, 0.375],
  ]);
});

test('every direction number is the published one: points that take each of them in, by the table in scipy 1.17', () => {
  // Gray code of 170: eight ones, and of 682: ten. In 1024ths; worked out from scipy's own copy of
  // new-joe-kuo-6.21201.
  const all = (number: number): number[] =>
    sobolPoints(SOBOL_DIMENSIONS, 1, number)[0].map((share) => share * 1024);
  expect(all(170)).toEqual(
    '1020 4 316 564 588 836 132 652 860 308 676 612 84 692 940 444 692 796 292 108 1020 812 1020 620 732 268 940 12 340 884 468 116 868 740 836 580 772 812 108 796 140 876 932 60 620 604 596 4 732 28 68 220 940'
      .split(' ')
      .map(Number),
  );
  expect(all(682)).toEqual(
    '1023 261 749 451 921 263 753 303 735 669 333 275 239 987 677 753 459 411 237 429 557 29 583 499 23 135 59 989 723 359 425 731 185 877 311 215 67 637 645 293 113 995 745 633 619 409 23 39 437 857 571 659 737'
      .split(' ')
      .map(Number),
  );
});

test('every aligned block of 2^k points has one in each of 2^k parts, in every dimension', () => {
  const points = sobolPoints(SOBOL_DIMENSIONS, 1024, 0);
  for (let dimension = 0; dimension < SOBOL_DIMENSIONS; dimension++) {
    for (const size of [16, 256, 1024]) {
      const block = points.slice(1024 - size);
      const parts = new Set(block.map((point) => Math.floor(point[dimension] * size)));
      expect(parts.size, `dimension ${dimension}, block of ${size}`).toBe(size);
    }
  }
});

test('no two dimensions are alike, and products of two average to a quarter', () => {
  // A wrong direction number shows as two dimensions that move together. Of 4,096 points each mean
  // of a product of two independent uniforms is 0.25; random ones would be off by sqrt(7/144/4096)
  // = 0.0034, these by less.
  const points = sobolPoints(SOBOL_DIMENSIONS, 4096, 0);
  for (let a = 0; a < SOBOL_DIMENSIONS; a++) {
    for (let b = 0; b < a; b++) {
      const mean = points.reduce((sum, point) => sum + point[a] * point[b], 0) / points.length;
      expect(Math.abs(mean - 0.25), `${a} and ${b}`).toBeLessThan(0.0034);
    }
  }
});

test('a latin hypercube has one point in each part of each dimension', () => {
  let state = 1;
  const random = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  const points = latinHypercubePoints(5, 40, random);
  for (let dimension = 0; dimension < 5; dimension++) {
    expect(new Set(points.map((point) => Math.floor(point[dimension] * 40))).size).toBe(40);
  }
});
