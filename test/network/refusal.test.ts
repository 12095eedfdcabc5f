/** What brokers refuse of a request, by hand. */
import { expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

test('partitions without enough copies do not hold up their neighbors', () => {
  // Of six partitions 2 and 3 have their copies on brokers 0 and 2, the others one on broker 1,
  // which is down from 1 s on, and fenced at 1.5 s: with min.insync.replicas 2 nothing of those is
  // taken. Records go to partitions in turn, so that each request has some of both.
  const model = validModel(
    `
workload: { rate: 600/s, arrivals: constant, record_size: 100 B }
producers: { count: 1, linger: 20 ms, partitioner: round_robin, propagation: 0.1 ms }
brokers: { count: 3, failure_detection: 500 ms, election_time: 1 ms, propagation: 0.1 ms }
topic: { partitions: 6, replication_factor: 2, min_insync_replicas: 2 }
consumers: { readers: { instances: 1 } }
faults: { down: { kind: broker_down, index: 1, at: 1 s, length: 100 s } }
`,
    { fileName: 'refusal.yaml' },
  );
  const published: number[] = [];
  const trial = {
    model,
    placement: 0,
    cell: 0,
    replication: 0,
    seed: 'refusal',
    warmupSeconds: 0,
    windowSeconds: 8,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e6,
  };
  const measured = simulate(trial, (what, _partition, _producer, arrival, time) => {
    if (what === 'published' && arrival >= 3 && arrival < 7) published.push(time - arrival);
  });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  // A third of 600 a second over four seconds; each is there after its linger and two ways.
  expect(published.length).toBeGreaterThanOrEqual(798);
  expect(published.length).toBeLessThanOrEqual(802);
  expect(Math.max(...published)).toBeLessThan(0.03);
});
