/** Ceilings and utilizations against arithmetic by hand. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredLoad, firstToSaturate } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import type { Model } from '../../src/model/index.js';
import { pipelineModel, TWO_REGIONS, type PipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

function rowOf(model: Model, name: string): ReturnType<typeof firstToSaturate> {
  const row = offeredLoad(model).resources.find((each) => each.name === name);
  if (row === undefined) throw new Error(`no row of ${name}`);
  return row;
}

function ceiling(text: PipelineText, name: string): number {
  return rowOf(pipelineModel(text), name).ceilingEventsPerSecond;
}

function fileModel(file: string, overrides: Record<string, string> = {}): Model {
  return validModel(readFileSync(file, 'utf8'), {
    fileName: file,
    overrides: Object.entries(overrides).map(([path, value]) => ({ path, value })),
  });
}

test('100-users: ceilings are what one disk, one link and the handlers carry of records of 1 KB', () => {
  const model = fileModel('models/100-users.yaml');
  expect(rowOf(model, 'brokers.disk').ceilingEventsPerSecond).toBeCloseTo(200e6 / 1000, 6);
  expect(rowOf(model, 'brokers.nic_in').ceilingEventsPerSecond).toBeCloseTo(125e6 / 1000, 6);
  // 64 records a request: 100 us, 4 batches of 20 us, 64 records of 24 us; and of the two fetches
  // of 50 us, which are 0.5 ms on their way for each request's 1.75 ms or so, 1.75 / 2.25.
  const handlers = rowOf(model, 'brokers.handlers').ceilingEventsPerSecond;
  const expected = 64 / (1.716e-3 + 2 * (1.75 / 2.25) * 50e-6);
  expect(Math.abs(handlers / expected - 1)).toBeLessThan(0.005);
});

test('without linger batches are still full when the handlers are', () => {
  const name = 'brokers.handlers';
  const model = fileModel('models/100-users.yaml');
  const without = fileModel('models/100-users.yaml', { 'producers.linger': '0 s' });
  expect(rowOf(without, name).ceilingEventsPerSecond).toBe(
    rowOf(model, name).ceilingEventsPerSecond,
  );
  expect(firstToSaturate(offeredLoad(without)).name).toBe(name);
});

test('what is far away waits for its round trips', () => {
  const limits = 'max_partition_fetch_bytes: 100 KB, nic: 1 Gbps, processing_time: 1 us';
  const text = { topic: 'partitions: 1', more: TWO_REGIONS };
  const far = `region: far, propagation: 0.4 ms, ${limits}`;
  // An answer of 6 batches of 16 records: two ways of 40.4 ms, 20 us, and 96 KB at 125 MB/s.
  const fetch = 2 * 40.4e-3 + 20e-6 + 96e3 / 125e6;
  expect(ceiling({ ...text, workers: far }, 'consumers.workers')).toBeCloseTo(96 / fetch, 6);
  const near = ceiling({ ...text, workers: `propagation: 0.4 ms, ${limits}` }, 'consumers.workers');
  expect(near).toBeCloseTo(96 / (fetch - 80e-3), 3);
  // Polls of 100 records, 1 us each, wait for a store: two ways of 40.4 ms, 10 us, 100 records of
  // 10 us.
  const stores = `stores:
  s: { region: far, propagation: 0.4 ms, time_per_request: 10 us, time_per_write: 10 us }
`;
  // Answers of 100 batches, 16 whole polls.
  const workers =
    'max_poll_records: 100, max_partition_fetch_bytes: 1.6 MB, processing_time: 1 us, store: s, instances: 4';
  const poll = 100e-6 + 2 * 40.4e-3 + 10e-6 + 1e-3 + 100e3 / 312.5e6;
  const many = ceiling({ workers, more: stores + TWO_REGIONS }, 'consumers.workers');
  expect(Math.abs(many / (400 / poll) - 1)).toBeLessThan(0.01);
  // A mirror's task, too: one batch of 64 KB at 25 MB/s.
  const mirrors = `mirrors:
  copy: { tasks: 1, nic: 200 Mbps, brokers: { count: 1, propagation: 0.4 ms }, max_partition_fetch_bytes: 64 KB }
`;
  const copied = { topic: 'partitions: 1', producers: 'count: 4, batch_size: 64 KB' };
  const task = 64 / (2 * 40.4e-3 + 20e-6 + 64e3 / 25e6);
  expect(ceiling({ ...copied, more: mirrors + TWO_REGIONS }, 'mirrors.copy')).toBeCloseTo(task, 6);
});

test('an fsync is part of every write', () => {
  const disk = 'disk: { bandwidth: 100 MB/s, flush: every_batch, flush_time: 5 ms }';
  const text = { topic: 'partitions: 1', brokers: `count: 1, ${disk}` };
  expect(ceiling(text, 'brokers.disk')).toBeCloseTo(16 / (5e-3 + 0.16e-3), 6);
  const polls = 'instances: 1, max_poll_records: 10, time_per_poll: 5 ms, processing_time: 100 us';
  expect(ceiling({ workers: polls }, 'consumers.workers')).toBeCloseTo(10 / 6e-3, 6);
});

test('fewer partitions than brokers: a broker holds one copy of each at most', () => {
  const model = pipelineModel({
    workload: 'keys: { kind: uniform, count: 100 }',
    topic: 'partitions: 1, replication_factor: 3',
    brokers: 'count: 6, disk: { bandwidth: 400 MB/s }',
  });
  const at40MB = { ...model, eventsPerUserPerSecond: 40 };
  expect(rowOf(at40MB, 'brokers.nic_in').offered).toBeCloseTo(40e6, 3);
  expect(rowOf(at40MB, 'brokers.disk').utilization).toBeCloseTo(0.1, 9);
  // The leader sends it to two followers and the group.
  expect(rowOf(at40MB, 'brokers.nic_out').offered).toBeCloseTo(120e6, 3);
  // With a partition a broker, each holds three.
  const six = pipelineModel({ topic: 'partitions: 6, replication_factor: 3', brokers: 'count: 6' });
  expect(rowOf(six, 'brokers.nic_in').offered).toBeCloseTo(0.5e6, 3);
});

test('what is set is a limit: rates, quotas, callers, requests in flight', () => {
  const first = (text: PipelineText): [string, number] => {
    const { name, ceilingEventsPerSecond } = firstToSaturate(offeredLoad(pipelineModel(text)));
    return [name, Math.round(ceilingEventsPerSecond)];
  };
  expect(first({ brokers: 'count: 1, rate_limit: { rate: 8000/s }' })).toEqual([
    'brokers.rate_limit',
    8000,
  ]);
  expect(first({ producers: 'count: 4, rate_limit: { rate: 2000/s }' })).toEqual([
    'producers.rate_limit',
    8000,
  ]);
  // Four clients at one broker.
  expect(first({ brokers: 'count: 1, quota: 1 MB/s' })).toEqual(['brokers.quota', 4000]);
  const calls = validModel(
    'users: 100\nworkload: { events_per_user: 1/s, record_size: 1 KB, callers: 3 }\nconsumers: { g: { processing_time: 1.5 ms, threads: 8, propagation: 0.25 ms } }\n',
    { fileName: 'calls.yaml' },
  );
  expect(firstToSaturate(offeredLoad(calls))).toMatchObject({
    name: 'callers',
    ceilingEventsPerSecond: 1500,
  });
  // Two requests of 16 records for each round trip of 80 ms; handling and the network add 0.2%.
  const [name, rate] = first({
    topic: 'partitions: 1',
    producers: 'count: 1, propagation: 40 ms, max_in_flight: 2',
  });
  expect(name).toBe('producers.in_flight');
  expect(Math.abs(rate / 400 - 1)).toBeLessThan(0.005);
});

test('callers that think bring N / (Z + R0) at the most, or the least ceiling, and pass none', () => {
  const of = (callers: number) => {
    const text = `workload: { callers: ${callers}, think_time: exponential(1 s) }
consumers: { g: { processing_time: 200 ms, propagation: 50 ms }, h: { processing_time: 10 ms, propagation: 0 s } }
`;
    const model = validModel(text, { fileName: 'closed.yaml' });
    const offered = offeredLoad(model);
    expect(passedResources(model, offered)).toEqual([]);
    const [g, h, rows] = ['consumers.g', 'consumers.h', 'callers'].map((name) =>
      offered.resources.find((row) => row.name === name),
    );
    return { rate: offered.eventsPerSecond, busy: [g, h, rows].map((row) => row?.utilization), g };
  };
  // A call alone takes 50 + 200 + 50 ms, a round 1.3 s, of which it waits 0.3 s.
  const few = of(2);
  expect(few.rate).toBeCloseTo(2 / 1.3, 9);
  [(0.2 * 2) / 1.3, (0.01 * 2) / 1.3, 0.3 / 1.3].forEach((share, row) => {
    expect(few.busy[row]).toBeCloseTo(share, 9);
  });
  // 5 a second is all that g takes, and 6.5 callers bring; of 20, by Little's law, all wait but 5
  // times 1 s.
  const many = of(20);
  expect(many.rate).toBeCloseTo(5, 9);
  expect(many.g?.ceilingUsers).toBeCloseTo(6.5, 9);
  [1, 0.05, 0.75].forEach((share, row) => {
    expect(many.busy[row]).toBeCloseTo(share, 9);
  });
});

test('cached reads cost the consumer time, each hit or miss', () => {
  const more =
    'stores:\n  s: { shards: 4, servers: 8, time_per_request: 1 us, time_per_write: 0 s, reads_per_record: 2, cache: { hit_ratio: 1, time_per_hit: 0.5 ms } }\n';
  const workers = 'instances: 4, processing_time: 0.1 ms, store: s';
  const found = ceiling({ workers, more }, 'consumers.workers');
  expect(Math.abs(found / (4 / 1.1e-3) - 1)).toBeLessThan(0.01);
});

test('the busiest partition fills its instance first', () => {
  const workers = 'instances: 4, processing_time: 1 ms';
  // Half of the records, and about a quarter of the other half: 999 keys over 4 partitions, 250 +-
  // 14 each.
  const hot = ceiling(
    { workload: 'keys: { kind: hot, count: 1000, share: 0.5 }', workers },
    'consumers.workers',
  );
  expect(hot).toBeGreaterThan(1000 / (0.5 + 0.5 * 0.292));
  expect(hot).toBeLessThan(1000 / (0.5 + 0.5 * 0.208));
  // Ten partitions over four instances: one has three.
  expect(ceiling({ topic: 'partitions: 10', workers }, 'consumers.workers')).toBeCloseTo(
    1000 / 0.3,
    6,
  );
});

test('the busiest shard fills first', () => {
  const text = (partitions: number, shards: number, write: string): PipelineText => ({
    topic: `partitions: ${partitions}`,
    workers: 'instances: 4, processing_time: 1 us, store: s',
    more: `stores:\n  s: { shards: ${shards}, servers: 1, placement: partition, time_per_request: 0 s, time_per_write: ${write} }\n`,
  });
  // Partitions 0 and 3 of four are shard 0's.
  expect(ceiling(text(4, 3, '1.8 ms'), 'stores.s')).toBeCloseTo(1 / (0.5 * 1.8e-3), 6);
  // Two of four shards have nothing to do.
  expect(ceiling(text(2, 4, '1.5 ms'), 'stores.s')).toBeCloseTo(1 / (0.5 * 1.5e-3), 6);
});

test('the placement that is worst counts: far from home, or with more users', () => {
  const limits = 'max_partition_fetch_bytes: 100 KB, nic: 1 Gbps, processing_time: 1 us';
  const cells = (second: string): string => `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, far: a, count: 1 }
  - { home: a, far: ${second} }
`;
  const text = (second: string): PipelineText => ({
    topic: 'partitions: 1',
    workers: `region: far, propagation: 0.4 ms, ${limits}`,
    more: cells(second),
  });
  const fetch = 2 * 0.4e-3 + 20e-6 + 96e3 / 125e6;
  const name = 'consumers.workers';
  // Two cells share the load.
  expect(ceiling(text('b, count: 1'), name)).toBeCloseTo((2 * 96) / (fetch + 80e-3), 6);
  expect(ceiling(text('a, count: 1, weight: 3'), name)).toBeCloseTo(((4 / 3) * 96) / fetch, 3);
});
