/** The parts that arithmetic is made of, each by hand on models small enough for it. */
import { describe, expect, test } from 'vitest';
import { readersOf } from '../../src/analysis/brokerReaders.js';
import { cellFacts, readable, type CellFacts } from '../../src/analysis/cellFacts.js';
import { together, type CellRow } from '../../src/analysis/cellRow.js';
import { cellRows } from '../../src/analysis/cellRows.js';
import { stageDistances } from '../../src/analysis/distance.js';
import { largestCount, laneMakespan, largestTime, makespan } from '../../src/analysis/extremes.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { memoized, saturatedSeconds } from '../../src/analysis/pollArithmetic.js';
import { answerRecords, fullPollSeconds, pollSeconds } from '../../src/analysis/pollTime.js';
import { loadOf, relaxations } from '../../src/analysis/relaxation.js';
import { CellShares } from '../../src/analysis/shares.js';
import { systemGraph } from '../../src/analysis/systemGraph.js';
import type { Model } from '../../src/model/index.js';
import { pipelinesOf, type Pipeline } from '../../src/model/pipelines.js';
import { atOnce } from '../support/atOnce.js';
import { pipelineModel, TWO_REGIONS, type PipelineText } from '../support/pipeline.js';
import { singleQueue } from '../support/singleQueue.js';
import { validModel } from '../support/validModel.js';

const RATE = 1000;
const CONSTANT = { kind: 'constant', value: 2 } as const;
const EXPONENTIAL = { kind: 'exponential', mean: 2 } as const;

function pipelineOf(text: PipelineText): { model: Model; pipeline: Pipeline; shares: CellShares } {
  const model = pipelineModel(text);
  const [pipeline] = pipelinesOf(model);
  return { model, pipeline, shares: new CellShares(pipeline) };
}

function factsOf(text: PipelineText): CellFacts {
  const { model, pipeline, shares } = pipelineOf(text);
  const facts = cellFacts(pipeline, shares, model.placements[0], RATE);
  if (facts === null) throw new Error('a cell with brokers has facts');
  return facts;
}

describe('analysis/extremes: by hand', () => {
  test('the largest of n constant times is one of them; of n exponential ones the mean by H(n)', () => {
    expect(largestTime(CONSTANT, 7)).toBeCloseTo(2, 9);
    const harmonic = 1 + 1 / 2 + 1 / 3 + 1 / 4;
    expect(Math.abs(largestTime(EXPONENTIAL, 4) / (2 * harmonic) - 1)).toBeLessThan(1e-3);
  });

  test('lists: constant times go in rounds, exponential ones by lack of memory', () => {
    expect(makespan(CONSTANT, 7, 3)).toBe(3 * 2);
    // s ((n - T) / T + H_T), 10 jobs on 2 servers.
    expect(makespan(EXPONENTIAL, 10, 2) / (2 * (8 / 2 + 1.5))).toBeCloseTo(1, 3);
    expect(laneMakespan(CONSTANT, [5], 4)).toBeCloseTo(5 * 2, 9);
  });

  test('the place that gets most has all of them where it is the only one', () => {
    expect(largestCount(100, new Float64Array([1]))).toBeCloseTo(100, 9);
    // Of a hundred alike, nearly normal and nearly independent: the largest of a hundred standard
    // normals is 2.5076 on average (tables of order statistics).
    const most = largestCount(10_000, new Float64Array(100).fill(0.01));
    expect(Math.abs(most / (100 + 2.5076 * Math.sqrt(99)) - 1)).toBeLessThan(0.02);
  });
});

