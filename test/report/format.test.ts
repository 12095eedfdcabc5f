import { expect, test } from 'vitest';
import { averaged, bytes, counted, percent, seconds } from '../../src/report/format.js';

test.each([
  [0, '0'],
  [5, '5'],
  [1000, '1K'],
  [1234, '1.23K'],
  [36_567.47, '36.6K'],
  [999_999, '1.00M'],
  [1e9, '1B'],
  [-2500, '-2.5K'],
  [0.104, '0.104'],
  [Infinity, '-'],
  [1e15, '-'],
])('counts: %d is %s', (value, shown) => {
  expect(counted(value)).toBe(shown);
});

test('bytes, times and shares carry their units', () => {
  expect(bytes(8.64e12)).toBe('8.64 TB');
  expect(bytes(125e6)).toBe('125 MB');
  expect(seconds(0.0412)).toBe('41.2 ms');
  expect(seconds(-0.0412)).toBe('-41.2 ms');
  expect(seconds(10.222)).toBe('10.2 s');
  expect(seconds(90)).toBe('90.0 s');
  expect(seconds(7200)).toBe('2.00 h');
  expect(percent(0.631)).toBe('63%');
  expect(percent(0.0631)).toBe('6.3%');
  expect(percent(NaN)).toBe('-');
});

test.each([
  // At the boundary of each unit, and just below it.
  [1, '1.00 s'],
  [0.999, '999 ms'],
  [120, '2.00 min'],
  [119, '119 s'],
  [7200, '2.00 h'],
  [7140, '119 min'],
  [1e-8 / 2, '0 ms'],
  [-1, '-1.00 s'],
])('times: %d s is %s', (value, shown) => {
  expect(seconds(value)).toBe(shown);
});

test('what is small keeps six decimals, then a power of ten; ten percent and more have no decimal', () => {
  expect(seconds(1.234e-7)).toBe('0.000123 ms');
  expect(seconds(1.234e-8)).toBe('1.23e-5 ms');
  expect([percent(0.1), percent(0.0999)]).toEqual(['10%', '10.0%']);
});

test('an average of 0 has no relative interval to show, any other has', () => {
  const of = (value: number): string =>
    averaged({ value, low: value, high: value + 1, n: 30, enough: true, reason: '' }, counted);
  expect(of(0)).toBe('0');
  expect(of(20)).toBe('20 ± 5.0%');
});

test('an interval wider than its value is said by its end', () => {
  const few = { value: 1e-5, low: 0, high: 6.8e-4, n: 30, enough: true, reason: '' };
  expect(averaged(few, percent)).toBe('0.0% (at most 0.1%)');
});
