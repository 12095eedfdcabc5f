/** Compiles clusters: brokers' stations, partitions' leaders and logs, followers' sessions. */
import { type Sampler } from '../engine/variates.js';
import type { Cluster, PartitionLog } from '../components/broker.js';
import type { ReplicaSessions } from '../components/replication.js';
import type { BrokerModel, TopicModel } from '../model/model.js';
import type { Workshop } from './workshop.js';

export interface Clients {
  readonly count: number;
  readonly delay: Sampler;
  readonly nic: number;
  readonly acks: 0 | 1 | 'all';
}

export interface ReplicaLists {
  readonly cluster: number[];
  readonly leader: number[];
  readonly follower: number[];
  readonly partitions: number[][];
}

export function newReplicaLists(): ReplicaLists {
  return { cluster: [], leader: [], follower: [], partitions: [] };
}

export function makeCluster(
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

export function finishReplicas(lists: ReplicaLists): ReplicaSessions {
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
