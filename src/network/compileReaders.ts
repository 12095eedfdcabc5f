/** Compiles readers: fetch sessions, consumer groups, mirrors. */
import type { Cluster } from '../components/broker.js';
import { freshMember, type ConsumerColumns } from '../components/consumer.js';
import { addSessions } from '../components/sessions.js';
import type { MirrorColumns } from '../components/mirror.js';
import type { Reader, ReaderSessions } from '../components/reader.js';
import { Presence } from '../engine/presence.js';
import { makeFiller, makeSampler } from '../engine/variates.js';
import { WakeList } from '../engine/wakeList.js';
import type { ConsumerGroupModel, MirrorModel } from '../model/model.js';
import { assignPartitions } from '../model/placement.js';
import type { Distribution } from '../statistics/index.js';
import type { Workshop } from './workshop.js';

/** Instances that a group may have at one time. */
export function memberPlaces({ instances, autoscaler }: ConsumerGroupModel): number {
  return Math.max(instances, autoscaler?.maximum ?? 0);
}

export function makeReaders(
  workshop: Workshop,
  clusters: readonly Cluster[],
): { sessions: ReaderSessions; groups: ConsumerColumns[]; mirrors: MirrorColumns[] } {
  const { model } = workshop;
  const readers: Reader[] = [];
  const groups: ConsumerColumns[] = [];
  let memberOffset = 0;
  model.consumers.forEach((group, index) => {
    const cluster =
      group.reads === 'cluster'
        ? 0
        : 1 + model.mirrors.findIndex((mirror) => mirror.name === group.reads);
    const clusterRole = cluster === 0 ? 'home' : model.mirrors[cluster - 1].role;
    const name = `consumers.${group.name}`;
    const places = memberPlaces(group);
    const { partitionCount } = clusters[cluster];
    const { windowStart, windowEnd } = workshop.span;
    const presence = new Presence(workshop.arena, places, group.instances, windowStart, windowEnd);
    const reader = makeReader(
      workshop,
      clusters[cluster],
      group,
      'group',
      index,
      name,
      clusterRole,
      places,
      group.propagation,
      assignPartitions(group.assignor, partitionCount, Math.min(group.instances, partitionCount)),
      presence,
    );
    readers.push(reader);
    groups.push(makeGroup(workshop, group, index, reader, memberOffset, name, presence));
    memberOffset += places;
  });
  const mirrors = model.mirrors.map((mirror, index) => {
    const name = `mirrors.${mirror.name}`;
    const fetch = { ...mirror, fetchMinBytes: 1, fetchMaxWaitSeconds: 0.5 };
    const reader = makeReader(
      workshop,
      clusters[0],
      fetch,
      'mirror',
      index,
      name,
      'home',
      mirror.tasks,
      mirror.brokers.propagation,
      assignPartitions('round_robin', clusters[0].partitionCount, mirror.tasks),
    );
    readers.push(reader);
    return makeMirror(workshop, mirror, index, clusters[1 + index], name);
  });
  return { sessions: firstSessions(workshop, clusters, readers), groups, mirrors };
}

export type FetchSettings = Pick<
  ConsumerGroupModel,
  | 'role'
  | 'fetchMinBytes'
  | 'fetchMaxWaitSeconds'
  | 'fetchMaxBytes'
  | 'maxPartitionFetchBytes'
  | 'nicBytesPerSecond'
>;

function makeReader(
  workshop: Workshop,
  cluster: Cluster,
  settings: FetchSettings,
  kind: 'group' | 'mirror',
  index: number,
  name: string,
  clusterRole: string,
  members: number,
  propagation: Distribution,
  owner: Int32Array,
  presence: Presence | null = null,
): Reader {
  const place = cluster.readerSessions.length;
  cluster.readerSessions.push(owner.map(() => -1));
  const perPartition = (): Float64Array => new Float64Array(cluster.partitionCount);
  return {
    cluster: cluster.index,
    kind,
    index,
    place,
    owner,
    link: { cutUntil: 0, slowness: 1 },
    fetchMinBytes: settings.fetchMinBytes,
    fetchMaxWaitSeconds: settings.fetchMaxWaitSeconds,
    fetchMaxBytes: settings.fetchMaxBytes,
    maxPartitionFetchBytes: settings.maxPartitionFetchBytes,
    delay: workshop.delay(settings.role, clusterRole, propagation, name),
    nicIn: workshop.station(`${name}.nic_in`, 'link', members, 1, presence),
    nicBytesPerSecond: settings.nicBytesPerSecond * workshop.speed(`${name}.nic_in`),
    fetched: perPartition(),
    fetchedRecords: perPartition(),
    taken: perPartition(),
    takenRecords: perPartition(),
    takenOffset: perPartition(),
    committed: perPartition(),
    committedOffset: perPartition(),
    committedRecords: perPartition(),
  };
}

