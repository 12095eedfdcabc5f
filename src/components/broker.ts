/**
 * Brokers: request handlers, disk and NICs; the leader's side of produce requests.
 *
 * Semantics.
 * - A message's last byte would reach an idle receiver at: start of its transmission + bytes / (the slower of the two
 *   NICs) + one propagation delay. The receiver's NIC is FIFO by that time (cut-through: an idle one adds nothing).
 *   Requests for data, empty answers and acknowledgements are small: they cost a propagation delay and no bandwidth.
 * - Requests of one connection never overtake, and a broker works on one at a time: the next one enters the handlers'
 *   queue when the former has been answered (Kafka mutes the connection). With acks=all that is when all in-sync
 *   replicas have it.
 * - Handlers are c servers behind one FIFO queue, shared by produce and fetch requests. A produce request takes
 *   time_per_request + batches * time_per_batch + records * time_per_record + wire bytes * time_per_byte.
 * - When the handler is done the bytes go to the disk (FIFO at its bandwidth; an fsync adds flush_time). flush:
 *   page_cache appends at once unless more than dirty_limit is unwritten: then when the excess has been written.
 *   flush: every_batch appends when the disk is done. The handler is free meanwhile.
 * - Append: all batches of the request join their partitions' logs at that moment, in request order.
 * - acks=0: no answer. acks=1: answered at the append. acks=all: answered when every batch is under the high watermark.
 */
import type { StationBank } from '../engine/station.js';
import type { BrokerModel } from '../model/model.js';
import type { Delay } from './world.js';
import { EVENT, type World } from './world.js';
import { appendToLog, wakeFollowers } from './replication.js';
import { wakeReaders } from './reader.js';
import { mirrorAcknowledged } from './mirror.js';

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
  /** One-way delays: broker to broker, and client (producer or mirror task) to broker. */
  readonly brokerDelay: Delay;
  readonly clientDelay: Delay;
  /** [client * brokerCount + broker]: connections of those who produce here. */
  readonly lastArrival: Float64Array;
  readonly busy: Uint8Array;
  readonly waitingFirst: Int32Array;
  readonly waitingLast: Int32Array;
  /** [partition]. */
  readonly leader: Int32Array;
  readonly log: readonly PartitionLog[];
  /** [partition][k]: the replica session of its k-th follower. */
  readonly followerSessions: readonly Int32Array[];
  /** [path]: reader session of each partition, for every reader (group or mirror) of this cluster. */
  readonly readerSessions: Int32Array[];
}

/** A partition's log as a FIFO of batches; positions count batches from the log's beginning. */
export interface PartitionLog {
  batches: Int32Array;
  /** Position of the oldest batch kept: all readers are past what is before it. */
  start: number;
  end: number;
  highWatermark: number;
  /** Wire bytes appended, and under the high watermark, since the beginning. */
  endBytes: number;
  highWatermarkBytes: number;
  endRecords: number;
  highWatermarkRecords: number;
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
  let arrival = start + Math.max(transmission, slowest) + cluster.clientDelay();
  if (arrival < cluster.lastArrival[connection]) arrival = cluster.lastArrival[connection];
  cluster.lastArrival[connection] = arrival;
  world.events.push(arrival, EVENT.requestArrives, request);
}

export function requestArrives(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const broker = requests.connection[request] % cluster.brokerCount;
  const receiving = requests.bytes[request] / cluster.nicInBytesPerSecond;
  const records = requests.records[request];
  const finish = cluster.nicIn.receive(broker, world.now, receiving, records);
  if (finish > world.now) world.events.push(finish, EVENT.requestReceived, request);
  else requestReceived(world, request);
}

export function requestReceived(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  const connection = requests.connection[request];
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

function enterHandlers(world: World, request: number): void {
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
  world.events.push(finish, EVENT.produceDone, request);
}

export function produceDone(world: World, request: number): void {
  const { requests } = world;
  const cluster = world.clusters[requests.cluster[request]];
  cluster.handlers.changeNumber(world.now, -1);
  const broker = requests.connection[request] % cluster.brokerCount;
  const appendAt = writeToDisk(
    world,
    cluster,
    broker,
    requests.bytes[request],
    requests.records[request],
  );
  if (appendAt > world.now) world.events.push(appendAt, EVENT.diskDone, request);
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
  const writing = bytes / cluster.diskBytesPerSecond + (everyBatch ? cluster.drawFlush() : 0);
  const finish = cluster.disk.offer(broker, world.now, writing, records);
  if (everyBatch) return finish;
  return finish - disk.dirtyLimitBytes / cluster.diskBytesPerSecond;
}

/** Appends the request's batches to their partitions' logs, then answers and wakes whoever waits for them. */
export function append(world: World, request: number): void {
  const { requests, batches } = world;
  const cluster = world.clusters[requests.cluster[request]];
  requests.pending[request] = requests.batches[request];
  for (let batch = requests.firstBatch[request]; batch >= 0;) {
    const next = batches.nextInRequest[batch];
    if (cluster.index === 0) {
      batches.received[batch] = requests.received[request];
      batches.started[batch] = requests.started[request];
      batches.appended[batch] = world.now;
    }
    appendToLog(world, cluster, batch);
    batch = next;
  }
  if (cluster.acks !== 'all') answer(world, cluster, request);
  wakeFollowers(world);
  wakeReaders(world);
}

/** A batch of the request has passed under the high watermark. */
export function batchCommitted(world: World, cluster: Cluster, request: number): void {
  if (cluster.acks !== 'all') return;
  const pending = world.requests.pending;
  pending[request]--;
  if (pending[request] === 0) answer(world, cluster, request);
}

/** Answers a produce request and lets the connection's next one in. */
function answer(world: World, cluster: Cluster, request: number): void {
  const { requests } = world;
  const connection = requests.connection[request];
  const next = cluster.waitingFirst[connection];
  if (next >= 0) {
    cluster.waitingFirst[connection] = requests.next[next];
    enterHandlers(world, next);
  } else cluster.busy[connection] = 0;
  if (cluster.index > 0) mirrorAcknowledged(world, request);
  else if (cluster.acks === 0) {
    // The producer counted it as answered when it left; whoever comes second frees the request.
    const leftAlready = world.batches.acknowledged[requests.firstBatch[request]] === 1;
    if (leftAlready) requests.release(request);
    else requests.pending[request] = -1;
  } else world.events.push(world.now + cluster.clientDelay(), EVENT.acknowledged, request);
}
