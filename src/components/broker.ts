/**
 * Brokers: request handlers, disk and NICs; the leader's side of produce requests.
 *
 * Semantics.
 * - A message's last byte would reach an idle receiver at: start of its transmission + bytes / (the slower of the two
 *   NICs) + one propagation delay. The receiver's NIC is FIFO by that time (cut-through: an idle one adds nothing).
 *   Requests for data, empty answers and acknowledgements are small: they cost a propagation delay and no bandwidth.
 * - Requests of one connection never overtake (one that would comes at the clock's next instant), and a broker works on
 *   one at a time: the next one enters the handlers' queue when the former has been answered (Kafka mutes the
 *   connection). With acks=all that is when all in-sync replicas have it.
 * - Handlers are c servers behind one FIFO queue, shared by produce and fetch requests. A produce request takes
 *   time_per_request + batches * time_per_batch + records * time_per_record + wire bytes * time_per_byte.
 * - When the handler is done the bytes go to the disk (FIFO at its bandwidth; an fsync adds flush_time). flush:
 *   page_cache appends at once unless more than dirty_limit is unwritten: then when the excess has been written.
 *   flush: every_batch appends when the disk is done. The handler is free meanwhile.
 * - Pauses, where a model has them: see pauses.ts.
 * - Append: all batches of the request join their partitions' logs at that moment, in request order.
 * - A quota is a token bucket of bytes for each client at each broker, the rate limit one of records for the cluster: a
 *   request waits for its tokens in front of the handlers, its connection muted, and takes them in order of coming.
 * - Requests that a broker refuses, or that are lost with it: see refusal.ts. What a batch's former attempt has put into
 *   the log is not appended again (idempotence), or is a second time (without): its records are then delivered twice.
 * - acks=0: no answer. acks=1: answered at the append. acks=all: answered when every batch is under the high watermark.
 */
import { STAMP, STAMPS } from '../engine/kernels.js';
import type { StationBank } from '../engine/station.js';
import type { BrokerModel } from '../model/model.js';
import { countWritten, type Pauses } from './pauses.js';
import type { Delay } from './world.js';
import { EVENT, type World } from './world.js';
import { appendToLog, wakeFollowers } from './replication.js';
import { wakeReaders } from './reader.js';
import { mirrorAcknowledged } from './mirror.js';
import { forget } from './retry.js';
import { answerArrives, expectNext, isAhead, isGone, refuse, refuses } from './refusal.js';

export interface Cluster {
  readonly index: number;
  readonly model: BrokerModel;
  readonly brokerCount: number;
  readonly partitionCount: number;
  readonly replicationFactor: number;
  readonly acks: 0 | 1 | 'all';
  readonly handlers: StationBank;
  readonly disk: StationBank;
  readonly nicIn: StationBank;
  readonly nicOut: StationBank;
  /** Multiplies every time of the handlers; below 1 in what-if experiments. */
  readonly handlerFactor: number;
  readonly nicInBytesPerSecond: number;
  readonly nicOutBytesPerSecond: number;
  readonly diskBytesPerSecond: number;
  readonly wireBytesPerRecord: number;
  readonly drawRequest: Delay;
  readonly drawFetch: Delay;
  readonly drawReplicaAppend: Delay;
  readonly drawFlush: Delay;
  readonly pauses: Pauses | null;
  /** One-way delays: broker to broker, and client (producer or mirror task) to broker. */
  readonly brokerDelay: Delay;
  readonly clientDelay: Delay;
  /** [client * brokerCount + broker]: connections of those who produce here. */
  readonly lastArrival: Float64Array;
  /** [broker]: 1 while it is up; and how often it has gone down. */
  readonly up: Uint8Array;
  readonly epoch: Int32Array;
  /** [broker]: its disk is so many times as slow. */
  readonly diskSlowness: Float64Array;
  /** Clients' messages under way at a cut arrive when it is mended; and their delays are so many times as long. */
  readonly clientLink: Link;
  readonly minInsyncReplicas: number;
  /** [client * partitionCount + partition]: the batch that an idempotent client must append next. */
  readonly nextSequence: Float64Array;
  /** Likewise: sequence numbers of batches that an idempotent client has given up before they were appended. */
  readonly skipped: Map<number, Set<number>>;
  /** Token buckets: of the whole cluster (records), of each connection (bytes). */
  readonly clusterTokens: Bucket | null;
  readonly quota: Bucket | null;
  readonly busy: Uint8Array;
  readonly waitingFirst: Int32Array;
  readonly waitingLast: Int32Array;
  /** [partition]. */
  readonly leader: Int32Array;
  readonly log: readonly PartitionLog[];
  /** [partition][k]: the replica session of its k-th follower. */
  readonly followerSessions: readonly number[][];
  /** [path]: reader session of each partition, for every reader (group or mirror) of this cluster. */
  readonly readerSessions: Int32Array[];
}

