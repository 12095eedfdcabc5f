/** A Model from what was read, with the cross-checks that need more than one value. */
import { mean, variance, type Distribution } from '../statistics/index.js';
import { nearest } from './faults.js';
import type { LanguageReader, Reading, Value } from './read.js';
import type {
  BrokerModel,
  ConsumerGroupModel,
  DiskModel,
  MeasuredPath,
  MirrorModel,
  Model,
  Placement,
  ProducerModel,
  StoreModel,
  TopicModel,
} from './model.js';
import { LANGUAGE } from './language.js';

/** Null where faults make it impossible; faults are in the reader. */
export function buildModel(
  root: Reading,
  reader: LanguageReader,
  fallbackName: string,
): Model | null {
  if (reader.faults.length > 0) return null;
  const workload = root.one.get('workload') ?? root;
  const regions = root.one.get('regions');
  const names = regions === undefined ? ['local'] : (value(regions, 'names') as readonly string[]);
  const recordBytes = number(workload, 'record_size');
  const run = root.one.get('run');
  const model: Model = {
    name: text(root, 'name') || fallbackName,
    question: text(root, 'question'),
    users: number(root, 'users'),
    eventsPerUserPerSecond: number(workload, 'events_per_user'),
    arrivals: value(workload, 'arrivals') as Model['arrivals'],
    recordBytes,
    keys: value(workload, 'keys') as Model['keys'],
    regions: names,
    regionDelaySeconds: delayMatrix(regions, names, reader),
    regionJitter:
      regions === undefined ? { kind: 'constant', value: 1 } : distribution(regions, 'jitter'),
    placements: placements(root, names, reader),
    producers: optional(root, 'producers', producerModel),
    brokers: optional(root, 'brokers', brokerModel),
    topic: optional(root, 'topic', topicModel),
    mirrors: named(root, 'mirrors', mirrorModel),
    consumers: named(root, 'consumers', groupModel),
    stores: named(root, 'stores', (name, reading) => storeModel(name, reading, recordBytes)),
    measured: named(root, 'measured', measuredPath),
    run: {
      warmupSeconds: run === undefined ? null : (value(run, 'warmup') as number | null),
      durationSeconds: run === undefined ? null : (value(run, 'duration') as number | null),
    },
  };
  checkSections(root, model, reader);
  checkReplicas(root, model, reader);
  checkReferences(root, model, reader);
  checkSizes(root, model, reader);
  return model;
}

function value(reading: Reading, key: string): Value {
  return reading.values.get(key) ?? null;
}
function number(reading: Reading, key: string): number {
  return value(reading, key) as number;
}
function text(reading: Reading, key: string): string {
  return (value(reading, key) as string | null) ?? '';
}
function distribution(reading: Reading, key: string): Distribution {
  return value(reading, key) as Distribution;
}

function optional<T>(root: Reading, key: string, build: (reading: Reading) => T): T | null {
  const reading = root.one.get(key);
  return reading === undefined ? null : build(reading);
}

function named<T>(root: Reading, key: string, build: (name: string, reading: Reading) => T): T[] {
  return [...(root.many.get(key) ?? [])].map(([name, reading]) => build(name, reading));
}

function producerModel(reading: Reading): ProducerModel {
  const acks = text(reading, 'acks');
  return {
    count: number(reading, 'count'),
    role: text(reading, 'region'),
    partitioner: text(reading, 'partitioner') as ProducerModel['partitioner'],
    batchSizeBytes: number(reading, 'batch_size'),
    lingerSeconds: number(reading, 'linger'),
    acks: acks === '0' ? 0 : acks === '1' ? 1 : 'all',
    maxInFlightRequests: number(reading, 'max_in_flight'),
    maxRequestSizeBytes: number(reading, 'max_request_size'),
    bufferMemoryBytes: number(reading, 'buffer_memory'),
    maxBlockSeconds: number(reading, 'max_block'),
    deliveryTimeoutSeconds: number(reading, 'delivery_timeout'),
    compressionRatio: number(reading, 'compression_ratio'),
    nicBytesPerSecond: number(reading, 'nic'),
    propagation: distribution(reading, 'propagation'),
  };
}

