/**
 * Compiles one trial's cell to columns: clusters, replica sessions, readers, groups, mirrors, stores, producers.
 * Phases, in order: clock and recorder; clusters; readers; stores; producers. No names are left but those of resources.
 */
import { EventList } from '../engine/eventList.js';
import { FloatRing } from '../engine/ring.js';
import { StationBank } from '../engine/station.js';
import { Stream, streamKey } from '../engine/stream.js';
import { makeSampler, type Sampler } from '../engine/variates.js';
import { arrivalTimes, keys } from '../components/arrivals.js';
import type { Cluster, PartitionLog } from '../components/broker.js';
import { assignPartitions, type ConsumerColumns, type Member } from '../components/consumer.js';
import type { MirrorColumns } from '../components/mirror.js';
import type { ProducerColumns } from '../components/producer.js';
import type { Reader, ReaderSessions } from '../components/reader.js';
import { Batches, Records, Requests } from '../components/records.js';
import { Recorder } from '../components/recorder.js';
import type { ReplicaSessions } from '../components/replication.js';
import type { StoreColumns } from '../components/store.js';
import type { World } from '../components/world.js';
import type {
  BrokerModel,
  ConsumerGroupModel,
  MirrorModel,
  Model,
  ProducerModel,
  StoreModel,
  TopicModel,
} from '../model/model.js';
import type { Distribution } from '../statistics/index.js';
import type { Trial } from './measurements.js';

export const SERIES_BUCKETS = 60;

/** What compiling needs everywhere: the trial, its placement's regions, its streams, its stations. */
export class Workshop {
  readonly windowEnd: number;
  readonly stations: StationBank[] = [];
  private readonly replicationKey: string;

  constructor(readonly trial: Trial) {
    this.windowEnd = trial.warmupSeconds + trial.windowSeconds;
    this.replicationKey = `${trial.placement}.${trial.cell}.${trial.replication}`;
  }

  get model(): Model {
    return this.trial.model;
  }

  stream(component: string, purpose: string): Stream {
    return new Stream(streamKey(this.trial.seed, this.replicationKey, component, purpose));
  }

  sampler(distribution: Distribution, component: string, purpose: string): Sampler {
    if (distribution.kind === 'constant') return () => distribution.value;
    return makeSampler(distribution, this.stream(component, purpose));
  }

  station(
    name: string,
    kind: 'station' | 'link' | 'disk',
    count: number,
    servers: number,
  ): StationBank {
    const start = this.trial.warmupSeconds;
    const bank = new StationBank(name, kind, count, servers, start, this.windowEnd);
    this.stations.push(bank);
    return bank;
  }

  /** How much faster than the model an experiment makes a resource: 1 = as it is. */
  speed(resource: string): number {
    return this.trial.speedup[resource] ?? 1;
  }

  /** One-way delay between hosts of two roles: `propagation`, plus the distance between their regions. */
  delay(from: string, to: string, propagation: Distribution, component: string): Sampler {
    const { roles } = this.model.placements[this.trial.placement];
    const near = this.sampler(propagation, component, 'propagation');
    if (roles[from] === roles[to]) return near;
    const distance = this.model.regionDelaySeconds[roles[from]][roles[to]];
    const { regionJitter } = this.model;
    if (regionJitter.kind === 'constant') return () => near() + distance * regionJitter.value;
    const jitter = this.sampler(regionJitter, component, 'jitter');
    return () => near() + distance * jitter();
  }
}

/** Events per second of one cell of a placement: users are spread over cells by weight. */
export function cellEventsPerSecond(model: Model, placement: number): number {
  let weights = 0;
  for (const each of model.placements) weights += each.cells * each.weight;
  const total = model.users * model.eventsPerUserPerSecond;
  return (total * model.placements[placement].weight) / weights;
}

export function makeRecorder(workshop: Workshop): Recorder {
  const { trial, windowEnd } = workshop;
  return new Recorder(
    trial.warmupSeconds,
    windowEnd,
    windowEnd / SERIES_BUCKETS,
    SERIES_BUCKETS,
    trial.model.consumers.length,
  );
}

