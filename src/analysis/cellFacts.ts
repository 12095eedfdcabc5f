/**
 * One pipeline in a cell of a placement as arithmetic sees it: each cluster with what it is sent,
 * each reader with its place, and how often they turn round at the given load.
 */
import { clusterPath } from '../model/clusters.js';
import type {
  BrokerModel,
  ConsumerGroupModel,
  MirrorModel,
  Placement,
  ProducerModel,
} from '../model/model.js';
import { processorRecordSeconds, wireBytes } from '../model/wire.js';
import { mean, type Distribution } from '../statistics/index.js';
import { loadedLoop, loadedMirrorAnswers } from './pollArithmetic.js';
import type { LoadedLoop } from './pollArithmetic.js';
import type { Loop, ReaderLoad } from './pollTime.js';
import {
  answersPerSecond,
  batchesOf,
  followerSeconds,
  fullBatchRecords,
  loadedRequestRecords,
  requestsWith,
  type Produced,
} from './produceArithmetic.js';
import { delaySeconds } from '../model/delay.js';
import type { Pipeline } from '../model/pipelines.js';
import type { CellShares, ReaderShares } from './shares.js';

/** A cluster under its load. */
export interface ClusterFacts {
  /** `brokers`, `clusters.<name>` or `mirrors.<name>.brokers`. */
  readonly name: string;
  readonly produced: Produced;
  /** Records of its requests, and of the batches in them. */
  readonly requestRecords: number;
  readonly chunk: number;
  /** [k]: answers a second to the k-th follower of the broker that leads most. */
  readonly followerAnswers: readonly number[];
}

export interface MirrorFacts {
  readonly mirror: MirrorModel;
  readonly reading: ReaderLoad;
  readonly cluster: ClusterFacts;
}

export interface GroupFacts {
  readonly loop: Loop;
  readonly cluster: ClusterFacts;
  /** Of an average instance, and the share of its time that the busiest is in use. */
  readonly loaded: LoadedLoop;
  readonly inUse: number;
}

/** A cell with brokers. */
export interface CellFacts {
  /** Records a second. */
  readonly rate: number;
  readonly retentionSeconds: number;
  readonly home: ClusterFacts;
  readonly mirrors: readonly MirrorFacts[];
  readonly groups: readonly GroupFacts[];
}

/** Null for direct delivery. */
export function cellFacts(
  model: Pipeline,
  shares: CellShares,
  placement: Placement,
  rate: number,
): CellFacts | null {
  const { producers, cluster: own, topic } = model;
  if (producers === null || own === null || topic === null) return null;
  const delay = (from: string, to: string, propagation: Distribution): number =>
    delaySeconds(model, placement, from, to, propagation);
  const batchRecords = fullBatchRecords(model);
  const wire = wireBytes(model.recordBytes, producers);
  const home = underLoad(clusterPath(own), rate, null, {
    brokers: own,
    shares: shares.leader(own.count, topic.replicationFactor),
    replicationFactor: topic.replicationFactor,
    acks: producers.acks,
    clients: producers.count,
    wireBytesPerRecord: wire,
    batchRecords,
    requestRecords: Math.max(1, Math.floor(producers.maxRequestSizeBytes / wire)),
    lingerSeconds: producers.lingerSeconds,
    sticky: model.keys.kind === 'none' && producers.partitioner === 'sticky',
    maxInFlight: producers.maxInFlightRequests,
    processor: processorOf(producers),
    clientNicBytesPerSecond: producers.nicBytesPerSecond,
    clientDelaySeconds: delay(producers.role, own.role, producers.propagation),
  });
  const reading = <S extends ReaderLoad['settings']>(
    settings: S,
    cluster: BrokerModel,
    read: ReaderShares,
    away: number,
    processor: ReaderLoad['processor'] = null,
  ): ReaderLoad & { settings: S } => ({
    settings,
    shares: read,
    brokers: cluster,
    batchRecords,
    wireBytesPerRecord: wire,
    delaySeconds: away,
    processor,
  });
  const mirrors = model.mirrors.map((mirror): MirrorFacts => {
    const { role, brokers: there, tasks, replicationFactor } = mirror;
    const readers = shares.readers(own.count, 'round_robin', tasks);
    const read = reading(mirror, own, readers, delay(role, own.role, there.propagation));
    const { sessions, members } = readers;
    const each = rate / sessions.length;
    const answers = loadedMirrorAnswers(read, each, readable(home, rate, 1 / sessions.length));
    const cluster = underLoad(`mirrors.${mirror.name}.brokers`, rate, each / answers, {
      ...home.produced,
      brokers: there,
      shares: shares.leader(there.count, replicationFactor),
      replicationFactor,
      acks: 'all',
      clients: members,
      requestRecords: Infinity,
      maxInFlight: Infinity,
      processor: null,
      clientNicBytesPerSecond: mirror.nicBytesPerSecond,
      clientDelaySeconds: mean(there.propagation),
    });
    return { mirror, reading: read, cluster };
  });
  const groups = model.consumers.map((group, index): GroupFacts => {
    const mirror = mirrors.find((each) => each.mirror.name === group.reads);
    const cluster = mirror?.cluster ?? home;
    const { brokers: readFrom } = cluster.produced;
    const readers = shares.readers(
      readFrom.count,
      group.assignor,
      group.instances,
      model.readings[index],
    );
    const away = delay(group.role, mirror?.mirror.role ?? own.role, group.propagation);
    const store = model.stores.find(({ name }) => name === group.store);
    const loop: Loop = {
      ...reading<ConsumerGroupModel>(group, readFrom, readers, away, group.processor),
      store,
      outcome: model.outcomes[index],
      shards: store === undefined ? new Float64Array() : shares.shards(store),
      storeDelaySeconds: store === undefined ? 0 : delay(group.role, store.role, store.propagation),
    };
    const { sessions, members, most } = readers;
    const least = { records: group.fetchMinBytes / wire, seconds: group.fetchMaxWaitSeconds };
    const loadedBy = (share: number): LoadedLoop => {
      const each = (share * members) / sessions.length;
      const appendsPerSecond = readable(cluster, rate, each, least);
      return loadedLoop(loop, rate * share, appendsPerSecond, cluster.chunk);
    };
    const loaded = loadedBy(1 / members);
    const even = most * members < 1 + 1e-9;
    return { loop, cluster, loaded, inUse: even ? loaded.inUse : loadedBy(most).inUse };
  });
  return { rate, retentionSeconds: topic.retentionSeconds, home, mirrors, groups };
}