function brokerModel(reading: Reading): BrokerModel {
  return {
    count: number(reading, 'count'),
    handlers: number(reading, 'handlers'),
    timePerRequest: distribution(reading, 'time_per_request'),
    timePerBatchSeconds: number(reading, 'time_per_batch'),
    timePerRecordSeconds: number(reading, 'time_per_record'),
    timePerByteSeconds: number(reading, 'time_per_byte'),
    timePerFetch:
      (value(reading, 'time_per_fetch') as Distribution | null) ??
      distribution(reading, 'time_per_request'),
    timePerReplicaAppend: distribution(reading, 'time_per_replica_append'),
    disk: diskModel(reading.one.get('disk')),
    nicBytesPerSecond: number(reading, 'nic'),
    propagation: distribution(reading, 'propagation'),
  };
}

const DEFAULT_DISK: DiskModel = {
  bytesPerSecond: 500e6,
  flush: 'page_cache',
  flushTime: { kind: 'constant', value: 0 },
  dirtyLimitBytes: 1e9,
};

function diskModel(reading: Reading | undefined): DiskModel {
  if (reading === undefined) return DEFAULT_DISK;
  return {
    bytesPerSecond: number(reading, 'bandwidth'),
    flush: text(reading, 'flush') as DiskModel['flush'],
    flushTime: distribution(reading, 'flush_time'),
    dirtyLimitBytes: number(reading, 'dirty_limit'),
  };
}

function topicModel(reading: Reading): TopicModel {
  return {
    partitions: number(reading, 'partitions'),
    replicationFactor: number(reading, 'replication_factor'),
    minInsyncReplicas: number(reading, 'min_insync_replicas'),
    retentionSeconds: number(reading, 'retention'),
    archiveSeconds: number(reading, 'archive'),
  };
}

function mirrorModel(name: string, reading: Reading): MirrorModel {
  return {
    name,
    role: text(reading, 'region'),
    tasks: number(reading, 'tasks'),
    timePerBatchSeconds: number(reading, 'time_per_batch'),
    brokers: brokerModel(reading.one.get('brokers') ?? reading),
    replicationFactor: number(reading, 'replication_factor'),
    fetchMaxBytes: number(reading, 'fetch_max_bytes'),
    maxPartitionFetchBytes: number(reading, 'max_partition_fetch_bytes'),
    nicBytesPerSecond: number(reading, 'nic'),
  };
}

function groupModel(name: string, reading: Reading): ConsumerGroupModel {
  const store = text(reading, 'store');
  return {
    name,
    role: text(reading, 'region'),
    reads: text(reading, 'reads'),
    instances: number(reading, 'instances'),
    threads: number(reading, 'threads'),
    assignor: text(reading, 'assignor') as ConsumerGroupModel['assignor'],
    fetchMinBytes: number(reading, 'fetch_min_bytes'),
    fetchMaxWaitSeconds: number(reading, 'fetch_max_wait'),
    fetchMaxBytes: number(reading, 'fetch_max_bytes'),
    maxPartitionFetchBytes: number(reading, 'max_partition_fetch_bytes'),
    maxPollRecords: number(reading, 'max_poll_records'),
    processingTime: distribution(reading, 'processing_time'),
    timePerPollSeconds: number(reading, 'time_per_poll'),
    store: store === 'none' ? null : store,
    nicBytesPerSecond: number(reading, 'nic'),
    propagation: distribution(reading, 'propagation'),
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
          },
    bytesPerRecord: (value(reading, 'bytes_per_record') as number | null) ?? recordBytes,
    replicationFactor: number(reading, 'replication_factor'),
    retentionSeconds: number(reading, 'retention'),
    archiveSeconds: number(reading, 'archive'),
    propagation: distribution(reading, 'propagation'),
  };
}

const MEASURED = { p50: 0.5, p75: 0.75, p90: 0.9, p95: 0.95, p99: 0.99, p999: 0.999 };

