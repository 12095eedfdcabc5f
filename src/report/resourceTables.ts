/**
 * stages.csv, resources.csv, bottlenecks.csv and caches.csv: where time is spent, and what is full.
 */
import type { Bottleneck } from '../analysis/bottlenecks.js';
import type { QueueLength } from '../analysis/queueLengths.js';
import type { CacheSummary, ResourceSummary, StageSummary } from '../analysis/pool.js';
import type { Estimate } from '../statistics/index.js';
import { doingIn } from './doing.js';
import { average, column, ms, text, type Column } from './column.js';
import { MS, PER_SECOND, SHARE, tableOf, type Part } from './studyTable.js';

export const STAGES = tableOf<StageSummary>(
  'stages',
  'a stage of the way; the stages of a record add up to its latency. No row without a steady state',
  (study) => (study.overloaded ? [] : study.stages),
  [
    text('stage', 'the stage, in the order in which a record lives them', ({ part }) => part.stage),
    text(
      'doing',
      'what a record does in it: waits (for servers, batches, polls, or answers), is worked on, or travels',
      ({ part }) => doingIn(part.stage),
    ),
    ...average<Part<StageSummary>>(
      'mean',
      MS,
      'mean time in the stage, over all deliveries',
      ({ part }) => part.meanSeconds,
    ),
    column('p50_ms', 'ms', 'median time in the stage', ({ part }) => ms(part.p50Seconds)),
    column('p99_ms', 'ms', 'p99 of the time in the stage', ({ part }) => ms(part.p99Seconds)),
    column(
      'mean_of_slowest_ms',
      'ms',
      'mean time in the stage, over the slowest 1% of deliveries',
      ({ part }) => ms(part.slowestMeanSeconds),
    ),
    column(
      'share_of_mean',
      'share',
      'of the time of all deliveries, spent in the stage; adds up to 1',
      ({ part }) => part.shareOfMean,
    ),
    column(
      'share_of_slowest',
      'share',
      'of the time of the slowest 1% of deliveries, spent in the stage; adds up to 1',
      ({ part }) => part.shareOfSlowest,
    ),
  ],
);

export const RESOURCES = tableOf<ResourceSummary>(
  'resources',
  'a resource',
  ({ resources }) => resources,
  [
    text('resource', 'the resource', ({ part }) => part.name),
    text('kind', 'station, link, disk or buffer', ({ part }) => part.kind),
    column(
      'count',
      'instances',
      'instances of the whole system; of consumers that come and go, on average',
      ({ part }) => part.count,
    ),
    ...average<Part<ResourceSummary>>(
      'utilization_mean',
      SHARE,
      'busy server-seconds over those of the instances, of consumers while they are there',
      ({ part }) => part.utilizationMean,
    ),
    column(
      'utilization_max',
      'share',
      'the same of the busiest instance of a cell, averaged over trials; of the placement where it is highest',
      ({ part }) => part.utilizationMaximum,
    ),
    ...average<Part<ResourceSummary>>(
      'wait_mean',
      MS,
      'mean wait of a job before its service',
      ({ part }) => part.waitMeanSeconds,
      'no job came',
    ),
    column('wait_p99_ms', 'ms', 'p99 of the wait of a job before its service', ({ part }) =>
      ms(part.waitP99Seconds),
    ),
    ...average<Part<ResourceSummary>>(
      'queue_mean',
      { suffix: '', unit: 'jobs' },
      'jobs that wait at an instance, averaged over time and instances',
      ({ part }) => part.queueMean,
    ),
    column(
      'queue_max',
      'jobs',
      'the most jobs that waited at one instance at any moment of a window',
      ({ part }) => part.queueMaximum,
    ),
    ...average<Part<ResourceSummary>>(
      'throughput_records',
      PER_SECOND,
      'records of the whole system whose service began',
      ({ part }) => part.throughputPerSecond,
    ),
    ...ceilings(({ study, part }: Part<ResourceSummary>) =>
      study.offered.resources.find(({ name }) => name === part.name),
    ),
  ],
);

