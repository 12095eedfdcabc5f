/** Followers that fall behind, by the times of the settings. */
import { expect, test } from 'vitest';
import { asksAgain, mayLag } from '../../src/network/asksAgain.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

/**
 * When records are acknowledged that come each 0.1 s, acks=all. From 3 s on the first follower's
 * next write takes 20 s, a million times 1 us of
 * bytes and 19 us of flush: it has its last fetch handled between 3 s and 3.15 s.
 */
function published(lag: string, more = ''): number[] {
  const model = validModel(
    `
workload: { rate: 10/s, arrivals: constant, record_size: 1000 B }
producers: { count: 1, linger: 0 s, propagation: 0.1 ms, retry_backoff: 10 ms, retry_backoff_max: 10 ms }
brokers: { count: 3, time_per_request: 10 us, propagation: 0.1 ms, ${lag} disk: { bandwidth: 1 GB/s, flush: every_batch, flush_time: 19 us } }
topic: { partitions: 1, replication_factor: 3${more} }
consumers: { g: {} }
faults: { stuck: { kind: slow_disk, index: 1, at: 2 s, length: 1 s, factor: 1000000 } }
`,
    { fileName: 'lagging.yaml' },
  );
  const times: number[] = [];
  const measured = simulate(
    {
      model,
      placement: 0,
      cell: 0,
      replication: 1,
      seed: 'lagging',
      warmupSeconds: 1,
      windowSeconds: 34,
      seriesBuckets: 1,
      speedup: {},
      maximumInside: 1e6,
    },
    (what, _partition, _producer, _arrival, time) => {
      if (what === 'published') times.push(time);
    },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(measured.lostInWindow + measured.duplicatesInWindow).toBe(0);
  return times.sort((a, b) => a - b);
}

/** The acknowledgement before the longest gap, and the one after it. */
function gap(times: readonly number[]): readonly [number, number] {
  let longest = 1;
  for (let index = 1; index < times.length; index++) {
    const length = times[index] - times[index - 1];
    if (length > times[longest] - times[longest - 1]) longest = index;
  }
  return [times[longest - 1], times[longest]];
}

test('one that has not caught up for replica_lag_time is out at the next half of it', () => {
  const [before, after] = gap(published('replica_lag_time: 4 s,'));
  expect(before).toBeGreaterThan(2.8);
  expect(before).toBeLessThan(3.15);
  // It is late from 7 s on; the looks are at 6 s and 8 s.
  expect(after).toBeGreaterThanOrEqual(8);
  expect(after).toBeLessThan(8.02);
});

test('the default is 30 s: all wait for its disk, 20 s a write', () => {
  const [before, after] = gap(published(''));
  expect(after - before).toBeGreaterThan(19.8);
  expect(after - before).toBeLessThan(20.2);
});

test('too few in-sync replicas then: refused until it has written, and is back', () => {
  const [before, after] = gap(published('replica_lag_time: 4 s,', ', min_insync_replicas: 3'));
  // What stood in the log already was acknowledged as the follower left.
  expect(before).toBeGreaterThanOrEqual(8);
  expect(before).toBeLessThan(8.02);
  expect(after).toBeGreaterThan(23);
  expect(after).toBeLessThan(23.3);
});

test('network/asksAgain: only with faults of brokers and disks, and in a trial that lasts so long', () => {
  const text = (faults: string): string => `
workload: { rate: 10/s }
producers: { count: 1 }
brokers: { count: 2, replica_lag_time: 20 s }
topic: { partitions: 1, replication_factor: 2 }
consumers: { g: {} }
${faults}`;
  const slow = 'faults: { f: { kind: slow_disk, at: 1 s, length: 1 s } }';
  const model = validModel(text(slow), { fileName: 'asks.yaml' });
  expect([mayLag(model, 0, 19), asksAgain(model, 19)]).toEqual([false, false]);
  expect([mayLag(model, 0, 21), asksAgain(model, 21)]).toEqual([true, true]);
  const healthy = validModel(text(''), { fileName: 'asks.yaml' });
  expect([mayLag(healthy, 0, 29), asksAgain(healthy, 29)]).toEqual([false, false]);
});