function measuredPath(path: string, reading: Reading): MeasuredPath {
  const quantiles = Object.entries(MEASURED).flatMap(([key, p]) => {
    const seconds = value(reading, key) as number | null;
    return seconds === null ? [] : [{ p, seconds }];
  });
  return { path, source: text(reading, 'source'), quantiles };
}

function delayMatrix(
  regions: Reading | undefined,
  names: readonly string[],
  reader: LanguageReader,
): number[][] {
  const matrix = names.map(() => names.map(() => 0));
  if (regions === undefined) return matrix;
  const rows = value(regions, 'delay') as ReadonlyMap<string, ReadonlyMap<string, number>> | null;
  const place = regions.places.get('delay') ?? regions.place;
  const given = new Set<string>();
  for (const [from, row] of rows ?? []) {
    for (const [to, seconds] of row) {
      const i = names.indexOf(from);
      const j = names.indexOf(to);
      if (i < 0 || j < 0) {
        const odd = i < 0 ? from : to;
        reader.fault(
          place,
          'regions.delay',
          `the region ${odd}`,
          `one of ${names.join(', ')}`,
          `write ${nearest(odd, names) ?? names[0]}, or add it to regions.names`,
        );
        continue;
      }
      matrix[i][j] = seconds;
      given.add(`${i},${j}`);
    }
  }
  for (let i = 0; i < names.length; i++) {
    for (let j = 0; j < names.length; j++) {
      if (i === j || given.has(`${i},${j}`)) continue;
      if (given.has(`${j},${i}`)) matrix[i][j] = matrix[j][i];
      else if (i < j)
        reader.fault(
          place,
          'regions.delay',
          'nothing',
          `the delay from ${names[i]} to ${names[j]}`,
          `add ${names[i]}: {${names[j]}: 40 ms}`,
        );
    }
  }
  return matrix;
}

function placements(root: Reading, names: readonly string[], reader: LanguageReader): Placement[] {
  const list = root.list.get('cells');
  if (list === undefined || list.length === 0) return [{ roles: { home: 0 }, cells: 1, weight: 1 }];
  return list.map((reading, index) => {
    const roles: Record<string, number> = { home: 0 };
    for (const [role, region] of reading.own) {
      const found = names.indexOf(region);
      if (found >= 0) roles[role] = found;
      else {
        const place = reading.places.get(role) ?? reading.place;
        reader.fault(
          place,
          `cells.${index}.${role}`,
          `the region ${region}`,
          `one of ${names.join(', ')}`,
          `write ${nearest(region, names) ?? names[0]}, or add it to regions.names`,
        );
      }
    }
    return { roles, cells: number(reading, 'count'), weight: number(reading, 'weight') };
  });
}

function checkSections(root: Reading, model: Model, reader: LanguageReader): void {
  const need = (key: string): void => {
    reader.fault(
      root.place,
      key,
      'nothing',
      `the section ${key}`,
      `add ${key}: (${LANGUAGE.sections?.[key]?.about ?? ''})`,
    );
  };
  if (model.consumers.length === 0) need('consumers');
  if (model.brokers !== null) {
    if (model.producers === null) need('producers');
    if (model.topic === null) need('topic');
    return;
  }
  for (const key of ['producers', 'topic']) {
    const extra = root.one.get(key);
    if (extra !== undefined) {
      reader.fault(
        extra.place,
        key,
        `${key} without brokers`,
        'brokers, or direct delivery without either',
        `add brokers, or remove ${key}`,
      );
    }
  }
  if (model.mirrors.length > 0) need('brokers');
}

