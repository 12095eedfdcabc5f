/** The producers and topics of a Model: the only ones, or those that have names. */
import { clusterNumber } from './buildClusters.js';
import { queueModel, sendingToQueue } from './buildQueues.js';
import {
  credits,
  distribution,
  number,
  optionalNumber,
  rateLimit,
  text,
  value,
} from './readingValues.js';
import type {
  ClusterModel,
  ConsumerGroupModel,
  ProcessorModel,
  ProducerModel,
  ProducerSettings,
  TopicModel,
} from './model.js';
import type { Reading } from './read.js';

/**
 * Of several kinds of producers: whether they give rates, and what they send a user, or in all, a
 * second.
 */
export function loadOf(kinds: readonly Reading[]): [isRate: boolean, all: number] {
  const isRate = kinds.some((kind) => optionalNumber(kind, 'rate') !== null);
  const key = isRate ? 'rate' : 'events_per_user';
  return [isRate, kinds.reduce((sum, kind) => sum + (optionalNumber(kind, key) ?? 0), 0)];
}

export function topicModels(root: Reading, clusters: readonly ClusterModel[]): TopicModel[] {
  const one = root.one.get('topic');
  const readings = [
    ...(one === undefined ? [] : [['', one] as const]),
    ...(root.many.get('topics') ?? []),
  ];
  const names = readings.map(([name]) => name);
  return readings.map(([name, reading]) => {
    const topic = topicModel(root, name, reading);
    return { ...topic, queue: queueModel(reading, clusters.at(topic.cluster), names) };
  });
}

/** The only kind of producers, or those that have names. */
export function producerModels(
  root: Reading,
  workload: Reading,
  topics: readonly TopicModel[],
): ProducerModel[] {
  const one = root.one.get('producers');
  if (one !== undefined) {
    const { arrivals, recordBytes, keys } = flowOf(workload, workload);
    return [
      {
        name: '',
        sentBy: null,
        ofFailed: false,
        topic: 0,
        share: 1,
        arrivals,
        recordBytes,
        keys,
        ...producerModel(one, isQueue(topics, 0)),
      },
    ];
  }
  const kinds = [...(root.many.get('producers') ?? new Map<string, Reading>())];
  const [isRate, all] = loadOf(kinds.map(([, reading]) => reading));
  return kinds.map(([name, reading]) => {
    const topic = topicNumber(topics, text(reading, 'sends'));
    return {
      name,
      sentBy: null,
      ofFailed: false,
      topic,
      share: (optionalNumber(reading, isRate ? 'rate' : 'events_per_user') ?? 0) / all,
      ...flowOf(reading, workload),
      ...producerModel(reading, isQueue(topics, topic)),
    };
  });
}

/** What a kind of producers says of its records, or the workload does. */
function flowOf(
  own: Reading,
  workload: Reading,
): Pick<ProducerModel, 'arrivals' | 'recordBytes' | 'keys'> {
  const either = (key: string): unknown => own.values.get(key) ?? value(workload, key);
  return {
    arrivals: either('arrivals') as ProducerModel['arrivals'],
    recordBytes: either('record_size') as number,
    keys: either('keys') as ProducerModel['keys'],
  };
}

/**
 * The place of a topic among the model's; the first where there is none of that name, which is a
 * fault.
 */
export function topicNumber(topics: readonly TopicModel[], given: string): number {
  return Math.max(
    0,
    topics.findIndex(({ name }) => name === given),
  );
}

export function isQueue(topics: readonly TopicModel[], topic: number): boolean {
  return (topics.at(topic)?.queue ?? null) !== null;
}

/** `toQueue`: whether it is a queue that they send to. */
export function producerModel(reading: Reading, toQueue: boolean): ProducerSettings {
  const acks = text(reading, 'acks');
  const limit = reading.one.get('rate_limit');
  return {
    count: number(reading, 'count'),
    role: text(reading, 'region'),
    partitioner: text(reading, 'partitioner') as ProducerModel['partitioner'],
    batchSizeBytes: number(reading, 'batch_size'),
    lingerSeconds: number(reading, 'linger'),
    acks: acks === '0' ? 0 : acks === '1' ? 1 : 'all',
    awaited: false,
    maxInFlightRequests: number(reading, 'max_in_flight'),
    maxRequestSizeBytes: number(reading, 'max_request_size'),
    bufferMemoryBytes: number(reading, 'buffer_memory'),
    sendBufferBytes: optionalNumber(reading, 'send_buffer'),
    maxBlockSeconds: number(reading, 'max_block'),
    deliveryTimeoutSeconds: number(reading, 'delivery_timeout'),
    requestTimeoutSeconds: number(reading, 'request_timeout'),
    retries: number(reading, 'retries'),
    retryBackoffSeconds: number(reading, 'retry_backoff'),
    retryBackoffMaxSeconds: number(reading, 'retry_backoff_max'),
    idempotence: text(reading, 'idempotence') === 'true' && mayBeIdempotent(reading),
    overflow: text(reading, 'overflow') as ProducerModel['overflow'],
    shedFrom: number(reading, 'shed_from'),
    rateLimit:
      limit === undefined
        ? null
        : { ...rateLimit(limit), policy: text(limit, 'policy') as 'block' | 'drop' },
    processor: processorModel(reading.one.get('processor'), number(reading, 'count')),
    compressionRatio: number(reading, 'compression_ratio'),
    priority: number(reading, 'priority'),
    nicBytesPerSecond: number(reading, 'nic'),
    nicCredits: credits(reading, 'nic_credits'),
    propagation: distribution(reading, 'propagation'),
    ...(toQueue ? sendingToQueue(reading) : {}),
  };
}

/** `count`: those who may share hosts. */
export function processorModel(reading: Reading | undefined, count: number): ProcessorModel | null {
  if (reading === undefined) return null;
  return {
    hosts: Math.min(count, optionalNumber(reading, 'hosts') ?? count),
    threads: number(reading, 'threads'),
    timePerRecordSeconds: number(reading, 'time_per_record'),
    timePerByteSeconds: number(reading, 'time_per_byte'),
    timePerRequest: distribution(reading, 'time_per_request'),
    timePerWakeup: distribution(reading, 'time_per_wakeup'),
  };
}

/** As Kafka's default: with other settings than these it is off. */
function mayBeIdempotent(reading: Reading): boolean {
  const isAll = text(reading, 'acks') === 'all';
  return isAll && number(reading, 'max_in_flight') <= 5 && number(reading, 'retries') > 0;
}

function topicModel(root: Reading, name: string, reading: Reading): Omit<TopicModel, 'queue'> {
  return {
    name,
    cluster: clusterNumber(root, reading, 'cluster'),
    partitions: number(reading, 'partitions'),
    replicationFactor: number(reading, 'replication_factor'),
    minInsyncReplicas: number(reading, 'min_insync_replicas'),
    retentionSeconds: number(reading, 'retention'),
    archiveSeconds: number(reading, 'archive'),
  };
}

/** Topics by their names; where there is one, a place to read it from will do. */
export function whatItReads(
  reading: Reading,
  topics: readonly TopicModel[],
): Pick<ConsumerGroupModel, 'topics' | 'reads'> {
  const given = value(reading, 'reads') as readonly string[];
  const read = [...topics.keys()].filter(
    (topic) => topics[topic].name !== '' && given.includes(topics[topic].name),
  );
  return read.length === 0
    ? { topics: [0], reads: given[0] }
    : { topics: read, reads: text(reading, 'from') };
}
