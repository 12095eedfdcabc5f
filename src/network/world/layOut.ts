/**
 * Lays out one trial's cell in its memory: clusters, readers, stores, producers. No names are left but those of resources.
 * What stands where: ../../engine/assembly/world/rows.ts.
 */
import type { Recorder } from '../../components/recorder.js';
import { makeRow, makeRows, readField, writeRow, type Values } from '../../engine/layout.js';
import {
  CLUSTER,
  CONNECTION,
  GROUP,
  MIRROR,
  PRODUCER,
  PRODUCER_SETTINGS,
  type ProducerSettingsRow,
  QUEUE,
  READER,
  RECORDER,
  STORE,
  VECTOR,
  WORLD,
} from '../../engine/rows.js';
import type { ProducerModel, TopicModel } from '../../model/model.js';
import { asksAgain, timesOut } from '../asksAgain.js';
import { surges } from '../faultTimes.js';
import { asksForKeys, bufferOf } from '../producerBuffer.js';
import { cellEventsPerSecond, type Workshop } from '../workshop.js';
import { ALL, writeCluster } from './clusters.js';
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
  writeClusters(workshop, clusters, topic, producer);
  const recovers = asksAgain(model, span.windowEnd);
  const readerLists = [...model.mirrors.keys(), -1].map((): number[] => []);
  const places: Places = {
    clusters,
    readers: makeRows(arena, READER, model.consumers.length + model.mirrors.length),
    groups: makeRows(arena, GROUP, model.consumers.length),
    mirrors: makeRows(arena, MIRROR, model.mirrors.length),
    stores: makeRows(arena, STORE, model.stores.length),
    partitions: topic.partitions,
    recovers,
    logs: (cluster) => readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'logs'),
    readersOf: (cluster) => readerLists[cluster],
  };
  const presences = writeGroups(workshop, places, recorder);
  writeMirrors(workshop, places);
  readerLists.forEach((list, cluster) => {
    const cells = arena.ints(list.length);
    cells.set(list);
    const { byteOffset, length } = cells;
    const vector = readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'readers');
    writeRow(arena, VECTOR, vector, { cells: byteOffset, size: length, capacity: length });
  });
  const keepsKeys = asksForKeys(model);
  const rows = writeProducers(workshop, producer, topic, clusters, keepsKeys);
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
    pathCount: model.consumers.length,
    observes: Number(observes),
    keepsKeys: Number(keepsKeys),
    recovers: Number(recovers),
    ...rows,
    ...writeFaults(workshop, places),
    producerCount: producer.count,
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

function writeClusters(
  workshop: Workshop,
  clusters: number,
  topic: TopicModel,
  producer: ProducerModel,
): void {
  const { model } = workshop;
  const wire = model.recordBytes * producer.compressionRatio;
  const { brokers } = model;
  if (brokers === null) return;
  const { role, propagation, acks, count } = producer;
  writeCluster(workshop, clusters, 0, 'brokers', brokers, topic, topic.replicationFactor, wire, {
    count,
    delay: delayRow(workshop, role, 'home', propagation, 'producers'),
    acks,
  });
  model.mirrors.forEach((mirror, index) => {
    const name = `mirrors.${mirror.name}`;
    const { role: region, tasks, brokers: there } = mirror;
    const delay = delayRow(workshop, region, region, there.propagation, `${name}.producers`);
    writeCluster(
      workshop,
      clusters + (index + 1) * CLUSTER.bytes,
      index + 1,
      `${name}.brokers`,
      there,
      topic,
      mirror.replicationFactor,
      wire,
      { count: tasks, delay, acks: 'all' },
    );
  });
}

function writeProducers(
  workshop: Workshop,
  producer: ProducerModel,
  topic: TopicModel,
  home: number,
  keepsKeys: boolean,
): { producers: number; settings: number } {
  const { model, arena, trial } = workshop;
  const { count } = producer;
  const { partitions } = topic;
  const brokers = model.brokers?.count ?? 1;
  const rate = cellEventsPerSecond(model, trial.placement) / count;
  const keyed = model.keys.kind !== 'none';
  const settings = makeRow(
    arena,
    PRODUCER_SETTINGS,
    settingsOf(workshop, producer, partitions, rate, keepsKeys),
  );
  const producers = makeRows(arena, PRODUCER, count);
  const connections = readField(arena, CLUSTER, home, 'connections');
  const more = surges(workshop.faults);
  // Where brokers may fail, one may come to lead all partitions.
  const led = asksAgain(model, workshop.span.windowEnd)
    ? partitions
    : Math.ceil(partitions / brokers);
  const words = Math.ceil(led / 64) * 8;
  for (let number = 0; number < count; number++) {
    const name = `producers.${number}`;
    const place = producers + number * PRODUCER.bytes;
    const queues = makeRows(arena, QUEUE, partitions);
    for (let partition = 0; partition < partitions; partition++) {
      writeRow(arena, QUEUE, queues + partition * QUEUE.bytes, {
        partition,
        batchReadyAt: Infinity,
      });
    }
    const own = connections + number * brokers * CONNECTION.bytes;
    for (let broker = 0; broker < brokers; broker++) {
      const filled = arena.place(words);
      writeRow(arena, CONNECTION, own + broker * CONNECTION.bytes, { producer: place, filled });
    }
    writeRow(arena, PRODUCER, place, {
      number,
      currentPartition: number % partitions,
      arrivals: arrivalsRow(workshop, model.arrivals, rate, number, count, more),
      keys: keyed || keepsKeys ? keysRow(workshop, model.keys, name) : 0,
      partitionStream: streamRow(workshop, name, 'partitions'),
      queues,
      connections: own,
      headArrival: -1,
    });
  }
  return { producers, settings };
}

function settingsOf(
  workshop: Workshop,
  producer: ProducerModel,
  partitionCount: number,
  rate: number,
  keepsKeys: boolean,
): Values<ProducerSettingsRow> {
  const { model } = workshop;
  const { count, acks, overflow, rateLimit } = producer;
  const keyed = model.keys.kind !== 'none';
  const limit = workshop.speed('producers.rate_limit');
  return {
    partitionCount,
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
    acks: acks === 'all' ? ALL : acks,
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
