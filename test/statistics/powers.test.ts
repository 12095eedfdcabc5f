import fc from 'fast-check';
import { expect, test } from 'vitest';
import { binHigh, binLow, cubeRoot, lengthOf, power } from '../../src/statistics/index.js';

const ULP = 2.220446049250313e-16;

test('a cube root is that of Math.cbrt to its last two bits, with its sign', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), (x) => {
      fc.pre(Math.abs(x) > 1e-12);
      const exact = Math.cbrt(x);
      expect(Math.abs(cubeRoot(x) - exact)).toBeLessThanOrEqual(4 * ULP * Math.abs(exact));
    }),
  );
  expect(cubeRoot(0)).toBe(0);
  expect(cubeRoot(-27)).toBeCloseTo(-3, 15);
});

test('powers and lengths are those of school', () => {
  expect(power(2, 10)).toBeCloseTo(1024, 10);
  expect(power(9, -0.5)).toBeCloseTo(1 / 3, 14);
  expect(lengthOf([2, 3, 6])).toBe(7);
});

test('edges of bins are exact: an octave of 256 from 2^-30 s on', () => {
  expect(binLow(1)).toBe(1 / 1_073_741_824);
  expect(binLow(1 + 30 * 256)).toBe(1);
  expect(binLow(1 + 50 * 256)).toBe(1_048_576);
  expect(binLow(2 + 31 * 256)).toBe(2 * (1 + 1 / 256));
  expect(binHigh(1 + 30 * 256)).toBe(1 + 1 / 256);
});
