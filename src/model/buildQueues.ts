/** The queues of a Model, and who sends to them and reads them, from what was read. */
import type { Distribution } from '../statistics/distribution.js';
import type {
  ClusterModel,
  ConsumerGroupModel,
  MemoryModel,
  ProducerSettings,
  QueueClusterModel,
  QueueModel,
  QueuePreset,
  QueueReaderModel,
  TopicModel,
} from './model.js';
import type { Reading } from './read.js';
import {
  isGiven,
  number,
  optionalDistribution,
  optionalNumber,
  text,
  value,
} from './readingValues.js';

interface Defaults {
  readonly delivery: QueueClusterModel['delivery'];
  /** Of the process, seconds a message. */
  readonly publish: number;
  readonly deliver: number;
  readonly acknowledge: number;
  readonly visibility: number | null;
  readonly timeToLive: number | null;
  /** With copies (quorum queues); null = without end. */
  readonly maxDeliveriesOfCopies: number | null;
  /** Null = as many as are received at once, or its threads if these are more. */
  readonly prefetch: number | null;
  readonly receive: number;
  readonly receiveWait: number;
  readonly lateAcks: QueueClusterModel['lateAcks'];
  readonly maxUnacknowledged: number | null;
}

/**
 * Sources. rabbitmq: "up to about 50 thousand messages" a second a queue, which is one process on
 * one core (CloudAMQP, "RabbitMQ Best Practice"), divided here over its three steps; prefetch:
 * Spring AMQP from 2.0 on (the protocol's own is no limit); x-delivery-limit of quorum queues: 20
 * returns from RabbitMQ 4.0 on. sqs: Amazon SQS Developer Guide, "quotas" (10 messages a receive,
 * long polls up to 20 s; standard queues carry a nearly unlimited number) and "queue parameters"
 * (visibility timeout 30 s, retention 4 days). redis_streams: redis-benchmark's some 100,000
 * commands a second of one thread, three for a message. nats_jetstream: AckWait 30 s and
 * MaxAckPending 1000 (over all who share a consumer) are the server's defaults, 100 messages held
 * by one who consumes those of its JavaScript client; 200,000 persisted messages a second and
 * stream are its maker's order of size, divided likewise. sqs: 120,000 messages in flight a queue
 * ("quotas"); a deletion by an old receipt handle is not one (DeleteMessage). That of a late
 * acknowledgement by Redis and JetStream is, was seen (test/conformance/queues). Of memory, in the
 * language: 2.5 s is RabbitMQ's own memory_monitor_interval; 720 bytes of metadata a message, at
 * the least, are of its documentation ("Memory Use").
 */
const DEFAULTS: Readonly<Record<QueuePreset, Defaults>> = {
  rabbitmq: {
    delivery: 'push',
    publish: 8e-6,
    deliver: 8e-6,
    acknowledge: 4e-6,
    visibility: null,
    timeToLive: null,
    maxDeliveriesOfCopies: 21,
    prefetch: 250,
    receive: 1,
    receiveWait: 20,
    lateAcks: 'ignored',
    maxUnacknowledged: null,
  },
  sqs: {
    delivery: 'receive',
    publish: 0,
    deliver: 0,
    acknowledge: 0,
    visibility: 30,
    timeToLive: 345_600,
    maxDeliveriesOfCopies: null,
    prefetch: null,
    receive: 10,
    receiveWait: 20,
    lateAcks: 'ignored',
    maxUnacknowledged: 120_000,
  },
  redis_streams: {
    delivery: 'receive',
    publish: 10e-6,
    deliver: 10e-6,
    acknowledge: 10e-6,
    visibility: 60,
    timeToLive: null,
    maxDeliveriesOfCopies: null,
    prefetch: null,
    receive: 10,
    receiveWait: 5,
    lateAcks: 'settle',
    maxUnacknowledged: null,
  },
  nats_jetstream: {
    delivery: 'receive',
    publish: 5e-6,
    deliver: 5e-6,
    acknowledge: 5e-6,
    visibility: 30,
    timeToLive: null,
    maxDeliveriesOfCopies: null,
    prefetch: 100,
    receive: 100,
    receiveWait: 30,
    lateAcks: 'settle',
    maxUnacknowledged: 1000,
  },
};

