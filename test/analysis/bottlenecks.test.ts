import { expect, test } from 'vitest';
import {
  rankBottlenecks,
  type Bottleneck,
  type Relief,
  type SpentStage,
} from '../../src/analysis/bottlenecks.js';
import { boundlessOf } from '../../src/analysis/boundless.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import {
  summarizeResources,
  summarizeStages,
  type ResourceSummary,
} from '../../src/analysis/pool.js';
import { pipelineModel, TWO_REGIONS } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
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

function stage(name: string, shareOfSlowest: number, seconds = 1): SpentStage {
  return { stage: name, shareOfSlowest, meanSeconds: { value: seconds } };
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

test.each([
  [0.9, undefined],
  [0.97, undefined],
  [0.99, 0.6],
  [1, 0.6],
])('a disk behind a page cache holds nothing up until it is full: %d of it used', (used, share) => {
  const cached = offeredLoad(pipelineModel({ brokers: 'count: 1' }));
  const of = (model: typeof cached): Map<string, number | null> =>
    new Map(
      rankBottlenecks(
        model,
        [resource('brokers.disk', used), resource('consumers.workers', 0.1)],
        [stage('broker_service', 0.6), stage('consumer_wait', 0.4)],
        [],
      ).bottlenecks.map((row) => [row.resource, row.shareOfSlowest]),
    );
  expect(of(cached).get('brokers.disk')).toBe(share ?? 0);
  // One that each append waits for may hold them up at any load.
  const flushed = offeredLoad(
    pipelineModel({ brokers: 'count: 1, disk: { flush: every_batch, flush_time: 5 ms }' }),
  );
  expect(of(flushed).get('brokers.disk')).toBe(0.6);
});

/** A group 40 ms from its cluster, a store beside it; 1 KB over 10 Gbit/s takes a microsecond. */
const FAR = pipelineModel({
  brokers: 'count: 3',
  topic: 'partitions: 3, replication_factor: 2',
  workers: 'region: far, processing_time: 1 ms, store: s',
  more: `stores: { s: { region: far } }\n${TWO_REGIONS}`,
});

test('propagation is charged to distance, a row of its own, not to network cards that have nothing to do', () => {
  const { bottlenecks, remark } = rankBottlenecks(
    offeredLoad(FAR),
    [
      resource('brokers.nic_in', 0.001),
      resource('consumers.workers.nic_in', 0.002),
      resource('consumers.workers.nic_out', 0.9),
      resource('consumers.workers', 0.5),
    ],
    [
      // 40 ms between the regions and 0.25 ms within each; half a millisecond to the store and back
      // of 2 ms.
      stage('fetch_network', 0.6, 40.25e-3),
      stage('store_network', 0.2, 2e-3),
      stage('consumer_service', 0.2, 1e-3),
    ],
    [],
  );
  const row = (name: string): Bottleneck | undefined =>
    bottlenecks.find((each) => each.resource === name);
  expect(row('distance')?.shareOfSlowest).toBeCloseTo(0.6 + 0.2 / 4, 9);
  expect(row('distance')).toMatchObject({
    utilization: null,
    rankByUtilization: null,
    rankByShare: 1,
  });
  expect(row('consumers.workers.nic_in')?.shareOfSlowest).toBeCloseTo(0, 9);
  expect(row('consumers.workers.nic_out')?.shareOfSlowest).toBeCloseTo((0.2 * 3) / 4, 9);
  expect(
    bottlenecks.map(({ shareOfSlowest }) => shareOfSlowest).reduce((a, b) => a + b),
  ).toBeCloseTo(1, 9);
  expect(remark).toContain("distance by share of the slowest records' time");
});

test('a trial: what idle network cards are charged with is not distance', () => {
  const seen = shortTrial(FAR, { windowSeconds: 2 });
  const trials = [{ measurements: seen, trials: 1, weight: 1, section: 0 }];
  const stages = summarizeStages(trials);
  const { bottlenecks } = rankBottlenecks(
    offeredLoad(FAR),
    summarizeResources(FAR, trials),
    stages,
    [],
  );
  for (const { resource: name, shareOfSlowest } of bottlenecks) {
    if (/nic/.test(name)) expect(shareOfSlowest, name).toBeLessThan(0.01);
  }
});

test('bottlenecks by experiment: what lowers p99 most comes first', () => {
  const relief = (name: string, change: number): Relief => ({
    resource: name,
    change: {
      value: change,
      low: change - 1e-4,
      high: change + 1e-4,
      n: 30,
      enough: true,
      reason: '',
    },
  });
  const names = ['consumers.a', 'consumers.b', 'brokers.handlers'];
  const { bottlenecks, remark } = rankBottlenecks(
    offered,
    names.map((name) => resource(name, 0.5)),
    [stage('consumer_wait', 1)],
    [relief('consumers.a', 2e-3), relief('consumers.b', -5e-3), relief('brokers.handlers', -1e-3)],
  );
  const ranks = new Map(bottlenecks.map((row) => [row.resource, row.rankByRelief]));
  expect(names.map((name) => ranks.get(name))).toEqual([3, 1, 2]);
  expect(remark).toContain('consumers.b by experiment');
});

test('analysis/boundless: an external without a bound is never full, is tried as its caller is busy, and has its time', () => {
  const calling = validModel(
    `users: 100
workload: { events_per_user: 1/s }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 4 }
externals:
  free: { time: 100 ms }
  bound: { time: 10 ms, concurrency: 4 }
  unused: { time: 10 ms }
consumers: { g: { wait_for_poll: false, threads: 16, processing_time: 1 ms, calls: { free: 1 s, bound: 1 s } } }`,
    { fileName: 'm.yaml' },
  );
  const measured = [resource('consumers.g', 0.6), resource('externals.bound', 0.25)];
  const boundless = boundlessOf(calling, measured);
  expect(boundless).toEqual([resource('externals.free', 0.6), resource('externals.unused', 0)]);
  const { bottlenecks } = rankBottlenecks(
    offeredLoad(calling),
    measured,
    [stage('calls', 0.9), stage('consumer_wait', 0.1)],
    [],
    boundless,
  );
  const free = bottlenecks.find((row) => row.resource === 'externals.free');
  expect(free).toMatchObject({ utilization: null, ceilingUsers: Infinity });
  // All but the way there and back, a millisecond of a second.
  expect(free?.shareOfSlowest).toBeCloseTo(0.9 * 0.999, 3);
  expect(bottlenecks[0].resource).toBe('consumers.g');
});