/** A link that may be cut or slow. */
export interface Link {
  cutUntil: number;
  slowness: number;
}

/** Token buckets: `due` is when the next token of each is due, were none kept. */
export interface Bucket {
  readonly secondsPerToken: number;
  readonly burst: number;
  readonly due: Float64Array;
}

/** A partition's log as a FIFO of batches; positions count batches from the log's beginning. */
export interface PartitionLog {
  batches: Int32Array;
  /** Position of the oldest batch kept: all readers are past what is before it. */
  start: number;
  end: number;
  highWatermark: number;
  /** Wire bytes appended, and under the high watermark, since the beginning. */
  endRecords: number;
  highWatermarkRecords: number;
  /** Brokers that hold a copy, the preferred leader first; and by that place: whether in sync, how far it has it. */
  readonly replicas: Int32Array;
  readonly inSync: Uint8Array;
  readonly sent: Float64Array;
  readonly sentRecords: Float64Array;
  readonly known: Float64Array;
  /** What it has written: where it would go on, were it to lead or to come back. */
  readonly have: Float64Array;
}

/** Puts a request, whose transmission starts at `start` and takes `transmission` seconds, on its way to its broker. */
export function sendRequest(
  world: World,
  request: number,
  start: number,
  transmission: number,
): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const connection = requests.connection[request];
  const slowest = requests.bytes[request] / cluster.nicInBytesPerSecond;
  const { clientLink } = cluster;
  const delay = cluster.clientDelay() * clientLink.slowness;
  let arrival = Math.max(start, clientLink.cutUntil) + Math.max(transmission, slowest) + delay;
  const last = cluster.lastArrival[connection];
  if (arrival <= last) arrival = last + last * Number.EPSILON;
  cluster.lastArrival[connection] = arrival;
  world.events.push(arrival, EVENT.requestArrives, requests.event(request));
}

export function requestArrives(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const broker = requests.connection[request] % cluster.brokerCount;
  if (isGone(world, cluster, request, broker)) return;
  const receiving = requests.bytes[request] / cluster.nicInBytesPerSecond;
  const records = requests.records[request];
  const finish = cluster.nicIn.receive(broker, world.now, receiving, records);
  if (finish > world.now) world.events.push(finish, EVENT.requestReceived, requests.event(request));
  else requestReceived(world, request);
}

export function requestReceived(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const connection = requests.connection[request];
  if (isGone(world, cluster, request, connection % cluster.brokerCount)) return;
  requests.received[request] = world.now;
  requests.next[request] = -1;
  if (cluster.busy[connection] === 0) {
    cluster.busy[connection] = 1;
    enterHandlers(world, request);
  } else if (cluster.waitingFirst[connection] < 0) {
    cluster.waitingFirst[connection] = request;
    cluster.waitingLast[connection] = request;
  } else {
    requests.next[cluster.waitingLast[connection]] = request;
    cluster.waitingLast[connection] = request;
  }
}

