/**
 * Several topics on one cluster: who is delivered what, and how they slow each other where they
 * share its brokers.
 */
import { expect, test } from 'vitest';
import type { Model } from '../../src/model/index.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { assignTopics } from '../../src/model/placement.js';
import { STAGES } from '../../src/network/measurements.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const two = (load: string, more = ''): Model =>
  validModel(
    `${load}
topics: { orders: { partitions: 4 }, clicks: { partitions: 6 }, nobodys: { partitions: 2 } }
consumers:
  payments: { reads: orders, processing_time: 10 us }
  funnel: { reads: clicks, instances: 2, processing_time: 10 us }
${more}`,
    { fileName: 'm.yaml' },
  );

test('a record is delivered to the groups of its topic, and to no other', () => {
  const model = two(
    `workload: { arrivals: constant }
producers:
  checkout: { sends: orders, rate: 100/s, count: 2, linger: 0 s }
  web: { sends: clicks, rate: 300/s, count: 3, linger: 0 s }
  lost: { sends: nobodys, rate: 50/s, count: 1, linger: 0 s }
brokers: { count: 3 }`,
    '  audit: { reads: orders, processing_time: 10 us }',
  );
  const measured = shortTrial(model, { windowSeconds: 10, seriesBuckets: 2 });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(measured.arrivedInWindow).toBe(4500);
  const counts = new Map(measured.paths.map(({ name, histogram }) => [name, histogram.count]));
  // What is under way at the edges of the window is at most what each producer sends in 100 ms.
  expect(Math.abs((counts.get('payments') ?? 0) - 1000)).toBeLessThanOrEqual(10);
  expect(counts.get('audit')).toBe(counts.get('payments'));
  expect(Math.abs((counts.get('funnel') ?? 0) - 3000)).toBeLessThanOrEqual(30);
  expect(measured.series.topics?.map(({ name, paths, arrived }) => [name, paths, arrived])).toEqual(
    [
      ['orders', [0, 2], [500, 500]],
      ['clicks', [1], [1500, 1500]],
      ['nobodys', [], [250, 250]],
    ],
  );
  // Few are inside, although nobody ever reads 50/s of them.
  expect(measured.insideAtEnd).toBeLessThan(50);
});

/**
 * Requests of one record each, 100/s of one topic and 600/s of another, before one handler of 1 ms:
 * together they are Poisson, so that its queue is M/D/1 at 0.7, whose mean wait is rho E[S] / (2
 * (1 - rho)) = 1.167 ms (Pollaczek and Khinchine), for either. 600 s of it, relaxation time E[S] /
 * (1 - sqrt rho)^2 = 37 ms: a standard error of about 1%.
 */
test('two topics share the handlers of their brokers: M/D/1 of both', () => {
  const app = 'linger: 0 s, batch_size: 0 B, max_request_size: 1 B, max_in_flight: 1000, count: 1';
  const model = two(`producers:
  checkout: { sends: orders, rate: 100/s, ${app} }
  web: { sends: clicks, rate: 600/s, ${app} }
brokers: { count: 1, handlers: 1, time_per_request: 1 ms, time_per_fetch: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B }`);
  const measured = shortTrial(model, { windowSeconds: 600 });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  const waits = measured.stages[STAGES.indexOf('broker_wait')];
  // Each connection's next request waits for the answer to the one before it: who waits changes,
  // not how long they do.
  const mean = waits.sum / waits.count;
  expect(Math.abs(mean / ((0.7 * 1e-3) / 0.6) - 1)).toBeLessThan(0.04);
});

/**
 * Producers that wait for no answer are done with a record before its broker has it, and so was
 * then whoever kept it.
 */
