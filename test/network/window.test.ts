/** Connections whose bytes under way are limited, by hand. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { simulate } from '../../src/network/simulate.js';
import type { Model } from '../../src/model/index.js';
import { validModel } from '../support/validModel.js';

/** A record of 100,000 bytes every half a second, a request each; 100 ms each way. */
function model(producers: string, consumers = '', rate = '2/s'): Model {
  return validModel(
    `
workload: { rate: ${rate}, arrivals: constant, record_size: 100000 B }
producers: { count: 1, linger: 0 ms, batch_size: 0 B, nic: 100000 Gbps, propagation: 100 ms, acks: 1, ${producers} }
brokers: { count: 1, handlers: 64, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s, nic: 100000 Gbps, disk: { bandwidth: 1000 GB/s } }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: { instances: 1, processing_time: 0 s, propagation: 100 ms, nic: 100000 Gbps, ${consumers} } }
`,
    { fileName: 'window.yaml' },
  );
}

function times(of: Model, which: 'published' | 'delivered'): number[] {
  const taken: [number, number][] = [];
  const trial = {
    model: of,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'window',
    warmupSeconds: 0,
    windowSeconds: 20,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e6,
  };
  const measured = simulate(trial, (what, _partition, _producer, arrival, time) => {
    if (what === which) taken.push([arrival, time - arrival]);
  });
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  return taken.sort(([a], [b]) => a - b).map(([, seconds]) => seconds);
}

test('what is more than the buffer holds waits for what is under way to be acknowledged', () => {
  // 40,000 bytes go at once, the other 60,000 as 40,000 a round trip of 200 ms: 300 ms later.
  for (const seconds of times(model('send_buffer: 40 KB'), 'published')) {
    expect(seconds).toBeCloseTo(0.5, 6);
  }
  for (const seconds of times(model('send_buffer: 100 KB'), 'published')) {
    expect(seconds).toBeCloseTo(0.2, 6);
  }
  for (const seconds of times(model(''), 'published')) expect(seconds).toBeCloseTo(0.2, 6);
});

test('a reader far away gets a buffer a round trip', () => {
  // To the broker 100 ms; a fetch waits there; back 100 ms, and 300 ms for what does not fit.
  const limited = times(model('', 'receive_buffer: 40 KB'), 'delivered');
  for (const seconds of limited.slice(2)) expect(seconds).toBeCloseTo(0.5, 2);
  const free = times(model(''), 'delivered');
  for (const seconds of free.slice(2)) expect(seconds).toBeCloseTo(0.2, 2);
});

test("Kafka's default of 64 KiB over 200 ms carries 328 KB/s a connection, and check says so", () => {
  const of = model('', 'receive_buffer: 64 KiB', '10/s');
  const row = offeredLoad(of).resources.find(
    ({ name }) => name === 'consumers.readers.connections',
  );
  expect(row?.ceilingEventsPerSecond).toBeCloseTo(65_536 / 0.2 / 100_000, 6);
  // Offered three times that: what comes is what it carries.
  const received = times(of, 'delivered').length;
  expect(received / 20).toBeGreaterThan(2.9);
  expect(received / 20).toBeLessThan(3.4);
});