function processorOf({ processor, count, recordBytes }: ProducerModel): Produced['processor'] {
  if (processor === null) return null;
  const record = processorRecordSeconds(processor, recordBytes);
  const request = mean(processor.timePerRequest);
  const clients = Math.ceil(count / processor.hosts);
  return (records) => (clients * (record + request / records)) / processor.threads;
}

/** replica.fetch.response.max.bytes, as replication.ts has it. */
const MOST_BYTES = 10_485_760;

/** `copied`: records of each answer that a mirror's task copies; null for producers. */
function underLoad(
  name: string,
  rate: number,
  copied: number | null,
  produced: Produced,
): ClusterFacts {
  const requestRecords =
    copied === null ? loadedRequestRecords(produced, rate) : Math.max(1, copied);
  const { brokers, shares, wireBytesPerRecord } = produced;
  const followerAnswers = shares.followers.map((share) => {
    const appendsPerSecond = requestsWith(produced, rate, requestRecords, share);
    let answers = appendsPerSecond;
    for (let round = 0; round < 20; round++) {
      // A follower may copy partitions to which nothing comes.
      const records = answers > 0 ? (rate * share) / answers : 0;
      const bytes = Math.min(MOST_BYTES, records * wireBytesPerRecord);
      answers = answersPerSecond(appendsPerSecond, followerSeconds(brokers, bytes));
    }
    return answers;
  });
  const chunk = requestRecords / batchesOf(produced, requestRecords);
  return { name, produced, requestRecords, chunk, followerAnswers };
}

/**
 * Times a second at which something becomes readable for a session with `share` of the cell's
 * records: when requests are appended, or followers tell that they have it; with fetch.min.bytes
 * only so often as that many records come, or fetch.max.wait is over.
 */
export function readable(
  cluster: ClusterFacts,
  rate: number,
  share: number,
  least = { records: 1, seconds: Infinity },
): number {
  const { produced, requestRecords, followerAnswers } = cluster;
  const appended = requestsWith(produced, rate, requestRecords, share);
  const told = followerAnswers.reduce((sum, answers) => sum + answers, 0);
  const moments = produced.replicationFactor > 1 ? Math.min(appended, told) : appended;
  if (least.records <= 1) return moments;
  return Math.min(moments, Math.max((rate * share) / least.records, 1 / least.seconds));
}
