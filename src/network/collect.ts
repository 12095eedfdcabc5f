/** Turns what a finished trial recorded into Measurements, and audits it. */
import { plainBins, type Bins } from '../components/bins.js';
import type { Recorder } from '../components/recorder.js';
import { COARSE_COUNT, ROW } from '../components/recording.js';
import type { ReadRecords } from '../components/safety.js';
import { STAGES } from '../components/stages.js';
import type { StationBank } from '../engine/station.js';
import type { ConsumerGroupModel } from '../model/model.js';
import {
  BIN_COUNT,
  sparseBins,
  type HistogramPlain,
  type SparseBins,
} from '../statistics/index.js';
import { mergeHistograms } from './merge.js';
import type { Samples } from './simulate.js';
import type { Workshop } from './workshop.js';
import type {
  AuditResult,
  Measurements,
  ResourceMeasurements,
  SeriesMeasurements,
} from './measurements.js';

/** How a trial ended, and what was found inside by walking its queues. */
export interface Ending {
  stoppedAt: number;
  full: boolean;
  events: number;
  /** Events that came before the clock; null = there are no events, and no logs (direct delivery). */
  backwards: number | null;
  /** Batches of which more was delivered than there was. */
  overdelivered: number;
  /** What groups have read; null where records may be read twice, or are not read at all. */
  read: ReadRecords | null;
  /** Records waiting for producer memory, queued in producers; deliveries owed for records in batches. */
  waiting: number;
  queued: number;
  owed: number;
}

export function collect(
  workshop: Workshop,
  recorder: Recorder,
  ending: Ending,
  samples: Samples,
  caches: Measurements['caches'] = [],
): Measurements {
  const { trial } = workshop;
  const groups = trial.model.consumers;
  const stations = workshop.stations;
  for (const station of stations) station.closeNumber(ending.stoppedAt);
  const inside = (arrived: number, dropped: number, ended: number): number =>
    arrived - dropped - ended / groups.length;
  const windowSeconds = Math.max(0, ending.stoppedAt - trial.warmupSeconds);
  const places = workshop.arena.ints(BIN_COUNT);
  const plain = (bins: Bins): HistogramPlain => plainBins(workshop.arena, places, bins);
  const published = plain(recorder.publish());
  const publish = published.count > 0 ? [{ name: 'publish', histogram: published }] : [];
  const paths = groups.map((_, index) => plain(recorder.latencies(index)));
  return {
    placement: trial.placement,
    cell: trial.cell,
    replication: trial.replication,
    windowSeconds,
    recordsIn: recorder.arrivedTotal,
    recordsDropped: recorder.droppedTotal,
    events: ending.events,
    arrivedInWindow: recorder.arrivedInWindow,
    droppedInWindow: recorder.droppedInWindow,
    deliveredInWindow: recorder.deliveredInWindow,
    lostInWindow: recorder.lostInWindow,
    duplicatesInWindow: recorder.duplicatesInWindow,
    retriesInWindow: recorder.retriesInWindow,
    unmirrored: recorder.unmirrored,
    insideAtStart: inside(
      recorder.arrivedBefore,
      recorder.droppedBefore,
      recorder.deliveredBefore + recorder.lostBefore,
    ),
    insideAtEnd: inside(
      recorder.arrivedTotal,
      recorder.droppedTotal,
      recorder.deliveredTotal + recorder.lostTotal,
    ),
    stoppedFull: ending.full,
    endToEnd: paths.reduce(mergeHistograms),
    paths: [
      ...publish,
      ...groups.map((group, index) => ({ name: group.name, histogram: paths[index] })),
    ],
    stages: STAGES.map((_, stage) => plain(recorder.stage(stage))),
    stageSums: stageSums(recorder),
    resources: stations.map((station) => ({
      ...resource(station, workshop, plain),
      instanceSeconds: instancesOf(station, groups, samples) * windowSeconds,
    })),
    caches,
    series: series(recorder, samples, ending.full ? samples.lag.length : recorder.buckets),
    audits: audit(recorder, stations, ending, groups.length, windowSeconds),
  };
}

function stageSums(recorder: Recorder): Record<string, readonly number[]> {
  const rows: Record<string, readonly number[]> = {};
  for (let bin = 0; bin < COARSE_COUNT; bin++) {
    if (recorder.stageSums[bin * ROW] === 0) continue;
    rows[String(bin)] = [...recorder.stageSums.subarray(bin * ROW, (bin + 1) * ROW)];
  }
  return rows;
}

/** On average over the window: places that nobody has filled do not count where a group scales. */
function instancesOf(
  { name, count }: StationBank,
  groups: readonly ConsumerGroupModel[],
  { instances }: Samples,
): number {
  const [kind, group] = name.split('.');
  const index = groups.findIndex((each) => each.autoscaler !== null && each.name === group);
  const seen = kind === 'consumers' ? instances.at(index) : undefined;
  if (index < 0 || seen === undefined || seen.length === 0) return count;
  return seen.reduce((sum, alive) => sum + alive, 0) / seen.length;
}

