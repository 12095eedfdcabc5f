/** groups.csv, parts.csv and slowest.csv: what some of the trials show from near. */
import type { GroupBucket } from '../analysis/closeUp/groupSeries.js';
import type { SlowShare } from '../analysis/closeUp/slowShares.js';
import { bucketEnd, column, ms, text } from './column.js';
import { tableOf } from './studyTable.js';

const NOTHING_DELIVERED = 'nothing was delivered';

export const GROUPS = tableOf<GroupBucket>(
  'groups',
  'a consumer group and a sixtieth of the window, of the whole system, from a few of the trials, looked at from near; none without brokers',
  ({ closeUps }) => closeUps?.groups ?? [],
  [
    text('group', "the group's name", ({ part }) => part.group),
    bucketEnd(),
    column(
      'delivered_per_second',
      'records/s',
      'delivered to it',
      ({ part }) => part.deliveredPerSecond,
    ),
    column(
      'p50_ms',
      'ms',
      'median latency of what was delivered, from the event on, over all hops; at most 0.4% too high',
      ({ part }) => (part.p50Seconds === null ? null : ms(part.p50Seconds)),
      NOTHING_DELIVERED,
    ),
    column(
      'p99_ms',
      'ms',
      'p99 of the same',
      ({ part }) => (part.p99Seconds === null ? null : ms(part.p99Seconds)),
      NOTHING_DELIVERED,
    ),
    column(
      'lag_records',
      'records',
      "readable records that it has not taken, at the bucket's end",
      ({ part }) => part.lagRecords,
    ),
  ],
);

/** A part and a bucket. */
interface PartBucket {
  readonly kind: string;
  readonly whole: string;
  readonly part: string;
  readonly timeSeconds: number;
  readonly waiting: number;
  readonly utilization: number | null;
}

export const PARTS = tableOf<PartBucket>(
  'parts',
  'a partition that a group reads, or an instance of a resource, and a sixtieth of the window: of one cell in one trial. Of each the twelve fullest, of the two groups and the two resources where most waits or is busy',
  ({ closeUps }) =>
    (closeUps?.parts ?? []).flatMap(({ timeSeconds, waiting, utilization, ...names }) =>
      timeSeconds.map((time, bucket) => ({
        ...names,
        timeSeconds: time,
        waiting: waiting[bucket],
        utilization: utilization === null ? null : utilization[bucket],
      })),
    ),
  [
    text('kind', 'partition or instance', ({ part }) => part.kind),
    text('of', 'the group that reads it, or the resource', ({ part }) => part.whole),
    text(
      'part',
      'its number, from 0; of a group that reads several topics after the name of the topic',
      ({ part }) => part.part,
    ),
    bucketEnd(),
    column(
      'waiting',
      'records or jobs',
      "of a partition records that are readable and not taken, of an instance jobs that wait, at the bucket's end",
      ({ part }) => part.waiting,
    ),
    column(
      'utilization',
      'share',
      "of the servers' time in the bucket",
      ({ part }) => part.utilization,
      'a partition',
    ),
  ],
);

const FEW = 'fewer than 30 buckets of time with a slow record';

export const SLOWEST = tableOf<SlowShare>(
  'slowest',
  'a way that some of the slowest 1% of the records have in common that came to the group with the highest p99: of what each dimension has several of, the forty most frequent. From a few of the trials, looked at from near; no row without a steady state',
  ({ closeUps }) => closeUps?.shares ?? [],
  [
    text('to', 'the group that they came to', ({ study }) => study.closeUps?.to ?? null),
    text(
      'dimension',
      'way (the groups passed), partition, instance, broker (that led the partition), shard, region, or fault (that was on meanwhile)',
      ({ part }) => part.dimension,
    ),
    text('value', 'which one: numbers from 0', ({ part }) => part.value),
    column('share_of_slowest', 'share', 'of the slowest 1%', ({ part }) => part.ofSlowest),
    column(
      'share_of_slowest_low',
      'share',
      'of the slowest 1%: lower end of the 95% interval',
      ({ part }) => part.low,
      FEW,
    ),
    column(
      'share_of_slowest_high',
      'share',
      'of the slowest 1%: upper end of the 95% interval',
      ({ part }) => part.high,
      FEW,
    ),
    column('share_of_all', 'share', 'of all records that came there', ({ part }) => part.ofAll),
    column(
      'n',
      'buckets',
      'buckets of time with a slow record, which the interval rests on',
      ({ part }) => part.n,
    ),
    column('slow_records', 'records', 'slow ones that were looked at', ({ part }) => part.slow),
    column(
      'drawn_records',
      'records',
      'drawn of all, that were looked at',
      ({ part }) => part.drawn,
    ),
  ],
);
