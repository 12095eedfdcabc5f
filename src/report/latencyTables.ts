/** summary.csv and paths.csv: what comes through, how long it takes, and how it was measured. */
import { firstToSaturate } from '../analysis/offeredLoad.js';
import type { LatencySummary, QuantileName } from '../analysis/pool.js';
import type { SectionSummary } from '../analysis/sections.js';
import type { Study } from '../experiments/studySummary.js';
import type { Estimate } from '../statistics/index.js';
import { average, column, latency, ms, returned, text, type Column } from './column.js';
import { PER_SECOND, RECORDS, SHARE, tableOf, type Part } from './studyTable.js';

/** The quantiles that are written, with their names. */
export const WRITTEN: readonly (readonly [column: string, name: QuantileName])[] = [
  ['p50', 'p50'],
  ['p90', 'p90'],
  ['p95', 'p95'],
  ['p99', 'p99'],
  ['p999', 'p99.9'],
];

/**
 * Latency of a path: its quantiles and its mean, with intervals, its maximum and how many records
 * it rests on.
 */
function latencyColumns<T>(read: (row: Part<T>) => LatencySummary): Column<Part<T>>[] {
  const shown = (row: Part<T>, pick: (of: LatencySummary) => Estimate): Estimate | null =>
    row.study.overloaded ? null : pick(read(row));
  return [
    ...WRITTEN.flatMap(([name, quantile]) =>
      latency<Part<T>>(name, `${name} of the latency`, (row) =>
        shown(row, ({ quantiles }) => quantiles[quantile]),
      ),
    ),
    column(
      'max_ms',
      'ms',
      'the largest latency seen',
      (row) => (row.study.overloaded ? null : ms(read(row).maximum)),
      'no steady state',
    ),
    ...latency<Part<T>>('mean', 'mean latency', (row) => shown(row, ({ mean }) => mean)),
    column('records', 'records', 'records measured, in all trials', (row) => read(row).records),
    column(
      'n',
      'sections',
      'independent sections of trials (at most 30 of each placement) that the intervals of the row rest on',
      (row) => read(row).mean.n,
    ),
  ];
}

interface QuantileRow {
  readonly path: string;
  readonly p: number;
  readonly latency: Estimate;
}

/** From the median to the far tail. */
const GRID = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];

export const QUANTILE_GRID = tableOf<QuantileRow>(
  'quantiles',
  'a path, or all together (end_to_end), and a quantile of its latency. No row without a steady state',
  ({ overloaded, endToEnd, paths }) =>
    overloaded
      ? []
      : [endToEnd, ...paths].flatMap(({ name, quantile }) =>
          GRID.map((p) => ({ path: name, p, latency: quantile(p) })),
        ),
  [
    text('path', 'end_to_end, publish, or the group', ({ part }) => part.path),
    column('quantile', 'share', 'of the records that took at most so long', ({ part }) => part.p),
    ...latency<Part<QuantileRow>>('latency', 'the quantile', ({ part }) => part.latency),
  ],
);

export const SECTIONS = tableOf<SectionSummary>(
  'sections',
  'a section of the trials, each with random numbers of its own: what differs between them gives the intervals. No row of a section without a trial of some placement, and none without a steady state',
  ({ overloaded, sections }) => (overloaded ? [] : sections()),
  [
    column('section', 'rank', 'in the order of the trials', ({ part }) => part.section),
    column('trials', 'trials', 'of all placements', ({ part }) => part.trials),
    column('records', 'records', 'measured in them', ({ part }) => part.records),
    column('p50_ms', 'ms', 'median of the latency', ({ part }) => ms(part.p50Seconds)),
    column('p99_ms', 'ms', 'p99 of the latency', ({ part }) => ms(part.p99Seconds)),
    column('mean_ms', 'ms', 'mean latency', ({ part }) => ms(part.meanSeconds)),
  ],
);

interface Within {
  readonly path: string;
  readonly seconds: number;
  readonly share: Estimate;
}

export const WITHIN = tableOf<Within>(
  'within',
  'a path, or all together (end_to_end), and a time that some records kept and not all: 1, 2 or 5 of each decade. No row without a steady state',
  ({ overloaded, endToEnd, paths }) =>
    overloaded ? [] : [endToEnd, ...paths].flatMap(serviceLevels),
  [
    text('path', 'end_to_end, publish, or the group', ({ part }) => part.path),
    column('at_most_ms', 'ms', 'the time', ({ part }) => ms(part.seconds)),
    ...average<Part<Within>>(
      'share',
      SHARE,
      'of the records that took at most so long: a service level',
      ({ part }) => part.share,
    ),
  ],
);

