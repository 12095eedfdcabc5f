/** Lays out readers: consumer groups with their members, mirrors, stores. */
import { Presence } from '../../engine/presence.js';
import { makeRow, makeRows, writeRow } from '../../engine/layout.js';
import {
  CLUSTER,
  COMMITTED,
  COORDINATOR,
  GROUP,
  LINK,
  LOG,
  LRU_CACHE,
  MEMBER,
  MIRROR,
  READER,
  READER_PARTITION,
  STORE,
  STORE_CLIENT,
  TABLE,
  VECTOR,
} from '../../engine/rows.js';
import type { ConsumerGroupModel, Model, StoreModel } from '../../model/model.js';
import { firstLogOf, partitionsOn, pollsApart, sourceRole } from '../../model/clusters.js';
import { kindsOf, queuesOf, shortestLinger } from '../../model/pipelines.js';
import { assignPartitions, assignTopics } from '../../model/placement.js';
import { delaySeconds } from '../../model/delay.js';
import { mean as meanOf, type Distribution } from '../../statistics/index.js';
import type { Recorder } from '../recording/recorder.js';
import type { TrialContext } from '../trialContext.js';
import { mayBeLate } from '../asksAgain.js';
import { autoscalerRow } from './autoscaler.js';
import { windowOf } from './clusters.js';
import { readersProcessor } from './processors.js';
import { delayRow, drawRow, streamRow } from './randomness.js';

const ASSIGNORS = { range: 0, round_robin: 1, sticky: 2 } as const;
const CONCURRENCY = { free: 0, partition: 1, key: 2 } as const;

/** Instances that a group may have at one time. */
export function memberRows({ instances, autoscaler }: ConsumerGroupModel): number {
  return Math.max(instances, autoscaler?.maximum ?? 0);
}

type FetchSettings = Pick<
  ConsumerGroupModel,
  | 'role'
  | 'fetchMinBytes'
  | 'fetchMaxWaitSeconds'
  | 'fetchMaxBytes'
  | 'receiveBufferBytes'
  | 'maxPartitionFetchBytes'
  | 'nicBytesPerSecond'
  | 'nicCredits'
  | 'processor'
>;

/** What laying out readers needs to know of the rest. */
export interface Addresses {
  readonly clusters: number;
  readonly readers: number;
  readonly groups: number;
  readonly mirrors: number;
  readonly stores: number;
  /** Where their rows begin. */
  externals: number;
  /** [cluster]: the producers' link to it, rows. */
  readonly links: readonly number[];
  /** Whether anything may be asked for twice. */
  readonly mayRedeliver: boolean;
  readonly logs: (cluster: number) => number;
  readonly readersOf: (cluster: number) => number[];
  /** Of each log, by its row: what its readers know of it, rows. */
  readonly partitionsOf: Map<number, number[]>;
}

/** The number of a mirror's cluster among all: they come after those that producers send to. */
export function clusterOfMirror({ clusters }: Model, mirror: number): number {
  return clusters.length + mirror;
}

/** When a group's instances are there: [group]. */
export function writeGroups(
  context: TrialContext,
  addresses: Addresses,
  recorder: Recorder,
): Presence[] {
  const { model, span } = context;
  let memberOffset = 0;
  return model.consumers.map((group, index) => {
    const mirror = model.mirrors.findIndex(({ name }) => name === group.reads);
    const own = model.topics[group.topics[0]].cluster;
    const cluster = mirror < 0 ? own : clusterOfMirror(model, mirror);
    const count = memberRows(group);
    const presence = new Presence(
      context.arena,
      count,
      group.instances,
      span.windowStart,
      span.windowEnd,
    );
    const name = `consumers.${group.name}`;
    const owner = ownersOf(model, group);
    writeReader(context, addresses, index, cluster, group, name, {
      group: addresses.groups + index * GROUP.bytes,
      clusterRole: sourceRole(model, group),
      members: count,
      propagation: group.propagation,
      logs: group.queue === null ? logsOf(model, group.topics) : [],
      lingerSeconds: shortestLinger(model, group.topics),
      owner,
      presence,
    });
    writeGroup(context, addresses, group, index, memberOffset, owner, recorder, presence);
    memberOffset += count;
    return presence;
  });
}

