/** A study as the text that `highwater run` prints. */
import { differences } from '../analysis/agreement.js';
import { groupNote, pollsNote } from '../analysis/groupNote.js';
import { firstToSaturate } from '../analysis/offeredLoad.js';
import { passedResources } from '../analysis/passed.js';
import type { LatencySummary } from '../analysis/pool.js';
import type { LateSummary } from '../analysis/latePolls.js';
import type { QueueSummary } from '../analysis/queues.js';
import type { ServiceSummary } from '../analysis/services.js';
import type { Recovery, Return } from '../analysis/recovery.js';
import { missedPrecision } from '../experiments/precision.js';
import type { Study } from '../experiments/studySummary.js';
import { isDirect } from '../model/clusters.js';
import { isEventful } from '../model/model.js';
import {
  averaged,
  counted,
  estimated,
  inUsers,
  percent,
  seconds,
  several,
  titled,
  whoLoads,
} from './format.js';
import { noteOf } from './notes.js';
import { brokenLines, journeyLines } from './journeyTables.js';
import { windowLines } from './windowTables.js';
import { WRITTEN } from './latencyTables.js';
import { passedLines } from './passedText.js';
import { coverageLines } from './patternText.js';
import { costLines, measuredSources } from './costText.js';
import { measuredTable } from './measuredTable.js';
import { table } from './table.js';
import { tailLines } from './tailTables.js';
import { sparkline } from './terminal.js';

/** One row a model: what a scale ladder shows. */
export function ladderTable(studies: readonly Study[]): string {
  const headers = [
    'model',
    'records/s',
    'p50',
    'p99',
    'slowest 1% spend',
    'saturates first',
    'at records/s',
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
      each.overloaded ? 'overloaded' : estimated(endToEnd.quantiles.p50),
      each.overloaded ? '-' : estimated(endToEnd.quantiles.p99),
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
    titled(model),
    `${whoOffers(model)} ${counted(study.offered.eventsPerSecond)} records/s; ${averaged(study.goodputPerSecond, counted)} records/s come through.`,
    `${several(study.trials, 'trial')} of ${seconds(study.windowSeconds)} after ${seconds(study.warmupSeconds)} of warm-up, ${study.cellsSimulated} of ${study.cellsTotal} cells, ${counted(study.records)} records; ended by ${study.stopped}. Seed ${study.seed}.`,
    ...coverageLines(model, study.warmupSeconds, study.windowSeconds),
    '',
  ];
  if (study.overloaded) {
    lines.push(
      `OVERLOADED: the backlog grows by ${counted(study.backlogGrowth.value)} records/s; there is no steady state, so no percentile is printed. Why: ${study.verdict.reason}.`,
    );
    const passed = passedLines(passedResources(model, study.offered));
    // What is seen to fill within a window says less than arithmetic, which knows what fills after
    // that.
    lines.push(
      ...passed,
      ...(passed.length === 0 || study.secondsToFull === 0 ? backlogLines(study) : []),
    );
  } else {
    if (study.verdict.kind !== 'steady') {
      const heading = study.verdict.kind === 'transient' ? 'TRANSIENT' : 'NOT DECIDED';
      lines.push(`${heading}: ${study.verdict.reason}.`, '');
    }
    lines.push(
      latencyTable(study),
      ...precisionLines(study),
      ...whyNot([study.endToEnd, ...study.paths]),
      '',
      ...tailLines(study),
    );
    lines.push(...weighingLines(study));
    if (model.measured.length > 0) lines.push(measuredTable(study), ...measuredSources(model), '');
    const journeys = journeyLines(study);
    lines.push(...(journeys.length > 0 ? journeys.slice(0, -1) : [stageTable(study)]));
  }
  lines.push('', resourceTable(study), '');
  lines.push(...costLines(model));
  lines.push(...storyLines(study));
  const first = firstToSaturate(study.offered);
  lines.push(
    `First to saturate: ${first.name}, at ${counted(first.ceilingEventsPerSecond)} records/s${inUsers(first.ceilingUsers, model)}.`,
  );
  const notes = [
    groupNote(model, first.name),
    pollsNote(model, first, study.offered.eventsPerSecond),
  ].filter((note) => note !== '');
  lines.push(...notes.map((note) => `${first.name}: ${note}.`));
  lines.push(...differenceLines(study), `Bottlenecks: ${study.remark}.`);
  lines.push(...promiseLines(study));
  for (const audit of study.audits) {
    lines.push(
      `AUDIT FAILED: ${audit.law} (${audit.where}): expected ${audit.expected}, measured ${audit.measured}`,
    );
  }
  return lines.join('\n');
}

