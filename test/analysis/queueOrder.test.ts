/** Queues that keep the order of each key: the ceiling of a key, beside the simulator. */
import { describe, expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import type { Model } from '../../src/model/index.js';
import { expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/** 100 messages a second of that many keys; four workers, 20 ms a message. */
function modelOf(keys: string, cluster: string, worker: string): Model {
  const free = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';
  return validModel(
    `brokers: { kind: queue, count: 1, ${free}, ${cluster}, ${HOST} }
topics: { tasks: { order: key } }
producers:
  app: { sends: tasks, count: 1, rate: 100/s, arrivals: constant, keys: { ${keys} }, ${HOST} }
consumers:
  workers: { reads: tasks, instances: 4, processing_time: 20 ms, nic: 1000 Gbps, ${worker} }`,
    { fileName: 'm.yaml' },
  );
}

const ONE = 'kind: uniform, count: 1';

describe('engine/assembly/queues/strands, analysis/queueOrder', () => {
  /** So many of one key are under way together for a round trip, one worked on after the other. */
  test.each([
    ['delivery: push', 'prefetch: 10, propagation: 0 s', 1 / 0.02],
    ['delivery: push', 'prefetch: 10, propagation: 50 ms', 1 / 0.12],
    ['delivery: receive', 'receive: 1, propagation: 50 ms', 1 / 0.12],
    ['delivery: receive', 'receive: 10, propagation: 50 ms', 10 / 0.3],
    ['delivery: receive', 'receive: 10, threads: 5, propagation: 50 ms', 10 / 0.14],
  ])('one key with %s, %s carries %f a second', (cluster, worker, most) => {
    const model = modelOf(ONE, cluster, worker);
    const row = offeredLoad(model).resources.find(({ name }) => name === 'topics.tasks.order');
    expect(row?.ceilingEventsPerSecond).toBeCloseTo(most, 6);
    const arrivals: number[] = [];
    const observer = (what: string, _: number, _from: number, at: number): void => {
      if (what === 'delivered') arrivals.push(at);
    };
    const measured = shortTrial(model, { warmupSeconds: 2, windowSeconds: 20 }, observer);
    expectAudits(measured);
    expect(measured.deliveredInWindow / 20 / most).toBeCloseTo(1, 1);
    expect(arrivals).toEqual([...arrivals].sort((a, b) => a - b));
  });

  /** The hottest of them has a tenth: 10/s of the 50/s that a key carries. */
  test('ten keys are no ceiling: all comes through, and each key in its order', () => {
    const model = modelOf(
      'kind: uniform, count: 10',
      'delivery: push',
      'prefetch: 1, propagation: 0 s',
    );
    const row = offeredLoad(model).resources.find(({ name }) => name === 'topics.tasks.order');
    expect(row?.ceilingEventsPerSecond).toBeCloseTo(500, 6);
    const measured = shortTrial(model, { warmupSeconds: 2, windowSeconds: 20 });
    expectAudits(measured);
    expect(measured.deliveredInWindow / 2000).toBeCloseTo(1, 1);
  });
});

/** Messages a second that pile up by key: 100 a second, 20 ms each, one at a time of a key. */
function growth(keys: string): number | undefined {
  const model = validModel(
    `brokers: { kind: queue, count: 1, time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s }
topics: { tasks: { order: key }, side: {} }
producers:
  app: { sends: tasks, count: 1, rate: 100/s, keys: ${keys}, ${HOST} }
  other: { sends: side, count: 1, rate: 300/s, ${HOST} }
consumers:
  workers: { reads: tasks, ${HOST}, instances: 100, processing_time: 20 ms }
  beside: { reads: side, ${HOST}, processing_time: 0 s }
`,
    { fileName: 'order.yaml' },
  );
  const passed = passedResources(model, offeredLoad(model));
  return passed.find(({ resource }) => resource === 'topics.tasks.order')?.growthPerSecond;
}

/** A key carries 50 a second. */
test.each([
  // 60 of 100 are of one key, and 40 of 1,999 others.
  ['{ kind: hot, count: 2000, share: 60% }', 10],
  // 80 and 20.
  ['{ kind: hot, count: 2, share: 80% }', 30],
  // All of one.
  ['{ kind: uniform, count: 1 }', 50],
])('of keys %s %i/s', (keys, perSecond) => {
  expect(growth(keys)).toBeCloseTo(perSecond, 6);
});

/** None of ten has more than 10 a second. */
test('nothing where no key has too much', () => {
  expect(growth('{ kind: uniform, count: 10 }')).toBeUndefined();
});

/** Of shares 1, 1/2 and 1/3 of 11/6 two are above 50: 54.5 and, at twice the load, 109 and 54.5. */
test('at a higher load the next key has too much, too', () => {
  expect(growth('{ kind: zipf, count: 3, exponent: 1 }')).toBeCloseTo(600 / 11 - 50, 6);
});
