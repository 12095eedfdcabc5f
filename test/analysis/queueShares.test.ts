/** What each of several queues is served, by hand. */
import { expect, test } from 'vitest';
import { servedOf } from '../../src/analysis/queueShares.js';

const queue = (weight: number, arrivals: number, seconds: number) => ({
  weight,
  arrivals,
  seconds,
});

test('what comes seldom enough is served as it comes', () => {
  const queues = [queue(1, 0.5, 1), queue(2, 0.4, 1)];
  expect(servedOf(queues, 1, 'weighted')).toEqual([0.5, 0.4]);
  expect(servedOf(queues, 1, 'strict')).toEqual([0.5, 0.4]);
});

/** All wait: two of the second for each of the first; a thread does four a second. */
test('what comes more often is served by weight', () => {
  const served = servedOf([queue(1, 9, 0.25), queue(2, 9, 0.25)], 1, 'weighted');
  expect(served[0]).toBeCloseTo(4 / 3, 12);
  expect(served[1]).toBeCloseTo(8 / 3, 12);
});

/** The first needs a half of a thread; the rest is 1 to 3 of jobs of 0.1 s and 0.3 s. */
test('the rest of the threads is shared by those that wait', () => {
  const queues = [queue(5, 1, 0.5), queue(1, 9, 0.1), queue(3, 9, 0.3)];
  const served = servedOf(queues, 1, 'weighted');
  expect(served[0]).toBe(1);
  expect(served[1]).toBeCloseTo(0.5, 12);
  expect(served[2]).toBeCloseTo(1.5, 12);
  // Strictly: 0.5 s of the first, then of the third what is left, and nothing of the second.
  const strict = servedOf(queues, 1, 'strict');
  expect(strict[1]).toBeCloseTo(0, 12);
  expect(strict[2]).toBeCloseTo(0.5 / 0.3, 12);
});
