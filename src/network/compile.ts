/**
 * Compiles one trial's cell to columns: clusters, replica sessions, readers, groups, mirrors, stores, producers.
 * Phases, in order: clock and recorder; clusters; readers; stores; producers. No names are left but those of resources.
 */
import { ArenaEvents } from '../engine/arenaEvents.js';
import { StationBank } from '../engine/station.js';
import { arrivalTimes, keys } from '../components/arrivals.js';
import type { Cluster, Link } from '../components/broker.js';
import type { Fault } from '../components/faults.js';
import type { ConsumerColumns } from '../components/consumer.js';
import { LruCache } from '../components/lru.js';
import type { Reader } from '../components/reader.js';
import { newReplicaSessions, openReplicaSessions } from '../components/replication.js';
import type { TokenBucket } from '../components/admission.js';
import type { ProducerColumns } from '../components/producer.js';
import { RecordQueue } from '../components/recordQueue.js';
import { Batches, Records, Requests } from '../components/records.js';
import type { Observer } from '../components/observer.js';
import type { StoreColumns } from '../components/store.js';
import type { World } from '../components/world.js';
import type {
  ConsumerGroupModel,
  FaultModel,
  Model,
  ProducerModel,
  StoreModel,
  TopicModel,
} from '../model/model.js';
import { makeCluster } from './compileCluster.js';
import { makeReaders } from './compileReaders.js';
import { asksAgain, timesOut } from './asksAgain.js';
import { surges } from './faultTimes.js';
import { asksForKeys, bufferOf } from './producerBuffer.js';
import { cellEventsPerSecond, makeRecorder, type Workshop } from './workshop.js';

/** The world of a cell with brokers. */
export function compileWorld(workshop: Workshop, observer: Observer | null): World {
  const { model } = workshop;
  const { producers: producer, brokers, topic } = model;
  if (producer === null || brokers === null || topic === null) {
    throw new Error('a cell without brokers is simulated as direct delivery');
  }
  const wire = model.recordBytes * producer.compressionRatio;
  const clusters: Cluster[] = [];
  const { nicBytesPerSecond: producerNic, acks, count } = producer;
  const speed = workshop.speed('producers.nic_out');
  clusters.push(
    makeCluster(workshop, 'brokers', brokers, topic, topic.replicationFactor, wire, {
      count,
      delay: workshop.delay(producer.role, 'home', producer.propagation, 'producers'),
      nic: producerNic * speed,
      acks,
    }),
  );
  for (const mirror of model.mirrors) {
    const name = `mirrors.${mirror.name}.brokers`;
    clusters.push(
      makeCluster(workshop, name, mirror.brokers, topic, mirror.replicationFactor, wire, {
        count: mirror.tasks,
        delay: workshop.delay(
          mirror.role,
          mirror.role,
          mirror.brokers.propagation,
          `mirrors.${mirror.name}.producers`,
        ),
        nic: mirror.nicBytesPerSecond,
        acks: 'all',
      }),
    );
  }
  const readers = makeReaders(workshop, clusters);
  const consumers = readers.groups;
  const replicas = newReplicaSessions();
  for (const cluster of clusters) openReplicaSessions({ replicas }, cluster);
  const producers = makeProducers(workshop, producer, topic, clusters[0]);
  const memberGroup: number[] = [];
  for (const group of consumers) {
    for (let index = 0; index < group.instances; index++) memberGroup.push(group.index);
  }
  const recovers = asksAgain(model, workshop.span.windowEnd);
  const { roles } = model.placements[workshop.trial.placement];
  const homeGroups = model.consumers.flatMap(({ role }, index) =>
    roles[role] === roles['home'] ? [index] : [],
  );
  return {
    now: 0,
    observer,
    events: new ArenaEvents(workshop.arena),
    records: new Records(workshop.arena, { keys: producers.needsKey, deliveries: recovers }),
    batches: new Batches(workshop.arena),
    requests: new Requests(),
    recorder: makeRecorder(workshop),
    producers,
    clusters,
    replicas,
    readers: readers.sessions,
    consumers,
    mirrors: readers.mirrors,
    stores: model.stores.map((store) => makeStore(workshop, store, consumers)),
    memberGroup: Int32Array.from(memberGroup),
    recordBytes: model.recordBytes,
    pathCount: consumers.length,
    recovers,
    faults: workshop.faults.map(({ fault, to }): Fault => ({
      ...fault,
      to,
      link: linkOf(fault, clusters[0], readers.sessions.readers, model),
      homeGroups,
    })),
  };
}

function linkOf(
  fault: FaultModel,
  home: Cluster,
  readers: readonly Reader[],
  model: Model,
): Link | null {
  if (fault.kind !== 'link_cut' && fault.kind !== 'link_slow') return null;
  if (fault.link === 'producers') return home.clientLink;
  const group = model.consumers.findIndex(({ name }) => name === fault.link);
  const mirror = model.mirrors.findIndex(({ name }) => name === fault.link);
  const reader = readers.find(({ kind, index }) =>
    kind === 'group' ? index === group : index === mirror,
  );
  return reader?.link ?? null;
}

