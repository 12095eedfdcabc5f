import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Histogram,
  binHigh,
  binLow,
  binOf,
  mser5,
  sectionedEstimate,
  studentQuantile,
} from '../../src/statistics/index.js';

describe('histogram', () => {
  test('every value lies in its bin, and a bin is at most 0.4% wide', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), (value) => {
        const bin = binOf(value);
        expect(binLow(bin)).toBeLessThanOrEqual(value);
        expect(binHigh(bin)).toBeGreaterThan(value);
        expect((binHigh(bin) - binLow(bin)) / binLow(bin)).toBeLessThan(0.004);
      }),
    );
  });

  test('quantiles are within 0.5% of the sorted values', () => {
    const values = Array.from({ length: 10_000 }, (_, index) => 1e-3 * Math.exp(index / 2000));
    const histogram = new Histogram();
    for (const value of values) histogram.record(value);
    for (const p of [0.01, 0.5, 0.9, 0.99, 0.999]) {
      const exact = values[Math.ceil(p * values.length) - 1];
      expect(Math.abs(histogram.quantile(p) / exact - 1)).toBeLessThan(0.005);
    }
  });

  test('merging is the same as recording together', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2 }),
        (values) => {
          const together = new Histogram();
          const odd = new Histogram();
          const even = new Histogram();
          values.forEach((value, index) => {
            together.record(value);
            (index % 2 === 0 ? even : odd).record(value);
          });
          const merged = new Histogram();
          merged.merge(even.toPlain());
          merged.merge(odd.toPlain());
          // toEqual of all 10,000 bins takes 80 ms.
          const differs = merged.counts.findIndex((count, bin) => count !== together.counts[bin]);
          expect(differs).toBe(-1);
          expect(merged.quantile(0.9)).toBe(together.quantile(0.9));
        },
      ),
    );
  });

  test('a clearly negative time and NaN are refused; rounding is not', () => {
    expect(() => binOf(-1e-3)).toThrow('negative');
    expect(() => binOf(NaN)).toThrow('not a number');
    expect(binOf(-1e-12)).toBe(0);
    expect(binOf(-0)).toBe(0);
  });
});

describe('intervals', () => {
  // Student's own table, as in any textbook: t(0.975).
  test.each([
    [1, 12.7062],
    [5, 2.570582],
    [29, 2.04523],
    [100, 1.983972],
  ])('t(0.975) with %d degrees of freedom is %d', (df, expected) => {
    expect(studentQuantile(0.975, df)).toBeCloseTo(expected, 4);
  });

  test('fewer than 30 replications carry no interval, and it is said how many there must be', () => {
    const sections = Array.from({ length: 30 }, (_, index) => 1 + index / 1000);
    expect(sectionedEstimate(1, sections.slice(0, 15))).toMatchObject({
      enough: false,
      reason: '15 replications of at least 30',
      times: 2,
    });
    expect(sectionedEstimate(1, sections).enough).toBe(true);
  });

  test('MSER-5 cuts a transient and leaves a level series alone', () => {
    const level = Array.from({ length: 200 }, (_, index) => 10 + (index % 2));
    const moving = level.map((value, index) => (index < 50 ? value * 5 : value));
    expect(mser5(level).cut).toBe(0);
    expect(mser5(moving)).toMatchObject({ cut: 50, reliable: true });
  });
});
