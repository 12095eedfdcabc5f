import { expect, test } from 'vitest';
import { rankBottlenecks } from '../../src/analysis/bottlenecks.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { ResourceSummary } from '../../src/analysis/pool.js';
import { pipelineModel } from '../support/pipeline.js';
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

function resource(
  name: string,
  utilizationMaximum: number,
): Pick<ResourceSummary, 'name' | 'utilizationMaximum'> {
  return { name, utilizationMaximum };
}

function stage(name: string, shareOfSlowest: number): { stage: string; shareOfSlowest: number } {
  return { stage: name, shareOfSlowest };
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

test('waiting for a rate’s tokens is the rate’s, not the idle handlers’; a share of nothing is nobody’s', () => {
  const limited = offeredLoad(
    pipelineModel({ brokers: 'count: 1, rate_limit: { rate: 1100/s, burst: 10 }' }),
  );
  const stages = [stage('broker_wait', 0.8), stage('broker_service', 0.2)];
  const { bottlenecks, remark } = rankBottlenecks(
    limited,
    [resource('brokers.handlers', 0.1)],
    stages,
    [],
  );
  const [first, ...others] = bottlenecks;
  // 1,000 records/s of 1,100.
  expect(first.resource).toBe('brokers.rate_limit');
  expect(first.utilization).toBeCloseTo(1000 / 1100, 9);
  expect(first.shareOfSlowest).toBe(0.8);
  expect(others.find((row) => row.resource === 'brokers.handlers')?.shareOfSlowest).toBe(0.2);
  expect(remark).toMatch(/^brokers\.rate_limit comes first/);
  const idle = rankBottlenecks(
    limited,
    [resource('brokers.disk', 0.95)],
    [stage('producer_linger', 1)],
    [],
  );
  expect(idle.remark).toMatch(/brokers\.disk by utilization, no resource by share/);
});