/** The world of a cell with brokers. */
export function compileWorld(workshop: Workshop): World {
  const { model } = workshop;
  const { producers: producer, brokers, topic } = model;
  if (producer === null || brokers === null || topic === null) {
    throw new Error('a cell without brokers is simulated as direct delivery');
  }
  const wire = model.recordBytes * producer.compressionRatio;
  const clusters: Cluster[] = [];
  const replicaLists: ReplicaLists = newReplicaLists();
  const { nicBytesPerSecond: producerNic, acks, count } = producer;
  const speed = workshop.speed('producers.nic_out');
  clusters.push(
    makeCluster(workshop, replicaLists, 'brokers', brokers, topic, topic.replicationFactor, wire, {
      count,
      delay: workshop.delay(producer.role, 'home', producer.propagation, 'producers'),
      nic: producerNic * speed,
      acks,
    }),
  );
  for (const mirror of model.mirrors) {
    const name = `mirrors.${mirror.name}.brokers`;
    clusters.push(
      makeCluster(
        workshop,
        replicaLists,
        name,
        mirror.brokers,
        topic,
        mirror.replicationFactor,
        wire,
        {
          count: mirror.tasks,
          delay: workshop.delay(mirror.role, mirror.role, mirror.brokers.propagation, name),
          nic: mirror.nicBytesPerSecond,
          acks: 'all',
        },
      ),
    );
  }
  const readers = makeReaders(workshop, clusters);
  const consumers = readers.groups;
  const memberGroup: number[] = [];
  for (const group of consumers) {
    for (let index = 0; index < group.instances; index++) memberGroup.push(group.index);
  }
  return {
    now: 0,
    events: new EventList(),
    records: new Records(),
    batches: new Batches(),
    requests: new Requests(),
    recorder: makeRecorder(workshop),
    producers: makeProducers(workshop, producer, topic, clusters[0]),
    clusters,
    replicas: finishReplicas(replicaLists),
    readers: readers.sessions,
    consumers,
    mirrors: readers.mirrors,
    stores: model.stores.map((store) => makeStore(workshop, store)),
    memberGroup: Int32Array.from(memberGroup),
    recordBytes: model.recordBytes,
    pathCount: consumers.length,
  };
}

interface Clients {
  readonly count: number;
  readonly delay: Sampler;
  readonly nic: number;
  readonly acks: 0 | 1 | 'all';
}

interface ReplicaLists {
  readonly cluster: number[];
  readonly leader: number[];
  readonly follower: number[];
  readonly partitions: number[][];
}

function newReplicaLists(): ReplicaLists {
  return { cluster: [], leader: [], follower: [], partitions: [] };
}

function makeCluster(
  workshop: Workshop,
  replicas: ReplicaLists,
  name: string,
  model: BrokerModel,
  topic: TopicModel,
  replicationFactor: number,
  wireBytesPerRecord: number,
  clients: Clients,
): Cluster {
  const index =
    name === 'brokers'
      ? 0
      : 1 + workshop.model.mirrors.findIndex((mirror) => name === `mirrors.${mirror.name}.brokers`);
  const { count } = model;
  const leader = Int32Array.from({ length: topic.partitions }, (_, partition) => partition % count);
  const connections = clients.count * count;
  const handlers = workshop.station(`${name}.handlers`, 'station', count, model.handlers);
  return {
    index,
    model,
    brokerCount: count,
    partitionCount: topic.partitions,
    replicationFactor,
    acks: clients.acks,
    handlers,
    disk: workshop.station(`${name}.disk`, 'disk', count, 1),
    nicIn: workshop.station(`${name}.nic_in`, 'link', count, 1),
    nicOut: workshop.station(`${name}.nic_out`, 'link', count, 1),
    handlerFactor: 1 / workshop.speed(`${name}.handlers`),
    nicInBytesPerSecond: model.nicBytesPerSecond * workshop.speed(`${name}.nic_in`),
    nicOutBytesPerSecond: model.nicBytesPerSecond * workshop.speed(`${name}.nic_out`),
    diskBytesPerSecond: model.disk.bytesPerSecond * workshop.speed(`${name}.disk`),
    wireBytesPerRecord,
    drawRequest: workshop.sampler(model.timePerRequest, name, 'time_per_request'),
    drawFetch: workshop.sampler(model.timePerFetch, name, 'time_per_fetch'),
    drawReplicaAppend: workshop.sampler(
      model.timePerReplicaAppend,
      name,
      'time_per_replica_append',
    ),
    drawFlush: workshop.sampler(model.disk.flushTime, name, 'flush_time'),
    brokerDelay: workshop.sampler(model.propagation, name, 'propagation'),
    clientDelay: clients.delay,
    lastArrival: new Float64Array(connections),
    busy: new Uint8Array(connections),
    waitingFirst: new Int32Array(connections).fill(-1),
    waitingLast: new Int32Array(connections).fill(-1),
    leader,
    log: Array.from({ length: topic.partitions }, emptyLog),
    followerSessions: placeFollowers(replicas, index, leader, count, replicationFactor),
    readerSessions: [],
  };
}