/** Waits for tokens of the cluster and of the connection, then for a handler. */
function enterHandlers(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const { clusterTokens, quota } = cluster;
  let at = world.now;
  if (clusterTokens !== null) at = takeTokens(clusterTokens, 0, at, requests.records[request]);
  if (quota !== null) {
    at = takeTokens(quota, requests.connection[request], at, requests.bytes[request]);
  }
  if (at > world.now) world.events.push(at, EVENT.enterHandlers, requests.event(request));
  else handle(world, request);
}

/** When `count` tokens of a bucket are there; they are taken. More than its burst wait for it to fill beyond. */
function takeTokens(bucket: Bucket, place: number, now: number, count: number): number {
  const { due, secondsPerToken, burst } = bucket;
  const idle = now - burst * secondsPerToken;
  const start = due[place] > idle ? due[place] : idle;
  due[place] = start + count * secondsPerToken;
  return due[place] > now ? due[place] : now;
}

/** A request has its tokens: it enters the handlers' queue, unless its connection has been closed meanwhile. */
export function tokensCome(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const broker = requests.connection[request] % cluster.brokerCount;
  if (!isGone(world, cluster, request, broker)) handle(world, request);
}

function handle(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const { model } = cluster;
  const broker = requests.connection[request] % cluster.brokerCount;
  const service =
    cluster.drawRequest() +
    requests.batches[request] * model.timePerBatchSeconds +
    requests.records[request] * model.timePerRecordSeconds +
    requests.bytes[request] * model.timePerByteSeconds;
  cluster.handlers.changeNumber(world.now, 1);
  const finish = cluster.handlers.offer(
    broker,
    world.now,
    service * cluster.handlerFactor,
    requests.records[request],
  );
  requests.started[request] = cluster.handlers.start;
  world.events.push(finish, EVENT.produceDone, requests.event(request));
}

export function produceDone(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  cluster.handlers.changeNumber(world.now, -1);
  const broker = requests.connection[request] % cluster.brokerCount;
  if (world.recovers && cluster.index === 0) {
    if (requests.epoch[request] !== cluster.epoch[broker]) {
      isGone(world, cluster, request, broker);
      return;
    }
    if (refuses(world, cluster, request, broker)) {
      if (requests.abandoned[request] === 1) forget(world, request);
      else refuse(world, cluster, request);
      return;
    }
  }
  const appendAt = writeToDisk(
    world,
    cluster,
    broker,
    requests.bytes[request],
    requests.records[request],
  );
  if (appendAt > world.now) world.events.push(appendAt, EVENT.diskDone, requests.event(request));
  else append(world, request);
}

/** Gives the disk `bytes` to write; returns when their append counts as done. */
export function writeToDisk(
  world: World,
  cluster: Cluster,
  broker: number,
  bytes: number,
  records: number,
): number {
  const { disk } = cluster.model;
  const everyBatch = disk.flush === 'every_batch';
  const slowness = cluster.diskSlowness[broker];
  const writing =
    (bytes / cluster.diskBytesPerSecond + (everyBatch ? cluster.drawFlush() : 0)) * slowness;
  const finish = cluster.disk.offer(broker, world.now, writing, records);
  if (cluster.pauses !== null) {
    countWritten(cluster.pauses, cluster.handlers, broker, world.now, bytes);
  }
  if (everyBatch) return finish;
  return finish - (disk.dirtyLimitBytes / cluster.diskBytesPerSecond) * slowness;
}

