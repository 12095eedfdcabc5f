/**
 * Adds up Measurements of trials of one placement: counts and seconds add, so that ratios are those
 * of all of them.
 */
import { addSparse, type HistogramPlain } from '../statistics/index.js';
import type {
  AuditResult,
  CallMeasurements,
  Measurements,
  PathMeasurements,
  QueueMeasurements,
  ResourceMeasurements,
  SeriesMeasurements,
  SplitMeasurements,
} from './measurements.js';

export function mergeMeasurements(a: Measurements, b: Measurements): Measurements {
  return {
    ...a,
    windowSeconds: a.windowSeconds + b.windowSeconds,
    recordsIn: a.recordsIn + b.recordsIn,
    recordsDropped: a.recordsDropped + b.recordsDropped,
    events: a.events + b.events,
    arrivedInWindow: a.arrivedInWindow + b.arrivedInWindow,
    droppedInWindow: a.droppedInWindow + b.droppedInWindow,
    deliveredInWindow: a.deliveredInWindow + b.deliveredInWindow,
    lostInWindow: a.lostInWindow + b.lostInWindow,
    duplicatesInWindow: a.duplicatesInWindow + b.duplicatesInWindow,
    retriesInWindow: a.retriesInWindow + b.retriesInWindow,
    unmirrored: a.unmirrored + b.unmirrored,
    insideAtStart: a.insideAtStart + b.insideAtStart,
    insideAtEnd: a.insideAtEnd + b.insideAtEnd,
    stoppedFull: a.stoppedFull || b.stoppedFull,
    endToEnd: mergeHistograms(a.endToEnd, b.endToEnd),
    paths: mergePaths(a.paths, b.paths),
    stages: a.stages.map((stage, index) => mergeHistograms(stage, b.stages[index])),
    stageSums: mergeSums(a.stageSums, b.stageSums),
    resources: a.resources.map((resource, index) => mergeResources(resource, b.resources[index])),
    caches: a.caches.map(({ name, reads, hits }, index) => ({
      name,
      reads: reads + b.caches[index].reads,
      hits: hits + b.caches[index].hits,
    })),
    ...mergeServices(a, b),
    ...mergeLate(a, b),
    ...mergeQueues(a, b),
    ...mergeWindows(a, b),
    ...mergeJourneys(a, b),
    series: mergeSeries(a.series, b.series),
    audits: mergeAudits(a.audits, b.audits),
    ...mergeSplit(a.split, b.split),
  };
}

type Sums = Readonly<Record<string, readonly number[]>>;

/** Rows by bin. */
function mergeSums(a: Sums, b: Sums): Sums {
  const sums: Record<string, readonly number[]> = { ...a };
  for (const [bin, row] of Object.entries(b)) {
    const old = Object.hasOwn(sums, bin) ? sums[bin] : null;
    sums[bin] = old === null ? row : old.map((value, index) => value + row[index]);
  }
  return sums;
}

function mergeJourneys(
  { journeys: a }: Measurements,
  { journeys: b }: Measurements,
): Pick<Measurements, 'journeys'> {
  if (a === undefined || b === undefined) return {};
  return {
    journeys: a.map(({ group, hops, sums }, index) => ({
      group,
      hops,
      sums: mergeSums(sums, b[index].sums),
    })),
  };
}

function mergeWindows(
  { windows: a }: Measurements,
  { windows: b }: Measurements,
): Pick<Measurements, 'windows'> {
  if (a === undefined || b === undefined) return {};
  return {
    windows: a.map(({ group, results, gathered, tooLate }, index) => ({
      group,
      results: results + b[index].results,
      gathered: gathered + b[index].gathered,
      tooLate: tooLate + b[index].tooLate,
    })),
  };
}

/** Of trials that were split at the same levels. */
function mergeSplit(
  a: SplitMeasurements | undefined,
  b: SplitMeasurements | undefined,
): Pick<Measurements, 'split'> {
  if (a === undefined || b === undefined) return {};
  return {
    split: {
      records: a.records + b.records,
      splits: a.splits + b.splits,
      paths: mergePaths(a.paths, b.paths),
      endToEnd: mergeHistograms(a.endToEnd, b.endToEnd),
      importance: mergeHistograms(a.importance, b.importance),
    },
  };
}

function mergePaths(
  a: readonly PathMeasurements[],
  b: readonly PathMeasurements[],
): readonly PathMeasurements[] {
  return a.map(({ name, broken, histogram }, index) => ({
    name,
    ...(broken === undefined ? {} : { broken: broken + (b[index].broken ?? 0) }),
    histogram: mergeHistograms(histogram, b[index].histogram),
  }));
}

export function mergeSeries(a: SeriesMeasurements, b: SeriesMeasurements): SeriesMeasurements {
  return {
    bucketSeconds: a.bucketSeconds,
    arrived: add(a.arrived, b.arrived),
    dropped: add(a.dropped, b.dropped),
    ...mergeTopics(a, b),
    delivered: addRows(a.delivered, b.delivered),
    latencySum: addRows(a.latencySum, b.latencySum),
    lost: addRows(a.lost, b.lost),
    ...(a.failed === undefined || b.failed === undefined
      ? {}
      : { failed: addRows(a.failed, b.failed) }),
    latencyBins: a.latencyBins
      .slice(0, b.latencyBins.length)
      .map((bins, bucket) => addSparse(bins, b.latencyBins[bucket])),
    producerBacklog: add(a.producerBacklog, b.producerBacklog),
    lag: add(a.lag, b.lag),
    instances: addRows(a.instances, b.instances),
  };
}

