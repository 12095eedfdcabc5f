/**
 * Lays out one trial's cell in its memory: clusters, readers, stores, producers. No names are left but those of resources.
 * What stands where: ../../engine/assembly/world/rows.ts.
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
import type { ProducerModel, TopicModel } from '../../model/model.js';
import type { Recorder } from '../recording/recorder.js';
import { asksAgain, timesOut } from '../asksAgain.js';
import { surges } from '../faultTimes.js';
import { asksForKeys, bufferOf } from '../producerBuffer.js';
import { cellEventsPerSecond, type Workshop } from '../workshop.js';
import { type TopicPlace, writeCluster } from './clusters.js';
import { writeFaults } from './faults.js';
import { arrivalsRow, delayRow, keysRow, streamRow } from './randomness.js';
import { memberPlaces, writeGroups, writeMirrors, writeStores, type Places } from './readers.js';

const PARTITIONERS = { sticky: 0, round_robin: 1, random: 2 } as const;
const OVERFLOWS = { block: 0, drop_newest: 1, drop_oldest: 2, shed: 3 } as const;

/** Lays a cell with brokers out; returns the stream of the moments at which sessions begin. */
export function layOut(workshop: Workshop, recorder: Recorder, observes: boolean): number {
  const { model, arena, trial, span } = workshop;
  const { producers: producer, brokers, topic } = model;
  if (producer === null || brokers === null || topic === null) {
    throw new Error('a cell without brokers is simulated as direct delivery');
  }
  const { kernels } = arena;
  kernels.prepareWorld();
  const world = kernels.worldPlace();
  const clusters = makeRows(arena, CLUSTER, 1 + model.mirrors.length);
  const link = makeRow(arena, LINK, { slowness: 1 });
  const connections = writeClusters(workshop, clusters, topic, producer, link);
  const recovers = asksAgain(model, span.windowEnd);
  const readerLists = [...model.mirrors.keys(), -1].map((): number[] => []);
  const places: Places = {
    clusters,
    readers: makeRows(arena, READER, model.consumers.length + model.mirrors.length),
    groups: makeRows(arena, GROUP, model.consumers.length),
    mirrors: makeRows(arena, MIRROR, model.mirrors.length),
    stores: makeRows(arena, STORE, model.stores.length),
    partitions: topic.partitions,
    link,
    lingerSeconds: producer.lingerSeconds,
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
  const producers = writeProducers(workshop, producer, topic, clusters, keepsKeys);
  writeStores(workshop, places, presences);
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
    recovers: Number(recovers),
    producers,
    ...writeFaults(workshop, places),
    producerCount: producer.count,
    connections,
    clusters,
    clusterCount: 1 + model.mirrors.length,
    groups: places.groups,
    groupCount: model.consumers.length,
    mirrors: places.mirrors,
    stores: places.stores,
    storeCount: model.stores.length,
    memberGroup: memberGroup.byteOffset,
    memberCount: members.length,
    backlogSamples: arena.place(samples * 8),
    lagSamples: arena.place(samples * 8),
    instanceSamples: arena.place(samples * 8 * model.consumers.length),
    sampleRoom: samples,
  });
  writeRow(arena, RECORDER, readField(arena, WORLD, world, 'recorder'), recorder.columns());
  const threads = model.consumers.map(({ name }) => `consumers.${name}`);
  for (const { name, kind, place, count } of workshop.stations) {
    const group = threads.indexOf(name);
    const whose = kind === 'link' ? 0 : group < 0 ? 1 : 2 + group;
    kernels.addBank(place, count, whose);
  }
  return streamRow(workshop, 'readers', 'phase');
}

/** Returns where all connections begin. */
function writeClusters(
  workshop: Workshop,
  clusters: number,
  topic: TopicModel,
  producer: ProducerModel,
  link: number,
): number {
  const { model, arena } = workshop;
  const { brokers } = model;
  if (brokers === null) return 0;
  const { role, propagation, acks, count } = producer;
  const { replicationFactor, minInsyncReplicas } = topic;
  const all = model.mirrors.reduce(
    (sum, { tasks, brokers: there }) => sum + tasks * there.count,
    0,
  );
  const connections = makeRows(arena, CONNECTION, count * brokers.count + all);
  const paths = model.consumers.map((_, group) => group);
  writeCluster(
    workshop,
    clusters,
    0,
    'brokers',
    brokers,
    [topicPlace(workshop, topic, replicationFactor, minInsyncReplicas, paths)],
    [{ count, delay: delayRow(workshop, role, 'home', propagation, 'producers'), link, acks }],
    { connections, first: 0 },
  );
  let first = count * brokers.count;
  model.mirrors.forEach((mirror, index) => {
    const name = `mirrors.${mirror.name}`;
    const { role: region, tasks, brokers: there } = mirror;
    const delay = delayRow(workshop, region, region, there.propagation, `${name}.producers`);
    const beyond = paths.filter((group) => model.consumers[group].reads === mirror.name);
    writeCluster(
      workshop,
      clusters + (index + 1) * CLUSTER.bytes,
      index + 1,
      `${name}.brokers`,
      there,
      [topicPlace(workshop, topic, mirror.replicationFactor, 1, beyond)],
      [{ count: tasks, delay, link: makeRow(arena, LINK, { slowness: 1 }), acks: 'all' }],
      { connections, first },
    );
    first += tasks * there.count;
  });
  return connections;
}

