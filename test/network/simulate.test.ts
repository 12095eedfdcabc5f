import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Model, type Override } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';
import { SLOW_MODELS } from '../support/slowModels.js';

function load(file: string, overrides: readonly Override[] = []): Model {
  const model = validModel(readFileSync(`models/${file}`, 'utf8'), { fileName: file, overrides });
  return model;
}

function run(model: Model, changes: Partial<Trial> = {}): Measurements {
  return simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'test',
    warmupSeconds: 0.5,
    windowSeconds: 0.5,
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 1e7,
    ...changes,
  });
}

describe.each(readdirSync('models').filter((name) => name.endsWith('.yaml')))('%s', (file) => {
  const windowSeconds = SLOW_MODELS[file];
  const longer = windowSeconds === undefined ? {} : { windowSeconds };
  const measured = run(load(file), longer);

  test('every audit passes and records come through', () => {
    expect(measured.audits.filter((audit) => !audit.passed)).toEqual([]);
    expect(measured.deliveredInWindow).toBeGreaterThan(0);
  });

  test('the same trial gives the same measurements; another seed does not', () => {
    expect(run(load(file), longer)).toEqual(measured);
    expect(run(load(file), { ...longer, seed: 'other' }).endToEnd).not.toEqual(measured.endToEnd);
  });

  test('they survive structuredClone', () => {
    expect(structuredClone(measured)).toEqual(measured);
  });
});

test('requests of one connection keep their order however much their delays differ', () => {
  const overrides = [
    { path: 'producers.propagation', value: 'gamma(0.5, 2 ms)' },
    { path: 'producers.linger', value: '0.2 ms' },
  ];
  const measured = run(load('100-users.yaml', overrides));
  expect(measured.audits.filter((audit) => !audit.passed)).toEqual([]);
});

test('a lone record takes exactly what its path costs', () => {
  // All times constant, one record a second: linger 5 ms, three crossings with the record's bytes,
  // and the services.
  const text = `users: 1
workload: { events_per_user: 1/s, arrivals: constant, record_size: 1000 B }
producers: { count: 1, linger: 5 ms, nic: 1 Gbps, propagation: 0.1 ms }
brokers: { count: 1, time_per_request: 0.2 ms, time_per_batch: 0.01 ms, time_per_record: 0.02 ms, time_per_byte: 0 ns/B, nic: 1 Gbps }
topic: { partitions: 1 }
consumers: { g: { processing_time: 3 ms, store: s, nic: 1 Gbps, propagation: 0.1 ms, fetch_max_wait: 5 s } }
stores: { s: { time_per_request: 1 ms, time_per_write: 0.5 ms, propagation: 0.3 ms } }
`;
  const model = validModel(text, { fileName: 'lone.yaml' });
  const measured = run(model, { warmupSeconds: 0, windowSeconds: 10 });
  const wire = 1000 / 125e6;
  const expected =
    5e-3 + (wire + 1e-4) + 2.3e-4 + (wire + 1e-4) + 3e-3 + (wire + 3e-4) + 1.5e-3 + 3e-4;
  expect(measured.endToEnd.count).toBe(10);
  expect(measured.endToEnd.minimum).toBeCloseTo(expected, 12);
  expect(measured.endToEnd.maximum).toBeCloseTo(expected, 12);
});

test('network/world/producers: a full producer buffer blocks, and drops what has waited max_block', () => {
  const settings: Override[] = [
    { path: 'users', value: '10K' },
    { path: 'producers.buffer_memory', value: '1 MB' },
    { path: 'producers.max_block', value: '100 ms' },
  ];
  const measured = run(load('100-users.yaml', settings), { windowSeconds: 2 });
  expect(measured.recordsDropped).toBeGreaterThan(0);
  expect(measured.audits.filter((audit) => !audit.passed)).toEqual([]);
  // 100,000/s against a ceiling of about 35,200/s: the rest is dropped.
  const share = measured.droppedInWindow / measured.arrivedInWindow;
  expect(share).toBeGreaterThan(0.55);
  expect(share).toBeLessThan(0.7);
});

test('one broker saturates where arithmetic puts its ceiling, within 5%', () => {
  const measured = run(load('100-users.yaml', [{ path: 'users', value: '10K' }]), {
    windowSeconds: 3,
  });
  const published = measured.paths[0].histogram.count / measured.windowSeconds;
  // Four full batches of 16 a request: 64 records cost 100 + 4 x 20 + 64 x (20 + 4) us, and two
  // fetches of 50 us.
  const ceiling = 64 / 1.816e-3;
  expect(Math.abs(published / ceiling - 1)).toBeLessThan(0.05);
});

describe('publish latency of a lone record', () => {
  // One record a second, all times constant, three brokers, no NIC time to speak of.
  const text = (acks: string): string => `users: 1
workload: { events_per_user: 1/s, arrivals: constant, record_size: 1 B }
producers: { count: 1, linger: 5 ms, acks: ${acks}, nic: 1000 Gbps, propagation: 1 ms }
brokers: { count: 3, time_per_request: 2 ms, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0.5 ms, time_per_replica_append: 0.25 ms, nic: 1000 Gbps, propagation: 0.1 ms }
topic: { partitions: 1, replication_factor: 3, min_insync_replicas: 2 }
consumers: { g: { processing_time: 0 s, nic: 1000 Gbps, propagation: 1 ms, fetch_max_wait: 5 s } }
`;
  const publish = (acks: string): number => {
    const model = validModel(text(acks), { fileName: 'acks.yaml' });
    const measured = run(model, { warmupSeconds: 0, windowSeconds: 10 });
    return measured.paths[0].histogram.sum / measured.paths[0].histogram.count;
  };
  const sent = 5e-3;
  const appended = sent + 1e-3 + 2e-3;

  test('acks=0 ends when the request has left', () => {
    expect(publish('0')).toBeCloseTo(sent, 9);
  });

  test('only what is acknowledged, or delivered, within the window counts', () => {
    const model = validModel(text('1'), { fileName: 'acks.yaml' });
    const measured = run(model, { warmupSeconds: 5, windowSeconds: 10 });
    expect(measured.paths.map(({ histogram }) => histogram.count)).toEqual([10, 10]);
  });

  test('acks=1 ends when the answer to the append is back', () => {
    expect(publish('1')).toBeCloseTo(appended + 1e-3, 9);
  });

  test('acks=all waits for the followers to have fetched it and to have asked for more', () => {
    // To the follower, its append, its next fetch back to the leader; both followers ask at once
    // and the leader has handlers for both.
    expect(publish('all')).toBeCloseTo(appended + 0.1e-3 + 0.25e-3 + 0.1e-3 + 0.5e-3 + 1e-3, 9);
  });
});
