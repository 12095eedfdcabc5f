/**
 * What is offered more than it can serve: when its buffers are full, against arithmetic by hand and
 * against trials.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { passedResources, type PassedResource } from '../../src/analysis/passed.js';
import type { Model } from '../../src/model/index.js';
import { pipelineModel, TWO_REGIONS, type PipelineText } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

function passedAt(model: Model, eventsPerSecond: number): PassedResource[] {
  return passedResources(model, offeredLoad(model), eventsPerSecond);
}

/** 10 MB/s of records of 1 KB; a page cache of 20 MB, then 4 producers of 5 MB. */
const SLOW_DISK: PipelineText = {
  producers: 'count: 4, buffer_memory: 5 MB, overflow: drop_newest',
  brokers: 'count: 1, disk: { bandwidth: 10 MB/s, dirty_limit: 20 MB }',
};

test('a disk behind its page cache is passed from its bandwidth on, and fills cache and then memory', () => {
  const model = pipelineModel(SLOW_DISK);
  expect(passedAt(model, 9_999)).toEqual([]);
  const [disk, ...more] = passedAt(model, 15_000);
  expect(more).toEqual([]);
  expect(disk).toMatchObject({
    resource: 'brokers.disk',
    certain: true,
    outcome: 'new records are dropped',
  });
  expect(disk.load).toBeCloseTo(1.5, 12);
  expect(disk.growthPerSecond).toBeCloseTo(5000, 6);
  expect(disk.buffers.map(({ name }) => name)).toEqual(['page cache', "producers' memory"]);
  expect(disk.buffers[0].secondsToFull).toBeCloseTo(20e6 / 5e6, 9);
  expect(disk.buffers[1].secondsToFull).toBeCloseTo(20e6 / 5e6, 9);
});

test('a trial drops what the disk is too slow for from the time on that arithmetic says', () => {
  const model = { ...pipelineModel(SLOW_DISK), eventsPerUserPerSecond: 15 };
  // Full after 8 s: 5,000/s are dropped in each of the next 4 s; Poisson: +- 420 (95%) of 180,000
  // records.
  const seen = shortTrial(model, { warmupSeconds: 0, windowSeconds: 12 });
  expect(seen.droppedInWindow / (4 * 5000)).toBeGreaterThan(0.95);
  expect(seen.droppedInWindow / (4 * 5000)).toBeLessThan(1.05);
  const before = shortTrial(model, { warmupSeconds: 0, windowSeconds: 7 });
  expect(before.droppedInWindow).toBe(0);
});

test('what is not read stays in the log until it is older than retention', () => {
  const topic = 'partitions: 4, retention: 1 h';
  const model = pipelineModel({ topic, workers: 'instances: 4, processing_time: 2 ms' });
  const [workers] = passedAt(model, 4000);
  expect(workers).toMatchObject({ resource: 'consumers.workers', certain: true });
  // 2,000/s at most, but for what a poll's begin takes.
  expect(workers.growthPerSecond / 2000).toBeCloseTo(1, 2);
  // Of 4,000 records a second half is read: after two hours the oldest unread one is an hour old.
  expect(workers.buffers).toHaveLength(1);
  expect(workers.buffers[0].secondsToFull / 7200).toBeCloseTo(1, 2);
  expect(workers.outcome).toContain('deleted before it is read');
});

test('an empty disk fills with the topics of its cluster, each until its retention is there', () => {
  const model = validModel(
    `producers:
  short: { sends: hour, rate: 1K/s, count: 1 }
  long: { sends: ten, rate: 1K/s, count: 1 }
  other: { sends: elsewhere, rate: 1K/s, count: 1 }
clusters: { one: { count: 1, disk: { size: 20 GB } }, two: { count: 1 } }
topics:
  hour: { cluster: one, retention: 1 h }
  ten: { cluster: one, retention: 10 h }
  elsewhere: { cluster: two, retention: 1 s }
consumers: { reader: { reads: ten, processing_time: 1 us } }
`,
    { fileName: 'm.yaml' },
  );
  const disk = passedAt(model, 3000).find(({ resource }) => resource === 'clusters.one.disk_size');
  // 2 MB/s for an hour, 7.2 GB; then 1 MB/s: 12.8 GB more take 12,800 s.
  expect(disk?.buffers[0].secondsToFull).toBeCloseTo(3600 + 12_800, 3);
});

