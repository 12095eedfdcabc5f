import { expect, test } from 'vitest';
import { excursion, upperEnd } from '../../src/analysis/excursion.js';

test('usual is up to two deviations above the mean, or 1% of how far it rose above it, where that is more', () => {
  expect(upperEnd(100, 10, 900)).toBe(120);
  expect(upperEnd(100, 3, 900)).toBe(108);
  // A rise of nothing is no excursion, however high the mean.
  expect(upperEnd(1e6, 0, 1e6)).toBe(1e6);
});

test('it is back where the straight line between two buckets meets the limit, counted from the fault', () => {
  const series = [0, 0, 50, 100, 60, 20, 0, 0, 0, 0];
  // From 3 s (the end of the third bucket) on; 30 is met a quarter before the end of the sixth.
  expect(excursion(series, 1, 1.5, 10, () => 30)).toEqual({ outcome: 'back', seconds: 5.75 - 1.5 });
  expect(excursion(series, 1, 1.5, 10, () => 100).outcome).toBe('never off');
  expect(excursion(series, 1, 1.5, 5, () => 30).outcome).toBe('not within the window');
});
