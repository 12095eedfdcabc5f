/** A study as CSV files and as the text that `highwater run` prints. */
import { firstToSaturate } from '../analysis/offeredLoad.js';
import { QUANTILES } from '../analysis/pool.js';
import type { Study } from '../experiments/studySummary.js';
import type { Estimate } from '../statistics/index.js';
import { csvText, type Cell } from './csv.js';
import { counted, estimated, percent, seconds } from './format.js';
import { table } from './table.js';

const [P50, , P90, P95, P99, P999] = QUANTILES.map((_, index) => index);

const PRINTED = [P50, P90, P95, P99, P999];

export function verdict(study: Study): string {
  return study.overloaded ? 'overloaded' : 'steady';
}

/** One row a model: what a scale ladder shows. */
export function ladderTable(studies: readonly Study[]): string {
  const headers = [
    'model',
    'events/s',
    'p50',
    'p99',
    'slowest 1% spend',
    'saturates first',
    'at events/s',
    'at users',
    'cells',
  ];
  const rows = studies.map((each) => {
    const { endToEnd } = each;
    const first = firstToSaturate(each.offered);
    const top = each.stages.reduce((a, b) => (b.shareOfSlowest > a.shareOfSlowest ? b : a));
    return [
      each.model.name,
      counted(each.offered.eventsPerSecond),
      each.overloaded ? 'overloaded' : estimated(endToEnd.quantiles[P50]),
      each.overloaded ? '-' : estimated(endToEnd.quantiles[P99]),
      each.overloaded ? '-' : `${percent(top.shareOfSlowest)} ${top.stage}`,
      first.name,
      counted(first.ceilingEventsPerSecond),
      counted(first.ceilingUsers),
      `${each.cellsSimulated} of ${each.cellsTotal}`,
    ];
  });
  return table(headers, rows);
}

export function studyText(study: Study): string {
  const { model } = study;
  const lines = [
    `${model.name}: ${model.question}`,
    `${counted(model.users)} users offer ${counted(study.offered.eventsPerSecond)} events/s; ${counted(study.goodputPerSecond)} events/s come through.`,
    `${study.trials} trials of ${seconds(study.windowSeconds)} after ${seconds(study.warmupSeconds)} of warm-up, ${study.cellsSimulated} of ${study.cellsTotal} cells, ${counted(study.records)} records; ended by ${study.stopped}. Seed ${study.seed}.`,
    '',
  ];
  if (study.overloaded) {
    lines.push(
      `OVERLOADED: the backlog grows by ${counted(study.backlogGrowth.value)} records/s; there is no steady state, so no percentile is printed.`,
    );
    lines.push(...backlogLines(study));
  } else {
    lines.push(latencyTable(study), '');
    lines.push(...weighingLines(study));
    if (model.measured.length > 0) lines.push(measuredTable(study), '');
    lines.push(stageTable(study));
  }
  lines.push('', resourceTable(study), '');
  lines.push(...storyLines(study));
  const first = firstToSaturate(study.offered);
  lines.push(
    `First to saturate: ${first.name}, at ${counted(first.ceilingEventsPerSecond)} events/s (${counted(first.ceilingUsers)} users).`,
  );
  lines.push(`Bottlenecks: ${study.remark}.`);
  for (const audit of study.audits) {
    lines.push(
      `AUDIT FAILED: ${audit.law} (${audit.where}): expected ${audit.expected}, measured ${audit.measured}`,
    );
  }
  return lines.join('\n');
}

/** Where the backlog is. */
function backlogLines({ model, series, secondsToFull }: Study): string[] {
  if (model.brokers === null) return [];
  if (series.length === 0) return ['A trial filled up before a part of its window was over.'];
  if (secondsToFull === 0) return ["Producers' memory is full: send() blocks."];
  return secondsToFull === null
    ? ['It is unread in the log: the lag grows, producers do not notice.']
    : [`Producers' memory is full after about ${seconds(secondsToFull)}; then send() blocks.`];
}

/** Worth a line where there are several parts and knowing their weights helps. */
function weighingLines({ weighing, paths, model }: Study): string[] {
  const groups = paths.filter(({ name }) => name !== 'publish').length;
  if (weighing === null || groups * model.placements.length === 1) return [];
  const { p50, p99 } = weighing;
  return [
    `end_to_end weighs every path and placement by its known share of the load: ${times(p50)} less variance at p50, ${times(p99)} at p99.`,
    '',
  ];
}

function times(ratio: number): string {
  return Number.isFinite(ratio) ? `${ratio.toFixed(1)} times` : 'no';
}

