/**
 * The files of a study, column by column: what stands under each name and how it is read.
 * `studyFiles.ts` writes them; the same rows are the JSON of `highwater run --json`.
 */
import type { Recovery, Return } from '../analysis/recovery.js';
import type { SeriesRow } from '../analysis/series.js';
import { bucketEnd, column, ms, returned, text } from './column.js';
import { GROUPS, PARTS, SLOWEST } from './closeUpTables.js';
import { EDGES, NODES } from './graphTables.js';
import { PATHS, QUANTILE_GRID, SECTIONS, SUMMARY, WITHIN } from './latencyTables.js';
import { JOURNEYS, NAMED_JOURNEYS } from './journeyTables.js';
import { WINDOWS } from './windowTables.js';
import { PROMISES } from './promiseTables.js';
import { QUEUES } from './queueTables.js';
import { SERVICES } from './serviceTables.js';
import { BOTTLENECKS, CACHES, QUEUE_LENGTHS, RESOURCES, STAGES } from './resourceTables.js';
import { CURVE } from './curveTable.js';
import { TAIL } from './tailTables.js';
import { tableOf, type StudyTable } from './studyTable.js';

const TIMESERIES = tableOf<SeriesRow>(
  'timeseries',
  'a sixtieth of the window, of the whole system; rates and latencies are of what ended in it, backlogs are at its end',
  ({ series }) => series,
  [
    bucketEnd(),
    column('arrived_per_second', 'records/s', 'sent', ({ part }) => part.arrivedPerSecond),
    column(
      'delivered_per_second',
      'records/s',
      'delivered, averaged over the paths',
      ({ part }) => part.deliveredPerSecond,
    ),
    column('dropped_per_second', 'records/s', 'dropped', ({ part }) => part.droppedPerSecond),
    column(
      'lost_per_second',
      'records/s',
      'lost, averaged over the paths',
      ({ part }) => part.lostPerSecond,
    ),
    column(
      'mean_ms',
      'ms',
      'mean latency of what was delivered',
      ({ part }) => (part.meanSeconds === null ? null : ms(part.meanSeconds)),
      'nothing was delivered',
    ),
    column(
      'p99_ms',
      'ms',
      'p99 of the latency of what was delivered: the upper edge of a bin, at most 6.25% too high',
      ({ part }) => (part.p99Seconds === null ? null : ms(part.p99Seconds)),
      'nothing was delivered',
    ),
    column(
      'producer_backlog_records',
      'records',
      'waiting in producers',
      ({ part }) => part.producerBacklogRecords,
    ),
    column('lag_records', 'records', 'unread by the slowest group', ({ part }) => part.lagRecords),
  ],
);

/** A fault, and the whole or one group. */
interface After {
  readonly fault: Recovery;
  readonly path: string;
  readonly backlog: Return;
  readonly p99: Return | null;
}

const RECOVERY = tableOf<After>(
  'recovery',
  'a scheduled fault, and all groups together (all) or one of them',
  ({ recoveries }) =>
    recoveries.flatMap((fault): After[] => [
      { fault, path: 'all', backlog: fault.backlog, p99: fault.p99 },
      ...fault.groups.map(({ name, backlog }) => ({ fault, path: name, backlog, p99: null })),
    ]),
  [
    text('fault', 'the fault', ({ part }) => part.fault.fault),
    text('path', 'all, or the group', ({ part }) => part.path),
    column(
      'begins_s',
      's',
      'when it begins, from the start of the measured window',
      ({ part }) => part.fault.beginsSeconds,
    ),
    column(
      'watched_s',
      's',
      "from then to the next fault's begin, or to the window's end",
      ({ part }) => part.fault.watchedSeconds,
    ),
    column(
      'resolution_s',
      's',
      'the length of a bucket of the time series',
      ({ part }) => part.fault.resolutionSeconds,
    ),
    ...returned<{ readonly part: After }>('backlog', 'the backlog', ({ part }) => part.backlog),
    ...returned<{ readonly part: After }>('p99', 'p99 of all groups', ({ part }) => part.p99),
  ],
);

interface InstancesRow {
  readonly group: string;
  readonly timeSeconds: number;
  readonly instances: number;
}

const INSTANCES = tableOf<InstancesRow>(
  'instances',
  "a consumer group at a bucket's end, of the whole system; none without brokers",
  ({ model, series }) =>
    model.consumers.flatMap(({ name: group }, index) =>
      series
        .filter(({ instances }) => index < instances.length)
        .map(({ timeSeconds, instances }) => {
          return { group, timeSeconds, instances: instances[index] };
        }),
    ),
  [
    text('group', "the group's name", ({ part }) => part.group),
    column('time_s', 's', 'from the start of the measured window', ({ part }) => part.timeSeconds),
    column(
      'instances',
      'instances',
      'instances that run, averaged over the trials',
      ({ part }) => part.instances,
    ),
  ],
);

export const STUDY_TABLES: readonly StudyTable[] = [
  SUMMARY,
  PATHS,
  QUANTILE_GRID,
  TAIL,
  CURVE,
  WITHIN,
  SECTIONS,
  STAGES,
  RESOURCES,
  QUEUE_LENGTHS,
  BOTTLENECKS,
  CACHES,
  PROMISES,
  JOURNEYS,
  NAMED_JOURNEYS,
  WINDOWS,
  SERVICES,
  QUEUES,
  RECOVERY,
  TIMESERIES,
  INSTANCES,
  GROUPS,
  PARTS,
  SLOWEST,
  NODES,
  EDGES,
];