/** Appends the request's batches to their partitions' logs, then answers and wakes whoever waits for them. */
export function append(world: World, request: number): void {
  const { requests, batches } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const broker = requests.connection[request] % cluster.brokerCount;
  if (requests.epoch[request] !== cluster.epoch[broker]) {
    isGone(world, cluster, request, broker);
    return;
  }
  if (requests.abandoned[request] === 1) appendStale(world, cluster, request);
  else {
    requests.pending[request] = requests.batches[request];
    for (let batch = requests.firstBatch[request]; batch >= 0;) {
      const next = batches.nextInRequest[batch];
      if (batches.position[batch] < 0 || cluster.index > 0) {
        appendBatch(world, cluster, request, batch);
      } else {
        // A former attempt had got here: an idempotent producer's batch is known, another's is appended again.
        if (!world.producers.idempotence) appendCopy(world, cluster, batch);
        const log = cluster.log[batches.partition[batch]];
        if (batches.position[batch] < log.highWatermark) batchCommitted(world, cluster, request);
      }
      batch = next;
    }
    if (cluster.acks !== 'all') answer(world, cluster, request);
  }
  wakeFollowers(world);
  wakeReaders(world);
}

function appendBatch(world: World, cluster: Cluster, request: number, batch: number): void {
  const { requests, batches } = world;
  if (cluster.index === 0) {
    const stamps = batch * STAMPS;
    batches.stamps[stamps + STAMP.received] = requests.received[request];
    batches.stamps[stamps + STAMP.started] = requests.started[request];
    batches.stamps[stamps + STAMP.appended] = world.now;
    const place = batches.client[batch] * cluster.partitionCount + batches.partition[batch];
    expectNext(cluster, place, batches.sequence[batch] + 1);
  }
  appendToLog(world, cluster, batch);
}

/** A request whose connection was closed while it was handled: its batches are appended, unless they are there or gone. */
function appendStale(world: World, cluster: Cluster, request: number): void {
  const { requests, batches } = world;
  for (const [batch, generation] of requests.stale[request]) {
    if (batches.generation[batch] !== generation) continue;
    if (batches.position[batch] >= 0) {
      if (!world.producers.idempotence) appendCopy(world, cluster, batch);
      continue;
    }
    if (world.producers.idempotence && isAhead(world, cluster, batch)) continue;
    appendBatch(world, cluster, request, batch);
  }
  forget(world, request);
}

/** Without idempotence a batch sent again stands in the log twice. */
function appendCopy(world: World, cluster: Cluster, batch: number): void {
  const { batches } = world;
  const copy = batches.copyOf(batch, world.records);
  batches.request[copy] = -1;
  batches.remaining[copy] = 0;
  batches.copy[copy] = 1;
  appendToLog(world, cluster, copy);
}

/** A batch of the request has passed under the high watermark. */
export function batchCommitted(world: World, cluster: Cluster, request: number): void {
  if (cluster.acks !== 'all' || request < 0) return;
  const { pending } = world.requests;
  // A request that carries the batch again has not been handled yet.
  if (pending[request] <= 0) return;
  pending[request]--;
  if (pending[request] === 0) answer(world, cluster, request);
}

/** Lets the next request of a connection into the handlers. */
export function letNextIn(world: World, cluster: Cluster, connection: number): void {
  const next = cluster.waitingFirst[connection];
  if (next >= 0) {
    cluster.waitingFirst[connection] = world.requests.next[next];
    enterHandlers(world, next);
  } else cluster.busy[connection] = 0;
}

/** Stands for the number of batches that an answered request still waits for. */
const ANSWERED = -2;

/** Answers a produce request and lets the connection's next one in. */
function answer(world: World, cluster: Cluster, request: number): void {
  const { requests } = world;
  letNextIn(world, cluster, requests.connection[request]);
  if (cluster.index > 0) mirrorAcknowledged(world, request);
  else if (cluster.acks === 0) {
    // The producer counted it as answered when it left; whoever comes second frees the request.
    const leftAlready = world.batches.acknowledged[requests.firstBatch[request]] === 1;
    if (leftAlready) requests.release(request);
    else requests.pending[request] = -1;
  } else {
    requests.pending[request] = ANSWERED;
    world.events.push(answerArrives(world, cluster), EVENT.acknowledged, requests.event(request));
  }
}
