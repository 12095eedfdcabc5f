/**
 * The files of a study, column by column: what stands under each name and how it is read. `studyFiles.ts` writes them; the
 * same rows are the JSON of `highwater run --json`.
 */
import type { SeriesRow } from '../analysis/series.js';
import { column, ms } from './column.js';
import { PATHS, SUMMARY } from './latencyTables.js';
import { BOTTLENECKS, CACHES, RESOURCES, STAGES } from './resourceTables.js';
import { tableOf, type StudyTable } from './studyTable.js';

const TIMESERIES = tableOf<SeriesRow>(
  'timeseries',
  'a sixtieth of the window, of the whole system; rates and latencies are of what ended in it, backlogs are at its end',
  ({ series }) => series,
  [
    column(
      'time_s',
      's',
      "the bucket's end, from the start of the measured window",
      ({ part }) => part.timeSeconds,
    ),
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

export const STUDY_TABLES: readonly StudyTable[] = [
  SUMMARY,
  PATHS,
  STAGES,
  RESOURCES,
  BOTTLENECKS,
  CACHES,
  TIMESERIES,
];
