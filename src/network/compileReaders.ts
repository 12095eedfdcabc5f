/** Compiles readers: fetch sessions, consumer groups, mirrors. */
import type { Cluster } from '../components/broker.js';
import { assignPartitions, type ConsumerColumns, type Member } from '../components/consumer.js';
import type { MirrorColumns } from '../components/mirror.js';
import type { Reader, ReaderSessions } from '../components/reader.js';
import { makeFiller } from '../engine/variates.js';
import type { ConsumerGroupModel, MirrorModel } from '../model/model.js';
import type { Distribution } from '../statistics/index.js';
import type { Workshop } from './workshop.js';

interface SessionLists {
  readonly reader: number[];
  readonly member: number[];
  readonly broker: number[];
  readonly partitions: number[][];
}

export function makeReaders(
  workshop: Workshop,
  clusters: readonly Cluster[],
): { sessions: ReaderSessions; groups: ConsumerColumns[]; mirrors: MirrorColumns[] } {
  const { model } = workshop;
  const lists: SessionLists = { reader: [], member: [], broker: [], partitions: [] };
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
    const reader = makeReader(
      workshop,
      clusters[cluster],
      group,
      'group',
      index,
      name,
      clusterRole,
      group.instances,
      group.propagation,
    );
    const owner = assignPartitions(
      group.assignor,
      clusters[cluster].partitionCount,
      group.instances,
    );
    addSessions(lists, clusters[cluster], readers.length, owner);
    readers.push(reader);
    groups.push(makeGroup(workshop, group, index, reader, memberOffset, name));
    memberOffset += group.instances;
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
    );
    addSessions(
      lists,
      clusters[0],
      readers.length,
      assignPartitions('round_robin', clusters[0].partitionCount, mirror.tasks),
    );
    readers.push(reader);
    return makeMirror(workshop, mirror, index, clusters[1 + index], name);
  });
  return { sessions: finishSessions(workshop, lists, readers), groups, mirrors };
}

type FetchSettings = Pick<
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
): Reader {
  const perPartition = (): Float64Array => new Float64Array(cluster.partitionCount);
  return {
    cluster: cluster.index,
    kind,
    index,
    fetchMinBytes: settings.fetchMinBytes,
    fetchMaxWaitSeconds: settings.fetchMaxWaitSeconds,
    fetchMaxBytes: settings.fetchMaxBytes,
    maxPartitionFetchBytes: settings.maxPartitionFetchBytes,
    delay: workshop.delay(settings.role, clusterRole, propagation, name),
    nicIn: workshop.station(`${name}.nic_in`, 'link', members, 1),
    nicBytesPerSecond: settings.nicBytesPerSecond * workshop.speed(`${name}.nic_in`),
    fetched: perPartition(),
    fetchedBytes: perPartition(),
    fetchedRecords: perPartition(),
    taken: perPartition(),
    takenRecords: perPartition(),
  };
}

function addSessions(
  lists: SessionLists,
  cluster: Cluster,
  reader: number,
  owner: Int32Array,
): void {
  const sessionOf = new Map<number, number>();
  const ofPartition = Int32Array.from(owner, (member, partition) => {
    const pair = member * cluster.brokerCount + cluster.leader[partition];
    let session = sessionOf.get(pair);
    if (session === undefined) {
      session = lists.reader.length;
      sessionOf.set(pair, session);
      lists.reader.push(reader);
      lists.member.push(member);
      lists.broker.push(cluster.leader[partition]);
      lists.partitions.push([]);
    }
    lists.partitions[session].push(partition);
    return session;
  });
  cluster.readerSessions.push(ofPartition);
}

function finishSessions(
  workshop: Workshop,
  lists: SessionLists,
  readers: readonly Reader[],
): ReaderSessions {
  const count = lists.reader.length;
  const phase = workshop.stream('readers', 'phase');
  return {
    readers,
    count,
    reader: Int32Array.from(lists.reader),
    member: Int32Array.from(lists.member),
    broker: Int32Array.from(lists.broker),
    partitions: lists.partitions.map((each) => Int32Array.from(each)),
    firstFetchAt: Float64Array.from(lists.reader, (reader) => {
      return phase.next() * 2 * readers[reader].delay();
    }),
    waits: new Uint8Array(count),
    deadline: new Float64Array(count),
    timerSet: new Uint8Array(count),
    answeredAt: new Float64Array(count),
    receivedAt: new Float64Array(count),
    answerBytes: new Float64Array(count),
    answerRecords: new Float64Array(count),
    woken: [],
  };
}

function makeGroup(
  workshop: Workshop,
  group: ConsumerGroupModel,
  index: number,
  reader: Reader,
  memberOffset: number,
  name: string,
): ConsumerColumns {
  const { model } = workshop;
  const partitions = reader.taken.length;
  const clients = model.producers?.count ?? 1;
  return {
    index,
    reader,
    memberOffset,
    instances: group.instances,
    threads: group.threads,
    maxPollRecords: group.maxPollRecords,
    fillProcessing: makeFiller(group.processingTime, workshop.stream(name, 'processing_time')),
    processingFactor: 1 / workshop.speed(name),
    timePerPollSeconds: group.timePerPollSeconds,
    store: model.stores.findIndex((store) => store.name === group.store),
    members: Array.from({ length: group.instances }, () => makeMember(group)),
    work: workshop.station(name, 'station', group.instances, group.threads),
    lastArrival: new Float64Array(clients * partitions),
  };
}

function makeMember(group: ConsumerGroupModel): Member {
  const size = group.maxPollRecords;
  return {
    buffer: [],
    buffered: 0,
    busy: false,
    cursor: 0,
    offset: 0,
    count: 0,
    batch: new Int32Array(size),
    record: new Int32Array(size),
    answered: new Float64Array(size),
    received: new Float64Array(size),
    start: new Float64Array(size),
    finish: new Float64Array(size),
    next: new Int32Array(size),
    threadFree: new Float64Array(group.threads),
    writesPending: 0,
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
