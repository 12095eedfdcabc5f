/** Lays out producers, kind after kind, with their queues. */
import {
  fillVector,
  makeRow,
  makeRows,
  readField,
  writeRow,
  type Values,
} from '../../engine/layout.js';
import {
  CLUSTER,
  CONNECTION,
  LOG,
  PRODUCER,
  PRODUCER_SETTINGS,
  type ProducerSettingsRow,
  QUEUE,
  VECTOR,
} from '../../engine/rows.js';
import { firstLogOf } from '../../model/clusters.js';
import type { Model, ProducerModel } from '../../model/model.js';
import { kindsOf, mayHaveKeys, producersPath } from '../../model/pipelines.js';
import { expires, timesOut } from '../asksAgain.js';
import { surges } from '../faultTimes.js';
import { bufferOf } from '../producerBuffer.js';
import { cellEventsPerSecond, type TrialContext } from '../trialContext.js';
import { sendersProcessor } from './processors.js';
import { arrivalsRow, keysRow, streamRow } from './randomness.js';
import type { Addresses } from './readers.js';
import { sendsOn, writeSends } from './sends.js';

const PARTITIONERS = { sticky: 0, round_robin: 1, random: 2 } as const;
const OVERFLOWS = { block: 0, drop_newest: 1, drop_oldest: 2, shed: 3 } as const;

/** Of a cell. */
export function producersIn(model: Model): number {
  return kindsOf(model).reduce((sum, { count }) => sum + count, 0);
}

/** Kind after kind; returns where they begin. */
export function writeAllProducers(
  context: TrialContext,
  addresses: Addresses,
  keepsKeys: boolean,
): number {
  const { model, arena } = context;
  const producers = makeRows(arena, PRODUCER, producersIn(model));
  let first = { producer: 0, queue: 0 };
  const onCluster = model.clusters.map(() => 0);
  const firsts: number[] = [];
  for (const kind of kindsOf(model)) {
    const { cluster } = model.topics[kind.topic];
    writeProducers(
      context,
      kind,
      addresses,
      producers,
      { ...first, client: onCluster[cluster] },
      keepsKeys,
    );
    onCluster[cluster] += kind.count;
    firsts.push(producers + first.producer * PRODUCER.bytes);
    const { count, topic } = kind;
    const queues = count * model.topics[topic].partitions;
    first = { producer: first.producer + count, queue: first.queue + queues };
  }
  if (sendsOn(model)) writeSends(context, addresses, firsts.slice(model.producers.length));
  return producers;
}

/**
 * Of a kind's producers, and of their queues: the number of the first among all, and among those of
 * its cluster.
 */
interface First {
  readonly producer: number;
  readonly client: number;
  readonly queue: number;
}

function writeProducers(
  context: TrialContext,
  kind: ProducerModel,
  { clusters, mayRedeliver }: Addresses,
  producers: number,
  first: First,
  keepsKeys: boolean,
): void {
  const { model, arena, trial } = context;
  const { count, share, keys, arrivals } = kind;
  const { partitions, cluster: index } = model.topics[kind.topic];
  const cluster = clusters + index * CLUSTER.bytes;
  const brokers = model.clusters[index].count;
  const rate = (share * cellEventsPerSecond(model, trial.placement)) / count;
  const keyed = mayHaveKeys(model, kind);
  const logs =
    readField(arena, CLUSTER, cluster, 'logs') + firstLogOf(model.topics, kind.topic) * LOG.bytes;
  const leaders = Array.from({ length: partitions }, (_, partition) =>
    readField(arena, LOG, logs + partition * LOG.bytes, 'leader'),
  );
  const leads = writeLeads(context, leaders, brokers);
  const settings = makeRow(arena, PRODUCER_SETTINGS, {
    ...settingsOf(context, kind, rate, keepsKeys),
    cluster,
    topic: readField(arena, LOG, logs, 'topic'),
    partitionCount: partitions,
    source: kind.sentBy === null ? model.producers.indexOf(kind) : -1,
    leads,
  });
  const connections = readField(arena, CLUSTER, cluster, 'connections');
  const more = surges(context.faults);
  // Where brokers may fail, one may come to lead all partitions.
  const led = mayRedeliver ? partitions : Math.ceil(partitions / brokers);
  const words = Math.ceil(led / 64) * 8;
  const own = kind.sentBy === null;
  for (let position = 0; position < count; position++) {
    const name = `${producersPath(kind)}.${position}`;
    const number = first.producer + position;
    const row = producers + number * PRODUCER.bytes;
    const mine = connections + (first.client + position) * brokers * CONNECTION.bytes;
    for (let broker = 0; broker < brokers; broker++) {
      const filled = arena.allocate(words);
      writeRow(arena, CONNECTION, mine + broker * CONNECTION.bytes, { producer: row, filled });
    }
    writeRow(arena, PRODUCER, row, {
      number,
      ownIndex: position,
      host: kind.processor === null ? 0 : position % kind.processor.hosts,
      settings,
      currentPartition: position % partitions,
      // What instances send on comes when they do, with the keys that it has.
      arrivals: own ? arrivalsRow(context, arrivals, rate, name, position, count, more) : 0,
      keys: own && (keyed || keepsKeys) ? keysRow(context, keys, name) : 0,
      partitionStream: streamRow(context, name, 'partitions'),
      queues: writeQueues(context, row, first.queue + position * partitions, leaders, logs),
      connections: mine,
      headArrival: -1,
      hurriesFrom: Infinity,
      expiryDue: Infinity,
    });
  }
}