/** Times from a microsecond on that some records kept and not all. */
function serviceLevels({ name, within, maximum, records }: LatencySummary): Within[] {
  const rows: Within[] = [];
  for (let parts = 1e6; records > 0; parts /= 10) {
    for (const step of [1, 2, 5]) {
      const seconds = step / parts;
      if (seconds >= maximum) return rows;
      const share = within(seconds);
      if (share.value > 0) rows.push({ path: name, seconds, share });
    }
  }
  return rows;
}

type Whole = Part<Study>;

export const SUMMARY = tableOf<Study>('summary', 'a model', (study) => [study], [
  column('users', 'users', 'users of the model; empty where it gives workload.rate', ({ study }) =>
    study.model.load === 'rate' ? null : study.model.users,
  ),
  column(
    'offered_records_per_second',
    'records/s',
    'records that all users send, by arithmetic',
    ({ study }) => study.offered.eventsPerSecond,
  ),
  ...average<Whole>(
    'throughput_records',
    PER_SECOND,
    'deliveries of the whole system, averaged over the paths, with those of records delivered before',
    ({ study }) => study.throughputPerSecond,
  ),
  ...average<Whole>(
    'goodput_records',
    PER_SECOND,
    'the same without those of records delivered before',
    ({ study }) => study.goodputPerSecond,
  ),
  ...latencyColumns<Study>(({ study }) => study.endToEnd),
  ...average<Whole>(
    'dropped',
    RECORDS,
    'records of the whole system that are dropped in one window',
    ({ study }) => study.droppedRecords,
  ),
  ...average<Whole>(
    'lost',
    RECORDS,
    'records of the whole system that will never be delivered, in one window, averaged over the paths',
    ({ study }) => study.lostRecords,
  ),
  ...average<Whole>(
    'loss_share',
    SHARE,
    'dropped and lost records over those that arrive in the window',
    ({ study }) => study.lossShare,
    'nothing arrived',
  ),
  ...average<Whole>(
    'duplicate',
    RECORDS,
    'deliveries of records delivered before, in one window, averaged over the paths',
    ({ study }) => study.duplicateRecords,
  ),
  ...average<Whole>(
    'retried_requests',
    { suffix: '', unit: 'batches' },
    'batches sent again in one window',
    ({ study }) => study.retriedRequests,
  ),
  ...average<Whole>(
    'unmirrored',
    RECORDS,
    'readable records that no mirror had when a region went down',
    ({ study }) => study.unmirroredRecords,
  ),
  ...returned<Whole>(
    'lag_recovery',
    'after the first fault the backlog',
    ({ study: { recoveries } }) => recoveries.at(0)?.backlog ?? null,
  ),
  ...returned<Whole>(
    'p99_recovery',
    'after the first fault p99',
    ({ study: { recoveries } }) => recoveries.at(0)?.p99 ?? null,
  ),
  ...average<Whole>(
    'backlog_growth',
    PER_SECOND,
    'by how much the records inside the whole system grow, averaged over the paths',
    ({ study }) => study.backlogGrowth,
  ),
  text(
    'first_bottleneck',
    'the resource with the lowest ceiling, by arithmetic',
    ({ study }) => firstToSaturate(study.offered).name,
  ),
  column(
    'ceiling_records_per_second',
    'records/s',
    'what that resource can carry at most, of the whole system',
    ({ study }) => firstToSaturate(study.offered).ceilingEventsPerSecond,
  ),
  column(
    'ceiling_users',
    'users',
    'at how many users that is; of callers that think, at how many callers',
    ({ study }) => firstToSaturate(study.offered).ceilingUsers,
  ),
  text(
    'verdict',
    'steady, overloaded, transient (the window as asked for) or not_decided',
    ({ study }) => study.verdict.kind,
  ),
  text(
    'verdict_note',
    'why, and what would help; empty where it is steady',
    ({ study }) => study.verdict.reason,
  ),
  column(
    'cells_simulated',
    'cells',
    'cells that were simulated',
    ({ study }) => study.cellsSimulated,
  ),
  column('cells_total', 'cells', 'cells of the model', ({ study }) => study.cellsTotal),
  column('replications', 'trials', 'trials measured', ({ study }) => study.trials),
  column('warmup_s', 's', 'simulated before the window', ({ study }) => study.warmupSeconds),
  column('window_s', 's', 'measured, of each trial', ({ study }) => study.windowSeconds),
  text('stopped_by', 'why no more trials were made', ({ study }) => study.stopped),
  text('seed', 'the seed', ({ study }) => study.seed),
]);

export const PATHS = tableOf<LatencySummary>(
  'paths',
  'a path: publish (send to acknowledgement), each consumer group (send to processed), to each group from the event that it began with where groups send on, and each journey that the model gives a name',
  ({ paths }) => paths,
  [
    text('path', 'the path', ({ part }) => part.name),
    ...latencyColumns<LatencySummary>(({ part }) => part),
  ],
);
