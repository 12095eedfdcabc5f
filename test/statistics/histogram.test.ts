import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  BIN_COUNT,
  Histogram,
  binHigh,
  binLow,
  binOf,
  countUpTo,
} from '../../src/statistics/index.js';

function histogramOf(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

const seconds = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
const some = fc.array(seconds, { minLength: 1, maxLength: 200 });

test('a quantile is within 0.4% of the sorted array', () => {
  fc.assert(
    fc.property(some, fc.double({ min: 0.001, max: 1, noNaN: true }), (values, p) => {
      const sorted = [...values].sort((a, b) => a - b);
      const histogram = histogramOf(values);
      const exact = sorted[Math.max(0, Math.ceil(p * sorted.length) - 1)];
      expect(Math.abs(histogram.quantile(p) / exact - 1)).toBeLessThanOrEqual(1 / 256);
      expect([histogram.quantile(0), histogram.quantile(1)]).toEqual([sorted[0], sorted.at(-1)]);
    }),
  );
});

test('merging is associative and commutative in its counts', () => {
  fc.assert(
    fc.property(some, some, some, (a, b, c) => {
      const [x, y, z] = [a, b, c].map(histogramOf);
      const left = histogramOf(a);
      left.merge(y);
      left.merge(z);
      const inner = histogramOf(c);
      inner.merge(y.toPlain());
      inner.merge(x.toPlain());
      const [one, other] = [left.toPlain(), inner.toPlain()];
      expect({ ...one, sum: 0 }).toEqual({ ...other, sum: 0 });
      expect(one.sum / other.sum).toBeCloseTo(1, 12);
    }),
    { numRuns: 50 },
  );
});

test('a weight is repetition', () => {
  const weighted = new Histogram();
  weighted.merge(histogramOf([1, 2]), 3);
  expect(weighted.toPlain()).toEqual(histogramOf([1, 1, 1, 2, 2, 2]).toPlain());
});

test('plain data survives structuredClone', () => {
  for (const values of [[], [0, 0.1, 5, 5]]) {
    const plain = histogramOf(values).toPlain();
    expect(structuredClone(plain)).toEqual(plain);
    expect(Histogram.fromPlain(structuredClone(plain)).toPlain()).toEqual(plain);
  }
});

test('countUpTo agrees with quantile, and counts all up to the largest, that included', () => {
  const histogram = histogramOf(Array.from({ length: 1000 }, (_, index) => 1 + index / 1000));
  const plain = histogram.toPlain();
  for (const p of [0.1, 0.5, 0.99]) {
    expect(countUpTo(plain, histogram.quantile(p))).toBeCloseTo(p * 1000, 6);
  }
  expect([0.5, 1 - 1e-9, 1.999, 3].map((value) => countUpTo(plain, value))).toEqual([
    0, 0, 1000, 1000,
  ]);
});

test('both ends clamp; zero and rounding below zero count as 0', () => {
  expect([binOf(0), binOf(1e-12), binOf(1e9)]).toEqual([0, 0, BIN_COUNT - 1]);
  const bins = Array.from({ length: BIN_COUNT - 2 }, (_, index) => index + 1);
  expect(bins.filter((bin) => binOf(binLow(bin)) !== bin)).toEqual([]);
  expect(bins.filter((bin) => binHigh(bin) !== binLow(bin + 1))).toEqual([]);
  expect(histogramOf([-1e-12]).toPlain()).toMatchObject({ sum: 0, minimum: 0, maximum: 0 });
  expect(() => histogramOf([-1])).toThrow('-1');
  expect(() => histogramOf([NaN])).toThrow('NaN');
});