/** What the model promises, and whether it holds. */
function promiseLines({ promises }: Study): string[] {
  if (promises === null) return [];
  const each = promises.conditions.map(({ text, answer }) => `${text} (${ANSWERS[answer]})`);
  const all = promises.answer === 'kept' ? 'kept' : ANSWERS[promises.answer];
  return [`Promises: ${all}: ${each.join(', ')}.`];
}

const ANSWERS = { kept: 'kept', broken: 'BROKEN', open: 'not shown either way' } as const;

/** Where arithmetic says something else by more than a tenth; a line for each reason. */
function differenceLines({
  offered,
  resources,
  overloaded,
  goodputPerSecond,
  model,
}: Study): string[] {
  if (isEventful(model)) return [];
  const through = overloaded ? goodputPerSecond.value : null;
  const byReason = new Map<string, string[]>();
  for (const each of differences(model, offered, resources, through)) {
    const { resource, of, reason, arithmetic, simulated } = each;
    const said = of === 'throughput' ? counted : percent;
    const line = `${resource}: ${of} of ${said(arithmetic)} by arithmetic, ${said(simulated)} simulated`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), line]);
  }
  return [...byReason].map(
    ([reason, lines]) => `${lines.join('; ')}: arithmetic takes an average of ${reason}.`,
  );
}

/** Where the backlog is. */
function backlogLines({ model, series, secondsToFull }: Study): string[] {
  if (isDirect(model)) return [];
  if (series.length === 0) return ['A trial filled up before a part of its window was over.'];
  if (secondsToFull === 0) return ["Producers' memory is full: send() blocks."];
  return secondsToFull === null
    ? ['It is unread in the log: the lag grows, producers do not notice.']
    : [`Producers' memory is full after about ${seconds(secondsToFull)}; then send() blocks.`];
}

/** Worth a line where there are several parts and knowing their weights helps. */
function weighingLines({ weighing, model }: Study): string[] {
  const groups = model.consumers.length;
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
  const { lostRecords, duplicateRecords, retriedRequests, droppedRecords } = study;
  const all = [droppedRecords, lostRecords, duplicateRecords, retriedRequests];
  const groups = study.model.consumers.length;
  const lines: string[] = [];
  if (all.some(({ value }) => value > 0)) {
    lines.push(
      `In one window of ${seconds(study.windowSeconds)}: ${averaged(droppedRecords, counted)} records dropped, ${averaged(lostRecords, counted)} lost (${averaged(study.lossShare, percent)} of all), ${averaged(duplicateRecords, counted)} delivered twice${groups > 1 ? ` (averaged over the ${groups} groups)` : ''}; ${averaged(retriedRequests, counted)} batches sent again.`,
    );
  }
  lines.push(...study.recoveries.map(recoveryLine), ...overTime(study));
  if (study.unmirroredRecords.value > 0) {
    lines.push(
      `Recovery point: ${averaged(study.unmirroredRecords, counted)} readable records had not been mirrored when the region went down.`,
    );
  }
  for (const { name, hitRatio } of study.caches) {
    lines.push(`Cache of stores.${name}: ${averaged(hitRatio, percent)} of the reads are found.`);
  }
  const again = study.queues.filter((queue) => queue.again.value > 0);
  lines.push(
    ...study.late.map(lateLine),
    ...study.services.flatMap(serviceLines),
    ...again.map(queueLine),
    ...study.queues.flatMap(alarmLine),
    ...windowLines(study),
    ...brokenLines(study),
  );
  return lines;
}

