/**
 * Lays out one trial's cell in its memory: clusters, readers, stores, producers. No names are left
 * but those of resources. What stands where: ../../engine/assembly/world/rows.ts.
 */
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
  GROUP,
  LINK,
  LOG,
  MIRROR,
  PRODUCER,
  PRODUCER_SETTINGS,
  type ProducerSettingsRow,
  QUEUE,
  READER,
  RECORDER,
  STORE,
  TOPIC,
  VECTOR,
  WORLD,
} from '../../engine/rows.js';
import type { Model, ProducerModel, TopicModel } from '../../model/model.js';
import { firstLogOf, kindsOf, mayHaveKeys, producersPath } from '../../model/pipelines.js';
import type { Recorder } from '../recording/recorder.js';
import { asksAgain, timesOut } from '../asksAgain.js';
import { surges } from '../faultTimes.js';
import { asksForKeys, bufferOf } from '../producerBuffer.js';
import { cellEventsPerSecond, type Workshop } from '../workshop.js';
import { type TopicPlace, writeCluster } from './clusters.js';
import { writeFaults } from './faults.js';
import { arrivalsRow, delayRow, keysRow, streamRow } from './randomness.js';
import { memberPlaces, writeGroups, writeMirrors, writeStores, type Places } from './readers.js';
import { writeServices } from './services.js';
import { sendsOn, writeSends } from './sends.js';
import { traceRow, type Tracing } from './tracing.js';

const PARTITIONERS = { sticky: 0, round_robin: 1, random: 2 } as const;
const OVERFLOWS = { block: 0, drop_newest: 1, drop_oldest: 2, shed: 3 } as const;

/** Lays a cell with brokers out; returns the stream of the moments at which sessions begin. */
export function layOut(
  workshop: Workshop,
  recorder: Recorder,
  observes: boolean,
  tracing: Tracing | null,
): number {
  const { model, arena, trial, span } = workshop;
  if (model.brokers === null) {
    throw new Error('a cell without brokers is simulated as direct delivery');
  }
  const { kernels } = arena;
  kernels.prepareWorld();
  const world = kernels.worldPlace();
  const clusters = makeRows(arena, CLUSTER, 1 + model.mirrors.length);
  const link = makeRow(arena, LINK, { slowness: 1 });
  const connections = writeClusters(workshop, clusters, link);
  const recovers = asksAgain(model, span.windowEnd);
  const readerLists = [...model.mirrors.keys(), -1].map((): number[] => []);
  const places: Places = {
    clusters,
    readers: makeRows(arena, READER, model.consumers.length + model.mirrors.length),
    groups: makeRows(arena, GROUP, model.consumers.length),
    mirrors: makeRows(arena, MIRROR, model.mirrors.length),
    stores: makeRows(arena, STORE, model.stores.length),
    externals: 0,
    link,
    recovers,
    logs: (cluster) => readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'logs'),
    readersOf: (cluster) => readerLists[cluster],
    partitionsOf: new Map(),
  };
  const presences = writeGroups(workshop, places, recorder);
  writeMirrors(workshop, places);
  readerLists.forEach((list, cluster) => {
    const vector = readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'readers');
    fillVector(arena, vector, list);
  });
  for (const [log, own] of places.partitionsOf) {
    fillVector(arena, readField(arena, LOG, log, 'readers'), own);
  }
  const keepsKeys = asksForKeys(model);
  const producers = writeAllProducers(workshop, places, keepsKeys);
  writeStores(workshop, places, presences);
  const services = writeServices(workshop, places.groups);
  places.externals = services.externals;
  const members = model.consumers.flatMap((group, index) =>
    Array<number>(memberPlaces(group)).fill(index),
  );
  const memberGroup = arena.ints(members.length);
  memberGroup.set(members);
  const samples = span.buckets + 1;
  writeRow(arena, WORLD, world, {
    end: span.windowEnd,
    maximumInside: trial.maximumInside,
    observes: Number(observes),
    keepsKeys: Number(keepsKeys),
    keepsTrails: Number(sendsOn(model) || tracing !== null),
    trace: tracing === null ? 0 : traceRow(arena, tracing),
    recovers: Number(recovers),
    producers,
    ...writeFaults(workshop, places),
    producerCount: producersIn(model),
    connections,
    clusters,
    clusterCount: 1 + model.mirrors.length,
    groups: places.groups,
    groupCount: model.consumers.length,
    mirrors: places.mirrors,
    stores: places.stores,
    storeCount: model.stores.length,
    ...services,
    memberGroup: memberGroup.byteOffset,
    memberCount: members.length,
    backlogSamples: arena.place(samples * 8),
    lagSamples: arena.place(samples * 8),
    instanceSamples: arena.place(samples * 8 * model.consumers.length),
    sampleRoom: samples,
  });
  writeRow(arena, RECORDER, readField(arena, WORLD, world, 'recorder'), recorder.columns());
  const threads = model.consumers.map(({ name }) => `consumers.${name}`);
  const callers = model.externals.map(({ name, calls }) =>
    calls.length > 0 ? `externals.${name}` : null,
  );
  for (const { name, kind, place, count } of workshop.stations) {
    const group = threads.indexOf(name);
    const caller = callers.indexOf(name);
    const whose = kind === 'link' ? 0 : group >= 0 ? 2 + group : caller >= 0 ? -1 - caller : 1;
    kernels.addBank(place, count, whose);
  }
  return streamRow(workshop, 'readers', 'phase');
}

