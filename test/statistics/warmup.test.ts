import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import { mser5 } from '../../src/statistics/index.js';

/** 10 + 20 exp(-i / decay) + uniform noise on +-1. */
function transient(length: number, decay: number): number[] {
  const stream = new Stream(`warmup/${length}/${decay}`);
  return Array.from(
    { length },
    (_, index) => 10 + 20 * Math.exp(-index / decay) + 2 * stream.next() - 1,
  );
}

test('a transient is cut where it falls below the noise, neither at once nor at the half', () => {
  const { cut, reliable } = mser5(transient(1000, 30));
  // Left over at 2.5 and 7 decays: 1.6, above the noise, and 0.02, far below its standard deviation of 0.58.
  expect(cut).toBeGreaterThan(75);
  expect(cut).toBeLessThan(210);
  expect(reliable).toBe(true);
});

test('a series that still moves at its half is unreliable', () => {
  const drift = Array.from({ length: 200 }, (_, index) => Math.exp(-index / 20) * 1e6);
  expect(mser5(drift)).toEqual({ cut: 100, reliable: false });
});

test.each([0.1, 0.3, 1e7 + 0.1])('a constant series of %d is not cut: no rounding noise', (x) => {
  expect(mser5(new Array<number>(200).fill(x)).cut).toBe(0);
});

test('too short a series is unreliable', () => {
  expect(mser5([])).toEqual({ cut: 0, reliable: false });
  expect(mser5([1, 2, 3]).reliable).toBe(false);
});
