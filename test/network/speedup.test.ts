/**
 * A resource 10% faster (what the relief experiment tries) against arithmetic by hand, at one
 * record a second.
 */
import { expect, test } from 'vitest';
import type { Trial } from '../../src/network/measurements.js';
import { pipelineModel, type PipelineText } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

/** How much less the mean latency is, seconds; records come at fixed times and meet nobody. */
function saved(text: PipelineText, speedup: Trial['speedup']): number {
  const model = {
    ...pipelineModel({
      producers: 'count: 1, linger: 0 s',
      topic: 'partitions: 1',
      workers: 'instances: 1, processing_time: 10 us',
      ...text,
      workload: 'arrivals: { kind: constant }',
    }),
    eventsPerUserPerSecond: 1e-3,
  };
  const mean = (each: Trial['speedup']): number => {
    const { endToEnd } = shortTrial(model, { windowSeconds: 20, speedup: each });
    return endToEnd.sum / endToEnd.count;
  };
  return mean({}) - mean(speedup);
}

const TENTH = 1 - 1 / 1.1;

test('a faster disk syncs faster', () => {
  const disk = 'disk: { bandwidth: 100 MB/s, flush: every_batch, flush_time: 5 ms }';
  const time = 5e-3 + 1e3 / 100e6;
  const less = saved({ brokers: `count: 1, ${disk}` }, { 'brokers.disk': 1.1 });
  expect(less).toBeCloseTo(TENTH * time, 9);
});

test('a faster consumer begins its polls faster', () => {
  const workers = 'instances: 1, processing_time: 1 ms, time_per_poll: 5 ms';
  expect(saved({ workers }, { 'consumers.workers': 1.1 })).toBeCloseTo(TENTH * 6e-3, 9);
});

test('faster handlers take less of a request, its batch and its record', () => {
  const brokers = 'count: 1, time_per_request: 4 ms, time_per_batch: 1 ms, time_per_record: 500 us';
  expect(saved({ brokers }, { 'brokers.handlers': 1.1 })).toBeCloseTo(TENTH * 5.5e-3, 7);
});

test('a faster store takes less of a request and its write', () => {
  const stored = {
    workers: 'instances: 1, processing_time: 10 us, store: s',
    more: 'stores: { s: { shards: 1, time_per_request: 4 ms, time_per_write: 1 ms } }\n',
  };
  expect(saved(stored, { 'stores.s': 1.1 })).toBeCloseTo(TENTH * 5e-3, 9);
});

test('a faster NIC out of a broker saves nothing where the next one in is no faster', () => {
  const copies = {
    topic: 'partitions: 1, replication_factor: 2',
    brokers: 'count: 2, nic: 1 Mbps',
  };
  // The answers to the consumer go through it alone: 1 KB at 125 KB/s; those to the follower do not
  // get faster.
  const reading = TENTH * (1e3 / 125e3);
  expect(saved(copies, { 'brokers.nic_out': 1.1 })).toBeCloseTo(reading, 9);
});

test('a higher rate lets more through', () => {
  const through = (text: PipelineText, speedup: Trial['speedup']): number => {
    const model = { ...pipelineModel(text), eventsPerUserPerSecond: 5 };
    return shortTrial(model, { warmupSeconds: 5, windowSeconds: 10, speedup }).deliveredInWindow;
  };
  const cases: readonly [string, PipelineText][] = [
    ['brokers.rate_limit', { brokers: 'count: 1, rate_limit: { rate: 2000/s }' }],
    ['producers.rate_limit', { producers: 'count: 4, rate_limit: { rate: 500/s }' }],
    ['brokers.quota', { brokers: 'count: 1, quota: 500 KB/s, quota_burst: 100 KB' }],
  ];
  for (const [name, text] of cases) {
    const ratio = through(text, { [name]: 1.1 }) / through(text, {});
    expect(Math.abs(ratio - 1.1), name).toBeLessThan(0.01);
  }
});