/** Returns where all connections begin. */
function writeClusters(workshop: Workshop, clusters: number, link: number): number {
  const { model, arena } = workshop;
  const { brokers, topics, mirrors } = model;
  if (brokers === null) return 0;
  const own = producersIn(model) * brokers.count;
  const all = mirrors.reduce((sum, { tasks, brokers: there }) => sum + tasks * there.count, own);
  const connections = makeRows(arena, CONNECTION, all);
  writeCluster(
    workshop,
    clusters,
    0,
    'brokers',
    brokers,
    topics.map((topic, index) => {
      const { replicationFactor, minInsyncReplicas } = topic;
      return topicPlace(
        workshop,
        topic,
        replicationFactor,
        minInsyncReplicas,
        index,
        groupsOf(model, index),
      );
    }),
    kindsOf(model).map((kind) => {
      const { role, propagation, acks, count } = kind;
      const delay = delayRow(workshop, role, 'home', propagation, producersPath(kind));
      return { count, delay, link, acks };
    }),
    { connections, first: 0 },
  );
  let first = own;
  mirrors.forEach((mirror, index) => {
    const name = `mirrors.${mirror.name}`;
    const { role: region, tasks, brokers: there, replicationFactor } = mirror;
    const delay = delayRow(workshop, region, region, there.propagation, `${name}.producers`);
    writeCluster(
      workshop,
      clusters + (index + 1) * CLUSTER.bytes,
      index + 1,
      `${name}.brokers`,
      there,
      topics.map((topic, number) => {
        const beyond = groupsOf(model, number, mirror.name);
        return topicPlace(workshop, topic, replicationFactor, 1, number, beyond);
      }),
      [{ count: tasks, delay, link: makeRow(arena, LINK, { slowness: 1 }), acks: 'all' }],
      { connections, first },
    );
    first += tasks * there.count;
  });
  return connections;
}

/** Of a cell. */
function producersIn(model: Model): number {
  return kindsOf(model).reduce((sum, { count }) => sum + count, 0);
}

/** The numbers of the groups that read a topic, wherever they do; or from that mirror. */
function groupsOf({ consumers }: Model, topic: number, mirror: string | null = null): number[] {
  return [...consumers.keys()].filter((index) => {
    const group = consumers[index];
    return group.topics.includes(topic) && (mirror === null || group.reads === mirror);
  });
}

/** A topic as one cluster has it, whose records are owed to the groups of those numbers. */
function topicPlace(
  { arena }: Workshop,
  { partitions }: TopicModel,
  replicationFactor: number,
  minInsyncReplicas: number,
  index: number,
  groups: readonly number[],
): TopicPlace {
  const paths = arena.ints(groups.length);
  paths.set(groups);
  const pathCount = groups.length;
  const row = makeRow(arena, TOPIC, {
    index,
    minInsyncReplicas,
    pathCount,
    paths: paths.byteOffset,
  });
  return { row, partitions, replicationFactor };
}

/** Kind after kind; returns where they begin. */
function writeAllProducers(workshop: Workshop, places: Places, keepsKeys: boolean): number {
  const { model, arena } = workshop;
  const producers = makeRows(arena, PRODUCER, producersIn(model));
  let first: First = { producer: 0, queue: 0 };
  const firsts: number[] = [];
  for (const kind of kindsOf(model)) {
    writeProducers(workshop, kind, places, producers, first, keepsKeys);
    firsts.push(producers + first.producer * PRODUCER.bytes);
    const { count, topic } = kind;
    const queues = count * model.topics[topic].partitions;
    first = { producer: first.producer + count, queue: first.queue + queues };
  }
  if (sendsOn(model)) writeSends(workshop, places, firsts.slice(model.producers.length));
  return producers;
}

/** Of a kind's producers, and of their queues: the number of the first among all. */
interface First {
  readonly producer: number;
  readonly queue: number;
}