test('a hot partition piles up while the others are at ease', () => {
  const model = pipelineModel({
    workload: 'keys: { kind: hot, count: 1, share: 1 }',
    workers: 'instances: 4, processing_time: 1 ms',
  });
  const [workers] = passedAt(model, 1500);
  expect(workers.growthPerSecond / 500).toBeCloseTo(1, 2);
  // Ten partitions over four instances: two have three each, and two have two, full at 10,000 / 3
  // and at 5,000 a second.
  const uneven = pipelineModel({
    topic: 'partitions: 10',
    workers: 'instances: 4, processing_time: 1 ms',
  });
  expect(passedAt(uneven, 4000)[0].growthPerSecond / (0.6 * (4000 - 1e4 / 3))).toBeCloseTo(1, 2);
});

test('two placements: only the cells that have too much count', () => {
  const model = pipelineModel({
    workers: 'instances: 4, processing_time: 2 ms',
    more: TWO_REGIONS.replace(
      'count: 1 }',
      'count: 1, weight: 3 }\n  - { home: b, far: a, count: 2 }',
    ),
  });
  // Of 5,000/s the first cell has 3/5: 3,000 of its 2,000; the others 1,000 each.
  const [workers] = passedAt(model, 5000);
  expect(workers.growthPerSecond / 1000).toBeCloseTo(1, 1);
});

test('calls without a broker wait in the queue of their group, or are rejected when it is full', () => {
  const text = (more: string): Model =>
    validModel(
      `users: 100\nworkload: { events_per_user: 1/s, record_size: 1 KB }\nconsumers: { g: { processing_time: 1 ms${more} } }\n`,
      { fileName: 'calls.yaml' },
    );
  const [without] = passedAt(text(''), 1500);
  expect(without).toMatchObject({ certain: true, outcome: 'calls wait longer and longer' });
  expect(without.buffers[0].secondsToFull).toBe(Infinity);
  const [limited] = passedAt(text(', queue_capacity: 1000'), 1500);
  expect(limited.buffers[0].secondsToFull).toBeCloseTo(2, 9);
  expect(limited.outcome).toBe('calls are rejected');
});

test('a rate limit that drops keeps nothing', () => {
  const producers = 'count: 4, rate_limit: { rate: 1000/s, policy: drop }';
  const [limit] = passedAt(pipelineModel({ producers }), 5000);
  expect(limit).toMatchObject({ resource: 'producers.rate_limit', certain: true, buffers: [] });
});

test('messages of a queue get too old once the oldest that waits is as old as time_to_live', () => {
  const model = (more: string): Model =>
    validModel(
      `
users: 200
workload: { events_per_user: 1/s, arrivals: constant }
producers: { count: 1 }
brokers: { kind: queue, count: 1 }
topic: { ${more} }
consumers: { workers: { instances: 1, prefetch: 1, processing_time: 10 ms } }
`,
      { fileName: 'queue.yaml' },
    );
  const [workers] = passedAt(model('time_to_live: 1 s'), 200);
  expect(workers).toMatchObject({
    resource: 'consumers.workers',
    outcome: 'messages get too old, and are dropped',
  });
  // 100/s at most, but for the way of an acknowledgement: the oldest after two seconds is of the
  // first.
  const [{ secondsToFull }] = workers.buffers;
  expect(secondsToFull / 2).toBeGreaterThan(0.9);
  expect(secondsToFull / 2).toBeLessThan(1.05);
  const droppedIn = (windowSeconds: number): number =>
    shortTrial(model('time_to_live: 1 s'), { warmupSeconds: 0, windowSeconds }).droppedInWindow;
  expect(droppedIn(0.9 * secondsToFull)).toBe(0);
  expect(droppedIn(1.2 * secondsToFull)).toBeGreaterThan(0);
  // 50 of them wait after half a second, 105/s more a second: before one is a second old; 300
  // later.
  const outcomeAt = (most: number): string =>
    passedAt(model(`time_to_live: 1 s, max_length: ${most}`), 200)[0].outcome;
  expect(outcomeAt(50)).toBe('the oldest are dropped');
  expect(outcomeAt(300)).toBe('messages get too old, and are dropped');
});
