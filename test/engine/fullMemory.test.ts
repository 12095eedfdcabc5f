/**
 * A memory of 4 GiB is full: see test/network/endings.test.ts for one that is full in the midst of
 * a trial.
 */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';

test('4 GiB and no more: the sentence says so, and what makes a trial smaller', () => {
  const arena = new Arena();
  const full =
    'the trial needs more than 4 GiB of memory; write more, smaller cells, fewer partitions or producers, or a smaller producers.buffer_memory';
  expect(() => arena.floats(600_000_000)).toThrow(full);
  expect(() => arena.allocate(2 ** 32 - 1)).toThrow(full);
  // Reserved, never touched.
  arena.allocate(2 ** 31);
  expect(() => arena.allocate(2 ** 31)).toThrow(full);
  expect(() => {
    arena.grow(2 ** 31);
  }).toThrow(full);
});