/** A topic as one cluster has it, whose records are owed to the groups of those numbers. */
function topicPlace(
  { arena }: Workshop,
  { partitions }: TopicModel,
  replicationFactor: number,
  minInsyncReplicas: number,
  groups: readonly number[],
): TopicPlace {
  const paths = arena.ints(groups.length);
  paths.set(groups);
  const pathCount = groups.length;
  const row = makeRow(arena, TOPIC, { minInsyncReplicas, pathCount, paths: paths.byteOffset });
  return { row, partitions, replicationFactor };
}

function writeProducers(
  workshop: Workshop,
  producer: ProducerModel,
  topic: TopicModel,
  cluster: number,
  keepsKeys: boolean,
): number {
  const { model, arena, trial } = workshop;
  const { count } = producer;
  const { partitions } = topic;
  const brokers = model.brokers?.count ?? 1;
  const rate = cellEventsPerSecond(model, trial.placement) / count;
  const keyed = model.keys.kind !== 'none';
  const logs = readField(arena, CLUSTER, cluster, 'logs');
  const leaders = Array.from({ length: partitions }, (_, partition) =>
    readField(arena, LOG, logs + partition * LOG.bytes, 'leader'),
  );
  const leads = writeLeads(workshop, leaders, brokers);
  const settings = makeRow(arena, PRODUCER_SETTINGS, {
    ...settingsOf(workshop, producer, rate, keepsKeys),
    cluster,
    topic: readField(arena, LOG, logs, 'topic'),
    partitionCount: partitions,
    firstLog: 0,
    leads,
  });
  const producers = makeRows(arena, PRODUCER, count);
  const connections = readField(arena, CLUSTER, cluster, 'connections');
  const more = surges(workshop.faults);
  // Where brokers may fail, one may come to lead all partitions.
  const led = asksAgain(model, workshop.span.windowEnd)
    ? partitions
    : Math.ceil(partitions / brokers);
  const words = Math.ceil(led / 64) * 8;
  for (let number = 0; number < count; number++) {
    const name = `producers.${number}`;
    const place = producers + number * PRODUCER.bytes;
    const own = connections + number * brokers * CONNECTION.bytes;
    for (let broker = 0; broker < brokers; broker++) {
      const filled = arena.place(words);
      writeRow(arena, CONNECTION, own + broker * CONNECTION.bytes, { producer: place, filled });
    }
    writeRow(arena, PRODUCER, place, {
      number,
      place: number,
      settings,
      currentPartition: number % partitions,
      arrivals: arrivalsRow(workshop, model.arrivals, rate, number, count, more),
      keys: keyed || keepsKeys ? keysRow(workshop, model.keys, name) : 0,
      partitionStream: streamRow(workshop, name, 'partitions'),
      queues: writeQueues(workshop, place, number * partitions, leaders, logs),
      connections: own,
      headArrival: -1,
    });
  }
  return producers;
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
  const { model } = workshop;
  const { count, overflow, rateLimit } = producer;
  const keyed = model.keys.kind !== 'none';
  const limit = workshop.speed('producers.rate_limit');
  return {
    partitioner: PARTITIONERS[producer.partitioner],
    keyed: Number(keyed),
    withKeys: Number(keyed || keepsKeys),
    ...bufferOf(model, producer, rate),
    lingerSeconds: producer.lingerSeconds,
    maxInFlight: producer.maxInFlightRequests,
    overflow: OVERFLOWS[overflow],
    shedStream: streamRow(workshop, 'producers', 'shed'),
    secondsPerToken: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * limit),
    tokenBurst: rateLimit?.burst ?? 0,
    tokensWait: Number(rateLimit?.policy === 'block'),
    maxBlockSeconds: producer.maxBlockSeconds,
    deliveryTimeoutSeconds: producer.deliveryTimeoutSeconds,
    timesOut: Number(timesOut(producer, workshop.span.windowEnd)),
    idempotence: Number(producer.idempotence),
    requestTimeoutSeconds: producer.requestTimeoutSeconds,
    retries: producer.retries,
    retryBackoffSeconds: producer.retryBackoffSeconds,
    retryBackoffMaxSeconds: producer.retryBackoffMaxSeconds,
    nicOut: workshop.station('producers.nic_out', 'link', count, 1).place,
    nicBytesPerSecond: producer.nicBytesPerSecond * workshop.speed('producers.nic_out'),
  };
}
