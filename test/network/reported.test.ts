/** Systems that people have reported on, with what they saw, and the arithmetic of it. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

function pathOf({ paths }: Measurements, name: string): { count: number; mean: number } {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  if (histogram === undefined) throw new Error(`no path ${name}`);
  return { count: histogram.count, mean: histogram.sum / histogram.count };
}

function checked(measured: Measurements): Measurements {
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  return measured;
}

const sent = (more = ''): string => `{ ${AT_ONCE}${more} }`;

/**
 * Retry topics of 1, 2 and 4 s, read by jobs that run as often: a record waits for its time, then
 * half an interval on average for the job: 1.5 x (1 + 2 + 4) = 10.5 s for one that fails thrice. A
 * uniform wait below d has the variance d²/12.
 */
test('retry topics of 1, 2 and 4 s tried in turn: 10.5 s a record that fails thrice', () => {
  const retry = (reads: string, seconds: number, to: string): string =>
    `again-${seconds}: { reads: ${reads}, instances: 8, poll_interval: ${seconds} s, threads: 100, concurrency: free, wait_for_poll: false, fails: 100%, on_failure: { to: ${to}, AFTER, ${AT_ONCE} }, ${HOST} }`;
  const measured = checked(
    shortTrial(
      atOnce(`producers: { app: { sends: orders, rate: 20/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { orders: { partitions: 8 }, r1: { partitions: 8 }, r2: { partitions: 8 }, r4: { partitions: 8 }, done: { partitions: 8 } }
consumers:
  orders: { reads: orders, fails: 100%, on_failure: { to: r1, after: 1 s, ${AT_ONCE} }, ${HOST} }
  ${retry('r1', 1, 'r2').replace('AFTER', 'after: 2 s')}
  ${retry('r2', 2, 'r4').replace('AFTER', 'after: 4 s')}
  ${retry('r4', 4, 'done').replace('AFTER', 'after: 0 s')}
  done: { reads: done, ${HOST} }`),
      { warmupSeconds: 20, windowSeconds: 400 },
    ),
  );
  const { count, mean } = pathOf(measured, 'to done');
  expect(count).toBeGreaterThan(7000);
  // 8 instances with a phase each; records of some 400 s / 4 s jobs share a wait: four standard
  // errors of 800 waits.
  const error = Math.sqrt((1 + 4 + 16) / 12 / 800);
  expect(Math.abs(mean - 10.5)).toBeLessThan(4 * error);
});

/**
 * A relay whose answers take 15 ms, one by one: 66.7 records/s; 32 at a time 2,133/s, which is more
 * than the 1,000/s that come.
 */
test('an outbox relay that sends one by one: 15 ms an event, 32 times faster as a batch', () => {
  const relayed = (threads: number): number => {
    const model =
      atOnce(`producers: { app: { sends: outbox, rate: 2500/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { outbox: { partitions: 1 }, events: { partitions: 1 } }
consumers:
  relay: { reads: outbox, threads: ${threads}, concurrency: free, max_poll_records: ${threads}, propagation: 7.5 ms, nic: 1000 Gbps, sends: { events: ${sent(', wait: true')} } }
  app: { reads: events, ${HOST} }`);
    const done = pathOf(checked(shortTrial(model, { windowSeconds: 10 })), 'relay').count / 10;
    const relay = offeredLoad(model).resources.find(({ name }) => name === 'consumers.relay');
    // Arithmetic knows, too, of the polls between which its thread waits for nothing: 1% at most.
    expect(Math.abs((relay?.ceilingEventsPerSecond ?? NaN) / done - 1)).toBeLessThan(0.01);
    return done;
  };
  const [one, batch] = [relayed(1), relayed(32)];
  expect(one).toBeGreaterThan(0.99 / 0.015);
  expect(one).toBeLessThan(1.01 / 0.015);
  expect(batch / one).toBeGreaterThan(31.5);
  expect(batch / one).toBeLessThan(32.5);
});

/**
 * A payment over 10 hops: 5 services, each followed by the relay of its outbox. Each hop polls once
 * a second, so that it waits half a second on average for each of the 10, and lingers for 500 ms at
 * each as well: 10 s, and 200 ms of work at each service.
 */
test('a payment over 10 hops of 5 services: 11 s, 10 of them waiting', () => {
  const hops = Array.from({ length: 10 }, (_, hop) => {
    const work = hop % 2 === 0 ? 'processing_time: 200 ms, threads: 50, concurrency: free,' : '';
    const to = hop < 9 ? `sends: { t${hop + 1}: { linger: 500 ms } },` : '';
    return `  h${hop}: { reads: t${hop}, instances: 4, wait_for_poll: false, poll_interval: 1 s, ${work} ${to} ${HOST} }`;
  });
  const topics = hops.map((_, hop) => `t${hop}: { partitions: 4 }`);
  const measured = checked(
    shortTrial(
      atOnce(`producers: { app: { sends: t0, rate: 5/s, count: 1, linger: 500 ms, ${HOST} } }
topics: { ${topics.join(', ')} }
consumers:
${hops.join('\n')}`),
      { warmupSeconds: 30, windowSeconds: 300 },
    ),
  );
  const { mean } = pathOf(measured, 'to h9');
  const [row] = (measured.journeys ?? []).filter(({ group }) => group === 'h9');
  const sums = Object.values(row.sums).reduce((a, b) => a.map((value, index) => value + b[index]));
  const [count, , ...stages] = sums;
  const service = stages.filter((_, column) => column % 18 === 11);
  const work = service.reduce((all, each) => all + each, 0) / count;
  expect(work).toBeCloseTo(1, 6);
  expect(Math.abs(mean - work - 10)).toBeLessThan(0.5);
});

/**
 * Two groups write to one table, 100/s and 20/s, one INSERT at a time of 8 ms (exponential): M/M/1
 * at 96%: 8 ms / 0.04 = 200 ms.
 */
test('a slow INSERT shared by two groups', () => {
  const group = (name: string): string =>
    `${name}: { reads: ${name}s, threads: 400, concurrency: free, wait_for_poll: false, store: table, ${HOST} }`;
  const runs = (insert: string, windowSeconds: number): Measurements =>
    checked(
      shortTrial(
        atOnce(`producers:
  orders: { sends: orders, rate: 100/s, count: 1, ${AT_ONCE}, ${HOST} }
  audits: { sends: audits, rate: 20/s, count: 1, ${AT_ONCE}, ${HOST} }
topics: { orders: { partitions: 1 }, audits: { partitions: 1 } }
consumers:
  ${group('order')}
  ${group('audit')}
stores: { table: { shards: 1, servers: 1, time_per_request: ${insert}, time_per_write: 0 s, propagation: 0 s } }`),
        { warmupSeconds: 20, windowSeconds },
      ),
    );
  // At 4 ms (48%): 4 / 0.52 = 7.7 ms for both; the relaxation is short, so that 600 s are 72,000
  // nearly independent records.
  const fast = runs('exponential(4 ms)', 600);
  for (const name of ['order', 'audit']) {
    expect(Math.abs(pathOf(fast, name).mean / 0.00769 - 1)).toBeLessThan(0.05);
  }
  // At 9 ms they ask for 108% of it: both fall behind.
  const slow = runs('exponential(9 ms)', 60);
  for (const name of ['order', 'audit']) expect(pathOf(slow, name).mean).toBeGreaterThan(0.5);
});
