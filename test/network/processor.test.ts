/** The processors of producers' hosts, by hand. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import { processorTrial, type ProcessorTrial } from '../support/processorTrial.js';
import { validModel } from '../support/validModel.js';

/** Brokers and networks take 1 ms each way and nothing else. */
function model(producers: string, rate = '10/s'): Model {
  return validModel(
    `
workload: { rate: ${rate}, arrivals: constant, record_size: 1000 B }
producers: { linger: 0 ms, batch_size: 0 B, nic: 100000 Gbps, propagation: 1 ms, acks: 1, ${producers} }
brokers: { count: 1, handlers: 64, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s, nic: 100000 Gbps }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: { instances: 1, processing_time: 0 s } }
`,
    { fileName: 'processor.yaml' },
  );
}

function run(of: Model, windowSeconds = 2): ProcessorTrial {
  return processorTrial(of, 'producers.processor', 'published', windowSeconds);
}

test('a record takes its own time and its bytes, then its request; who was asleep is woken once', () => {
  const of = model(
    'count: 1, processor: { time_per_record: 1 ms, time_per_byte: 500 ns/B, time_per_request: 2 ms, time_per_wakeup: 0.25 ms }',
  );
  const { taken, busy } = run(of);
  // 0.25 ms to wake, 1 + 0.5 ms for the record, and, awake, 2 ms for the request; 2 ms on the way.
  expect(taken.length).toBeGreaterThan(15);
  for (const seconds of taken) expect(seconds).toBeCloseTo(0.00575, 9);
  // Ten a second.
  expect(busy).toBeCloseTo(0.0375, 3);
  // Arithmetic takes arrivals for Poisson: two jobs a record, each of which may find it asleep.
  const row = offeredLoad(of).resources.find(({ name }) => name === 'producers.processor');
  expect(row?.ceilingEventsPerSecond).toBeCloseTo(1 / 0.0035, 6);
});

test('producers of one host wait for each other; those of two do not', () => {
  const text = (hosts: number): string =>
    `count: 2, processor: { hosts: ${hosts}, time_per_record: 30 ms, time_per_request: 10 ms }`;
  // Two producers, each every 100 ms, 50 ms apart: nobody meets anybody, on one host or on two.
  for (const hosts of [1, 2]) {
    const { taken, busy } = run(model(text(hosts), '20/s'));
    for (const seconds of taken) expect(seconds).toBeCloseTo(0.042, 9);
    expect(busy).toBeCloseTo(0.8, 1);
  }
  // Each every 80 ms, 40 ms apart, just as long as a record and its request take: still nobody
  // waits. Each every 76 ms, one host has 40 ms of work in each 38, and falls behind by 2 ms a
  // record.
  const behind = run(model(text(1), `${2 / 0.076}/s`)).taken;
  expect(behind[10]).toBeGreaterThan(0.042 + 10 * 0.002 - 0.011);
  const apart = run(model(text(2), `${2 / 0.076}/s`)).taken;
  for (const seconds of apart) expect(seconds).toBeCloseTo(0.042, 9);
  const ceiling = (of: Model): number | undefined =>
    offeredLoad(of).resources.find(({ name }) => name === 'producers.processor')
      ?.ceilingEventsPerSecond;
  expect(ceiling(model(text(1)))).toBeCloseTo(25, 6);
  expect(ceiling(model(text(2)))).toBeCloseTo(50, 6);
});

test('two threads work on two records, and a producer keeps its order', () => {
  const of = model(
    'count: 1, processor: { threads: 2, time_per_record: 40 ms, time_per_request: exponential(5 ms) }',
    '40/s',
  );
  const { measured } = run(of, 10);
  // 40 records a second of 40 + 5 ms: 1.8 threads.
  const station = measured.resources.find(({ name }) => name === 'producers.processor');
  expect((station?.busySeconds ?? NaN) / 10).toBeGreaterThan(1.7);
  expect((station?.busySeconds ?? NaN) / 10).toBeLessThan(1.9);
});