/** Where faults are planned: how latency and what waits go over the window. */
function overTime({ recoveries, series }: Study): string[] {
  if (recoveries.length === 0 || series.length < 2) return [];
  const p99 = series.map(({ p99Seconds }) => p99Seconds ?? 0);
  const lag = series.map(({ lagRecords }) => lagRecords);
  const most = (values: readonly number[]): number => Math.max(...values);
  return [
    `Over the window: p99 ${sparkline(p99)} up to ${seconds(most(p99))}, unread ${sparkline(lag)} up to ${counted(most(lag))} records.`,
  ];
}

function lateLine({ group, times }: LateSummary): string {
  return `Instances of ${group} left it ${averaged(times, counted)} times in a window, working longer on a poll than max_poll_interval: others read the same records again. Fewer max_poll_records, or a longer max_poll_interval.`;
}

function queueLine({ topic, again }: QueueSummary): string {
  return `Of what ${topic === '' ? 'the queue' : topic} hands out ${averaged(again, percent)} had been handed out before.`;
}

/** Where publishers are blocked for some time. */
function alarmLine({ topic, blocked }: QueueSummary): string[] {
  if (blocked === null || !(blocked.value > 0)) return [];
  const whose = topic === '' ? 'the queue' : topic;
  return [
    `A memory alarm blocks who sends to ${whose} ${averaged(blocked, percent)} of the time: consumers are too slow, or memory is too small.`,
  ];
}

function serviceLines({ group, isExternal, failed, calls }: ServiceSummary): string[] {
  const lines = calls.map(({ external, again, errors, timeouts, refused, opened, left }) => {
    const shares = [
      `${averaged(timeouts, percent)} have no answer in time`,
      `${averaged(errors, percent)} end in an error`,
      `${averaged(again, percent)} are made again`,
      ...(refused === null
        ? []
        : [`${averaged(refused, percent)} of all are failed at once by a bulkhead or a breaker`]),
      ...(opened === null || opened.value === 0
        ? []
        : [`breakers open ${averaged(opened, counted)} times in a window`]),
      ...(left === null ? [] : [`${averaged(left, percent)} leave before they are begun`]),
    ];
    return `Calls of ${external} by ${group}: ${shares.join(', ')}.`;
  });
  const all = isExternal
    ? `Of the calls that ${group} answers ${averaged(failed, percent)} fail by what it calls.`
    : `Of the records of ${group} ${averaged(failed, percent)} fail for good.`;
  // Who neither calls nor fails is there for what it waits for, or gathers.
  return calls.length === 0 && failed.value === 0 ? [] : [...lines, all];
}

/** The groups are told apart where there are several. */
function recoveryLine(after: Recovery): string {
  const { fault, beginsSeconds, backlog, groups, p99, watchedSeconds, resolutionSeconds } = after;
  const text = ({ outcome, seconds: back }: Return): string => {
    if (outcome === 'not within the window') return `not back within ${seconds(watchedSeconds)}`;
    if (outcome === 'never off' || back === null) return 'never off';
    if (back.enough) return `back after ${averaged(back, seconds)}`;
    return `back after ${seconds(back.value)} (${noteOf(back) ?? ''})`;
  };
  const apart = groups.length > 1 ? groups : [];
  const parts = [
    `backlog ${text(backlog)}`,
    ...apart.map((group) => `that of ${group.name} ${text(group.backlog)}`),
    `p99 ${text(p99)}`,
  ];
  return `After ${fault}, at ${seconds(beginsSeconds)}: ${parts.join(', ')} (seen each ${seconds(resolutionSeconds)}).`;
}

