/**
 * What a group that scales is measured by: the instances that run, not the places that it might
 * fill.
 */
import { expect, test } from 'vitest';
import { Pool, summarizeResources } from '../../src/analysis/pool.js';
import { summarizeSeries } from '../../src/analysis/series.js';
import type { Study } from '../../src/experiments/studySummary.js';
import { STUDY_TABLES } from '../../src/report/studyTables.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

test('utilization and number are of the instances that run', () => {
  // A lag of 10,000 is never reached: two run all the time, whatever the maximum.
  const [few, many] = [2, 20].map((maximum) => {
    const autoscaler = `autoscaler: { minimum: 2, maximum: ${maximum}, target_lag: 10K, interval: 0.1 s }`;
    const model = pipelineModel({ workers: `instances: 2, processing_time: 1 ms, ${autoscaler}` });
    const pool = new Pool(model);
    pool.add(shortTrial(model, { windowSeconds: 5 }));
    return summarizeResources(model, pool.weighted()).find(
      ({ name }) => name === 'consumers.workers',
    );
  });
  expect(many).toEqual(few);
  expect(many?.count).toBe(2);
  // 1,000 records a second of 1 ms over two threads: 50%, give or take the Poisson noise of 5,000
  // records.
  expect(Math.abs((many?.utilizationMean.value ?? 0) - 0.5)).toBeLessThan(
    4 * (0.5 / Math.sqrt(5000)),
  );
});

test('an instance is as busy as it is while it is there; the time that it is down is no time of its own', () => {
  // One instance, 500/s of 1 ms: half of its time; down, and the group with it, for the last half
  // of the window. It comes back to the 1,250 that it missed after the window.
  const model = pipelineModel({
    topic: 'partitions: 1',
    workers: 'instances: 1, processing_time: 1 ms, max_poll_records: 1',
    more: 'faults: { crash: { kind: consumer_down, group: workers, at: 2.5 s, length: 9 s } }',
  });
  const half = { ...model, eventsPerUserPerSecond: 0.5 };
  const { resources } = shortTrial(half, { windowSeconds: 5 });
  const row = resources.find(({ name }) => name === 'consumers.workers');
  expect(row?.instanceSeconds).toBeCloseTo(2.5, 9);
  // Poisson, 1,250 records: four of their standard deviations.
  expect(Math.abs((row?.busySecondsMaximum ?? 0) / 2.5 - 0.5)).toBeLessThan(2 / Math.sqrt(1250));
  expect(row?.busySecondsMaximum).toBeCloseTo(row?.busySeconds ?? 0, 9);
});

test('the instances of each group over time stand in instances.csv: two of three while one is down', () => {
  const model = pipelineModel({
    workers: 'instances: 3, processing_time: 10 us',
    more: 'faults: { crash: { kind: consumer_down, group: workers, at: 1.5 s, length: 2 s } }',
  });
  const pool = new Pool(model);
  for (const replication of [1, 2]) {
    pool.add(shortTrial(model, { windowSeconds: 5, seriesBuckets: 5, replication }));
  }
  const series = summarizeSeries(pool.weighted());
  const table = STUDY_TABLES.find(({ name }) => name === 'instances');
  expect(table?.columns.map(({ name }) => name)).toEqual(['model', 'group', 'time_s', 'instances']);
  expect(table?.cells({ model, series } as unknown as Study)).toEqual([
    ['pipeline', 'workers', 1, 3],
    ['pipeline', 'workers', 2, 2],
    ['pipeline', 'workers', 3, 2],
    ['pipeline', 'workers', 4, 3],
    ['pipeline', 'workers', 5, 3],
  ]);
});
