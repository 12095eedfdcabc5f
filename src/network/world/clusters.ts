/** Lays out clusters: brokers, partitions' logs with their replicas, connections of clients. */
import { makeRow, makeRows, writeRow } from '../../engine/layout.js';
import { BROKER, CLUSTER, CONNECTION, LINK, LOG, REPLICA, VECTOR } from '../../engine/rows.js';
import type { BrokerModel, TopicModel } from '../../model/model.js';
import { replicasOf } from '../../model/placement.js';
import type { Workshop } from '../workshop.js';
import { drawRow } from './randomness.js';

/** Batches that a partition's log has room for at first; it doubles. */
const FIRST_LOG = 8;
/** acks=all, as the engine numbers it. */
export const ALL = 2;

export interface Clients {
  readonly count: number;
  /** A Delay row. */
  readonly delay: number;
  readonly acks: 0 | 1 | 'all';
}

export function writeCluster(
  workshop: Workshop,
  place: number,
  index: number,
  name: string,
  model: BrokerModel,
  topic: TopicModel,
  replicationFactor: number,
  wireBytesPerRecord: number,
  clients: Clients,
): void {
  const { arena } = workshop;
  const { count, disk, pauses, quota, rateLimit } = model;
  const speed = (what: string): number => workshop.speed(`${name}.${what}`);
  const draw = (distribution: BrokerModel['timePerRequest'], purpose: string): number =>
    drawRow(workshop, distribution, name, purpose);
  const bank = (what: string, kind: 'station' | 'disk' | 'link', servers: number): number =>
    workshop.station(`${name}.${what}`, kind, count, servers).place;
  writeRow(arena, CLUSTER, place, {
    index,
    brokerCount: count,
    partitionCount: topic.partitions,
    acks: clients.acks === 'all' ? ALL : clients.acks,
    minInsyncReplicas: index === 0 ? topic.minInsyncReplicas : 1,
    handlers: bank('handlers', 'station', model.handlers),
    disk: bank('disk', 'disk', 1),
    nicIn: bank('nic_in', 'link', 1),
    nicOut: bank('nic_out', 'link', 1),
    handlerFactor: 1 / speed('handlers'),
    timePerBatchSeconds: model.timePerBatchSeconds,
    timePerRecordSeconds: model.timePerRecordSeconds,
    timePerByteSeconds: model.timePerByteSeconds,
    nicInBytesPerSecond: model.nicBytesPerSecond * speed('nic_in'),
    nicOutBytesPerSecond: model.nicBytesPerSecond * speed('nic_out'),
    diskBytesPerSecond: disk.bytesPerSecond * speed('disk'),
    dirtyLimitBytes: disk.dirtyLimitBytes,
    wireBytesPerRecord,
    everyBatch: Number(disk.flush === 'every_batch'),
    drawRequest: draw(model.timePerRequest, 'time_per_request'),
    drawFetch: draw(model.timePerFetch, 'time_per_fetch'),
    drawReplicaAppend: draw(model.timePerReplicaAppend, 'time_per_replica_append'),
    drawFlush: drawRow(workshop, disk.flushTime, name, 'flush_time', speed('disk')),
    brokerDelay: draw(model.propagation, 'propagation'),
    clientDelay: clients.delay,
    clientLink: makeRow(arena, LINK, { slowness: 1 }),
    pauseEveryBytes: pauses?.everyBytes ?? 0,
    drawPause: pauses === null ? 0 : draw(pauses.time, 'pause_time'),
    secondsPerToken: rateLimit === null ? 0 : 1 / (rateLimit.perSecond * speed('rate_limit')),
    tokenBurst: rateLimit?.burst ?? 0,
    tokenDue: NEVER,
    secondsPerByte: quota === null ? 0 : 1 / (quota.bytesPerSecond * speed('quota')),
    quotaBurst: quota?.burstBytes ?? 0,
    failureDetectionSeconds: model.failureDetectionSeconds,
    electionSeconds: model.electionSeconds,
    leaderRebalanceSeconds: model.leaderRebalanceSeconds,
    brokers: brokerRows(workshop, name, model, topic.partitions),
    connections: connectionRows(workshop, place, clients.count, count),
    logs: logRows(workshop, topic, count, replicationFactor),
    readers: makeRow(arena, VECTOR, {}),
  });
}

/** When the token of a bucket that has long been full was due. */
const NEVER = -1e9;

function brokerRows(
  workshop: Workshop,
  name: string,
  { count, pauses }: BrokerModel,
  partitions: number,
): number {
  const { arena } = workshop;
  const first = makeRows(arena, BROKER, count);
  const stream = pauses === null ? null : workshop.stream(name, 'pauses');
  for (let broker = 0; broker < count; broker++) {
    const size = Math.ceil((partitions - broker) / count);
    const leads = arena.ints(Math.max(0, size));
    leads.forEach((_, rank) => (leads[rank] = rank * count + broker));
    writeRow(arena, BROKER, first + broker * BROKER.bytes, {
      up: 1,
      diskSlowness: 1,
      written: (stream?.next() ?? 0) * (pauses?.everyBytes ?? 0),
      leads: makeRow(arena, VECTOR, { cells: leads.byteOffset, size, capacity: size }),
    });
  }
  return first;
}

function connectionRows(
  { arena }: Workshop,
  cluster: number,
  clients: number,
  brokers: number,
): number {
  const first = makeRows(arena, CONNECTION, clients * brokers);
  for (let number = 0; number < clients * brokers; number++) {
    writeRow(arena, CONNECTION, first + number * CONNECTION.bytes, {
      number,
      client: Math.floor(number / brokers),
      broker: number % brokers,
      cluster,
      quotaDue: NEVER,
      readyAt: Infinity,
    });
  }
  return first;
}

function logRows(
  { arena }: Workshop,
  { partitions }: TopicModel,
  brokers: number,
  replicationFactor: number,
): number {
  const first = makeRows(arena, LOG, partitions);
  for (let partition = 0; partition < partitions; partition++) {
    const leader = partition % brokers;
    const replicas = makeRows(arena, REPLICA, replicationFactor);
    replicasOf(partition, brokers, replicationFactor).forEach((broker, place) => {
      writeRow(arena, REPLICA, replicas + place * REPLICA.bytes, { broker, inSync: 1 });
    });
    writeRow(arena, LOG, first + partition * LOG.bytes, {
      batches: arena.place(FIRST_LOG * 4),
      mask: FIRST_LOG - 1,
      leader,
      replicas,
      replicaCount: replicationFactor,
      partition,
      rank: Math.floor(partition / brokers),
      followers: makeRow(arena, VECTOR, {}),
    });
  }
  return first;
}
