/**
 * Edges of what a model may say: the last value that is taken and the first that is not, and what
 * is meant unsaid.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { parseModel, parseRange } from '../../src/model/index.js';
import { positionAt } from '../../src/model/factor.js';
import { assignPartitions } from '../../src/model/placement.js';
import { keysOf } from '../../src/model/schema.js';
import { pipelineModel, pipelineText, type PipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

/** Paths of the faults. */
function faultsOf(text: PipelineText): string[] {
  const parsed = parseModel(pipelineText(text), { fileName: 'bounds.yaml' });
  return 'faults' in parsed ? parsed.faults.map(({ path }) => path) : [];
}

const fault = (text: string): PipelineText => ({
  brokers: 'count: 3',
  workers:
    'instances: 2, processing_time: 10 us }\n  others: { instances: 5, processing_time: 10 us',
  more: `faults: { f: { at: 1 s, length: 1 s, ${text} } }\n`,
});
const scaled = (text: string): PipelineText => ({
  workers: `instances: 2, autoscaler: { ${text} }`,
});
const timed = (text: string): PipelineText => ({ workers: `processing_time: '${text}'` });
const copies = (text: string): PipelineText => ({
  brokers: 'count: 3',
  topic: `partitions: 4, ${text}`,
});

const EDGES: readonly (readonly [string, PipelineText, PipelineText, string])[] = [
  [
    'an autoscaler may have one size alone, and no minimum above its maximum',
    scaled('minimum: 2, maximum: 2, target_lag: 10'),
    scaled('minimum: 3, maximum: 2, target_lag: 10'),
    'consumers.workers.autoscaler.minimum',
  ],
  [
    'the last broker can go down, none after it',
    fault('kind: broker_down, index: 2'),
    fault('kind: broker_down, index: 3'),
    'faults.f.index',
  ],
  [
    "the last instance of a fault's own group can go down, none after it",
    fault('kind: consumer_down, group: others, index: 4'),
    fault('kind: consumer_down, group: others, index: 5'),
    'faults.f.index',
  ],
  [
    'without its name the first group is meant, and its instances',
    fault('kind: consumer_down, index: 1'),
    fault('kind: consumer_down, index: 2'),
    'faults.f.index',
  ],
  [
    'every broker may hold a copy, and none two',
    copies('replication_factor: 3'),
    copies('replication_factor: 4'),
    'topic.replication_factor',
  ],
  [
    'all copies may have to be in sync, and no more than there are',
    copies('replication_factor: 3, min_insync_replicas: 3'),
    copies('replication_factor: 3, min_insync_replicas: 4'),
    'topic.min_insync_replicas',
  ],
  [
    'a probability is at most 1',
    timed('hyperexponential(1, 1 ms, 2 ms)'),
    timed('hyperexponential(1.01, 1 ms, 2 ms)'),
    'consumers.workers.processing_time',
  ],
  [
    'a uniform may be from a value to itself, not to a lower one',
    timed('uniform(2 ms, 2 ms)'),
    timed('uniform(2 ms, 1 ms)'),
    'consumers.workers.processing_time',
  ],
  [
    'an Erlang has a whole number of phases, at least one',
    timed('erlang(1, 2 ms)'),
    timed('erlang(0.5, 2 ms)'),
    'consumers.workers.processing_time',
  ],
];

test.each(EDGES)('%s', (_, taken, refused, path) => {
  expect(faultsOf(taken)).toEqual([]);
  expect(faultsOf(refused)).toContain(path);
});

test('model/autoscalerLanguage, model/buildAutoscaler: each key of an autoscaler, a mirror and a retry says what it says, not what its neighbor does', () => {
  const model = pipelineModel({
    producers:
      'count: 1, request_timeout: 1 s, delivery_timeout: 2 s, max_block: 3 s, retry_backoff: 4 ms, retry_backoff_max: 5 ms',
    workers:
      'instances: 2, session_timeout: 8 s, rebalance_time: 9 s, commit_interval: 10 s, fetch_max_bytes: 11 KB, max_partition_fetch_bytes: 12 KB, autoscaler: { minimum: 1, maximum: 6, target_lag: 7, interval: 13 s, start_up: 14 s, cool_down: 15 s }',
    more: `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells: [{ home: a, far: b, count: 1 }]
mirrors: { m: { tasks: 16, brokers: { count: 17 }, fetch_max_bytes: 18 KB, max_partition_fetch_bytes: 19 KB } }
`,
  });
  expect(model.producers[0]).toMatchObject({
    requestTimeoutSeconds: 1,
    deliveryTimeoutSeconds: 2,
    maxBlockSeconds: 3,
    retryBackoffSeconds: 0.004,
    retryBackoffMaxSeconds: 0.005,
  });
  expect(model.consumers[0]).toMatchObject({
    sessionTimeoutSeconds: 8,
    rebalanceSeconds: 9,
    commitIntervalSeconds: 10,
    fetchMaxBytes: 11_000,
    maxPartitionFetchBytes: 12_000,
    autoscaler: {
      minimum: 1,
      maximum: 6,
      targetLag: 7,
      intervalSeconds: 13,
      startUpSeconds: 14,
      coolDownSeconds: 15,
    },
  });
  expect(model.mirrors[0]).toMatchObject({
    tasks: 16,
    brokers: { count: 17 },
    fetchMaxBytes: 18_000,
    maxPartitionFetchBytes: 19_000,
  });
});