/** [partition]: the instance that begins with it; none of a queue. */
function ownersOf(model: Model, group: ConsumerGroupModel): Int32Array {
  if (group.queue !== null) return new Int32Array();
  return assignTopics(group.assignor, partitionCounts(model, group), group.instances);
}

interface ReaderOf {
  readonly group?: number;
  readonly mirror?: number;
  readonly clusterRole: string;
  readonly members: number;
  readonly propagation: Distribution;
  /** The numbers of the logs that it reads. */
  readonly logs: readonly number[];
  /** Of those who send what it reads. */
  readonly lingerSeconds: number;
  /** [partition]: the member that has it. */
  readonly owner: Int32Array;
  readonly presence: Presence | null;
}

function writeReader(
  context: TrialContext,
  addresses: Addresses,
  number: number,
  cluster: number,
  settings: FetchSettings,
  name: string,
  of: ReaderOf,
): void {
  const { arena } = context;
  const address = addresses.readers + number * READER.bytes;
  const partitions = makeRows(arena, READER_PARTITION, of.owner.length);
  of.owner.forEach((owner, partition) => {
    const own = partitions + partition * READER_PARTITION.bytes;
    const log = addresses.logs(cluster) + of.logs[partition] * LOG.bytes;
    writeRow(arena, READER_PARTITION, own, { reader: address, number: partition, log, owner });
    addresses.partitionsOf.set(log, [...(addresses.partitionsOf.get(log) ?? []), own]);
  });
  writeRow(arena, READER, address, {
    cluster: addresses.clusters + cluster * CLUSTER.bytes,
    group: of.group ?? 0,
    mirror: of.mirror ?? 0,
    partitions,
    partitionCount: of.owner.length,
    lingerSeconds: of.lingerSeconds,
    committed:
      addresses.mayRedeliver && of.group !== undefined
        ? makeRows(arena, COMMITTED, of.owner.length)
        : 0,
    fetchMinBytes: settings.fetchMinBytes,
    fetchMaxWaitSeconds: settings.fetchMaxWaitSeconds,
    fetchMaxBytes: settings.fetchMaxBytes,
    maxPartitionFetchBytes: settings.maxPartitionFetchBytes,
    delay: delayRow(context, settings.role, of.clusterRole, of.propagation, name),
    ...windowOf({
      bytes: settings.receiveBufferBytes,
      roundTripSeconds:
        2 *
        delaySeconds(
          context.model,
          context.model.placements[context.trial.placement],
          settings.role,
          of.clusterRole,
          of.propagation,
        ),
    }),
    nicIn: context.nic(`${name}.nic_in`, settings, of.members, of.presence),
    nicBytesPerSecond: settings.nicBytesPerSecond * context.speed(`${name}.nic_in`),
    link: makeRow(arena, LINK, { slowness: 1 }),
    ...readersProcessor(context, name, settings, of),
  });
  addresses.readersOf(cluster).push(address);
}

