/**
 * Instances that work longer on a poll than max_poll_interval, by times worked out by hand. Nothing
 * but the group takes time: a record is polled for as soon as it comes, and nobody is busy.
 */
import { expect, test } from 'vitest';
import { atOnce, AT_ONCE, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import type { Measurements } from '../../src/network/measurements.js';

/** A record that was done: after which arrival, and how much later, seconds. */
interface Done {
  readonly what: 'delivered' | 'duplicated';
  readonly arrival: number;
  readonly after: number;
}

/** One record a second for one partition, and what becomes of them until then. */
function doneBy(
  group: string,
  more: string,
  windowSeconds: number,
): { done: Done[]; measured: Measurements } {
  const model =
    atOnce(`producers: { app: { sends: first, rate: 1/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 } }
consumers: { g: { reads: first, rebalance_time: 1 s, commit_interval: 0 s, max_poll_records: 1, ${HOST}, ${group} } }
${more}`);
  const done: Done[] = [];
  const measured = shortTrial(
    model,
    { warmupSeconds: 0, windowSeconds },
    (what, _place, _producer, arrival, time) => {
      if (what === 'delivered' || what === 'duplicated') {
        done.push({ what, arrival, after: time - arrival });
      }
    },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  return { done: done.sort((a, b) => a.arrival + a.after - b.arrival - b.after), measured };
}

/**
 * It leaves 4 s after each poll's begin, ends it 6 s later, joins, has its partition after another
 * 1 s, and reads the same record: it is done with it each 11 s, and with no other, ever.
 */
test('where every poll is late the same record is done over and over', () => {
  const { done, measured } = doneBy('processing_time: 10 s, max_poll_interval: 4 s', '', 58.5);
  const again = Array<string>(4).fill('duplicated');
  expect(done.map(({ what }) => what)).toEqual(['delivered', ...again]);
  expect(new Set(done.map(({ arrival }) => arrival)).size).toBe(1);
  done.forEach(({ after }, time) => {
    expect(after).toBeCloseTo(10 + 11 * time, 5);
  });
  // The first comes within 1 s: 4, 15, 26, 37 and 48 s later, and not 59 s later, it has left.
  expect(measured.late).toEqual([{ group: 'g', times: 5 }]);
});

/**
 * The first instance, ten times as slow, has the partition; then, 5 s later, the second, which is
 * done 1 s after.
 */
test('who is done first has delivered it, and the one that left has done it again', () => {
  const tired = 'kind: slow_consumer, group: g, index: 0, factor: 10, at: 0 s, length: 1000 s';
  const { done } = doneBy(
    'instances: 2, processing_time: 1 s, max_poll_interval: 4 s',
    `faults: { tired: { ${tired} } }`,
    11,
  );
  const first = done.filter(({ arrival }) => arrival === done[0].arrival);
  expect(first.map(({ what }) => what)).toEqual(['delivered', 'duplicated']);
  expect(first[0].after).toBeCloseTo(6, 6);
  expect(first[1].after).toBeCloseTo(10, 6);
});

test('a poll that ends just in time is not late, nor is one that nobody waits for', () => {
  for (const group of [
    'processing_time: 4 s, max_poll_interval: 4 s',
    'processing_time: 400 s, wait_for_poll: false',
  ]) {
    const { done, measured } = doneBy(group, '', 1000);
    expect(done.length).toBeGreaterThan(1);
    expect(done.filter(({ what }) => what === 'duplicated')).toEqual([]);
    expect(measured.late).toBeUndefined();
  }
});

/** Its first record comes within 1 s. */
test('unsaid it is 300 s', () => {
  expect(doneBy('processing_time: 400 s', '', 299.9).measured.late).toBeUndefined();
  const { measured } = doneBy('processing_time: 400 s', '', 302);
  expect(measured.late).toEqual([{ group: 'g', times: 1 }]);
});