function latencyTable(study: Study): string {
  const rows = [study.endToEnd, ...study.paths].map((path) => [
    path.name,
    ...WRITTEN.map(([, name]) => estimated(path.quantiles[name])),
    seconds(path.maximum),
    estimated(path.mean),
  ]);
  return table(['latency', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max', 'mean'], rows);
}

/** Where p99 is known less well than was asked; why it has no interval is said by `whyNot`. */
function precisionLines(study: Study): string[] {
  const missed = missedPrecision(study);
  const isKnown = study.endToEnd.quantiles.p99.enough;
  return missed === null || !isKnown ? [] : [`p99 is known to ${missed}.`];
}

/** Why a latency has no interval and what would help, each reason once. */
function whyNot(paths: readonly LatencySummary[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, quantiles, mean } of paths) {
    const notes = [
      ...WRITTEN.map(([, each]) => [each, noteOf(quantiles[each])] as const),
      ['mean', noteOf(mean)] as const,
    ];
    for (const note of new Set(notes.flatMap(([, each]) => each ?? []))) {
      const called = notes.flatMap(([each, why]) => (why === note ? [each] : []));
      const what = called.length === notes.length ? name : `${called.join(', ')} of ${name}`;
      reasons.set(note, [...(reasons.get(note) ?? []), what]);
    }
  }
  return [...reasons].map(([note, whose]) => `Not enough data for ${whose.join('; ')}: ${note}.`);
}

function stageTable(study: Study): string {
  const rows = study.stages
    .filter((stage) => stage.meanSeconds.value > 0)
    .map((stage) => [
      stage.stage,
      averaged(stage.meanSeconds, seconds),
      seconds(stage.p99Seconds),
      percent(stage.shareOfMean),
      percent(stage.shareOfSlowest),
    ]);
  return table(['where it comes from', 'mean', 'p99', 'of all time', 'of the slowest 1%'], rows);
}

/**
 * Resources that are as full, or cost the slowest as much, or were tried faster, are printed; and
 * the first ones to be full.
 */
const LEAST_SHARE = 0.01;
const FIRST_FULL = 3;

function resourceTable(study: Study): string {
  const { bottlenecks } = study;
  const byCeiling = [...bottlenecks].sort(
    (a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond,
  );
  const first = new Set(byCeiling.slice(0, FIRST_FULL));
  const shown = bottlenecks.filter(
    (row) =>
      first.has(row) ||
      row.relief !== null ||
      Math.max(row.utilization ?? 0, row.shareOfSlowest) >= LEAST_SHARE,
  );
  const rest = bottlenecks.length - shown.length;
  const rows = shown.map((row) => {
    const change = row.relief?.change;
    const relief =
      change === undefined
        ? ''
        : `${seconds(change.value)} (${seconds(change.low)} to ${seconds(change.high)})`;
    return [
      row.resource,
      row.utilization === null ? '-' : percent(row.utilization),
      percent(row.shareOfSlowest),
      relief,
      counted(row.ceilingEventsPerSecond),
      counted(row.ceilingUsers),
    ];
  });
  const printed = table(
    [
      'resource',
      'utilization',
      'of the slowest 1%',
      'p99 if 10% faster',
      'ceiling records/s',
      `ceiling ${whoLoads(study.model)}s`,
    ],
    rows,
  );
  return rest === 0
    ? printed
    : `${printed}\nand ${several(rest, 'other')} that are less than 1% full: bottlenecks.csv`;
}

function whoOffers(model: Study['model']): string {
  if (model.load === 'rate') return 'Offered:';
  const most = model.thinkTime === null ? '' : ' at most';
  const offer = model.users === 1 ? 'offers' : 'offer';
  return `${several(model.users, whoLoads(model))} ${offer}${most}`;
}