function writeGroup(
  context: TrialContext,
  addresses: Addresses,
  group: ConsumerGroupModel,
  index: number,
  memberOffset: number,
  owner: Int32Array,
  recorder: Recorder,
  presence: Presence,
): void {
  const { arena, model } = context;
  const name = `consumers.${group.name}`;
  const { roles } = model.placements[context.trial.placement];
  const count = memberRows(group);
  const { threads } = group;
  const address = addresses.groups + index * GROUP.bytes;
  const members = makeRows(arena, MEMBER, count);
  const interval = group.pollIntervalSeconds;
  const polls = pollsApart(group) ? `${name}.polls` : null;
  const phases = interval > 0 ? context.stream(name, 'poll_interval') : null;
  for (let member = 0; member < count; member++) {
    writeRow(arena, MEMBER, members + member * MEMBER.bytes, {
      group: address,
      index: member,
      alive: Number(member < group.instances),
      slowness: 1,
      pollPhase: phases === null ? 0 : interval * phases.next(),
    });
  }
  const store = model.stores.findIndex((each) => each.name === group.store);
  const processing = meanOf(group.processingTime);
  writeRow(arena, GROUP, address, {
    index,
    reader: addresses.readers + index * READER.bytes,
    memberOffset,
    instances: count,
    threads,
    concurrency: CONCURRENCY[group.concurrency],
    maxPollRecords: group.maxPollRecords,
    // Two more pairs than threads: see ../../engine/kernels.ts.
    threadFree: arena.allocate((threads + 4) * 8),
    drawProcessing: drawRow(context, group.processingTime, name, 'processing_time'),
    processingFactor: 1 / context.speed(name),
    timePerPollSeconds: group.timePerPollSeconds / context.speed(polls ?? name),
    pollIntervalSeconds: interval,
    store: store < 0 ? 0 : addresses.stores + store * STORE.bytes,
    members,
    work: context.station(name, 'station', count, threads, presence).address,
    polls: polls === null ? 0 : context.station(polls, 'station', count, 1, presence).address,
    recording: recorder.recordings[index].address,
    lastArrival: arena.allocate(queuesOf(kindsOf(model), model.topics) * 8),
    atHome: Number(roles[group.role] === roles['home']),
    oneByOne: Number(!group.writesInBulk),
    refusesFailed: Number(refusesFailed(group)),
    waitsForPoll: Number(group.waitsForPoll),
    maxPollIntervalSeconds: mayBeLate(group, context.span.windowEnd)
      ? group.maxPollIntervalSeconds
      : Infinity,
    coordinator: coordinatorRow(context, owner, group, presence),
    meanSeconds: Number.isFinite(processing) ? processing / context.speed(name) / threads : 0,
  });
}

/** Whether what fails goes back to its queue. */
function refusesFailed({ queue, sends }: ConsumerGroupModel): boolean {
  return queue !== null && sends.every(({ ofFailed }) => !ofFailed);
}

function coordinatorRow(
  { arena, model }: TrialContext,
  owner: Int32Array,
  group: ConsumerGroupModel,
  presence: Presence,
): number {
  const count = memberRows(group);
  const target = arena.ints(owner.length);
  target.set(owner);
  const counts = partitionCounts(model, group);
  const topicPartitions = arena.ints(counts.length);
  topicPartitions.set(counts);
  return makeRow(arena, COORDINATOR, {
    assignor: ASSIGNORS[group.assignor],
    topicCount: counts.length,
    topicPartitions: topicPartitions.byteOffset,
    eager: Number(group.rebalance === 'eager'),
    sessionTimeoutSeconds: group.sessionTimeoutSeconds,
    kept: group.staticMembers ? arena.ints(owner.length).fill(-1).byteOffset : 0,
    rebalanceSeconds: group.rebalanceSeconds,
    commitIntervalSeconds: group.commitIntervalSeconds,
    wanted: group.instances,
    autoscaler: autoscalerRow(arena, group),
    presence: presence.address,
    target: target.byteOffset,
    living: arena.allocate(count * 4),
    shares: arena.allocate(count * 4),
  });
}

/** The partitions of each topic that a group reads. */
function partitionCounts({ topics }: Model, group: ConsumerGroupModel): number[] {
  return group.topics.map((topic) => topics[topic].partitions);
}

/** The numbers of the logs of topics, one after the other. */
function logsOf({ topics }: Model, read: readonly number[]): number[] {
  return read.flatMap((topic) => {
    const first = firstLogOf(topics, topic);
    return Array.from({ length: topics[topic].partitions }, (_, partition) => first + partition);
  });
}

