/**
 * What is said of a group that carries less than its threads could: shares and gains from theory.
 */
import { expect, test } from 'vitest';
import { groupNote, pollsNote } from '../../src/analysis/groupNote.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { pipelineModel, TWO_REGIONS } from '../support/pipeline.js';

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

test('a far group: an answer of 96 records a round trip of 80 ms, and what it may hold is what counts', () => {
  const far = (more: string): string => {
    const workers = `region: far, threads: 16, processing_time: 1 us, propagation: 0 s${more}`;
    const model = pipelineModel({ topic: 'partitions: 1', workers, more: TWO_REGIONS });
    return groupNote(model, 'consumers.workers');
  };
  // 6 batches of 16 KB; 80 ms, 77 us on 10 Gbit/s and 20 us for the fetch. 25 batches take as long.
  expect(far(', max_partition_fetch_bytes: 100 KB')).toBe(
    'its threads work 0% of the time at that: an answer takes 80.1 ms to come, of at most 96 records, and the next is asked for when it is there; ' +
      'max_partition_fetch_bytes: 400000 B would bring 4.2 times as much',
  );
  // 96 KB, 8 KB each 80 ms, take 960 ms.
  expect(far(', max_partition_fetch_bytes: 100 KB, receive_buffer: 8 KB')).toMatch(
    /answer takes 960 ms .*; no receive_buffer would bring 12\.0 times as much$/,
  );
  expect(far(', max_partition_fetch_bytes: 100 KB, fetch_min_bytes: 1 MB')).toMatch(
    /answer takes 580 ms .*fetch_min_bytes: 1 B would bring 7\.2 times as much/,
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
