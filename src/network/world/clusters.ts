/** Lays out clusters: brokers, partitions' logs with their replicas, connections of clients. */
import { makeRow, makeRows, writeRow } from '../../engine/layout.js';
import { BROKER, CLUSTER, CONNECTION, LOG, REPLICA, VECTOR } from '../../engine/rows.js';
import type { BrokerModel, MemoryModel, QueueClusterModel } from '../../model/model.js';
import { replicasOf } from '../../model/placement.js';
import { mean } from '../../statistics/index.js';
import type { TrialContext } from '../trialContext.js';
import { drawRow } from './randomness.js';

/** Batches that a partition's log has room for at first; it doubles. */
const FIRST_LOG = 8;
/** acks=all, as the engine numbers it. */
export const ALL = 2;

/** Alike clients of a cluster: the producers of one kind, or a mirror's tasks. */
export interface Clients {
  readonly count: number;
  /** Rows: of the delay, and the link that it goes by. */
  readonly delay: number;
  readonly link: number;
  readonly acks: 0 | 1 | 'all';
  /** Bytes of a connection under way, and how long they are. */
  readonly window: Window;
}

/** Where all connections' rows begin, and the number of a cluster's first. */
export interface FirstConnection {
  readonly connections: number;
  readonly first: number;
}

/** A topic as one cluster has it: a Topic row, and its partitions. */
export interface TopicPlace {
  readonly row: number;
  readonly partitions: number;
  readonly replicationFactor: number;
}

/**
 * Among all clusters; the mirror whose it is, -1 = none; the part of the cell's regions that it is
 * in.
 */
export interface WhichCluster {
  readonly index: number;
  readonly mirror: number;
  readonly role: string;
  readonly queues: QueueClusterModel | null;
  /** Whether its followers may be too late. */
  readonly mayLag: boolean;
}

export function writeCluster(
  context: TrialContext,
  position: number,
  { index, mirror, role, queues, mayLag }: WhichCluster,
  name: string,
  model: BrokerModel,
  topics: readonly TopicPlace[],
  clients: readonly Clients[],
  from: FirstConnection,
): void {
  const { arena } = context;
  const { count, disk, pauses, quota, rateLimit } = model;
  const speed = (what: string): number => context.speed(`${name}.${what}`);
  const draw = (distribution: BrokerModel['timePerRequest'], purpose: string): number =>
    drawRow(context, distribution, name, purpose);
  writeRow(arena, CLUSTER, position, {
    index,
    mirror,
    atHome: Number(mirror < 0 && isSameRegion(context, role)),
    hasQueues: Number(queues !== null),
    brokerCount: count,
    logCount: topics.reduce((sum, { partitions }) => sum + partitions, 0),
    handlers:
      queues !== null
        ? 0
        : context.station(`${name}.handlers`, 'station', count, model.handlers).address,
    disk: context.line(`${name}.disk`, 'disk', count, disk.bytesPerSecond, disk.credits),
    nicIn: context.nic(`${name}.nic_in`, model, count),
    nicOut: context.nic(`${name}.nic_out`, model, count),
    handlerFactor: 1 / speed('handlers'),
    timePerBatchSeconds: model.timePerBatchSeconds,
    timePerRecordSeconds: model.timePerRecordSeconds,
    timePerByteSeconds: model.timePerByteSeconds,
    nicInBytesPerSecond: model.nicBytesPerSecond * speed('nic_in'),
    nicOutBytesPerSecond: model.nicBytesPerSecond * speed('nic_out'),
    diskBytesPerSecond: disk.bytesPerSecond * speed('disk'),
    dirtyLimitBytes: disk.dirtyLimitBytes,
    everyBatch: Number(disk.flush === 'every_batch'),
    wakes: Number(mean(model.timePerWakeup) > 0),
    drawWakeup: draw(model.timePerWakeup, 'time_per_wakeup'),
    drawRequest: draw(model.timePerRequest, 'time_per_request'),
    drawFetch: draw(model.timePerFetch, 'time_per_fetch'),
    drawReplicaAppend: draw(model.timePerReplicaAppend, 'time_per_replica_append'),
    drawFlush: drawRow(context, disk.flushTime, name, 'flush_time', speed('disk')),
    brokerDelay: draw(model.propagation, 'propagation'),
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
    replicaLagSeconds: mayLag ? model.replicaLagSeconds : 0,
    brokers: brokerRows(context, name, model),
    connections: writeConnections(context, position, clients, count, from),
    logs: logRows(context, topics, count),
    readers: makeRow(arena, VECTOR, {}),
    connectionCount: clients.reduce((sum, each) => sum + each.count * count, 0),
    ...memoryOf(queues?.memory ?? null),
  });
}

