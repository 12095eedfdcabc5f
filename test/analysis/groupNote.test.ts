/**
 * What is said of a group that carries less than its threads could: shares and gains from theory.
 */
import { expect, test } from 'vitest';
import { groupNote, pollsNote } from '../../src/analysis/groupNote.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { pipelineModel } from '../support/pipeline.js';

const note = (workers: string): string => {
  const model = pipelineModel({ topic: 'partitions: 1', workers });
  return groupNote(model, 'consumers.workers');
};
const TEN = 'threads: 10, max_poll_records: 10, processing_time: exponential(10 ms)';

test('a poll that is waited for: 1 / H(10) of the time at work, H(10) times as much without a wait', () => {
  // H(10) = 2.929. Polls of 40 take (40 - 10) / 10 + H(10) = 5.929 times the mean: 4 / 5.929 *
  // 2.929 = 2.0 times as much.
  expect(note(TEN)).toBe(
    'its threads work 34% of the time at that: a poll of 10 records waits for its slowest on 10 threads; ' +
      'wait_for_poll: false would bring 2.9 times as much; max_poll_records: 40 would bring 2.0 times as much',
  );
});

test('a pool that keeps partitions in order: one of ten threads works on one partition', () => {
  expect(note(`${TEN}, wait_for_poll: false, concurrency: partition`)).toBe(
    "its threads work 10% of the time at that: 1 of 10 threads is all that a member's partitions can keep busy; " +
      'concurrency: free would bring 10.0 times as much',
  );
});

test('nothing is said where threads work all the time, of another resource, or of direct delivery', () => {
  expect(note('processing_time: exponential(1 ms)')).toBe('');
  expect(note(`${TEN}, wait_for_poll: false`)).toBe('');
  expect(groupNote(pipelineModel({}), 'brokers.handlers')).toBe('');
});

test('a group whose threads are held by waits is full below what it carries, and the text says so', () => {
  // 1,000 records/s of 10 ms keep 10 of its 13 threads at work: three quarters of the time. Its
  // waits for the slowest of a poll take the rest.
  const said = (more: string): string => {
    const workers = `threads: 13, processing_time: exponential(10 ms)${more}`;
    const model = pipelineModel({ topic: 'partitions: 1', workers });
    const load = offeredLoad(model);
    const row = load.resources.find(({ name }) => name === 'consumers.workers');
    return row === undefined ? 'no row' : pollsNote(model, row, load.eventsPerSecond);
  };
  expect(said('')).toMatch(/^its threads are held \d+% .* carry 1\.\d times as much/);
  expect(said(', wait_for_poll: false')).toBe('');
});
