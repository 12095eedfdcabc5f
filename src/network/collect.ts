/** Turns what a finished trial recorded into Measurements, and audits it. */
import type { StationBank } from '../engine/station.js';
import {
  BIN_COUNT,
  sparseBins,
  type HistogramPlain,
  type SparseBins,
} from '../statistics/index.js';
import { plainBins, type Bins } from './recording/bins.js';
import type { Recorder } from './recording/recorder.js';
import { COARSE_COUNT, ROW } from './recording/recording.js';
import { STAGES, TRIED_STAGES } from './recording/stages.js';
import { audit, type Ending } from './audit.js';
import { journeyAudits } from './journeyAudit.js';
import { mergeHistograms } from './merge.js';
import type { Samples } from './samples.js';
import type { Model } from '../model/model.js';
import { mayFail } from '../model/redelivery.js';
import type { TrialContext } from './trialContext.js';
import type {
  InnerServiceMeasurements,
  JourneyMeasurements,
  LateMeasurements,
  Measurements,
  QueueMeasurements,
  ResourceMeasurements,
  SeriesMeasurements,
  ServiceMeasurements,
  WindowMeasurements,
} from './measurements.js';

/** How long it takes from the event on: to a group, or as the model says. */
export interface Journey {
  readonly name: string;
  readonly bins: Bins;
  /** Of one that has a name. */
  readonly broken?: number;
}

/** What only some models have. */
interface Special {
  readonly caches?: Measurements['caches'];
  readonly journeys?: readonly Journey[];
  readonly services?: readonly ServiceMeasurements[];
  readonly innerServices?: readonly InnerServiceMeasurements[];
  readonly sums?: readonly JourneyMeasurements[];
  readonly late?: readonly LateMeasurements[];
  readonly queues?: readonly QueueMeasurements[];
  readonly windows?: readonly WindowMeasurements[];
}

export function collect(
  context: TrialContext,
  recorder: Recorder,
  ending: Ending,
  samples: Samples,
  special: Special = {},
): Measurements {
  const { trial, stations, span } = context;
  const { caches = [], journeys = [], sums = [] } = special;
  const groups = trial.model.consumers;
  const windowSeconds = span.windowEnd - span.windowStart;
  for (const station of stations) station.closeNumber(span.windowEnd);
  // Deliveries that a record makes, on average.
  const each = recorder.owedTotal > 0 ? recorder.owedTotal / recorder.arrivedTotal : groups.length;
  const inside = (owed: number, dropped: number, ended: number): number =>
    (owed - dropped - ended) / each;
  const nonzero = context.arena.ints(BIN_COUNT);
  const plain = (bins: Bins): HistogramPlain => plainBins(context.arena, nonzero, bins);
  const published = plain(recorder.publish());
  const publish = published.count > 0 ? [{ name: 'publish', histogram: published }] : [];
  const paths = groups.map((_, index) => plain(recorder.latencies(index)));
  const deliveries = groups.map(({ name }, index) => ({ name, histogram: paths[index] }));
  const tries = groups.some((group) => group.tries !== null);
  const stages = tries ? STAGES : STAGES.slice(0, -TRIED_STAGES);
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
      recorder.owedBefore,
      recorder.owedDroppedBefore,
      recorder.deliveredBefore + recorder.lostBefore + recorder.failedBefore,
    ),
    insideAtEnd: inside(
      recorder.owedTotal,
      recorder.owedDropped,
      recorder.deliveredTotal + recorder.lostTotal + recorder.failedTotal,
    ),
    stoppedFull: span.stoppedFull,
    endToEnd: paths.reduce(mergeHistograms),
    paths: [
      ...publish,
      ...deliveries,
      ...journeys.map(({ bins, ...rest }) => ({ ...rest, histogram: plain(bins) })),
    ],
    stages: stages.map((_, stage) => plain(recorder.stage(stage))),
    stageSums: stageSums(recorder, stages.length),
    resources: stations.map((station, index) => resource(station, samples.waiting[index], plain)),
    caches,
    ...whereThereAreAny(special),
    series: series(trial.model, recorder, samples, span.wholeBuckets),
    audits: [
      ...audit(recorder, stations, ending, windowSeconds),
      ...journeyAudits(trial.model, sums, deliveries),
    ],
  };
}

function whereThereAreAny({
  services = [],
  innerServices = [],
  late = [],
  queues = [],
  windows = [],
  sums = [],
}: Special): Pick<
  Measurements,
  'services' | 'innerServices' | 'late' | 'queues' | 'windows' | 'journeys'
