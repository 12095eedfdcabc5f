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
  // A wrong direction number shows as two dimensions that move together. Of 4,096 points each mean of a product of two
  // independent uniforms is 0.25; random ones would be off by sqrt(7/144/4096) = 0.0034, these by less.
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