export function writeMirrors(context: TrialContext, addresses: Addresses): void {
  const { model, arena } = context;
  model.mirrors.forEach((mirror, index) => {
    const name = `mirrors.${mirror.name}`;
    const address = addresses.mirrors + index * MIRROR.bytes;
    const fetch = { ...mirror, fetchMinBytes: 1, fetchMaxWaitSeconds: 0.5, processor: null };
    const number = model.consumers.length + index;
    const source = mirror.copies;
    const topics = [...model.topics.keys()].filter(
      (topic) => model.topics[topic].cluster === source,
    );
    writeReader(context, addresses, number, source, fetch, name, {
      mirror: address,
      clusterRole: model.clusters[source].role,
      members: mirror.tasks,
      propagation: mirror.brokers.propagation,
      logs: logsOf(model, topics),
      lingerSeconds: shortestLinger(model, topics),
      owner: assignPartitions('round_robin', partitionsOn(model.topics, source), mirror.tasks),
      presence: null,
    });
    writeRow(arena, MIRROR, address, {
      reader: addresses.readers + number * READER.bytes,
      target: addresses.clusters + clusterOfMirror(model, index) * CLUSTER.bytes,
      timePerBatchSeconds: mirror.timePerBatchSeconds,
      nicOut: context.nic(`${name}.nic_out`, mirror, mirror.tasks),
      nicBytesPerSecond: mirror.nicBytesPerSecond * context.speed(`${name}.nic_out`),
      busyUntil: arena.allocate(mirror.tasks * 8),
      filling: arena.allocate(mirror.brokers.count * 4),
    });
  });
}

export function writeStores(
  context: TrialContext,
  addresses: Addresses,
  presences: readonly Presence[],
): void {
  context.model.stores.forEach((store, index) => {
    writeStore(context, addresses, store, index, presences);
  });
}

function writeStore(
  context: TrialContext,
  addresses: Addresses,
  store: StoreModel,
  index: number,
  presences: readonly Presence[],
): void {
  const { model, arena } = context;
  const { cache, shards } = store;
  const name = `stores.${store.name}`;
  const station = context.station(name, 'station', shards, store.serversPerShard).address;
  const clients = makeRows(arena, STORE_CLIENT, model.consumers.length);
  model.consumers.forEach((group, each) => {
    if (group.store !== store.name) return;
    const nic = `consumers.${group.name}.nic_out`;
    writeRow(arena, STORE_CLIENT, clients + each * STORE_CLIENT.bytes, {
      delay: delayRow(context, group.role, store.role, store.propagation, `${name}.${group.name}`),
      nicOut: context.nic(nic, group, memberRows(group), presences[each]),
      nicBytesPerSecond: group.nicBytesPerSecond * context.speed(nic),
    });
  });
  const entries = cache?.entries ?? null;
  writeRow(arena, STORE, addresses.stores + index * STORE.bytes, {
    index,
    shards,
    byKey: Number(store.placement === 'key'),
    writeThrough: Number(cache?.writeThrough === true),
    station,
    factor: 1 / context.speed(name),
    drawRequest: drawRow(context, store.timePerRequest, name, 'time_per_request'),
    timePerWriteSeconds: store.timePerWriteSeconds,
    timePerReadSeconds: store.timePerReadSeconds,
    readsPerRecord: store.readsPerRecord,
    missRatio: 1 - (cache?.hitRatio ?? 0),
    hitSecondsPerRecord: store.readsPerRecord * (cache?.timePerHitSeconds ?? 0),
    missStream: streamRow(context, name, 'cache'),
    bytesPerRecord: store.bytesPerRecord,
    lru:
      entries === null
        ? 0
        : makeRow(arena, LRU_CACHE, {
            capacity: entries,
            timeToLiveSeconds: cache?.timeToLiveSeconds ?? Infinity,
            entries: makeRow(arena, TABLE, {}),
          }),
    clients,
    operations: makeRow(arena, VECTOR, {}),
    operationOf: arena.allocate(shards * 4),
    concerned: makeRow(arena, VECTOR, {}),
  });
}
