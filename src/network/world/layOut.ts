/**
 * Lays out one trial's cell in its memory: clusters, readers, stores, producers. No names are left
 * but those of resources. What stands where: ../../engine/assembly/world/rows.ts.
 */
import { fillVector, makeRow, makeRows, readField, writeRow } from '../../engine/layout.js';
import {
  CLUSTER,
  CONNECTION,
  GROUP,
  LINK,
  LOG,
  MIRROR,
  READER,
  RECORDER,
  STORE,
  TOPIC,
  WORLD,
} from '../../engine/rows.js';
import { clusterPath, isDirect } from '../../model/clusters.js';
import type { Model, ProducerModel } from '../../model/model.js';
import { kindsOf, producersPath } from '../../model/pipelines.js';
import type { Recorder } from '../recording/recorder.js';
import { asksAgain, mayLag } from '../asksAgain.js';
import { asksForKeys } from '../producerBuffer.js';
import { delaySeconds } from '../../model/delay.js';
import type { TrialContext } from '../trialContext.js';
import { type TopicPlace, type WhichCluster, writeCluster } from './clusters.js';
import { writeFaults } from './faults.js';
import { delayRow, streamRow } from './randomness.js';
import {
  clusterOfMirror,
  memberRows,
  writeGroups,
  writeMirrors,
  writeStores,
  type Addresses,
} from './readers.js';
import { producersIn, writeAllProducers } from './producers.js';
import { writeQueues } from './queues.js';
import { writeServices } from './services.js';
import { writeNamedJourneys } from './namedJourneys.js';
import { sendsOn } from './sends.js';
import { tellsStages, traceRows, type Tracing } from './tracing.js';

/** Lays a cell with brokers out; returns where what stands. */
export function layOut(
  context: TrialContext,
  recorder: Recorder,
  observes: boolean,
  tracings: readonly Tracing[],
): Addresses {
  const { model, arena, trial, span } = context;
  if (isDirect(model)) {
    throw new Error('a cell without brokers is simulated as direct delivery');
  }
  const { kernels } = arena;
  kernels.prepareWorld();
  const world = kernels.worldAddress();
  const clusterCount = model.clusters.length + model.mirrors.length;
  const clusters = makeRows(arena, CLUSTER, clusterCount);
  const links = model.clusters.map(() => makeRow(arena, LINK, { slowness: 1 }));
  const mayRedeliver = asksAgain(model, span.windowEnd);
  const connections = writeClusters(context, clusters, links, span.windowEnd);
  const readerLists = Array.from({ length: clusterCount }, (): number[] => []);
  const addresses: Addresses = {
    clusters,
    readers: makeRows(arena, READER, model.consumers.length + model.mirrors.length),
    groups: makeRows(arena, GROUP, model.consumers.length),
    mirrors: makeRows(arena, MIRROR, model.mirrors.length),
    stores: makeRows(arena, STORE, model.stores.length),
    externals: 0,
    links,
    mayRedeliver,
    logs: (cluster) => readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'logs'),
    readersOf: (cluster) => readerLists[cluster],
    partitionsOf: new Map(),
  };
  const presences = writeGroups(context, addresses, recorder);
  writeMirrors(context, addresses);
  readerLists.forEach((list, cluster) => {
    const vector = readField(arena, CLUSTER, clusters + cluster * CLUSTER.bytes, 'readers');
    fillVector(arena, vector, list);
  });
  for (const [log, own] of addresses.partitionsOf) {
    fillVector(arena, readField(arena, LOG, log, 'readers'), own);
  }
  const queues = writeQueues(context, addresses);
  const keepsKeys = asksForKeys(model);
  const producers = writeAllProducers(context, addresses, keepsKeys);
  writeStores(context, addresses, presences);
  const services = writeServices(context, addresses.groups);
  addresses.externals = services.externals;
  const members = model.consumers.flatMap((group, index) =>
    Array<number>(memberRows(group)).fill(index),
  );
  const memberGroup = arena.ints(members.length);
  memberGroup.set(members);
  const samples = span.buckets + 1;
  writeRow(arena, WORLD, world, {
    end: span.windowEnd,
    maximumInside: trial.maximumInside,
    observes: Number(observes),
    keepsKeys: Number(keepsKeys),
    keepsTrails: Number(sendsOn(model) || tellsStages(tracings) || model.journeys.length > 0),
    ...writeNamedJourneys(context),
    trace: traceRows(arena, tracings),
    mayRedeliver: Number(mayRedeliver),
    producers,
    ...writeFaults(context, addresses),
    producerCount: producersIn(model),
    connections,
    clusters,
    clusterCount,
    groups: addresses.groups,
    groupCount: model.consumers.length,
    mirrors: addresses.mirrors,
    mirrorCount: model.mirrors.length,
    stores: addresses.stores,
    storeCount: model.stores.length,
    ...services,
    ...queues,
    memberGroup: memberGroup.byteOffset,
    memberCount: members.length,
    backlogSamples: arena.allocate(samples * 8),
    lagSamples: arena.allocate(samples * 8),
    instanceSamples: arena.allocate(samples * 8 * model.consumers.length),
    sampleRoom: samples,
  });
  writeRow(arena, RECORDER, readField(arena, WORLD, world, 'recorder'), recorder.columns());
  const threads = model.consumers.map(({ name }) => `consumers.${name}`);
  const callers = model.externals.map(({ name, calls }) =>
    calls.length > 0 ? `externals.${name}` : null,
  );
  for (const { name, kind, address, count } of context.stations) {
    const group = threads.indexOf(name);
    const caller = callers.indexOf(name);
    const whose = kind === 'link' ? 0 : group >= 0 ? 2 + group : caller >= 0 ? -1 - caller : 1;
    kernels.addBank(address, count, whose);
  }
  writePhases(context, clusters);
  return addresses;
}