> {
  return {
    ...(services.length > 0 ? { services } : {}),
    ...(innerServices.length > 0 ? { innerServices } : {}),
    ...(late.length > 0 ? { late } : {}),
    ...(queues.length > 0 ? { queues } : {}),
    ...(windows.length > 0 ? { windows } : {}),
    ...(sums.length > 0 ? { journeys: sums } : {}),
  };
}

function stageSums(recorder: Recorder, stages: number): Record<string, readonly number[]> {
  const rows: Record<string, readonly number[]> = {};
  for (let bin = 0; bin < COARSE_COUNT; bin++) {
    if (recorder.stageSums[bin * ROW] === 0) continue;
    rows[String(bin)] = [...recorder.stageSums.subarray(bin * ROW, bin * ROW + 1 + stages)];
  }
  return rows;
}

function resource(
  station: StationBank,
  waiting: ReadonlyMap<number, number>,
  plain: (bins: Bins) => HistogramPlain,
): ResourceMeasurements {
  let instanceSeconds = 0;
  let busySeconds = 0;
  let busiest = 0;
  station.busySeconds.forEach((busy, instance) => {
    const present = station.presentSeconds(instance);
    instanceSeconds += present;
    busySeconds += busy;
    if (present > 0) busiest = Math.max(busiest, busy / present);
  });
  // A group in direct delivery is one queue; its instances are its servers.
  return {
    name: station.name,
    kind: station.kind,
    count: station.count,
    servers: station.servers,
    instanceSeconds,
    busySeconds,
    busySecondsMaximum: busiest * instanceSeconds,
    jobs: station.jobs,
    records: station.records,
    queueSeconds: station.queueSeconds,
    queueMaximum: station.queueMaximum,
    waiting: [...waiting].sort(([a], [b]) => a - b),
    wait: plain({
      counts: station.waitBins,
      sum: station.waitSum,
      minimum: 0,
      maximum: station.waitMaximum,
    }),
  };
}

/** Of the first so many buckets: the last of a trial that filled up may be a part of one. */
function series(
  model: Model,
  recorder: Recorder,
  samples: Samples,
  buckets: number,
): SeriesMeasurements {
  const { latencyRows } = recorder;
  const rows = (columns: Float64Array): number[][] =>
    rowsOf(columns, recorder.buckets).map((row) => row.slice(0, buckets));
  const [arrivedOf, droppedOf] = [rows(recorder.arrivedSeries), rows(recorder.droppedSeries)];
  const latencyBins: SparseBins[] = [];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const first = bucket * COARSE_COUNT;
    latencyBins.push(sparseBins(latencyRows.subarray(first, first + COARSE_COUNT)));
  }
  return {
    bucketSeconds: recorder.bucketSeconds,
    arrived: summed(arrivedOf),
    dropped: summed(droppedOf),
    ...byTopic(model, arrivedOf, droppedOf),
    delivered: recorder.recordings.map(({ countSeries }) => [...countSeries.subarray(0, buckets)]),
    latencySum: recorder.recordings.map(({ latencySeries }) => [
      ...latencySeries.subarray(0, buckets),
    ]),
    lost: rows(recorder.lostSeries),
    ...(model.consumers.some((group) => mayFail(model, group))
      ? { failed: rows(recorder.failedSeries) }
      : {}),
    latencyBins,
    producerBacklog: samples.producerBacklog.slice(0, buckets),
    lag: samples.lag.slice(0, buckets),
    instances: samples.instances.map((group) => group.slice(0, buckets)),
  };
}

/** Of all topics together. */
function summed(topics: readonly (readonly number[])[]): readonly number[] {
  return topics.reduce((sum, topic) => sum.map((count, bucket) => count + topic[bucket]));
}

/** Of each, where there are several. */
function byTopic(
  { topics, consumers }: Model,
  arrived: readonly (readonly number[])[],
  dropped: readonly (readonly number[])[],
): Pick<SeriesMeasurements, 'topics'> {
  if (topics.length < 2) return {};
  return {
    topics: topics.map(({ name }, index) => ({
      name,
      paths: [...consumers.keys()].filter((path) => consumers[path].topics.includes(index)),
      arrived: arrived[index],
      dropped: dropped[index],
    })),
  };
}

/** Of columns of so many buckets, a row each path or topic. */
function rowsOf(columns: Float64Array, buckets: number): number[][] {
  return Array.from({ length: columns.length / buckets }, (_, path) => [
    ...columns.subarray(path * buckets, (path + 1) * buckets),
  ]);
}
