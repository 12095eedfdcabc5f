/** Groups that poll at intervals, in a rebalance. */
import { expect, test } from 'vitest';
import type { Happening } from '../../src/network/recording/observer.js';
import { atOnce, AT_ONCE, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/**
 * The first instance has taken, and not committed, what stood there at its moments; it dies. The
 * second has its own moments, 10 s apart. It has the partition at once, and all of that to read
 * again: it takes it at its next moment, not before.
 */
test('who gets a partition begins with its own next moment', () => {
  const model =
    atOnce(`producers: { app: { sends: first, rate: 2/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 } }
consumers:
  one: { reads: first, instances: 2, poll_interval: 10 s, wait_for_poll: false, session_timeout: 0 s, rebalance_time: 0 s, commit_interval: 1000 s, ${HOST} }
faults: { down: { kind: consumer_down, group: one, index: 0, at: 5 s, length: 1000 s } }`);
  const times: number[] = [];
  const observer = (
    what: Happening,
    _place: number,
    _producer: number,
    _at: number,
    time: number,
  ): void => {
    const isDone = what === 'delivered' || what === 'duplicated';
    if (isDone && time > Math.max(25, (times.at(-1) ?? 0) + 0.001)) times.push(time);
  };
  shortTrial(model, { warmupSeconds: 20, windowSeconds: 35 }, observer);
  expect(times).toHaveLength(3);
  expect(times[0]).toBeLessThan(35);
  expect(times[1] - times[0]).toBeCloseTo(10, 4);
  expect(times[2] - times[1]).toBeCloseTo(10, 4);
});
