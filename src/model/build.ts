/** A Model from what was read, with the cross-checks that need more than one value. */
import { checkLoad, checkReferences, checkSections, checkSizes, checkValues } from './checks.js';
import { autoscalerModel } from './buildAutoscaler.js';
import { checkClosed, closedLoad } from './closed.js';
import { clusterModels, clusterNumber, mirrorModel } from './buildClusters.js';
import { queueReaderModel } from './buildQueues.js';
import { loadOf, processorModel, producerModels, topicModels, whatItReads } from './buildFlows.js';
import { externalModels, sendModels, triesModel } from './buildServices.js';
import { checkCredits } from './checkCredits.js';
import { checkClusters, checkReplicas } from './checkClusters.js';
import { checkGroups } from './checkGroups.js';
import { checkQueues } from './checkQueues.js';
import { checkDesks } from './checkDesks.js';
import { checkCalls, checkFlows, checkSends } from './checkFlows.js';
import { delayMatrix, placements } from './buildRegions.js';
import { checkJourneys, journeyModels } from './journeys.js';
import { priceModel, tunedFactors } from './buildTuning.js';
import { writeOneOf } from './hints.js';
import type { LanguageReader, Reading } from './read.js';
import {
  credits,
  distribution,
  number,
  optionalDistribution,
  optionalNumber,
  text,
  value,
} from './readingValues.js';
import type { ConsumerGroupModel, FaultModel, MeasuredPath, Model, StoreModel } from './model.js';

/**
 * Also after faults, with what stands in for wrong values: then it is worth its cross-checks only.
 */
export function buildModel(root: Reading, reader: LanguageReader, fallbackName: string): Model {
  const workload = root.one.get('workload') ?? root;
  const regions = root.one.get('regions');
  const names = regions === undefined ? ['local'] : (value(regions, 'names') as readonly string[]);
  const recordBytes = number(workload, 'record_size');
  const run = root.one.get('run');
  const clusters = clusterModels(root);
  const topics = topicModels(root, clusters);
  const externals = [...(root.many.get('externals')?.keys() ?? [])];
  const consumers = named(root, 'consumers', (name, reading) =>
    groupModel(name, reading, { clusters, topics }, externals, recordBytes),
  );
  const producers = producerModels(root, workload, topics);
  const model: Model = {
    name: text(root, 'name') || fallbackName,
    question: text(root, 'question'),
    promises: (value(root, 'promises') as readonly string[] | null) ?? [],
    ...load(root, workload),
    arrivals: value(workload, 'arrivals') as Model['arrivals'],
    recordBytes,
    keys: value(workload, 'keys') as Model['keys'],
    callers: optionalNumber(workload, 'callers'),
    thinkTime: optionalDistribution(workload, 'think_time'),
    regions: names,
    regionDelaySeconds: delayMatrix(regions, names, reader),
    regionJitter:
      regions === undefined ? { kind: 'constant', value: 1 } : distribution(regions, 'jitter'),
    placements: placements(root, names, reader),
    producers,
    clusters,
    topics,
    mirrors: named(root, 'mirrors', (name, reading) => mirrorModel(root, name, reading)),
    consumers,
    stores: named(root, 'stores', (name, reading) => storeModel(name, reading, recordBytes)),
    externals: externalModels(root),
    journeys: journeyModels(root, producers, consumers),
    faults: named(root, 'faults', (name, reading) =>
      faultModel(name, reading, names, root, reader),
    ),
    measured: named(root, 'measured', measuredPath),
    tune: tunedFactors(root, reader),
    prices: optional(root, 'prices', priceModel),
    run: {
      warmupSeconds: run === undefined ? null : (value(run, 'warmup') as number | null),
      durationSeconds: run === undefined ? null : (value(run, 'duration') as number | null),
    },
  };
  checkLoad(root, reader);
  checkSections(root, model, reader);
  checkFlows(root, model, reader);
  checkClusters(root, model, reader);
  checkReplicas(root, model, reader);
  checkReferences(root, model, reader);
  checkSizes(root, model, reader);
  checkValues(root, model, reader);
  checkGroups(root, model, reader);
  checkQueues(root, model, reader);
  checkCredits(root, model, reader);
  checkClosed(root, model, reader);
  checkCalls(root, model, reader);
  checkDesks(root, reader);
  checkSends(root, model, reader);
  checkJourneys(root, model, reader);
  return model.thinkTime === null || reader.faults.length > 0 ? model : closedLoad(model);
}