function nicOutOf(
  workshop: Workshop,
  { instances, presence }: ConsumerColumns,
  { name }: ConsumerGroupModel,
): StationBank {
  return workshop.station(`consumers.${name}.nic_out`, 'link', instances, 1, presence);
}

function makeStore(
  workshop: Workshop,
  store: StoreModel,
  groups: readonly ConsumerColumns[],
): StoreColumns {
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
    lru:
      store.cache === null || store.cache.entries === null
        ? null
        : new LruCache(store.cache.entries, store.cache.timeToLiveSeconds ?? Infinity),
    writeThrough: store.cache?.writeThrough === true,
    missStream: workshop.stream(name, 'cache'),
    bytesPerRecord: store.bytesPerRecord,
    delay: model.consumers.map((group) =>
      workshop.delay(group.role, store.role, store.propagation, `${name}.${group.name}`),
    ),
    groupNicOut: model.consumers.map((group, index) =>
      writers[index]
        ? nicOutOf(workshop, groups[index], group)
        : new StationBank('', 'link', 1, 1, 0, 0, workshop.arena),
    ),
    groupNicBytesPerSecond: model.consumers.map(
      (group) => group.nicBytesPerSecond * workshop.speed(`consumers.${group.name}.nic_out`),
    ),
    operations: {
      group: [],
      member: [],
      writer: [],
      shard: [],
      firstRun: [],
      held: [],
      writes: [],
      misses: [],
      sent: [],
      come: [],
      begun: [],
      served: [],
      freed: [],
    },
    lastRun: new Int32Array(store.shards),
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
  const needsKey = asksForKeys(model);
  const more = surges(workshop.faults);
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
      arrivalTimes(model.arrivals, rate, index, count, workshop.stream(name, 'arrivals'), more),
    ),
    drawKey: eachProducer((name) => keys(model.keys, workshop.stream(name, 'keys'))),
    partitionStream: eachProducer((name) => workshop.stream(name, 'partitions')),
    keyed: model.keys.kind !== 'none',
    needsKey,
    partitioner: producer.partitioner,
    currentPartition: Int32Array.from({ length: count }, (_, index) => index % topic.partitions),
    stickyLeft: new Int32Array(count),
    queues: Array.from(
      { length: count * topic.partitions },
      () => new RecordQueue(workshop.arena, needsKey),
    ),
    batchReadyAt: new Float64Array(count * topic.partitions).fill(Infinity),
    partitionsOfBroker,
    leader: home.leader,
    ...bufferOf(model, producer, rate),
    lingerSeconds: producer.lingerSeconds,
    maxInFlight: producer.maxInFlightRequests,
    requestTimeoutSeconds: producer.requestTimeoutSeconds,
    timesOut: timesOut(producer, workshop.span.windowEnd),
    retries: producer.retries,
    retryBackoffSeconds: producer.retryBackoffSeconds,
    retryBackoffMaxSeconds: producer.retryBackoffMaxSeconds,
    idempotence: producer.idempotence,
    timerSet: new Uint8Array(count * home.brokerCount),
    unanswered: Array.from({ length: count * home.brokerCount }, () => []),
    retry: new Map<number, number[]>(),
    sequence: new Float64Array(count * topic.partitions),
    overflow: producer.overflow,
    shedStream: workshop.stream('producers', 'shed'),
    tokens: makeTokens(producer, workshop.speed('producers.rate_limit')),
    maxBlockSeconds: producer.maxBlockSeconds,
    deliveryTimeoutSeconds: producer.deliveryTimeoutSeconds,
    acks: producer.acks,
    nicOut: workshop.station('producers.nic_out', 'link', count, 1),
    nicBytesPerSecond: producer.nicBytesPerSecond * workshop.speed('producers.nic_out'),
    unacknowledged: new Float64Array(count),
    headArrival: new Float64Array(count).fill(-1),
    headToken: new Float64Array(count),
    headKey: new Float64Array(count),
    drawnUntil: new Float64Array(count),
    pumpPending: new Uint8Array(count),
    inFlight: new Int32Array(count * home.brokerCount),
    readyAt: new Float64Array(count * home.brokerCount).fill(Infinity),
    blocked: new Uint8Array(count * home.brokerCount),
    rotation: new Int32Array(count * home.brokerCount),
  };
}

function makeTokens({ rateLimit, count }: ProducerModel, speed: number): TokenBucket | null {
  if (rateLimit === null) return null;
  return {
    secondsPerToken: 1 / (rateLimit.perSecond * speed),
    burst: rateLimit.burst,
    waits: rateLimit.policy === 'block',
    due: new Float64Array(count),
  };
}