export function queueClusterModel(reading: Reading): QueueClusterModel | null {
  if (text(reading, 'kind') !== 'queue') return null;
  const preset = (value(reading, 'preset') ?? 'rabbitmq') as QueuePreset;
  const defaults = DEFAULTS[preset];
  const time = (key: string, seconds: number): Distribution =>
    optionalDistribution(reading, key) ?? { kind: 'constant', value: seconds };
  const delivery = value(reading, 'delivery') as QueueClusterModel['delivery'] | null;
  return {
    preset,
    delivery: delivery ?? defaults.delivery,
    timePerPublish: time('time_per_publish', defaults.publish),
    timePerDelivery: time('time_per_delivery', defaults.deliver),
    timePerAck: time('time_per_ack', defaults.acknowledge),
    memory: memoryModel(reading),
    lateAcks: (value(reading, 'late_acks') ?? defaults.lateAcks) as QueueClusterModel['lateAcks'],
  };
}

function memoryModel(reading: Reading): MemoryModel | null {
  const bytes = optionalNumber(reading, 'memory');
  if (bytes === null) return null;
  return {
    bytes,
    perMessageBytes: number(reading, 'memory_per_message'),
    checkSeconds: number(reading, 'memory_check'),
  };
}

/** `names`: of all topics, in the model's order. */
export function queueModel(
  reading: Reading,
  cluster: ClusterModel | undefined,
  names: readonly string[],
): QueueModel | null {
  const queues = cluster?.queues ?? null;
  if (queues === null) return null;
  const defaults = DEFAULTS[queues.preset];
  const deadLetter = names.indexOf(text(reading, 'dead_letter'));
  const given = optionalNumber(reading, 'max_deliveries');
  const isCopied = number(reading, 'replication_factor') > 1;
  return {
    visibilitySeconds:
      optionalNumber(reading, 'visibility_timeout') ??
      (queues.delivery === 'receive'
        ? (defaults.visibility ?? LONGEST_VISIBLE)
        : defaults.visibility),
    maxDeliveries: given ?? (isCopied ? defaults.maxDeliveriesOfCopies : null),
    deadLetter: deadLetter < 0 || text(reading, 'dead_letter') === '' ? null : deadLetter,
    timeToLiveSeconds: optionalNumber(reading, 'time_to_live') ?? defaults.timeToLive,
    maxLength: optionalNumber(reading, 'max_length'),
    overflow: text(reading, 'overflow') === 'reject' ? 'reject' : 'drop_head',
    keepsOrder: text(reading, 'order') === 'key',
    maxUnacknowledged: optionalNumber(reading, 'max_unacknowledged') ?? defaults.maxUnacknowledged,
  };
}

/** Of those that are asked for where the preset has none: what a dead consumer held comes back. */
const LONGEST_VISIBLE = 30;

/** Null of a group that reads logs, or is called. */
export function queueReaderModel(
  reading: Reading,
  clusters: readonly ClusterModel[],
  topics: readonly TopicModel[],
  read: ConsumerGroupModel['topics'],
): QueueReaderModel | null {
  const [topic] = read;
  const queues = clusters.at(topics.at(topic)?.cluster ?? 0)?.queues ?? null;
  if (queues === null) return null;
  const defaults = DEFAULTS[queues.preset];
  const receive = optionalNumber(reading, 'receive') ?? defaults.receive;
  const ofQueue = (each: number): Reading | undefined =>
    reading.many.get('queues')?.get(topics.at(each)?.name ?? '');
  const most = Math.max(receive, number(reading, 'threads'));
  return {
    prefetch: optionalNumber(reading, 'prefetch') ?? defaults.prefetch ?? most,
    receive,
    receiveWaitSeconds: optionalNumber(reading, 'receive_wait') ?? defaults.receiveWait,
    waitsForAll: text(reading, 'receive_when') === 'done',
    order: text(reading, 'queue_order') as QueueReaderModel['order'],
    weights: read.map((each) => {
      const own = ofQueue(each);
      return own === undefined ? 1 : number(own, 'weight');
    }),
    processingTimes: read.map((each) => {
      const own = ofQueue(each);
      return own === undefined ? null : optionalDistribution(own, 'processing_time');
    }),
  };
}

/** Messages of a producer that may be unconfirmed, where nothing is said: no limit to speak of. */
export const UNCONFIRMED = 1_000_000;

/** How producers send to a queue: each message by itself, and again only where they say so. */
export function sendingToQueue(reading: Reading): Partial<ProducerSettings> {
  return {
    batchSizeBytes: 0,
    lingerSeconds: 0,
    idempotence: false,
    maxInFlightRequests: isGiven(reading, 'max_in_flight')
      ? number(reading, 'max_in_flight')
      : UNCONFIRMED,
    retries: isGiven(reading, 'retries') ? number(reading, 'retries') : 0,
    requestTimeoutSeconds: Infinity,
  };
}
