/** What an instance that dies has sent. */
import { expect, test } from 'vitest';
import type { Happening } from '../../src/network/recording/observer.js';
import { atOnce, AT_ONCE, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/**
 * Five records come at 0.05 s, 0.15 s, ... and are sent on at once, 1000 bytes each, without a wait
 * for answers. Their broker has a quota of 1000 bytes/s: it takes the first at once, the others 1 s
 * apart. That their instance dies at 0.5 s is nothing to what stands in the socket.
 */
test('what has been sent with acks=0 comes through when its instance has died', () => {
  const model =
    atOnce(`producers: { app: { sends: first, rate: 10/s, arrivals: constant, count: 1, record_size: 1 B, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, ${HOST}, sends: { second: { acks: 0, record_size: 1000 B, ${AT_ONCE} } } }
  two: { reads: second, ${HOST} }
faults: { down: { kind: consumer_down, group: one, at: 0.5 s, length: 1000 s } }`);
  const [cluster] = model.clusters;
  const quota = { bytesPerSecond: 1000, burstBytes: 1000 };
  const limited = { ...model, clusters: [{ ...cluster, quota }] };
  const times: number[] = [];
  const observer = (what: Happening, group: number, _: number, _at: number, time: number): void => {
    if (what === 'delivered' && group === 1) times.push(Math.round(time * 1000) / 1000);
  };
  const measured = shortTrial(limited, { warmupSeconds: 0, windowSeconds: 10 }, observer);
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(times).toEqual([0.05, 1.05, 2.05, 3.05, 4.05]);
});