function resource(
  station: StationBank,
  workshop: Workshop,
  plain: (bins: Bins) => HistogramPlain,
): Omit<ResourceMeasurements, 'instanceSeconds'> {
  // A group in direct delivery is one queue; its instances are its servers.
  return {
    name: station.name,
    kind: station.kind,
    count: station.count,
    servers: station.servers,
    busySeconds: station.busySeconds.reduce((sum, value) => sum + value, 0),
    busySecondsMaximum: station.busySeconds.reduce((most, value) => Math.max(most, value), 0),
    jobs: station.jobs,
    records: station.records,
    queueSeconds: station.queueSeconds,
    queueMaximum: station.queueMaximum,
    wait: plain({
      counts: station.waitBins,
      sum: station.waitSum,
      minimum: 0,
      maximum: Math.min(station.waitMaximum, workshop.windowEnd),
    }),
  };
}

/** Of the first so many buckets: a trial that stopped early has not seen the others to their end. */
function series(recorder: Recorder, samples: Samples, buckets: number): SeriesMeasurements {
  const { latencyRows } = recorder;
  const latencyBins: SparseBins[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const first = bucket * COARSE_COUNT;
    latencyBins.push(sparseBins(latencyRows.subarray(first, first + COARSE_COUNT)));
  }
  return {
    bucketSeconds: recorder.bucketSeconds,
    arrived: [...recorder.arrivedSeries.subarray(0, buckets)],
    dropped: [...recorder.droppedSeries.subarray(0, buckets)],
    delivered: recorder.recordings.map(({ countSeries }) => [...countSeries.subarray(0, buckets)]),
    latencySum: recorder.recordings.map(({ latencySeries }) => [
      ...latencySeries.subarray(0, buckets),
    ]),
    lost: perPath(recorder.lostSeries, recorder.buckets).map((path) => path.slice(0, buckets)),
    latencyBins,
    producerBacklog: samples.producerBacklog,
    lag: samples.lag,
  };
}

function perPath(columns: Float64Array, buckets: number): number[][] {
  return Array.from({ length: columns.length / buckets }, (_, path) => [
    ...columns.subarray(path * buckets, (path + 1) * buckets),
  ]);
}

function audit(
  recorder: Recorder,
  stations: readonly StationBank[],
  ending: Ending,
  groups: number,
  windowSeconds: number,
): AuditResult[] {
  const found =
    recorder.deliveredTotal +
    recorder.lostTotal +
    ending.owed +
    groups * (recorder.droppedTotal + ending.queued + ending.waiting);
  const results: AuditResult[] = [
    exact(
      'records in = delivered + inside + dropped + lost',
      'all paths',
      groups * recorder.arrivedTotal,
      found,
    ),
    exact(
      "a record's stages add up to its latency",
      'records that do not',
      0,
      recorder.stagesBroken,
    ),
    exact('order within a partition', 'batches out of order', 0, recorder.orderBroken),
  ];
  if (ending.backwards !== null) {
    results.push(
      exact('nothing delivered twice', 'batches', 0, ending.overdelivered),
      exact('time does not run backwards', 'events before the clock', 0, ending.backwards),
      exact(
        'high watermark not ahead of an in-sync follower',
        'sightings',
        0,
        recorder.watermarksAhead,
      ),
      exact('at least once', 'records promised and not kept', 0, recorder.promisesBroken),
    );
  }
  if (ending.read !== null) {
    const { passed, underWay } = ending.read;
    const measured = recorder.deliveredTotal + recorder.deliveredLater;
    results.push({
      law: 'what is read is delivered',
      where: 'all groups',
      expected: passed,
      measured,
      passed: measured <= passed && measured >= passed - underWay,
    });
  }
  for (const station of stations) {
    const busiest = station.busySeconds.reduce((most, value) => Math.max(most, value), 0);
    const most = station.servers * windowSeconds;
    const law = 'utilization at most 1';
    if (!ending.full && station.kind === 'station') {
      const passed = busiest <= most * (1 + 1e-9) + 1e-12;
      results.push({ law, where: station.name, expected: most, measured: busiest, passed });
    }
    if (station.numberSeconds > 0 && !ending.full) results.push(little(station));
  }
  return results;
}

function exact(law: string, where: string, expected: number, measured: number): AuditResult {
  return { law, where, expected, measured, passed: expected === measured };
}

/** The area under the number in the system, from events, against the sum of the sojourns, from the recursion. */
function little(station: StationBank): AuditResult {
  const expected = station.numberSeconds;
  const measured = station.sojournSeconds;
  const passed = Math.abs(expected - measured) <= 1e-6 * Math.max(expected, 1e-6);
  return { law: "Little's law", where: station.name, expected, measured, passed };
}