/** What is missing of them has been said, or is by `checkLoad`. */
function load(
  root: Reading,
  workload: Reading,
): Pick<Model, 'load' | 'users' | 'eventsPerUserPerSecond'> {
  const kinds = [...(root.many.get('producers') ?? new Map<string, Reading>()).values()];
  if (kinds.length > 0) {
    const [isRate, all] = loadOf(kinds);
    if (isRate) return { load: 'rate', users: 1, eventsPerUserPerSecond: all };
    const users = optionalNumber(root, 'users') ?? 1;
    return { load: 'users', users, eventsPerUserPerSecond: all };
  }
  const rate = optionalNumber(workload, 'rate');
  if (rate !== null) return { load: 'rate', users: 1, eventsPerUserPerSecond: rate };
  return {
    load: 'users',
    users: optionalNumber(root, 'users') ?? 1,
    eventsPerUserPerSecond: optionalNumber(workload, 'events_per_user') ?? 1,
  };
}

function optional<T>(root: Reading, key: string, build: (reading: Reading) => T): T | null {
  const reading = root.one.get(key);
  return reading === undefined ? null : build(reading);
}

function named<T>(root: Reading, key: string, build: (name: string, reading: Reading) => T): T[] {
  return [...(root.many.get(key) ?? [])].map(([name, reading]) => build(name, reading));
}

function groupModel(
  name: string,
  reading: Reading,
  { clusters, topics }: Pick<Model, 'clusters' | 'topics'>,
  externals: readonly string[],
  recordBytes: number,
): ConsumerGroupModel {
  const tries = triesModel(reading, externals);
  const store = text(reading, 'store');
  const read = whatItReads(reading, topics);
  const queue = queueReaderModel(reading, clusters, topics, read.topics);
  const waitsForPoll = queue === null && text(reading, 'wait_for_poll') === 'true';
  const autoscaler = optional(reading, 'autoscaler', autoscalerModel);
  const instances = number(reading, 'instances');
  const most = Math.max(instances, autoscaler?.maximum ?? 0);
  return {
    name,
    role: text(reading, 'region'),
    ...read,
    queue,
    instances,
    threads: number(reading, 'threads'),
    concurrency: text(reading, 'concurrency') as ConsumerGroupModel['concurrency'],
    waitsForPoll,
    writesInBulk: waitsForPoll && tries === null && text(reading, 'bulk_writes') === 'true',
    assignor: text(reading, 'assignor') as ConsumerGroupModel['assignor'],
    fetchMinBytes: number(reading, 'fetch_min_bytes'),
    fetchMaxWaitSeconds: number(reading, 'fetch_max_wait'),
    fetchMaxBytes: number(reading, 'fetch_max_bytes'),
    receiveBufferBytes: optionalNumber(reading, 'receive_buffer'),
    maxPartitionFetchBytes: number(reading, 'max_partition_fetch_bytes'),
    maxPollRecords: number(reading, 'max_poll_records'),
    queueCapacity: optionalNumber(reading, 'queue_capacity'),
    sessionTimeoutSeconds: number(reading, 'session_timeout'),
    staticMembers: text(reading, 'static_members') === 'true',
    rebalance: text(reading, 'rebalance') as ConsumerGroupModel['rebalance'],
    rebalanceSeconds: number(reading, 'rebalance_time'),
    commitIntervalSeconds: number(reading, 'commit_interval'),
    autoscaler,
    processingTime: distribution(reading, 'processing_time'),
    timePerPollSeconds: number(reading, 'time_per_poll'),
    maxPollIntervalSeconds: number(reading, 'max_poll_interval'),
    pollIntervalSeconds: number(reading, 'poll_interval'),
    store: store === 'none' ? null : store,
    nicBytesPerSecond: number(reading, 'nic'),
    nicCredits: credits(reading, 'nic_credits'),
    processor: processorModel(reading.one.get('processor'), most),
    propagation: distribution(reading, 'propagation'),
    tries,
    sends: sendModels(reading, topics, recordBytes),
  };
}