function firstSessions(
  workshop: Workshop,
  clusters: readonly Cluster[],
  readers: readonly Reader[],
): ReaderSessions {
  const sessions: ReaderSessions = {
    readers,
    count: 0,
    reader: [],
    member: [],
    broker: [],
    partitions: [],
    firstFetchAt: new Float64Array(0),
    waits: [],
    closed: [],
    deadline: [],
    timerSet: [],
    answeredAt: [],
    receivedAt: [],
    answerBytes: [],
    answerRecords: [],
    woken: new WakeList(),
  };
  for (const cluster of clusters) addSessions({ readers: sessions }, cluster);
  const phase = workshop.stream('readers', 'phase');
  sessions.firstFetchAt = Float64Array.from(sessions.reader, (reader) => {
    return phase.next() * 2 * readers[reader].delay();
  });
  return sessions;
}

function makeGroup(
  workshop: Workshop,
  group: ConsumerGroupModel,
  index: number,
  reader: Reader,
  memberOffset: number,
  name: string,
  presence: Presence,
): ConsumerColumns {
  const { model, arena } = workshop;
  const places = memberPlaces(group);
  const partitions = reader.taken.length;
  const { maxPollRecords, threads, waitsForPoll, writesInBulk } = group;
  const processing = workshop.stream(name, 'processing_time');
  const clients = model.producers?.count ?? 1;
  return {
    index,
    reader,
    memberOffset,
    instances: places,
    startInstances: group.instances,
    assignor: group.assignor,
    eager: group.rebalance === 'eager',
    sessionTimeoutSeconds: group.sessionTimeoutSeconds,
    rebalanceSeconds: group.rebalanceSeconds,
    commitIntervalSeconds: group.commitIntervalSeconds,
    autoscaler: group.autoscaler,
    state: {
      rebalancing: false,
      again: false,
      due: false,
      wanted: group.instances,
      fewerSince: -1,
    },
    arena,
    threads,
    concurrency: group.concurrency,
    waitsForPoll,
    writesInBulk,
    // Two more pairs than threads: see kernels.ts.
    threadFree: arena.floats(threads + 4),
    sums: arena.floats(3),
    maxPollRecords,
    fillProcessing: makeFiller(group.processingTime, processing),
    drawProcessing: makeSampler(group.processingTime, processing),
    processingFactor: 1 / workshop.speed(name),
    timePerPollSeconds: group.timePerPollSeconds / workshop.speed(name),
    store: model.stores.findIndex((store) => store.name === group.store),
    members: Array.from({ length: places }, (_, place) =>
      freshMember({ maxPollRecords, arena, threads, writesInBulk }, null, place < group.instances),
    ),
    presence,
    work: workshop.station(name, 'station', places, threads, presence),
    lastArrival: new Float64Array(clients * partitions),
  };
}

function makeMirror(
  workshop: Workshop,
  mirror: MirrorModel,
  index: number,
  target: Cluster,
  name: string,
): MirrorColumns {
  const paths = workshop.model.consumers.filter((group) => group.reads === mirror.name).length;
  return {
    cluster: index + 1,
    timePerBatchSeconds: mirror.timePerBatchSeconds,
    nicOut: workshop.station(`${name}.nic_out`, 'link', mirror.tasks, 1),
    nicBytesPerSecond: mirror.nicBytesPerSecond * workshop.speed(`${name}.nic_out`),
    pathCount: paths,
    busyUntil: new Float64Array(mirror.tasks),
    filling: new Int32Array(target.brokerCount).fill(-1),
  };
}
