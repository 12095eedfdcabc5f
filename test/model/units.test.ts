/**
 * Every unit that the language reads, by its definition: SI prefixes, IEC 80000-13, 8 bits a byte,
 * days of 86,400 s.
 */
import { describe, expect, test } from 'vitest';
import * as quantities from '../../src/model/quantities.js';

const { duration, durationPerByte, size, bandwidth, rate, count } = quantities;

const TIMES = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  d: 86_400,
};
const WORDS = {
  nanosecond: 1e-9,
  microsecond: 1e-6,
  usec: 1e-6,
  millisecond: 1e-3,
  msec: 1e-3,
  sec: 1,
  second: 1,
  minute: 60,
  hr: 3600,
  hour: 3600,
  day: 86_400,
  w: 604_800,
  week: 604_800,
};
const BYTES = {
  B: 1,
  KB: 1e3,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const BITS = {
  bps: 1,
  Kbps: 1e3,
  kbps: 1e3,
  Mbps: 1e6,
  Gbps: 1e9,
  Tbps: 1e12,
  'Kbit/s': 1e3,
  'Mbit/s': 1e6,
  'Gbit/s': 1e9,
  'Tbit/s': 1e12,
};
const POWERS = { K: 1e3, k: 1e3, M: 1e6, G: 1e9, B: 1e9 };

/** A multiple of a unit, written with and without a space. */
function isRead(read: (text: string) => number, text: string, expected: number): void {
  expect(read(`3 ${text}`) / (3 * expected)).toBeCloseTo(1, 12);
  expect(read(`0.5${text}`) / (0.5 * expected)).toBeCloseTo(1, 12);
}

describe('units', () => {
  test.each(Object.entries(TIMES))('a time in %s is %d s', (unit, seconds) => {
    isRead(duration, unit, seconds);
    isRead(durationPerByte, `${unit}/B`, seconds);
    isRead(rate, `/${unit}`, 1 / seconds);
  });

  test.each(Object.entries(WORDS))('a time in %s, of one or several, is %d s', (word, seconds) => {
    isRead(duration, word, seconds);
    isRead(duration, `${word}s`, seconds);
    isRead(rate, `/${word}`, 1 / seconds);
  });

  test.each(Object.entries(BYTES))('a size in %s is %d bytes, a second likewise', (unit, bytes) => {
    isRead(size, unit, bytes);
    isRead(bandwidth, `${unit}/s`, bytes);
  });

  test.each(Object.entries(BITS))('a bandwidth in %s is %d bits a second', (unit, bits) => {
    isRead(bandwidth, unit, bits / 8);
  });

  test.each(Object.entries(POWERS))('a count with %s is times %d', (sign, power) => {
    isRead(count, sign, power);
    isRead(rate, `${sign}/s`, power);
  });
});

test('no other unit is read, so that the tables above are whole', () => {
  const hints = (read: (text: string) => number, text: string): string => {
    try {
      return String(read(text));
    } catch (error) {
      return error instanceof quantities.QuantityError ? error.expected : String(error);
    }
  };
  const known = (table: object): string => `with a unit (${Object.keys(table).join(', ')})`;
  expect(hints(duration, '1 zz')).toContain(known(TIMES));
  expect(hints(size, '1 zz')).toContain(known(BYTES));
  expect(hints(bandwidth, '1 zz')).toContain(known(BITS));
});