/** [broker]: the queues, by number, whose partitions it leads. */
function writeLeads({ arena }: TrialContext, leaders: readonly number[], brokers: number): number {
  const leads = makeRows(arena, VECTOR, brokers);
  for (let broker = 0; broker < brokers; broker++) {
    const led = [...leaders.keys()].filter((number) => leaders[number] === broker);
    fillVector(arena, leads + broker * VECTOR.bytes, led);
  }
  return leads;
}

/** One producer's queues, the first of them `first` among all; returns where they begin. */
function writeQueues(
  { arena }: TrialContext,
  producer: number,
  first: number,
  leaders: readonly number[],
  logs: number,
): number {
  const queues = makeRows(arena, QUEUE, leaders.length);
  const ranks = new Map<number, number>();
  leaders.forEach((leader, number) => {
    const rank = ranks.get(leader) ?? 0;
    ranks.set(leader, rank + 1);
    writeRow(arena, QUEUE, queues + number * QUEUE.bytes, {
      producer,
      number,
      log: logs + number * LOG.bytes,
      rank,
      queueIndex: first + number,
      batchReadyAt: Infinity,
    });
  });
  return queues;
}

function settingsOf(
  context: TrialContext,
  producer: ProducerModel,
  rate: number,
  keepsKeys: boolean,
): Values<ProducerSettingsRow> {
  const { count, overflow, rateLimit } = producer;
  const path = producersPath(producer);
  const keyed = mayHaveKeys(context.model, producer);
  const limit = context.speed(`${path}.rate_limit`);
  return {
    partitioner: PARTITIONERS[producer.partitioner],
    keyed: Number(keyed),
    withKeys: Number(keyed || keepsKeys),
    ...bufferOf(producer, rate),
    ...(context.trial.splitting === undefined ? {} : shortSight(rate, count)),
    priority: producer.priority,
    lingerSeconds: producer.lingerSeconds,
    maxInFlight: producer.maxInFlightRequests,
    overflow: OVERFLOWS[overflow],
    shedStream: streamRow(context, path, 'shed'),
    secondsPerToken: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * limit),
    tokenBurst: rateLimit?.burst ?? 0,
    tokensWait: Number(rateLimit?.policy === 'block'),
    maxBlockSeconds: producer.maxBlockSeconds,
    deliveryTimeoutSeconds: producer.deliveryTimeoutSeconds,
    expires: Number(expires(producer, context.span.windowEnd)),
    timesOut: Number(timesOut(producer, context.span.windowEnd)),
    idempotence: Number(producer.idempotence),
    awaited: Number(producer.awaited),
    requestTimeoutSeconds: producer.requestTimeoutSeconds,
    retries: producer.retries,
    retryBackoffSeconds: producer.retryBackoffSeconds,
    retryBackoffMaxSeconds: producer.retryBackoffMaxSeconds,
    ...sendersProcessor(context, path, producer),
    nicOut: context.nic(`${path}.nic_out`, producer, count),
    nicBytesPerSecond: producer.nicBytesPerSecond * context.speed(`${path}.nic_out`),
  };
}

/**
 * Records of all producers of a kind, and of one, that are drawn ahead where what is known ahead is
 * shared by all who go on.
 */
const SIGHT = 8;
const OWN_SIGHT = 0.5;

function shortSight(rate: number, count: number): Values<ProducerSettingsRow> {
  return { lookaheadSeconds: Math.min(1, Math.max(SIGHT / (rate * count), OWN_SIGHT / rate)) };
}