test.each(['0', '1', 'all'])(
  'a record that nobody reads is kept until all copies are written, acks=%s',
  (acks) => {
    const model = validModel(
      `workload: { arrivals: constant }
producers:
  checkout: { sends: orders, rate: 100/s, count: 2, linger: 0 s }
  lost: { sends: nobodys, rate: 600/s, count: 2, linger: 20 ms, propagation: 5 ms, acks: ${acks} }
brokers: { count: 3, propagation: 2 ms }
topics: { orders: { partitions: 4 }, nobodys: { partitions: 4, replication_factor: 3 } }
consumers: { payments: { reads: orders, processing_time: 10 us } }`,
      { fileName: 'm.yaml' },
    );
    const measured = shortTrial(model, { windowSeconds: 2 });
    expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
    const published = measured.paths.find(({ name }) => name === 'publish')?.histogram.count ?? 0;
    expect(Math.abs(published - 1400)).toBeLessThanOrEqual(40);
    expect(Math.abs(measured.deliveredInWindow - 200)).toBeLessThanOrEqual(10);
    // A leader and two followers write each of them.
    const written = measured.resources.find(({ name }) => name === 'brokers.disk');
    expect(Math.abs((written?.records ?? 0) - (200 + 3 * 1200))).toBeLessThanOrEqual(100);
  },
);

test('a mirror copies a topic that is read at home alone, and what is read from the mirror comes through', () => {
  const model = validModel(
    `workload: { arrivals: constant }
regions: { names: [here, there], delay: { here: { there: 50 ms } } }
cells: [{ home: here, far: there }]
producers:
  checkout: { sends: orders, rate: 100/s, count: 2, linger: 0 s }
  web: { sends: clicks, rate: 300/s, count: 3, linger: 0 s }
brokers: { count: 1 }
topics: { orders: { partitions: 4 }, clicks: { partitions: 6 } }
mirrors: { copy: { brokers: { count: 1 } } }
consumers:
  payments: { reads: orders, from: copy, region: far, processing_time: 10 us }
  funnel: { reads: clicks, processing_time: 10 us }`,
    { fileName: 'm.yaml' },
  );
  const measured = shortTrial(model, { windowSeconds: 2 });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  const counts = new Map(measured.paths.map(({ name, histogram }) => [name, histogram.count]));
  expect(Math.abs((counts.get('payments') ?? 0) - 200)).toBeLessThanOrEqual(10);
  expect(Math.abs((counts.get('funnel') ?? 0) - 600)).toBeLessThanOrEqual(20);
  // The mirror has all of both.
  const written = measured.resources.find(({ name }) => name === 'mirrors.copy.brokers.disk');
  expect(Math.abs((written?.records ?? 0) - 800)).toBeLessThanOrEqual(30);
});

/**
 * One group reads two topics, of 4 and 6 partitions, 100/s and 300/s, a record in 2 ms of its only
 * thread: 0.8 of it, by arithmetic and measured, and all 400/s are delivered.
 */
test('network/world/readers: a group may read several topics', () => {
  const model = validModel(
    `workload: { arrivals: constant }
producers:
  checkout: { sends: orders, rate: 100/s, count: 1, linger: 0 s }
  web: { sends: clicks, rate: 300/s, count: 1, linger: 0 s }
brokers: { count: 3 }
topics: { orders: { partitions: 4 }, clicks: { partitions: 6 } }
consumers: { all: { reads: [orders, clicks], processing_time: 2 ms } }`,
    { fileName: 'm.yaml' },
  );
  const measured = shortTrial(model, { windowSeconds: 20, seriesBuckets: 1 });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(Math.abs(measured.deliveredInWindow - 8000)).toBeLessThan(20);
  expect(measured.series.topics?.map(({ name, paths }) => [name, paths])).toEqual([
    ['orders', [0]],
    ['clicks', [0]],
  ]);
  const busy = measured.resources.find(({ name }) => name === 'consumers.all');
  expect((busy?.busySeconds ?? 0) / 20).toBeCloseTo(0.8, 2);
  const row = offeredLoad(model).resources.find(({ name }) => name === 'consumers.all');
  expect(row?.ceilingEventsPerSecond).toBeGreaterThan(490);
  expect(row?.ceilingEventsPerSecond).toBeLessThanOrEqual(500);
});

/**
 * Of 2 + 3 partitions three instances have: by range 2, 2 and 1 (topic by topic: 0 1 | 0 1 2), in
 * turn 2, 2 and 1 too, but others.
 */
test.each([
  ['range', [0, 1, 0, 1, 2]],
  ['round_robin', [0, 1, 2, 0, 1]],
] as const)('of several topics %s assigns', (assignor, owners) => {
  expect([...assignTopics(assignor, [2, 3], 3)]).toEqual(owners);
});