/**
 * Kafka 4.0's own defaults (producer, consumer and broker configuration reference), as its
 * documents have them.
 */
const KAFKA: readonly (readonly [string, string, string])[] = [
  ['producers', 'batch_size', '16 KiB'],
  ['producers', 'linger', '5 ms'],
  ['producers', 'acks', 'all'],
  ['producers', 'max_in_flight', '5'],
  ['producers', 'max_request_size', '1 MiB'],
  ['producers', 'buffer_memory', '32 MiB'],
  ['producers', 'max_block', '60 s'],
  ['producers', 'delivery_timeout', '120 s'],
  ['producers', 'request_timeout', '30 s'],
  ['producers', 'retries', '2147483647'],
  ['producers', 'retry_backoff', '100 ms'],
  ['producers', 'retry_backoff_max', '1 s'],
  ['producers', 'idempotence', 'true'],
  ['brokers', 'handlers', '8'],
  ['brokers', 'leader_rebalance', '300 s'],
  ['topic', 'retention', '7 d'],
  ['consumers', 'fetch_min_bytes', '1 B'],
  ['consumers', 'fetch_max_wait', '500 ms'],
  ['consumers', 'fetch_max_bytes', '50 MiB'],
  ['consumers', 'max_partition_fetch_bytes', '1 MiB'],
  ['consumers', 'max_poll_records', '500'],
  ['consumers', 'session_timeout', '45 s'],
  ['consumers', 'max_poll_interval', '300 s'],
  ['consumers', 'commit_interval', '5 s'],
];

test.each(KAFKA)('%s.%s is what Kafka has unsaid: %s', (section, key, preset) => {
  expect(keysOf(section)?.find((row) => row.key === key)?.preset).toBe(preset);
});

test('model/closed: callers that all find a place are not lost: the server bounds what they bring', () => {
  const offered = (queue: number): number =>
    offeredLoad(
      validModel(
        `workload: { callers: 3, think_time: 1 s }
consumers: { g: { processing_time: 2 s, propagation: 0 s, queue_capacity: ${queue} } }
`,
        { fileName: 'closed.yaml' },
      ),
    ).eventsPerSecond;
  // Three are in the house with two places to wait: one call each 2 s. With one place a third is
  // sent home at once.
  expect(offered(2)).toBeCloseTo(1 / 2, 9);
  expect(offered(1)).toBeCloseTo(3 / 1, 9);
});

test('a caller goes round in its think time and its call, there and back, one after the other', () => {
  const model = validModel(
    `workload: { callers: 30, think_time: 1 s }
consumers: { g: { processing_time: 2 s, propagation: 0.5 s, instances: 5, threads: 6 } }
`,
    { fileName: 'closed.yaml' },
  );
  // 1 + 0.5 + 2 + 0.5 s; all 30 are served at once.
  expect(offeredLoad(model).eventsPerSecond).toBeCloseTo(30 / 4, 9);
});

test('the last of separate values lies at the end of its range, the first at its begin', () => {
  const range = parseRange('5, 7, 9, 20');
  expect([0, 0.3, 0.6, 0.99].map((u) => positionAt(range, u))).toEqual([0, 1 / 3, 2 / 3, 1]);
  expect(positionAt(parseRange('5'), 0.5)).toBe(0);
});

test('range gives each instance a run, the first ones one more; others take turns', () => {
  expect([...assignPartitions('range', 7, 3)]).toEqual([0, 0, 0, 1, 1, 2, 2]);
  expect([...assignPartitions('range', 6, 3)]).toEqual([0, 0, 1, 1, 2, 2]);
  expect([...assignPartitions('range', 2, 3)]).toEqual([0, 1]);
  expect([...assignPartitions('round_robin', 7, 3)]).toEqual([0, 1, 2, 0, 1, 2, 0]);
  expect([...assignPartitions('sticky', 7, 3)]).toEqual([0, 1, 2, 0, 1, 2, 0]);
});