/** Each may have groups that the other has not. */
function mergeLate(
  { late: a = [] }: Measurements,
  { late: b = [] }: Measurements,
): Pick<Measurements, 'late'> {
  const times = new Map(a.map(({ group, times }) => [group, times]));
  for (const each of b) times.set(each.group, (times.get(each.group) ?? 0) + each.times);
  if (times.size === 0) return {};
  return { late: [...times].map(([group, all]) => ({ group, times: all })) };
}

function mergeQueues(
  { queues: a }: Measurements,
  { queues: b }: Measurements,
): Pick<Measurements, 'queues'> {
  if (a === undefined || b === undefined) return {};
  const queues = a.map(({ topic, handedOut, again, alarm }, index) => ({
    topic,
    handedOut: handedOut + b[index].handedOut,
    again: again + b[index].again,
    ...(alarm === undefined ? {} : { alarm: mergeAlarms(alarm, b[index].alarm ?? alarm) }),
  }));
  return { queues };
}

type Alarm = NonNullable<QueueMeasurements['alarm']>;

function mergeAlarms(a: Alarm, b: Alarm): Alarm {
  return { onSeconds: a.onSeconds + b.onSeconds, ofSeconds: a.ofSeconds + b.ofSeconds };
}

function mergeServices(
  { services: a, innerServices: innerA }: Measurements,
  { services: b, innerServices: innerB }: Measurements,
): Pick<Measurements, 'services' | 'innerServices'> {
  if (a === undefined || b === undefined) return {};
  const services = a.map(({ group, failed, calls }, index) => ({
    group,
    failed: failed + b[index].failed,
    calls: mergeCalls(calls, b[index].calls),
  }));
  if (innerA === undefined || innerB === undefined) return { services };
  const innerServices = innerA.map(({ external, ended, failed, calls }, index) => ({
    external,
    ended: ended + innerB[index].ended,
    failed: failed + innerB[index].failed,
    calls: mergeCalls(calls, innerB[index].calls),
  }));
  return { services, innerServices };
}

function mergeCalls(
  all: readonly CallMeasurements[],
  others: readonly CallMeasurements[],
): CallMeasurements[] {
  return all.map(({ external, sent, again, errors, timeouts, refused, opened, left }, call) => {
    const other = others[call];
    return {
      external,
      sent: sent + other.sent,
      again: again + other.again,
      errors: errors + other.errors,
      timeouts: timeouts + other.timeouts,
      ...(refused === undefined || opened === undefined
        ? {}
        : { refused: refused + (other.refused ?? 0), opened: opened + (other.opened ?? 0) }),
      ...(left === undefined ? {} : { left: left + (other.left ?? 0) }),
    };
  });
}

function addRows(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((path, index) => add(path, b[index]));
}

function mergeTopics(
  { topics: a }: SeriesMeasurements,
  { topics: b }: SeriesMeasurements,
): Pick<SeriesMeasurements, 'topics'> {
  if (a === undefined || b === undefined) return {};
  return {
    topics: a.map(({ name, paths, arrived, dropped }, index) => ({
      name,
      paths,
      arrived: add(arrived, b[index].arrived),
      dropped: add(dropped, b[index].dropped),
    })),
  };
}

/**
 * Sums place by place, as far as both go: a trial that stopped early has fewer places, and nothing
 * is known beyond.
 */
function add(a: readonly number[], b: readonly number[]): number[] {
  const shorter = a.length < b.length ? a : b;
  return shorter.map((_, index) => a[index] + b[index]);
}

export function mergeHistograms(a: HistogramPlain, b: HistogramPlain): HistogramPlain {
  if (a.count === 0) return b;
  if (b.count === 0) return a;
  const { bins, counts } = addSparse(a, b);
  return {
    bins,
    counts,
    count: a.count + b.count,
    sum: a.sum + b.sum,
    minimum: Math.min(a.minimum, b.minimum),
    maximum: Math.max(a.maximum, b.maximum),
  };
}

function mergeResources(a: ResourceMeasurements, b: ResourceMeasurements): ResourceMeasurements {
  return {
    ...a,
    instanceSeconds: a.instanceSeconds + b.instanceSeconds,
    busySeconds: a.busySeconds + b.busySeconds,
    // Summed like instanceSeconds: their ratio is the mean over trials of the busiest instance's
    // utilization.
    busySecondsMaximum: a.busySecondsMaximum + b.busySecondsMaximum,
    jobs: a.jobs + b.jobs,
    records: a.records + b.records,
    queueSeconds: a.queueSeconds + b.queueSeconds,
    queueMaximum: Math.max(a.queueMaximum, b.queueMaximum),
    waiting: mergeCounts(a.waiting, b.waiting),
    wait: mergeHistograms(a.wait, b.wait),
  };
}

function mergeCounts(
  a: ResourceMeasurements['waiting'],
  b: ResourceMeasurements['waiting'],
): ResourceMeasurements['waiting'] {
  const counts = new Map(a);
  for (const [jobs, seen] of b) counts.set(jobs, (counts.get(jobs) ?? 0) + seen);
  return [...counts].sort(([x], [y]) => x - y);
}

/**
 * One line a law and place: the first failure if there is one. A trial that stopped early has
 * fewer.
 */
function mergeAudits(a: readonly AuditResult[], b: readonly AuditResult[]): AuditResult[] {
  const merged = new Map<string, AuditResult>();
  for (const audit of [...a, ...b]) {
    const key = `${audit.law}, ${audit.where}`;
    if (merged.get(key)?.passed !== false) merged.set(key, audit);
  }
  return [...merged.values()];
}
