/** Disks that fill with what is kept, and groups that scale. */
import { expect, test } from 'vitest';
import { offeredLoad, type OfferedResource } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import { checkReport } from '../../src/report/checkReport.js';
import { pipelineModel, type PipelineText } from '../support/pipeline.js';

function row(text: PipelineText, name: string): OfferedResource | undefined {
  return offeredLoad(pipelineModel(text)).resources.find((each) => each.name === name);
}

test('a disk keeps all copies of what retention keeps; what is archived is elsewhere', () => {
  const text = (topic: string, size: string): PipelineText => ({
    brokers: `count: 3, disk: { size: ${size} }`,
    topic: `partitions: 6, replication_factor: 3, ${topic}`,
  });
  // 1 MB/s for 10 days, whole on each of three brokers: 864 GB.
  const half = row(text('retention: 10 d', '1728 GB'), 'brokers.disk_size');
  expect(half).toMatchObject({ count: 3, unit: 'bytes kept', capacity: 1728e9 });
  expect(half?.offered).toBeCloseTo(864e9, 0);
  expect(half?.utilization).toBeCloseTo(0.5, 9);
  expect(half?.ceilingEventsPerSecond).toBeCloseTo(2000, 6);
  expect(row(text('retention: 10 d, archive: 100 d', '1728 GB'), 'brokers.disk_size')).toEqual(
    half,
  );
  // A tenth of that is full after a day.
  const model = pipelineModel(text('retention: 10 d', '86.4 GB'));
  const [small] = passedResources(model, offeredLoad(model));
  expect(small).toMatchObject({ resource: 'brokers.disk_size', certain: true });
  expect(small.buffers[0].secondsToFull).toBeCloseTo(86_400, 3);
  expect(checkReport(model, offeredLoad(model))).toContain('is full after 24.0 h');
});

test('a disk without a size is no limit of what is kept', () => {
  expect(row({ brokers: 'count: 1' }, 'brokers.disk_size')).toBeUndefined();
});

test('a group that scales has the ceiling of its largest, and the utilization of as many as it needs', () => {
  const workers = (more: string): PipelineText => ({
    topic: 'partitions: 24',
    workers: `processing_time: 20 ms, ${more}`,
  });
  const scaled = row(
    workers('instances: 1, autoscaler: { maximum: 24, target_lag: 100 }'),
    'consumers.workers',
  );
  const fixed = row(workers('instances: 24'), 'consumers.workers');
  expect(scaled?.ceilingEventsPerSecond).toBe(fixed?.ceilingEventsPerSecond);
  expect((fixed?.ceilingEventsPerSecond ?? 0) / (24 * 50)).toBeCloseTo(1, 1);
  // 1,000/s of 50/s each are 20 instances' worth, but 24 partitions come out even over 24 alone.
  expect(scaled).toMatchObject({ count: 24 });
  expect(scaled?.utilization).toBeCloseTo(1000 / 1200, 2);
  const atEase = offeredLoad({
    ...pipelineModel(
      workers('instances: 9, autoscaler: { minimum: 2, maximum: 24, target_lag: 100 }'),
    ),
    eventsPerUserPerSecond: 0.09,
  }).resources.find(({ name }) => name === 'consumers.workers');
  // 90/s: two instances of 45/s.
  expect(atEase).toMatchObject({ count: 2 });
  expect(atEase?.utilization).toBeCloseTo(0.9, 2);
});
