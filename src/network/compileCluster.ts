/** Compiles clusters: brokers' stations, partitions' leaders and logs, followers' sessions. */
import { type Sampler } from '../engine/variates.js';
import type { Bucket, Cluster, PartitionLog } from '../components/broker.js';
import type { Pauses } from '../components/pauses.js';
import type { BrokerModel, PauseModel, TopicModel } from '../model/model.js';
import { replicasOf } from '../model/placement.js';
import type { Workshop } from './workshop.js';

export interface Clients {
  readonly count: number;
  readonly delay: Sampler;
  readonly nic: number;
  readonly acks: 0 | 1 | 'all';
}

export function makeCluster(
  workshop: Workshop,
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
  const limited = (what: string, perSecond: number): number =>
    perSecond * workshop.speed(`${name}.${what}`);
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
    drawFlush: faster(
      workshop.sampler(model.disk.flushTime, name, 'flush_time'),
      workshop.speed(`${name}.disk`),
    ),
    pauses: model.pauses === null ? null : makePauses(workshop, model.pauses, name, count),
    brokerDelay: workshop.sampler(model.propagation, name, 'propagation'),
    clientDelay: clients.delay,
    lastArrival: new Float64Array(connections),
    busy: new Uint8Array(connections),
    waitingFirst: new Int32Array(connections).fill(-1),
    waitingLast: new Int32Array(connections).fill(-1),
    leader,
    log: Array.from({ length: topic.partitions }, (_, partition) =>
      emptyLog(replicasOf(partition, count, replicationFactor)),
    ),
    followerSessions: Array.from({ length: topic.partitions }, () => []),
    up: new Uint8Array(count).fill(1),
    epoch: new Int32Array(count),
    diskSlowness: new Float64Array(count).fill(1),
    clientLink: { cutUntil: 0, slowness: 1 },
    nextSequence: new Float64Array(clients.count * topic.partitions),
    skipped: new Map<number, Set<number>>(),
    minInsyncReplicas: index === 0 ? topic.minInsyncReplicas : 1,
    clusterTokens:
      model.rateLimit === null
        ? null
        : bucket(limited('rate_limit', model.rateLimit.perSecond), model.rateLimit.burst, 1),
    quota:
      model.quota === null
        ? null
        : bucket(limited('quota', model.quota.bytesPerSecond), model.quota.burstBytes, connections),
    readerSessions: [],
  };
}

function faster(draw: Sampler, speed: number): Sampler {
  return speed === 1 ? draw : () => draw() / speed;
}

function makePauses(
  workshop: Workshop,
  { everyBytes, time }: PauseModel,
  name: string,
  count: number,
): Pauses {
  const stream = workshop.stream(name, 'pauses');
  return {
    everyBytes,
    drawSeconds: workshop.sampler(time, name, 'pause_time'),
    written: Float64Array.from({ length: count }, () => stream.next() * everyBytes),
    until: new Float64Array(count),
  };
}

function bucket(perSecond: number, burst: number, count: number): Bucket {
  return { secondsPerToken: 1 / perSecond, burst, due: new Float64Array(count).fill(-1e9) };
}

function emptyLog(replicas: Int32Array): PartitionLog {
  const perReplica = (): Float64Array => new Float64Array(replicas.length);
  return {
    batches: new Int32Array(8),
    start: 0,
    end: 0,
    highWatermark: 0,
    endRecords: 0,
    highWatermarkRecords: 0,
    replicas,
    inSync: new Uint8Array(replicas.length).fill(1),
    sent: perReplica(),
    sentRecords: perReplica(),
    known: perReplica(),
    have: perReplica(),
  };
}
