/** What a record that is sent on takes with it, and where it waits. */
import { expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

function meanOf({ paths }: Measurements, name: string): number {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  if (histogram === undefined) throw new Error(`no path ${name}`);
  return histogram.sum / histogram.count;
}

/**
 * 50/s, sent on a second later, are 50 records that wait; in memory there is room for 2 of them.
 */
test("what is sent later waits outside its producer's memory", () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 50/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, processing_time: 1 ms, ${HOST}, sends: { second: { after: 1 s, record_size: 1000 B, buffer_memory: 2000 B, ${AT_ONCE} } } }
  two: { reads: second, processing_time: 1 ms, ${HOST} }`),
    { warmupSeconds: 2, windowSeconds: 2 },
  );
  expect(meanOf(measured, 'one')).toBeCloseTo(0.001, 5);
  expect(meanOf(measured, 'to two')).toBeCloseTo(1.002, 5);
});

/**
 * Of two kinds in one topic one has keys, one alone: at every hop its records are in that key's
 * partition, the others in all.
 */
test('a record that is sent on has its key at every hop, or none', () => {
  const origins = new Map<number, number>();
  const partitions = new Map<string, Set<number>>();
  const send = `{ partitioner: random, ${AT_ONCE} }`;
  shortTrial(
    atOnce(`producers:
  keyed: { sends: first, rate: 200/s, count: 1, keys: { kind: uniform, count: 1 }, ${AT_ONCE}, ${HOST} }
  plain: { sends: first, rate: 200/s, count: 1, keys: none, partitioner: random, ${AT_ONCE}, ${HOST} }
topics: { first: { partitions: 5 }, second: { partitions: 5 }, third: { partitions: 5 } }
consumers:
  one: { reads: first, ${HOST}, sends: { second: ${send} } }
  two: { reads: second, ${HOST}, sends: { third: ${send} } }`),
    {},
    (what, index, producer, arrival, _time, birth) => {
      if (what !== 'sent') return;
      if (arrival === birth) origins.set(birth, producer);
      const hop = `${producer} for ${origins.get(birth)}`;
      partitions.set(hop, (partitions.get(hop) ?? new Set()).add(index));
    },
  );
  const counts = Object.fromEntries([...partitions].map(([hop, { size }]) => [hop, size]));
  expect(counts).toEqual({
    '0 for 0': 1,
    '1 for 1': 5,
    '2 for 0': 1,
    '2 for 1': 5,
    '3 for 0': 1,
    '3 for 1': 5,
  });
});

/**
 * Sent after a linger of 10 ms, and a poll takes 1 ms: one in 11 ms, for whose three records a
 * memory of one is full.
 */
test('an instance begins no poll while a producer of it has no room', () => {
  const { paths } = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 500/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, max_poll_records: 1, processing_time: 1 ms, ${HOST}, sends: { second: { records: 3, linger: 10 ms, record_size: 100 B, buffer_memory: 100 B } } }
  two: { reads: second, ${HOST} }`),
    { windowSeconds: 11 },
  );
  const count = (path: string) => paths.find(({ name }) => name === path)?.histogram.count;
  expect(Math.abs((count('one') ?? 0) - 1000)).toBeLessThanOrEqual(1);
  expect(Math.abs((count('two') ?? 0) - 3000)).toBeLessThanOrEqual(3);
});
