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
  // Left over at 2.5 and 7 decays: 1.6, above the noise, and 0.02, far below its standard deviation
  // of 0.58.
  expect(cut).toBeGreaterThan(75);
  expect(cut).toBeLessThan(210);
  expect(reliable).toBe(true);
});

test('the cut is the first, up to the half, of those where sum (x - mean)^2 / n^2 of what remains is least', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const stream = new Stream(`mser/${seed}`);
    const series = Array.from({ length: 40 + seed }, () => stream.next());
    const batches = Array.from({ length: Math.floor(series.length / 5) }, (_, batch) => {
      return series.slice(5 * batch, 5 * batch + 5).reduce((sum, x) => sum + x, 0) / 5;
    });
    const scores = Array.from({ length: Math.floor(batches.length / 2) + 1 }, (_, cut) => {
      const left = batches.slice(cut);
      const mean = left.reduce((sum, x) => sum + x, 0) / left.length;
      return (
        left.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / (left.length * left.length)
      );
    });
    expect(mser5(series).cut, `seed ${seed}`).toBe(5 * scores.indexOf(Math.min(...scores)));
  }
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