/** What happened besides latency: losses, duplicates, retries, caches, recovery. */
function storyLines(study: Study): string[] {
  const { lostRecords, duplicateRecords, retriedRequests, droppedRecords, recovery } = study;
  const groups = study.model.consumers.length;
  const lines: string[] = [];
  if (lostRecords + duplicateRecords + retriedRequests + droppedRecords > 0) {
    lines.push(
      `In one window of ${seconds(study.windowSeconds)}: ${counted(droppedRecords)} records dropped, ${counted(lostRecords)} lost, ${counted(duplicateRecords)} delivered twice${groups > 1 ? ` (averaged over the ${groups} groups)` : ''}; ${counted(retriedRequests)} batches sent again.`,
    );
  }
  if (recovery !== null) {
    const text = (value: number | null): string =>
      value === null ? 'not within the window' : `after ${seconds(value)}`;
    lines.push(
      `From the first fault on: backlog back ${text(recovery.lagSeconds)}, p99 back ${text(recovery.p99Seconds)} (to ${seconds(recovery.resolutionSeconds)}).`,
    );
  }
  if (study.unmirroredRecords > 0) {
    lines.push(
      `Recovery point: ${counted(study.unmirroredRecords)} readable records had not been mirrored when the region went down.`,
    );
  }
  for (const { name, hitRatio } of study.caches) {
    lines.push(`Cache of stores.${name}: ${percent(hitRatio)} of the reads are found.`);
  }
  return lines;
}