describe('analysis/shares: by hand', () => {
  test('without keys partitions are alike, and so are leaders and members', () => {
    const { shares } = pipelineOf({ topic: 'partitions: 4' });
    const leader = shares.leader(2, 1);
    expect([leader.leads, [...leader.allLed]]).toEqual([0.5, [0.5, 0.5]]);
    const readers = shares.readers(1, 'range', 3);
    // Four partitions on three members: one has two.
    expect([readers.members, readers.most, readers.largestKey]).toEqual([3, 0.5, 0]);
    expect(shares.readers(1, 'range', 9).members).toBe(4);
  });

  test('the partition of a hot key has the key’s share at the least', () => {
    const { shares } = pipelineOf({ workload: 'keys: { kind: hot, count: 1000, share: 70% }' });
    const readers = shares.readers(1, 'range', 4);
    expect(readers.largestKey).toBeCloseTo(0.7, 9);
    expect(readers.most).toBeGreaterThan(0.7);
    expect(readers.all.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });
});

describe('analysis/cellFacts: by hand', () => {
  test('what instances poll is what comes to them', () => {
    const { groups } = factsOf({ workers: 'instances: 4, processing_time: 10 us' });
    const { pollsPerSecond, recordsPerPoll } = groups[0].loaded;
    expect(pollsPerSecond * recordsPerPoll).toBeCloseTo(RATE / 4, 6);
    expect(groups[0].cluster.name).toBe('brokers');
  });

  test('something becomes readable for a part of the records no more often than they come', () => {
    const { home } = factsOf({});
    const all = readable(home, RATE, 1);
    expect(all).toBeLessThanOrEqual(RATE);
    expect(readable(home, RATE, 0.25)).toBeLessThanOrEqual(RATE / 4);
    // fetch.min.bytes of a hundred records: a hundredth as often.
    expect(readable(home, RATE, 1, { records: 100, seconds: 1000 })).toBeLessThanOrEqual(10.001);
  });

  test('a call without a broker has no facts', () => {
    const model = validModel(
      'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { service: { instances: 1 } }\n',
      { fileName: 'direct.yaml' },
    );
    const [pipeline] = pipelinesOf(model);
    expect(cellFacts(pipeline, new CellShares(pipeline), model.placements[0], 10)).toBeNull();
  });
});

test('analysis/brokerReaders: a session for each instance, none asking more often than a way and back', () => {
  const propagation = 'propagation: 5 ms';
  const facts = factsOf({ workers: `instances: 4, processing_time: 10 us, ${propagation}` });
  const [reader] = readersOf(facts, facts.home);
  expect(reader.sessions).toHaveLength(4);
  expect(reader.sessions.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  for (const { away } of reader.sessions) expect(away).toBeCloseTo(0.01, 9);
  expect(reader.fetches).toBeGreaterThan(0);
  expect(reader.fetches).toBeLessThanOrEqual(4 / 0.01);
});

test('analysis/cellRows, analysis/producerRows: the only broker’s disk and card are offered every record', () => {
  const { model, shares } = pipelineOf({ brokers: 'count: 1, disk: { bandwidth: 100 MB/s }' });
  const rows = cellRows(model, [shares], model.placements[0], RATE);
  const row = (name: string): CellRow | undefined => rows.find((each) => each.name === name);
  expect(row('brokers.disk')?.offered).toBeCloseTo(RATE * 1000, 3);
  expect(row('brokers.disk')?.capacity).toBe(100e6);
  expect(row('consumers.workers')?.count).toBe(4);
  // Four producers of 10 Gbit/s each, a quarter of 1 MB/s for each.
  expect(row('producers.nic_out')).toMatchObject({ count: 4, capacity: 1.25e9 });
  expect(row('producers.nic_out')?.offered).toBeCloseTo((RATE * 1000) / 4, 3);
});

describe('analysis/cellRow: by hand', () => {
  const row = (offered: number, shares: readonly number[]): CellRow => {
    const zeros = { atCeiling: offered, ofAll: 1, least: 0 };
    return {
      ...{ name: 'disk', kind: 'disk', count: 2, unit: 'bytes', capacity: 10 },
      ...{ offered, shares, ...zeros },
    };
  };

  test('two pipelines on one instance add up, on two each has its own', () => {
    const half = { share: 0.5 };
    const same = [row(3, [1, 0]), row(2, [1, 0])].map((each) => ({ row: each, ...half }));
    expect(together(same).offered).toBe(5);
    const apart = [row(3, [1, 0]), row(2, [0, 1])].map((each) => ({ row: each, ...half }));
    expect(together(apart).offered).toBe(3);
  });
});

test('analysis/distance: the ways of a group across the ocean, and of the copies', () => {
  const far = 'region: far, propagation: 1 ms, instances: 1, processing_time: 10 us';
  const brokers = 'count: 3, propagation: 0.5 ms';
  const topic = 'partitions: 1, replication_factor: 3';
  const model = pipelineModel({ workers: far, brokers, topic, more: TWO_REGIONS });
  const distances = stageDistances(model);
  expect(distances.get('fetch_network')).toBeCloseTo(0.041, 9);
  // There and back to two followers.
  expect(distances.get('replication')).toBeCloseTo(2 * 0.0005, 6);
  expect(distances.get('consumer_wait')).toBeUndefined();
});

describe('analysis/pollArithmetic: by hand', () => {
  test('a value is worked out once', () => {
    let calls = 0;
    const square = memoized((argument) => {
      calls++;
      return argument * argument;
    });
    expect([square(3), square(3), square(4), calls]).toEqual([9, 9, 16, 2]);
  });

  test('a lone thread that always finds more needs its work for each record, and little else', () => {
    const workers = 'instances: 1, threads: 1, processing_time: 1 ms, max_poll_records: 100';
    const { groups } = factsOf({ workers });
    const seconds = saturatedSeconds(groups[0].loop);
    expect(seconds).toBeGreaterThanOrEqual(1e-3);
    expect(seconds).toBeLessThan(1.05e-3);
  });
});

describe('analysis/pollTime: by hand', () => {
  test('answers hold whole batches: six of 16 KB in 100 KB, a partition each', () => {
    const workers = 'instances: 1, processing_time: 10 us, max_partition_fetch_bytes: 100 KB';
    const [{ loop }] = factsOf({ workers }).groups;
    expect(loop.batchRecords).toBe(16);
    expect([answerRecords(loop, 1), answerRecords(loop, 3)]).toEqual([96, 288]);
  });

  test('a poll of ten constant times: one after the other on one thread, in five rounds on two', () => {
    const seconds = (threads: number): number => {
      const workers = `instances: 1, threads: ${threads}, processing_time: 1 ms, concurrency: free`;
      const [{ loop }] = factsOf({ workers }).groups;
      const { timePerPollSeconds } = loop.settings;
      expect(fullPollSeconds(loop, 10)).toBeCloseTo(pollSeconds(loop, 10, 10), 9);
      return pollSeconds(loop, 10, 10) - timePerPollSeconds;
    };
    expect(seconds(1)).toBeCloseTo(0.01, 9);
    expect(seconds(2)).toBeCloseTo(0.005, 9);
  });
});

test('analysis/relaxation: M/M/1 at a half forgets in E[S] / (1 - sqrt 0.5)^2', () => {
  const model = singleQueue(0.5);
  const offered = offeredLoad(model);
  const load = loadOf(offered, 'consumers.server');
  expect(load).toBeGreaterThan(0.45);
  expect(load).toBeLessThan(0.55);
  expect(loadOf(offered, 'nobody')).toBe(0);
  const [{ seconds, queues }] = relaxations(model, offered);
  expect(queues).toBe(1);
  const room = 1 - Math.sqrt(load);
  expect(seconds).toBeCloseTo(0.01 / (room * room), 6);
});

test('analysis/systemGraph: shares and calls by hand', () => {
  const model = atOnce(`producers: { app: { sends: orders, rate: 100/s, count: 2 } }
topics: { orders: { partitions: 4 }, paid: { partitions: 2 } }
consumers:
  pay: { reads: orders, instances: 3, calls: { bank: {} }, sends: { paid: 25% } }
  ship: { reads: paid, instances: 2, store: rows }
externals: { bank: { time: 1 ms } }
stores: { rows: { shards: 3 } }
`);
  const { nodes, edges } = systemGraph(model);
  const count = (node: string): number | undefined =>
    nodes.find((each) => each.node === node)?.count;
  expect(['producers.app', 'topics.orders', 'consumers.pay', 'stores.rows'].map(count)).toEqual([
    2, 4, 3, 3,
  ]);
  const rate = (from: string, to: string): number | undefined =>
    edges.find((each) => each.from === from && each.to === to)?.recordsPerSecond;
  expect(rate('topics.orders', 'consumers.pay')).toBeCloseTo(100, 9);
  expect(rate('consumers.pay', 'externals.bank')).toBeCloseTo(100, 9);
  expect(rate('consumers.pay', 'topics.paid')).toBeCloseTo(25, 9);
  expect(rate('consumers.ship', 'stores.rows')).toBeCloseTo(25, 9);
});