function emptyLog(): PartitionLog {
  return {
    batches: new Int32Array(8),
    start: 0,
    end: 0,
    highWatermark: 0,
    endBytes: 0,
    highWatermarkBytes: 0,
    endRecords: 0,
    highWatermarkRecords: 0,
  };
}

/** Creates the sessions of one cluster's followers; returns those of each partition. */
function placeFollowers(
  replicas: ReplicaLists,
  cluster: number,
  leader: Int32Array,
  brokers: number,
  replicationFactor: number,
): Int32Array[] {
  const sessionOf = new Map<number, number>();
  return Array.from(leader, (leads, partition) => {
    const shift = Math.floor(partition / brokers);
    return Int32Array.from({ length: replicationFactor - 1 }, (_, k) => {
      const follower = (leads + 1 + ((shift + k) % (brokers - 1))) % brokers;
      const pair = leads * brokers + follower;
      let session = sessionOf.get(pair);
      if (session === undefined) {
        session = replicas.cluster.length;
        sessionOf.set(pair, session);
        replicas.cluster.push(cluster);
        replicas.leader.push(leads);
        replicas.follower.push(follower);
        replicas.partitions.push([]);
      }
      replicas.partitions[session].push(partition);
      return session;
    });
  });
}

function finishReplicas(lists: ReplicaLists): ReplicaSessions {
  const count = lists.cluster.length;
  const perPartition = (): Float64Array[] =>
    lists.partitions.map((each) => new Float64Array(each.length));
  return {
    count,
    cluster: Int32Array.from(lists.cluster),
    leader: Int32Array.from(lists.leader),
    follower: Int32Array.from(lists.follower),
    partitions: lists.partitions.map((each) => Int32Array.from(each)),
    sent: perPartition(),
    sentBytes: perPartition(),
    sentRecords: perPartition(),
    known: perPartition(),
    waits: new Uint8Array(count),
    answerBytes: new Float64Array(count),
    answerRecords: new Float64Array(count),
    woken: [],
  };
}

interface SessionLists {
  readonly reader: number[];
  readonly member: number[];
  readonly broker: number[];
  readonly partitions: number[][];
}