function checkReplicas(root: Reading, model: Model, reader: LanguageReader): void {
  const { topic, brokers } = model;
  const reading = root.one.get('topic');
  if (topic === null || brokers === null || reading === undefined) return;
  const place = (key: string) => reading.places.get(key) ?? reading.place;
  if (topic.replicationFactor > brokers.count) {
    reader.fault(
      place('replication_factor'),
      'topic.replication_factor',
      String(topic.replicationFactor),
      `at most the ${brokers.count} brokers of a cell`,
      `add brokers, or write ${brokers.count}`,
    );
  }
  if (topic.minInsyncReplicas > topic.replicationFactor) {
    reader.fault(
      place('min_insync_replicas'),
      'topic.min_insync_replicas',
      String(topic.minInsyncReplicas),
      `at most the replication factor ${topic.replicationFactor}`,
      `write ${topic.replicationFactor}`,
    );
  }
  for (const mirror of model.mirrors) {
    const at = root.many.get('mirrors')?.get(mirror.name) ?? root;
    if (mirror.replicationFactor > mirror.brokers.count) {
      reader.fault(
        at.places.get('replication_factor') ?? at.place,
        `mirrors.${mirror.name}.replication_factor`,
        String(mirror.replicationFactor),
        `at most the mirror's ${mirror.brokers.count} brokers`,
        `write ${mirror.brokers.count}`,
      );
    }
  }
}

function checkReferences(root: Reading, model: Model, reader: LanguageReader): void {
  const check = (
    section: string,
    name: string,
    key: string,
    given: string,
    known: readonly string[],
  ): void => {
    if (known.includes(given)) return;
    const reading = name === '' ? root.one.get(section) : root.many.get(section)?.get(name);
    const path = [section, name, key].filter((part) => part !== '').join('.');
    const place = reading?.places.get(key) ?? root.place;
    reader.fault(
      place,
      path,
      `"${given}"`,
      `one of ${known.join(', ')}`,
      `write ${nearest(given, known) ?? known[0]}`,
    );
  };
  const rolesEverywhere = Object.keys(model.placements[0].roles).filter((role) =>
    model.placements.every((placement) => Object.hasOwn(placement.roles, role)),
  );
  if (model.producers !== null)
    check('producers', '', 'region', model.producers.role, rolesEverywhere);
  for (const mirror of model.mirrors)
    check('mirrors', mirror.name, 'region', mirror.role, rolesEverywhere);
  const stores = ['none', ...model.stores.map((store) => store.name)];
  for (const group of model.consumers) {
    check('consumers', group.name, 'region', group.role, rolesEverywhere);
    check('consumers', group.name, 'reads', group.reads, [
      'cluster',
      ...model.mirrors.map((mirror) => mirror.name),
    ]);
    check(
      'consumers',
      group.name,
      'store',
      group.store ?? 'none',
      model.brokers === null ? ['none'] : stores,
    );
    if (variance(group.processingTime) === Infinity && mean(group.processingTime) === Infinity) {
      check('consumers', group.name, 'processing_time', 'a distribution of infinite mean', [
        'one of finite mean',
      ]);
    }
  }
  const paths = ['publish', ...model.consumers.map((group) => group.name)];
  for (const { path } of model.measured) check('measured', path, '', path, paths);
  for (const store of model.stores)
    check('stores', store.name, 'region', store.role, rolesEverywhere);
}

const MAXIMUM_QUEUES = 10_000_000;
const MAXIMUM_CELLS = 1_000_000;

function checkSizes(root: Reading, model: Model, reader: LanguageReader): void {
  const producers = model.producers?.count ?? 0;
  const partitions = model.topic?.partitions ?? 0;
  const topic = root.one.get('topic') ?? root;
  if (producers * partitions > MAXIMUM_QUEUES) {
    reader.fault(
      topic.places.get('partitions') ?? topic.place,
      'topic.partitions',
      `${producers} producers x ${partitions} partitions = ${producers * partitions} queues in a cell`,
      `at most ${MAXIMUM_QUEUES}`,
      'split the system into more, smaller cells',
    );
  }
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  if (cells > MAXIMUM_CELLS) {
    reader.fault(
      root.place,
      'cells',
      `${cells} cells`,
      `at most ${MAXIMUM_CELLS}`,
      'make the cells larger',
    );
  }
  if (!model.placements.some((placement) => placement.weight > 0)) {
    reader.fault(
      root.place,
      'cells',
      'no cell with users',
      'a weight above 0',
      'give at least one cell a weight',
    );
  }
}