function writeProducers(
  workshop: Workshop,
  kind: ProducerModel,
  { clusters: cluster, recovers }: Places,
  producers: number,
  first: First,
  keepsKeys: boolean,
): void {
  const { model, arena, trial } = workshop;
  const { count, share, keys, arrivals } = kind;
  const { partitions } = model.topics[kind.topic];
  const firstLog = firstLogOf(model.topics, kind.topic);
  const brokers = model.brokers?.count ?? 1;
  const rate = (share * cellEventsPerSecond(model, trial.placement)) / count;
  const keyed = mayHaveKeys(model, kind);
  const logs = readField(arena, CLUSTER, cluster, 'logs') + firstLog * LOG.bytes;
  const leaders = Array.from({ length: partitions }, (_, partition) =>
    readField(arena, LOG, logs + partition * LOG.bytes, 'leader'),
  );
  const leads = writeLeads(workshop, leaders, brokers);
  const settings = makeRow(arena, PRODUCER_SETTINGS, {
    ...settingsOf(workshop, kind, rate, keepsKeys),
    cluster,
    topic: readField(arena, LOG, logs, 'topic'),
    partitionCount: partitions,
    firstLog,
    leads,
  });
  const connections = readField(arena, CLUSTER, cluster, 'connections');
  const more = surges(workshop.faults);
  // Where brokers may fail, one may come to lead all partitions.
  const led = recovers ? partitions : Math.ceil(partitions / brokers);
  const words = Math.ceil(led / 64) * 8;
  const own = kind.sentBy === null;
  for (let place = 0; place < count; place++) {
    const name = `${producersPath(kind)}.${place}`;
    const number = first.producer + place;
    const row = producers + number * PRODUCER.bytes;
    const mine = connections + number * brokers * CONNECTION.bytes;
    for (let broker = 0; broker < brokers; broker++) {
      const filled = arena.place(words);
      writeRow(arena, CONNECTION, mine + broker * CONNECTION.bytes, { producer: row, filled });
    }
    writeRow(arena, PRODUCER, row, {
      number,
      place,
      settings,
      currentPartition: place % partitions,
      // What instances send on comes when they do, with the keys that it has.
      arrivals: own ? arrivalsRow(workshop, arrivals, rate, name, place, count, more) : 0,
      keys: own && (keyed || keepsKeys) ? keysRow(workshop, keys, name) : 0,
      partitionStream: streamRow(workshop, name, 'partitions'),
      queues: writeQueues(workshop, row, first.queue + place * partitions, leaders, logs),
      connections: mine,
      headArrival: -1,
    });
  }
}

/** [broker]: the queues, by number, whose partitions it leads. */
function writeLeads({ arena }: Workshop, leaders: readonly number[], brokers: number): number {
  const leads = makeRows(arena, VECTOR, brokers);
  for (let broker = 0; broker < brokers; broker++) {
    const led = [...leaders.keys()].filter((number) => leaders[number] === broker);
    fillVector(arena, leads + broker * VECTOR.bytes, led);
  }
  return leads;
}

/** One producer's queues, the first of them `first` among all; returns where they begin. */
function writeQueues(
  { arena }: Workshop,
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
      place: first + number,
      batchReadyAt: Infinity,
    });
  });
  return queues;
}

function settingsOf(
  workshop: Workshop,
  producer: ProducerModel,
  rate: number,
  keepsKeys: boolean,
): Values<ProducerSettingsRow> {
  const { count, overflow, rateLimit } = producer;
  const path = producersPath(producer);
  const keyed = mayHaveKeys(workshop.model, producer);
  const limit = workshop.speed(`${path}.rate_limit`);
  return {
    partitioner: PARTITIONERS[producer.partitioner],
    keyed: Number(keyed),
    withKeys: Number(keyed || keepsKeys),
    ...bufferOf(producer, rate),
    ...(workshop.trial.splitting === undefined ? {} : shortSight(rate, count)),
    lingerSeconds: producer.lingerSeconds,
    maxInFlight: producer.maxInFlightRequests,
    overflow: OVERFLOWS[overflow],
    shedStream: streamRow(workshop, path, 'shed'),
    secondsPerToken: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * limit),
    tokenBurst: rateLimit?.burst ?? 0,
    tokensWait: Number(rateLimit?.policy === 'block'),
    maxBlockSeconds: producer.maxBlockSeconds,
    deliveryTimeoutSeconds: producer.deliveryTimeoutSeconds,
    timesOut: Number(timesOut(producer, workshop.span.windowEnd)),
    idempotence: Number(producer.idempotence),
    awaited: Number(producer.awaited),
    requestTimeoutSeconds: producer.requestTimeoutSeconds,
    retries: producer.retries,
    retryBackoffSeconds: producer.retryBackoffSeconds,
    retryBackoffMaxSeconds: producer.retryBackoffMaxSeconds,
    nicOut: workshop.station(`${path}.nic_out`, 'link', count, 1).place,
    nicBytesPerSecond: producer.nicBytesPerSecond * workshop.speed(`${path}.nic_out`),
  };
}

/**
 * Records of all producers of a kind, and of one, that are drawn ahead where what is known ahead is
 * shared by all who go on.
 */
const SIGHT = 8;
const OWN_SIGHT = 0.5;

function shortSight(rate: number, count: number): Values<ProducerSettingsRow> {
  return { pumpWindowSeconds: Math.min(1, Math.max(SIGHT / (rate * count), OWN_SIGHT / rate)) };
}