export const QUEUE_LENGTHS = tableOf<QueueLength>(
  'queue_lengths',
  'so many jobs that wait at an instance; no rows of links. One number a row up to 16, then ranges that double',
  ({ queueLengths }) => queueLengths,
  [
    text('resource', 'the resource', ({ part }) => part.resource),
    column('waiting_from', 'jobs', 'jobs that wait, at least', ({ part }) => part.from),
    column('waiting_to', 'jobs', 'jobs that wait, at most', ({ part }) => part.to),
    ...average<Part<QueueLength>>(
      'share',
      SHARE,
      'of time and of instances, of consumers while they are there; seen at a random moment of each bucket of the series',
      ({ part }) => part.share,
    ),
  ],
);

function ceilings<Row>(
  read: (
    row: Row,
  ) => { readonly ceilingEventsPerSecond: number; readonly ceilingUsers: number } | undefined,
): Column<Row>[] {
  const empty = 'arithmetic does not know the resource, or it has no bound';
  return [
    column(
      'ceiling_records_per_second',
      'records/s',
      'records sent by all users at which it is full, by arithmetic',
      (row) => read(row)?.ceilingEventsPerSecond ?? null,
      empty,
    ),
    column(
      'ceiling_users',
      'users',
      'at how many users that is; of callers that think, at how many callers',
      (row) => read(row)?.ceilingUsers ?? null,
      empty,
    ),
  ];
}

type Ranked = Part<Bottleneck>;

const NEVER_FULL = 'distance, or an external without a bound';

export const BOTTLENECKS = tableOf<Bottleneck>(
  'bottlenecks',
  'a resource, the busiest first',
  ({ bottlenecks }) => bottlenecks,
  [
    text('resource', 'the resource; or distance: propagation', ({ part }) => part.resource),
    column(
      'utilization_max',
      'share',
      'as in resources.csv; of a limit without a queue of its own, by arithmetic',
      ({ part }) => part.utilization,
      NEVER_FULL,
    ),
    column(
      'rank_by_utilization',
      'rank',
      '1 = the busiest',
      ({ part }) => part.rankByUtilization,
      NEVER_FULL,
    ),
    column(
      'share_of_slowest',
      'share',
      'of the time of the slowest 1% of deliveries, spent at it',
      ({ part }) => part.shareOfSlowest,
    ),
    column('rank_by_share', 'rank', '1 = the largest share', ({ part }) => part.rankByShare),
    ...latencyChange(),
    column(
      'rank_by_experiment',
      'rank',
      '1 = p99 falls most',
      ({ part }) => part.rankByRelief,
      'not tried',
    ),
    ...ceilings(({ part }: Ranked) => part),
  ],
);

/** The change of p99, signed. */
function latencyChange(): Column<Ranked>[] {
  const meaning =
    'by how much p99 changes where the resource is 10% faster, on the same random numbers';
  const cell = (pick: (change: Estimate) => number) => (row: Ranked) => {
    const change = row.part.relief?.change;
    return change?.enough === true ? ms(pick(change)) : null;
  };
  const of = (name: string, what: string, pick: (change: Estimate) => number): Column<Ranked> =>
    column(`p99_change${name}_ms`, 'ms', `${meaning}${what}`, cell(pick), 'not tried');
  return [
    of('', '', ({ value }) => value),
    of('_low', ': lower end of the 95% interval', ({ low }) => low),
    of('_high', ': upper end of the 95% interval', ({ high }) => high),
  ];
}

export const CACHES = tableOf<CacheSummary>(
  'caches',
  'a store with a real cache',
  ({ caches }) => caches,
  [
    text('store', 'the store', ({ part }) => part.name),
    ...average<Part<CacheSummary>>(
      'hit_ratio',
      SHARE,
      'reads that the cache answers, of all in the window',
      ({ part }) => part.hitRatio,
      'no read',
    ),
  ],
);
