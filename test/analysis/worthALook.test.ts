/**
 * Settings that are allowed and seldom meant: each is named with its reason, and plain models have
 * none.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { worthALook } from '../../src/analysis/worthALook.js';
import { checkReport } from '../../src/report/checkReport.js';
import { pipelineModel, type PipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

function found(text: PipelineText): string[] {
  const model = pipelineModel(text);
  return worthALook(model, offeredLoad(model)).map(({ path, reason }) => `${path}: ${reason}`);
}

test('a plain model has nothing that is worth a look', () => {
  expect(found({})).toEqual([]);
  for (const name of ['100-users', 'direct', 'mmc']) {
    const model = validModel(readFileSync(`models/${name}.yaml`, 'utf8'), { fileName: name });
    expect(worthALook(model, offeredLoad(model)), name).toEqual([]);
  }
});

const store = (text: string): PipelineText => ({
  workers: 'instances: 4, processing_time: 10 us, store: s',
  more: `stores: { s: { ${text} } }\n`,
});

const CASES: readonly (readonly [string, PipelineText, string])[] = [
  [
    'linger of minutes',
    { producers: 'count: 4, linger: 5 min, delivery_timeout: 1 h' },
    'producers.linger: records wait so long',
  ],
  [
    '80 instances on 12 partitions',
    { topic: 'partitions: 12', workers: 'instances: 80' },
    'consumers.workers.instances: more than partitions: 68 of 80',
  ],
  [
    'an autoscaler beyond the partitions',
    {
      topic: 'partitions: 12',
      workers: 'instances: 1, autoscaler: { maximum: 20, target_lag: 100 }',
    },
    'consumers.workers.autoscaler.maximum: more than partitions: 8 of 20',
  ],
  [
    'partitions that do not come out even',
    { topic: 'partitions: 10', workers: 'instances: 7' },
    'consumers.workers.instances: 10 partitions do not come out even over 7: the busiest has 40% more',
  ],
  [
    'a store request of 2 s',
    store('time_per_request: 2 s'),
    'stores.s.time_per_request: a mean of 2 s',
  ],
  [
    'empty shards',
    store('shards: 6, placement: partition'),
    'stores.s.shards: more than partitions, which decide the shard: 2 stay empty',
  ],
  [
    'a service of infinite variance',
    { workers: 'processing_time: "pareto(2, 1 ms)"' },
    'consumers.workers.processing_time: its variance is infinite',
  ],
  [
    'a delivery timeout below its parts',
    { producers: 'count: 4, delivery_timeout: 10 s' },
    'producers.delivery_timeout: less than linger and request_timeout',
  ],
  [
    'a batch below a record',
    { producers: 'count: 4, batch_size: 500 B' },
    'producers.batch_size: smaller than a record',
  ],
  [
    'a request below a record',
    { producers: 'count: 4, max_request_size: 500 B' },
    'producers.max_request_size: smaller than a record',
  ],
  [
    'a buffer of one batch',
    { producers: 'count: 4, buffer_memory: 16 KiB' },
    'producers.buffer_memory: does not hold a batch for each partition',
  ],
  [
    'min.insync.replicas without acks=all',
    {
      producers: 'count: 4, acks: 1',
      brokers: 'count: 3',
      topic: 'partitions: 6, replication_factor: 3, min_insync_replicas: 2',
    },
    'topic.min_insync_replicas: without effect',
  ],
  [
    'as many in sync as copies',
    { brokers: 'count: 3', topic: 'partitions: 6, replication_factor: 3, min_insync_replicas: 3' },
    'topic.min_insync_replicas: as many as there are copies',
  ],
  [
    'a single copy on several brokers',
    { brokers: 'count: 3', topic: 'partitions: 6' },
    'topic.replication_factor: a single copy',
  ],
  [
    'brokers without partitions',
    { brokers: 'count: 5', topic: 'partitions: 4, replication_factor: 2' },
    'topic.partitions: fewer than brokers: 1 of 5',
  ],
  [
    'fewer keys than partitions',
    { workload: 'keys: { kind: uniform, count: 3 }' },
    'workload.keys: fewer keys than partitions: at least 1 of 4',
  ],
  [
    'a hot key',
    { workload: 'keys: { kind: hot, count: 1M, share: 0.4 }', topic: 'partitions: 12' },
    'workload.keys: the most popular key has 40%',
  ],
  [
    'a poll of ten minutes',
    { workers: 'max_poll_records: 600, processing_time: 1 s' },
    'consumers.workers.max_poll_records: a full poll takes 600 s, more than max_poll_interval, 300 s',
  ],
  [
    'fetch.min.bytes that never come',
    { workers: 'instances: 4, fetch_min_bytes: 1 MB' },
    'consumers.workers.fetch_min_bytes: not reached at this load: 125000 B come',
  ],
  [
    'a lag that is cut near the target',
    {
      topic: 'partitions: 24',
      workers: 'autoscaler: { rules: kubernetes, maximum: 24, target_lag: 100 }',
    },
    'consumers.workers.autoscaler.tolerance: from 22 of 24 instances on none is added',
  ],
  [
    'threads beyond a poll',
    { workers: 'threads: 8, max_poll_records: 5' },
    'consumers.workers.threads: more than max_poll_records: 3',
  ],
  [
    'terabytes without a disk size',
    { topic: 'partitions: 4, retention: 365 d' },
    'brokers.disk.size: not given, and each broker keeps 32 TB',
  ],
  [
    'a window of a few services',
    { workers: 'processing_time: 3 s', more: 'run: { duration: 20 s }\n' },
    'run.duration: shorter than ten',
  ],
];

test.each(CASES)('%s', (_, text, expected) => {
  expect(
    found(text).some((line) => line.startsWith(expected)),
    found(text).join('\n'),
  ).toBe(true);
});

test('report/checkReport: check prints them in a section, a window of a part of a day among them', () => {
  const model = pipelineModel({
    workload: 'arrivals: { kind: diurnal, period: 24 h, amplitude: 0.5 }',
    producers: 'count: 4, linger: 2 s',
  });
  const report = checkReport(model, offeredLoad(model), 9);
  expect(report).toContain('Worth a look:\n  producers.linger: records wait');
  expect(report).toContain(
    'The window covers 0.0% of a period of the diurnal arrivals (9.00 s of 24.0 h)',
  );
  expect(checkReport(pipelineModel({}), offeredLoad(pipelineModel({})), 9)).not.toContain('Worth');
});