function latencyTable(study: Study): string {
  const rows = [study.endToEnd, ...study.paths].map((path) => [
    path.name,
    ...PRINTED.map((index) => estimated(path.quantiles[index])),
    seconds(path.maximum),
    estimated(path.mean),
  ]);
  return table(['latency', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'], rows);
}

/** What the model file says was measured on the real system, beside what was simulated. */
function measuredTable(study: Study): string {
  const rows = study.model.measured.flatMap(({ path, quantiles }) => {
    const summary = study.paths.find(({ name }) => name === path);
    return quantiles.map(({ p, seconds: measured }) => {
      const estimate = summary?.quantiles[QUANTILES.findIndex((one) => one === p)];
      if (estimate === undefined) return [path, `p${p * 100}`, seconds(measured), '-', '-'];
      const ratio = estimate.enough ? (estimate.value / measured).toFixed(2) : '-';
      return [path, `p${p * 100}`, seconds(measured), estimated(estimate), ratio];
    });
  });
  return table(['path', 'quantile', 'measured', 'simulated', 'simulated / measured'], rows);
}

function stageTable(study: Study): string {
  const rows = study.stages
    .filter((stage) => stage.meanSeconds > 0)
    .map((stage) => [
      stage.stage,
      seconds(stage.meanSeconds),
      seconds(stage.p99Seconds),
      percent(stage.shareOfMean),
      percent(stage.shareOfSlowest),
    ]);
  return table(['where it comes from', 'mean', 'p99', 'of all time', 'of the slowest 1%'], rows);
}

function resourceTable(study: Study): string {
  const rows = study.bottlenecks.map((row) => {
    const change = row.relief?.change;
    const relief =
      change === undefined
        ? ''
        : `${seconds(change.value)} (${seconds(change.low)} to ${seconds(change.high)})`;
    return [
      row.resource,
      percent(row.utilization),
      percent(row.shareOfSlowest),
      relief,
      counted(row.ceilingEventsPerSecond),
      counted(row.ceilingUsers),
    ];
  });
  return table(
    [
      'resource',
      'utilization',
      'of the slowest 1%',
      'p99 if 10% faster',
      'ceiling events/s',
      'ceiling users',
    ],
    rows,
  );
}

/** File names and their whole contents. */
export function studyFiles(studies: readonly Study[]): Map<string, string> {
  return new Map([
    ['summary.csv', summaryCsv(studies)],
    ['paths.csv', pathsCsv(studies)],
    ['stages.csv', stagesCsv(studies)],
    ['resources.csv', resourcesCsv(studies)],
    ['bottlenecks.csv', bottlenecksCsv(studies)],
    ['timeseries.csv', timeseriesCsv(studies)],
  ]);
}

const ms = (value: number): number => value * 1e3;
function interval(estimate: Estimate, hidden: boolean): Cell[] {
  if (hidden || !estimate.enough) return [null, null, null];
  return [ms(estimate.value), ms(estimate.low), ms(estimate.high)];
}

function summaryCsv(studies: readonly Study[]): string {
  const columns =
    'model,users,offered_events_per_second,throughput_events_per_second,p50_ms,p50_low_ms,p50_high_ms,p90_ms,p90_low_ms,p90_high_ms,p95_ms,p95_low_ms,p95_high_ms,p99_ms,p99_low_ms,p99_high_ms,p999_ms,p999_low_ms,p999_high_ms,max_ms,mean_ms,mean_low_ms,mean_high_ms,records,dropped_records,lost_records,duplicate_records,retried_requests,unmirrored_records,goodput_events_per_second,lag_recovery_s,p99_recovery_s,backlog_growth_per_second,first_bottleneck,ceiling_events_per_second,ceiling_users,verdict,cells_simulated,cells_total,replications,warmup_s,window_s,stopped_by,seed'.split(
      ',',
    );
  const rows = studies.map((each): Cell[] => {
    const first = firstToSaturate(each.offered);
    return [
      each.model.name,
      each.model.users,
      each.offered.eventsPerSecond,
      each.throughputPerSecond,
      ...PRINTED.flatMap((index) => interval(each.endToEnd.quantiles[index], each.overloaded)),
      each.overloaded ? null : ms(each.endToEnd.maximum),
      ...interval(each.endToEnd.mean, each.overloaded),
      each.endToEnd.records,
      each.droppedRecords,
      each.lostRecords,
      each.duplicateRecords,
      each.retriedRequests,
      each.unmirroredRecords,
      each.goodputPerSecond,
      each.recovery?.lagSeconds ?? null,
      each.recovery?.p99Seconds ?? null,
      each.backlogGrowth.value,
      first.name,
      first.ceilingEventsPerSecond,
      first.ceilingUsers,
      verdict(each),
      each.cellsSimulated,
      each.cellsTotal,
      each.trials,
      each.warmupSeconds,
      each.windowSeconds,
      each.stopped,
      each.seed,
    ];
  });
  return csvText(columns, rows);
}

function pathsCsv(studies: readonly Study[]): string {
  const columns =
    'model,path,p50_ms,p50_low_ms,p50_high_ms,p90_ms,p90_low_ms,p90_high_ms,p95_ms,p95_low_ms,p95_high_ms,p99_ms,p99_low_ms,p99_high_ms,p999_ms,p999_low_ms,p999_high_ms,max_ms,records'.split(
      ',',
    );
  const rows = studies.flatMap((each) =>
    each.paths.map((path): Cell[] => [
      each.model.name,
      path.name,
      ...PRINTED.flatMap((index) => interval(path.quantiles[index], each.overloaded)),
      each.overloaded ? null : ms(path.maximum),
      path.records,
    ]),
  );
  return csvText(columns, rows);
}

function stagesCsv(studies: readonly Study[]): string {
  const columns = [
    'model',
    'stage',
    'mean_ms',
    'p50_ms',
    'p99_ms',
    'share_of_mean',
    'share_of_slowest',
  ];
  const rows = studies.flatMap((each) =>
    each.overloaded
      ? []
      : each.stages.map((stage): Cell[] => [
          each.model.name,
          stage.stage,
          ms(stage.meanSeconds),
          ms(stage.p50Seconds),
          ms(stage.p99Seconds),
          stage.shareOfMean,
          stage.shareOfSlowest,
        ]),
  );
  return csvText(columns, rows);
}

function resourcesCsv(studies: readonly Study[]): string {
  const columns =
    'model,resource,kind,count,utilization_mean,utilization_max,wait_mean_ms,wait_p99_ms,queue_mean,queue_max,throughput_records_per_second,ceiling_events_per_second,ceiling_users'.split(
      ',',
    );
  const rows = studies.flatMap((each) =>
    each.resources.map((row): Cell[] => {
      const arithmetic = each.offered.resources.find((offered) => offered.name === row.name);
      return [
        each.model.name,
        row.name,
        row.kind,
        row.count,
        row.utilizationMean,
        row.utilizationMaximum,
        ms(row.waitMeanSeconds),
        ms(row.waitP99Seconds),
        row.queueMean,
        row.queueMaximum,
        row.throughputPerSecond,
        arithmetic?.ceilingEventsPerSecond ?? null,
        arithmetic?.ceilingUsers ?? null,
      ];
    }),
  );
  return csvText(columns, rows);
}

function bottlenecksCsv(studies: readonly Study[]): string {
  const columns =
    'model,resource,utilization_max,rank_by_utilization,share_of_slowest,rank_by_share,p99_change_ms,p99_change_low_ms,p99_change_high_ms,rank_by_experiment,ceiling_events_per_second,ceiling_users'.split(
      ',',
    );
  const rows = studies.flatMap((each) =>
    each.bottlenecks.map((row): Cell[] => {
      const change = row.relief?.change;
      const changes: Cell[] =
        change === undefined
          ? [null, null, null]
          : [ms(change.value), ms(change.low), ms(change.high)];
      return [
        each.model.name,
        row.resource,
        row.utilization,
        row.rankByUtilization,
        row.shareOfSlowest,
        row.rankByShare,
        ...changes,
        row.rankByRelief,
        row.ceilingEventsPerSecond,
        row.ceilingUsers,
      ];
    }),
  );
  return csvText(columns, rows);
}

/** Rates of the whole system; time 0 is the start of the measured window. */
function timeseriesCsv(studies: readonly Study[]): string {
  const columns =
    'model,time_s,arrived_per_second,delivered_per_second,dropped_per_second,lost_per_second,mean_ms,p99_ms,producer_backlog_records,lag_records'.split(
      ',',
    );
  const rows = studies.flatMap((each) =>
    each.series.map((row): Cell[] => [
      each.model.name,
      row.timeSeconds,
      row.arrivedPerSecond,
      row.deliveredPerSecond,
      row.droppedPerSecond,
      row.lostPerSecond,
      row.meanSeconds === null ? null : ms(row.meanSeconds),
      row.p99Seconds === null ? null : ms(row.p99Seconds),
      row.producerBacklogRecords,
      row.lagRecords,
    ]),
  );
  return csvText(columns, rows);
}