/** When sessions begin: of each cluster, and of its mirrors, a stream. */
function writePhases(context: TrialContext, address: number): void {
  const { model, arena } = context;
  const phases = model.clusters.map(({ name }) =>
    streamRow(context, name === '' ? 'readers' : `clusters.${name}.readers`, 'phase'),
  );
  const all = [...phases, ...model.mirrors.map(({ copies }) => phases[copies])];
  all.forEach((phase, index) => {
    writeRow(arena, CLUSTER, address + index * CLUSTER.bytes, { phase });
  });
}

function whichCluster(model: Model, index: number, end: number): WhichCluster {
  const { role, queues } = model.clusters[index];
  return { index, mirror: -1, role, queues, mayLag: mayLag(model, index, end) };
}

/** Returns where all connections begin. */
function writeClusters(
  context: TrialContext,
  address: number,
  links: readonly number[],
  end: number,
): number {
  const { model, arena } = context;
  const { clusters, topics, mirrors } = model;
  const placement = model.placements[context.trial.placement];
  const on = (cluster: number): number[] =>
    [...topics.keys()].filter((topic) => topics[topic].cluster === cluster);
  const counts = [
    ...clusters.map(({ count }, cluster) => producersOn(model, cluster) * count),
    ...mirrors.map(({ tasks, brokers }) => tasks * brokers.count),
  ];
  const all = counts.reduce((sum, count) => sum + count, 0);
  const connections = makeRows(arena, CONNECTION, all);
  let first = 0;
  clusters.forEach((cluster, index) => {
    const from = { connections, first };
    first += counts[index];
    writeCluster(
      context,
      address + index * CLUSTER.bytes,
      whichCluster(model, index, end),
      clusterPath(cluster),
      cluster,
      on(index).map((topic) => {
        const { minInsyncReplicas, queue } = topics[topic];
        // Copies of queues are no followers that fetch: see queues.ts.
        const replicationFactor = queue === null ? topics[topic].replicationFactor : 1;
        const groups = groupsOf(model, topic);
        return topicAt(context, topic, replicationFactor, minInsyncReplicas, groups);
      }),
      kindsOn(model, index).map((kind) => {
        const { role, propagation, acks, count } = kind;
        const delay = delayRow(context, role, cluster.role, propagation, producersPath(kind));
        const away = delaySeconds(model, placement, role, cluster.role, propagation);
        const window = { bytes: kind.sendBufferBytes, roundTripSeconds: 2 * away };
        return { count, delay, link: links[index], acks, window };
      }),
      from,
    );
  });
  mirrors.forEach((mirror, number) => {
    const name = `mirrors.${mirror.name}`;
    const { role, tasks, brokers: there, replicationFactor, copies } = mirror;
    const index = clusterOfMirror(model, number);
    const from = { connections, first };
    first += counts[index];
    const window = { bytes: null, roundTripSeconds: 0 };
    const delay = delayRow(context, role, role, there.propagation, `${name}.producers`);
    writeCluster(
      context,
      address + index * CLUSTER.bytes,
      { index, mirror: number, role, queues: null, mayLag: false },
      `${name}.brokers`,
      there,
      on(copies).map((topic) => {
        const beyond = groupsOf(model, topic, mirror.name);
        return topicAt(context, topic, replicationFactor, 1, beyond);
      }),
      [{ count: tasks, delay, link: makeRow(arena, LINK, { slowness: 1 }), acks: 'all', window }],
      from,
    );
  });
  return connections;
}

/** The kinds that send to a cluster. */
function kindsOn(model: Model, cluster: number): ProducerModel[] {
  return kindsOf(model).filter(({ topic }) => model.topics[topic].cluster === cluster);
}

function producersOn(model: Model, cluster: number): number {
  return kindsOn(model, cluster).reduce((sum, { count }) => sum + count, 0);
}

/** The numbers of the groups that read a topic, wherever they do; or from that mirror. */
function groupsOf({ consumers }: Model, topic: number, mirror: string | null = null): number[] {
  return [...consumers.keys()].filter((index) => {
    const group = consumers[index];
    return group.topics.includes(topic) && (mirror === null || group.reads === mirror);
  });
}

/** A topic as one cluster has it, whose records are delivered to the groups of those numbers. */
function topicAt(
  { arena, model }: TrialContext,
  index: number,
  replicationFactor: number,
  minInsyncReplicas: number,
  groups: readonly number[],
): TopicPlace {
  const paths = arena.ints(groups.length);
  paths.set(groups);
  const consumerGroupCount = groups.length;
  const { partitions } = model.topics[index];
  const row = makeRow(arena, TOPIC, {
    index,
    minInsyncReplicas,
    consumerGroupCount,
    paths: paths.byteOffset,
  });
  return { row, partitions, replicationFactor };
}