function makeReaders(
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
  return { sessions: finishSessions(lists, readers), groups, mirrors };
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

function finishSessions(lists: SessionLists, readers: readonly Reader[]): ReaderSessions {
  const count = lists.reader.length;
  return {
    readers,
    count,
    reader: Int32Array.from(lists.reader),
    member: Int32Array.from(lists.member),
    broker: Int32Array.from(lists.broker),
    partitions: lists.partitions.map((each) => Int32Array.from(each)),
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
    drawProcessing: workshop.sampler(group.processingTime, name, 'processing_time'),
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

function makeStore(workshop: Workshop, store: StoreModel): StoreColumns {
  const { model } = workshop;
  const name = `stores.${store.name}`;
  const writers = model.consumers.map((group) => group.store === store.name);
  const hit = store.cache?.hitRatio ?? 0;
  const hitSeconds = store.cache?.timePerHitSeconds ?? 0;
  return {
    shards: store.shards,
    byKey: store.placement === 'key',
    station: workshop.station(name, 'station', store.shards, store.serversPerShard),
    factor: 1 / workshop.speed(name),
    drawRequest: workshop.sampler(store.timePerRequest, name, 'time_per_request'),
    timePerWriteSeconds: store.timePerWriteSeconds,
    timePerReadSeconds: store.timePerReadSeconds,
    readsPerRecord: store.readsPerRecord,
    missRatio: 1 - hit,
    hitSecondsPerRecord: store.readsPerRecord * hitSeconds,
    missStream: workshop.stream(name, 'cache'),
    bytesPerRecord: store.bytesPerRecord,
    delay: model.consumers.map((group) =>
      workshop.delay(group.role, store.role, store.propagation, `${name}.${group.name}`),
    ),
    groupNicOut: model.consumers.map((group, index) =>
      writers[index]
        ? workshop.station(`consumers.${group.name}.nic_out`, 'link', group.instances, 1)
        : new StationBank('', 'link', 1, 1, 0, 0),
    ),
    groupNicBytesPerSecond: model.consumers.map(
      (group) => group.nicBytesPerSecond * workshop.speed(`consumers.${group.name}.nic_out`),
    ),
    operations: {
      group: [],
      member: [],
      shard: [],
      firstSlot: [],
      writes: [],
      misses: [],
      sent: [],
      come: [],
      begun: [],
      served: [],
      freed: [],
    },
    lastSlot: new Int32Array(store.shards),
    operationOf: new Int32Array(store.shards).fill(-1),
  };
}

function makeProducers(
  workshop: Workshop,
  producer: ProducerModel,
  topic: TopicModel,
  home: Cluster,
): ProducerColumns {
  const { model, trial } = workshop;
  const { count } = producer;
  const rate = cellEventsPerSecond(model, trial.placement) / count;
  const wire = model.recordBytes * producer.compressionRatio;
  const batchRecords = Math.max(1, Math.floor(producer.batchSizeBytes / wire));
  const fitsExactly = batchRecords * wire >= producer.batchSizeBytes;
  const rings = (): FloatRing[] =>
    Array.from({ length: count * topic.partitions }, () => new FloatRing());
  const eachProducer = <T>(make: (name: string, index: number) => T): T[] =>
    Array.from({ length: count }, (_, index) => make(`producers.${index}`, index));
  const partitionsOfBroker = Array.from({ length: home.brokerCount }, (_, broker) =>
    Int32Array.from(
      [...home.leader.keys()].filter((partition) => home.leader[partition] === broker),
    ),
  );
  return {
    count,
    brokerCount: home.brokerCount,
    partitionCount: topic.partitions,
    nextArrival: eachProducer((name, index) =>
      arrivalTimes(model.arrivals, rate, index, count, workshop.stream(name, 'arrivals')),
    ),
    drawKey: eachProducer((name) => keys(model.keys, workshop.stream(name, 'keys'))),
    partitionStream: eachProducer((name) => workshop.stream(name, 'partitions')),
    keyed: model.keys.kind !== 'none',
    needsKey: model.stores.some((store) => store.placement === 'key'),
    partitioner: producer.partitioner,
    currentPartition: Int32Array.from({ length: count }, (_, index) => index % topic.partitions),
    stickyLeft: new Int32Array(count),
    queueArrival: rings(),
    queueAdmitted: rings(),
    queueKey: rings(),
    partitionsOfBroker,
    leader: home.leader,
    batchRecords,
    fullRecords: fitsExactly ? batchRecords : batchRecords + 1,
    requestRecords: Math.max(1, Math.floor(producer.maxRequestSizeBytes / wire)),
    lingerSeconds: producer.lingerSeconds,
    maxInFlight: producer.maxInFlightRequests,
    bufferRecords: Math.max(1, Math.floor(producer.bufferMemoryBytes / model.recordBytes)),
    maxBlockSeconds: producer.maxBlockSeconds,
    deliveryTimeoutSeconds: producer.deliveryTimeoutSeconds,
    wireBytesPerRecord: wire,
    acks: producer.acks,
    nicOut: workshop.station('producers.nic_out', 'link', count, 1),
    nicBytesPerSecond: producer.nicBytesPerSecond * workshop.speed('producers.nic_out'),
    unacknowledged: new Float64Array(count),
    headArrival: new Float64Array(count).fill(-1),
    headKey: new Float64Array(count),
    pumpWindowSeconds: Math.min(1, 128 / rate),
    drawnUntil: new Float64Array(count),
    pumpPending: new Uint8Array(count),
    inFlight: new Int32Array(count * home.brokerCount),
    readyAt: new Float64Array(count * home.brokerCount).fill(Infinity),
    blocked: new Uint8Array(count * home.brokerCount),
    rotation: new Int32Array(count * home.brokerCount),
  };
}