function storeModel(name: string, reading: Reading, recordBytes: number): StoreModel {
  const cache = reading.one.get('cache');
  return {
    name,
    role: text(reading, 'region'),
    shards: number(reading, 'shards'),
    serversPerShard: number(reading, 'servers'),
    placement: text(reading, 'placement') as StoreModel['placement'],
    timePerRequest: distribution(reading, 'time_per_request'),
    timePerWriteSeconds: number(reading, 'time_per_write'),
    timePerReadSeconds: number(reading, 'time_per_read'),
    readsPerRecord: number(reading, 'reads_per_record'),
    cache:
      cache === undefined
        ? null
        : {
            hitRatio: number(cache, 'hit_ratio'),
            timePerHitSeconds: number(cache, 'time_per_hit'),
            entries: optionalNumber(cache, 'entries'),
            timeToLiveSeconds: optionalNumber(cache, 'time_to_live'),
            writeThrough: text(cache, 'write_through') === 'true',
          },
    bytesPerRecord: (value(reading, 'bytes_per_record') as number | null) ?? recordBytes,
    replicationFactor: number(reading, 'replication_factor'),
    retentionSeconds: number(reading, 'retention'),
    archiveSeconds: number(reading, 'archive'),
    propagation: distribution(reading, 'propagation'),
  };
}

function faultModel(
  name: string,
  reading: Reading,
  regions: readonly string[],
  root: Reading,
  reader: LanguageReader,
): FaultModel {
  const at = optionalNumber(reading, 'at');
  const length = optionalNumber(reading, 'length');
  const timeToFailure = optionalDistribution(reading, 'time_to_failure');
  const timeToRepair = optionalDistribution(reading, 'time_to_repair');
  const once = at !== null && length !== null;
  const random = timeToFailure !== null && timeToRepair !== null;
  const stray = once ? (timeToFailure ?? timeToRepair) : random ? (at ?? length) : null;
  if (once === random || stray !== null) {
    reader.fault(
      reading.place,
      `faults.${name}`,
      once || random ? 'both a given and a random time' : 'no time',
      'at and length, or time_to_failure and time_to_repair',
      'write at: 5 s, length: 10 s',
    );
  }
  const groups = [...(root.many.get('consumers')?.keys() ?? [])];
  const group = text(reading, 'group') || (groups[0] ?? '');
  if (!groups.includes(group)) {
    reader.fault(
      reading.places.get('group') ?? reading.place,
      `faults.${name}.group`,
      `"${group}"`,
      `one of ${groups.join(', ')}`,
      writeOneOf(group, groups, 'the names under consumers'),
    );
  }
  const externals = [...(root.many.get('externals')?.keys() ?? [])];
  const external = text(reading, 'external') || (externals[0] ?? '');
  return {
    name,
    kind: text(reading, 'kind') as FaultModel['kind'],
    external: externals.indexOf(external),
    work: text(reading, 'work') as FaultModel['work'],
    group: groups.indexOf(group),
    cluster: clusterNumber(root, reading, 'cluster'),
    index: number(reading, 'index'),
    region: text(reading, 'region') === '' ? null : regions.indexOf(text(reading, 'region')),
    link: text(reading, 'link'),
    factor: number(reading, 'factor'),
    when:
      timeToFailure !== null && timeToRepair !== null
        ? { kind: 'random', timeToFailure, timeToRepair }
        : { kind: 'once', atSeconds: at ?? 0, lengthSeconds: length ?? 0 },
  };
}

const MEASURED = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
  p9999: 0.9999,
};

function measuredPath(path: string, reading: Reading): MeasuredPath {
  const quantiles = Object.entries(MEASURED).flatMap(([key, p]) => {
    const seconds = value(reading, key) as number | null;
    return seconds === null ? [] : [{ p, seconds }];
  });
  return {
    path,
    source: text(reading, 'source'),
    quantiles,
    meanSeconds: optionalNumber(reading, 'mean'),
    maxSeconds: optionalNumber(reading, 'max'),
    recordsPerSecond: optionalNumber(reading, 'throughput'),
    roundedSeconds: optionalNumber(reading, 'rounded') ?? 0,
  };
}
