import { expect, test } from 'vitest';
import { rankBottlenecks } from '../../src/analysis/bottlenecks.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { ResourceSummary, StageSummary } from '../../src/analysis/pool.js';
import { validModel } from '../support/validModel.js';

const model = validModel(
  [
    'users: 100',
    'workload: { events_per_user: 10/s, record_size: 1 KB }',
    'consumers: { g: { processing_time: 1 ms } }',
    '',
  ].join('\n'),
  { fileName: 'm.yaml' },
);
const offered = offeredLoad(model);

function resource(name: string, utilization: number): ResourceSummary {
  return {
    name,
    kind: 'station',
    count: 1,
    utilizationMean: utilization,
    utilizationMaximum: utilization,
    throughputPerSecond: 1,
    waitMeanSeconds: 0,
    waitP99Seconds: 0,
    queueMean: 0,
    queueMaximum: 0,
  };
}

function stage(name: string, share: number): StageSummary {
  return {
    stage: name,
    meanSeconds: 0,
    p50Seconds: 0,
    p99Seconds: 0,
    shareOfMean: share,
    shareOfSlowest: share,
  };
}

test('a wait goes to the busiest resource that it may be spent at; the three rankings may differ', () => {
  const { bottlenecks, remark } = rankBottlenecks(
    offered,
    [resource('brokers.handlers', 0.5), resource('consumers.a', 0.7), resource('consumers.b', 0.6)],
    [stage('broker_wait', 0.5), stage('broker_service', 0.2), stage('consumer_wait', 0.3)],
    [],
  );
  const shares = Object.fromEntries(bottlenecks.map((row) => [row.resource, row.shareOfSlowest]));
  expect(shares).toEqual({ 'brokers.handlers': 0.7, 'consumers.a': 0.3, 'consumers.b': 0 });
  expect(bottlenecks.map((row) => row.resource)).toEqual([
    'consumers.a',
    'consumers.b',
    'brokers.handlers',
  ]);
  expect(remark).toMatch(/consumers\.a by utilization, brokers\.handlers by share/);
  expect(remark).not.toMatch(/; but/);
});

test('time that is mostly distance or lingering is no resource’s, and is said', () => {
  const { bottlenecks, remark } = rankBottlenecks(
    offered,
    [resource('mirrors.copy.brokers.handlers', 0.5), resource('consumers.far', 0.4)],
    [stage('mirror', 0.9), stage('consumer_wait', 0.1)],
    [],
  );
  expect(bottlenecks[0].shareOfSlowest).toBe(0);
  expect(bottlenecks[1].shareOfSlowest).toBe(0.1);
  expect(remark).toMatch(/; but 90% of the slowest records' time is the way to the mirror/);
});