/** What a broker with queues may hold: see ../../engine/assembly/queues/memory.ts. */
function memoryOf(memory: MemoryModel | null): {
  memoryBytes: number;
  memoryPerMessageBytes: number;
  memoryCheckSeconds: number;
} {
  return {
    memoryBytes: memory?.bytes ?? Infinity,
    memoryPerMessageBytes: memory?.perMessageBytes ?? 0,
    memoryCheckSeconds: memory?.checkSeconds ?? 0,
  };
}

/** The bytes under way on a connection, at most; null = no limit. */
export interface Window {
  readonly bytes: number | null;
  readonly roundTripSeconds: number;
}

export function windowOf({ bytes, roundTripSeconds }: Window): {
  windowSecondsPerByte: number;
  roundTripSeconds: number;
} {
  const windowSecondsPerByte = bytes === null ? 0 : roundTripSeconds / bytes;
  return { windowSecondsPerByte, roundTripSeconds };
}

function isSameRegion({ model, trial }: TrialContext, role: string): boolean {
  const { roles } = model.placements[trial.placement];
  return roles[role] === roles['home'];
}

/** When the token of a bucket that has long been full was due. */
const NEVER = -1e9;

function brokerRows(context: TrialContext, name: string, { count, pauses }: BrokerModel): number {
  const { arena } = context;
  const first = makeRows(arena, BROKER, count);
  const stream = pauses === null ? null : context.stream(name, 'pauses');
  for (let broker = 0; broker < count; broker++) {
    writeRow(arena, BROKER, first + broker * BROKER.bytes, {
      up: 1,
      diskSlowness: 1,
      written: (stream?.next() ?? 0) * (pauses?.everyBytes ?? 0),
    });
  }
  return first;
}

/**
 * Of all clients of a cluster, the first of them `first` among all connections; returns where they
 * begin.
 */
function writeConnections(
  { arena }: TrialContext,
  cluster: number,
  clients: readonly Clients[],
  brokers: number,
  { connections, first }: FirstConnection,
): number {
  let number = first;
  for (const { count, delay, link, acks, window } of clients) {
    for (let each = 0; each < count * brokers; each++) {
      writeRow(arena, CONNECTION, connections + number * CONNECTION.bytes, {
        number: number++,
        client: Math.floor(each / brokers),
        broker: each % brokers,
        cluster,
        acks: acks === 'all' ? ALL : acks,
        delay,
        link,
        quotaDue: NEVER,
        ...windowOf(window),
        windowDue: -Infinity,
        readyAt: Infinity,
      });
    }
  }
  return connections + first * CONNECTION.bytes;
}

function logRows({ arena }: TrialContext, topics: readonly TopicPlace[], brokers: number): number {
  const first = makeRows(
    arena,
    LOG,
    topics.reduce((sum, { partitions }) => sum + partitions, 0),
  );
  let number = 0;
  for (const { row, partitions, replicationFactor } of topics) {
    for (let partition = 0; partition < partitions; partition++) {
      const replicas = makeRows(arena, REPLICA, replicationFactor);
      replicasOf(number, brokers, replicationFactor).forEach((broker, index) => {
        writeRow(arena, REPLICA, replicas + index * REPLICA.bytes, { broker, inSync: 1 });
      });
      writeRow(arena, LOG, first + number * LOG.bytes, {
        batches: arena.allocate(FIRST_LOG * 4),
        mask: FIRST_LOG - 1,
        leader: number % brokers,
        replicas,
        replicaCount: replicationFactor,
        topic: row,
        number: number++,
        partition,
        followers: makeRow(arena, VECTOR, {}),
        readers: makeRow(arena, VECTOR, {}),
      });
    }
  }
  return first;
}
