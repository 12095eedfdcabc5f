/** Groups that wait for the acknowledgement of what they send on. */
import { expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

function meanOf({ paths }: Measurements, name: string): number {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  if (histogram === undefined) throw new Error(`no path ${name}`);
  return histogram.sum / histogram.count;
}

function failedAudits({ audits }: Measurements): unknown {
  return audits.filter(({ passed }) => !passed);
}

/**
 * 2 ms of processing, then 5 ms of lingering until what it sends is acknowledged: 7 ms a record,
 * one after the other.
 */
const relay = (
  more: string,
  rate: number,
): string => `producers: { app: { sends: first, rate: ${rate}/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, processing_time: 2 ms, ${HOST}${more} }
  two: { reads: second, ${HOST} }
stores: { db: { shards: 1, time_per_request: 3 ms, time_per_write: 0 s, propagation: 0 s } }`;

test('a record is done when what it made its instance send is acknowledged', () => {
  const sends = (wait: boolean): string => `, sends: { second: { wait: ${wait}, linger: 5 ms } }`;
  const waits = shortTrial(atOnce(relay(sends(true), 50)));
  expect(failedAudits(waits)).toEqual([]);
  expect(meanOf(waits, 'one')).toBeCloseTo(0.007, 6);
  expect(meanOf(waits, 'to two')).toBeCloseTo(0.007, 6);
  const stages = waits.stages.map(({ sum, count }) => sum / count);
  // Of both groups' deliveries, half of which are those that wait.
  expect(stages[17]).toBeCloseTo(0.0025, 6);
  const goesOn = shortTrial(atOnce(relay(sends(false), 50)));
  expect(meanOf(goesOn, 'one')).toBeCloseTo(0.002, 6);
  expect(meanOf(goesOn, 'to two')).toBeCloseTo(0.007, 6);
});

test('it is written first, then what it sends is waited for', () => {
  const measured = shortTrial(
    atOnce(relay(', store: db, sends: { second: { wait: true, linger: 5 ms } }', 50)),
  );
  expect(failedAudits(measured)).toEqual([]);
  expect(meanOf(measured, 'one')).toBeCloseTo(0.01, 6);
  expect(meanOf(measured, 'to two')).toBeCloseTo(0.01, 6);
});

/** A thread is kept for 7 ms a record: of 200/s one gets 142.9/s done, two all. */
test('its thread waits', () => {
  const done = (threads: number): number => {
    const more = `, threads: ${threads}, concurrency: free, wait_for_poll: false, sends: { second: { wait: true, linger: 5 ms } }`;
    const measured = shortTrial(atOnce(relay(more, 200)), { windowSeconds: 10 });
    expect(failedAudits(measured)).toEqual([]);
    const { histogram } = measured.paths.filter(({ name }) => name === 'one')[0];
    return histogram.count / 10;
  };
  expect(done(1)).toBeCloseTo(1000 / 7, 0);
  expect(done(2)).toBeCloseTo(200, 0);
});

/**
 * Of the two brokers of the second topic's only partition one is gone, which then has too few
 * replicas in sync: what is sent there is refused, and given up when it is a second old. So the
 * first try has failed after some 1.0 s to 1.2 s, the second, 100 ms later, after as long, and the
 * record goes elsewhere.
 */
test('if it is given up, the try has failed', () => {
  const measured = shortTrial(
    validModel(
      `producers: { app: { sends: first, rate: 4/s, arrivals: constant, count: 1, ${AT_ONCE} } }
brokers: { count: 2, failure_detection: 1 ms, election_time: 1 ms }
topics:
  second: { partitions: 1, replication_factor: 2, min_insync_replicas: 2 }
  spare: { partitions: 1, replication_factor: 2 }
  first: { partitions: 1, replication_factor: 2 }
  failed: { partitions: 2, replication_factor: 2 }
consumers:
  one:
    reads: first
    threads: 100
    concurrency: free
    wait_for_poll: false
    sends: { second: { wait: true, ${AT_ONCE}, delivery_timeout: 1 s, request_timeout: 1 s, retry_backoff: 100 ms, retry_backoff_max: 100 ms } }
    on_failure: { to: failed, attempts: 2, pause: 100 ms, ${AT_ONCE} }
  two: { reads: second }
  three: { reads: failed }
faults: { down: { kind: broker_down, index: 1, at: 0 s, length: 100 s } }`,
      { fileName: 'm.yaml' },
    ),
    { windowSeconds: 22.3 },
  );
  expect(failedAudits(measured)).toEqual([]);
  // 4/s for 20 s.
  expect(Math.abs((measured.services?.[0].failed ?? 0) - 80)).toBeLessThanOrEqual(1);
  expect(meanOf(measured, 'to three')).toBeGreaterThan(2.1);
  expect(meanOf(measured, 'to three')).toBeLessThan(2.5);
});
