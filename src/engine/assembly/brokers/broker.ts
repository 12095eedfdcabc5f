/**
 * Brokers: request handlers, disk and NICs; the leader's side of produce requests.
 *
 * Semantics.
 * - A message's last byte would reach an idle receiver at: start of its transmission + bytes / (the
 *   slower of the two NICs) + one propagation delay. The receiver's NIC is FIFO by that time
 *   (cut-through: an idle one adds nothing). Requests for data, empty answers and acknowledgements
 *   are small: they cost a propagation delay and no bandwidth.
 * - Where a producer has a send_buffer, no more bytes of a connection than that are under way: see
 *   ../world/window.ts.
 * - Requests of one connection never overtake (one that would comes at the clock's next instant),
 *   and a broker works on one at a time: the next one enters the handlers' queue when the former
 *   has been answered (Kafka mutes the connection). With acks=all that is when all in-sync replicas
 *   have it.
 * - Handlers are c servers behind one FIFO queue, shared by produce and fetch requests. A produce
 *   request takes time_per_request + batches * time_per_batch + records * time_per_record + wire
 *   bytes * time_per_byte. A request, of either kind, that finds a handler idle takes
 *   time_per_wakeup more: who sleeps has to be woken. One that waits, or comes at the moment at
 *   which a handler is done, does not; so what a request costs falls as the load rises.
 * - When the handler is done the bytes go to the disk (FIFO at its bandwidth; an fsync adds
 *   flush_time); where it has credits, see ../credits.ts. flush:
 *   page_cache appends at once unless more than dirty_limit is unwritten: then when the excess has
 *   been written, the rest at the speed that the last of it has.
 *   flush: every_batch appends when the disk is done. The handler is free meanwhile.
 * - Pauses, where a model has them: the whole process stops for a while, as a garbage-collection
 *   pause does. Each time a broker has written `every` more bytes (as leader and as follower; the
 *   first time after a part of it drawn uniformly, a broker each) it pauses for a time drawn from
 *   `time`. What its handlers are doing is done first; then each of them is busy for so long. The
 *   append of what a follower has received begins after the pause. A pause that comes during
 *   another follows it. NICs, disk and network go on.
 * - Append: all batches of the request join their partitions' logs at that moment, in request
 *   order.
 * - A quota is a token bucket of bytes for each client at each broker, the rate limit one of
 *   records for the cluster: a request waits for its tokens in front of the handlers, its
 *   connection muted, and takes them in order of coming.
 * - Requests that a broker refuses, or that are lost with it: see refusal.ts. What a batch's former
 *   attempt has put into the log is not appended again (idempotence), or is a second time
 *   (without): its records are then delivered twice.
 * - acks=0: no answer. acks=1: answered at the append. acks=all: answered when every batch is under
 *   the high watermark.
 */
import { checkInUse } from '../checks/pool';
import { none, rowAt, some } from '../memory/memory';
import { forget } from '../producers/retry';
import { offerRequest } from '../queues/memory';
import { mirrorAcknowledged } from '../readers/mirror';
import { wakeReaders } from '../readers/reader';
import { busyFor, changeNumber, lasts, offer, receive, slownessAtEnd, startOf } from '../stations';
import { wakingSeconds } from '../waking';
import {
  ACKNOWLEDGED,
  ALL,
  DISK_DONE,
  ENTER_HANDLERS,
  PRODUCE_DONE,
  REQUEST_ARRIVES,
  REQUEST_RECEIVED,
} from '../world/kinds';
import { lastLeaves } from '../world/window';
import { copyOf, releaseRequest } from '../world/pools';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { expectNext, isAhead, discardIfConnectionClosed, refuse, takesSome } from './refusal';
import { Broker, Cluster } from './rows';
import { atRequest, notBefore } from '../world/schedule';
import { appendToLog, wakeFollowers } from './replication';

/** Stands for the number of batches that an answered request still waits for. */
const ANSWERED: i32 = -2;

/**
 * Puts a request, whose transmission starts at `start` and takes `transmission` seconds, on its way
 * to its broker.
 */
export function sendRequest(request: Request, start: f64, transmission: f64): void {
  const connection = request.connection;
  const cluster = connection.cluster;
  const slowest = request.bytes / cluster.nicInBytesPerSecond;
  const delay = connection.delay.next() * connection.link.slowness;
  const begins = connection.link.leaves(start);
  let left = begins + (transmission > slowest ? transmission : slowest);
  if (connection.windowSecondsPerByte > 0) {
    const slowness = connection.link.slowness;
    const perByte = connection.windowSecondsPerByte * slowness;
    const roundTrip = connection.roundTripSeconds * slowness;
    const due = lastLeaves(connection.windowDue, begins, request.bytes, perByte, roundTrip);
    connection.windowDue = due;
    if (due > left) left = due;
  }
  const arrival = notBefore(left + delay, connection.lastArrival);
  connection.lastArrival = arrival;
  atRequest(arrival, REQUEST_ARRIVES, request);
}

export function requestArrives(request: Request): void {
  if (world.mayRedeliver != 0 && discardIfConnectionClosed(request)) return;
  const connection = request.connection;
  const cluster = connection.cluster;
  const receiving = request.bytes / cluster.nicInBytesPerSecond;
  const records = f64(request.records);
  const finish = receive(cluster.nicIn, connection.broker, world.now, receiving, records);
  if (finish > world.now) atRequest(finish, REQUEST_RECEIVED, request);
  else requestReceived(request);
}

export function requestReceived(request: Request): void {
  if (world.mayRedeliver != 0 && discardIfConnectionClosed(request)) return;
  const connection = request.connection;
  if (connection.cluster.hasQueues) {
    offerRequest(request);
    return;
  }
  request.received = world.now;
  request.next = none<Request>();
  if (!connection.busy) {
    connection.busy = true;
    enterHandlers(request);
  } else {
    if (some(connection.waitingFirst)) connection.waitingLast.next = request;
    else connection.waitingFirst = request;
    connection.waitingLast = request;
  }
}

/** Waits for tokens of the cluster and of the connection, then for a handler. */
function enterHandlers(request: Request): void {
  const connection = request.connection;
  const cluster = connection.cluster;
  let time = world.now;
  if (cluster.secondsPerToken > 0) {
    const idle = time - cluster.tokenBurst * cluster.secondsPerToken;
    const start = cluster.tokenDue > idle ? cluster.tokenDue : idle;
    cluster.tokenDue = start + f64(request.records) * cluster.secondsPerToken;
    if (cluster.tokenDue > time) time = cluster.tokenDue;
  }
  if (cluster.secondsPerByte > 0) {
    const idle = time - cluster.quotaBurst * cluster.secondsPerByte;
    const start = connection.quotaDue > idle ? connection.quotaDue : idle;
    connection.quotaDue = start + request.bytes * cluster.secondsPerByte;
    if (connection.quotaDue > time) time = connection.quotaDue;
  }
  if (time > world.now) atRequest(time, ENTER_HANDLERS, request);
  else handle(request);
}

/**
 * A request has its tokens: it enters the handlers' queue, unless its connection has been closed
 * meanwhile.
 */
export function tokensGranted(request: Request): void {
  if (world.mayRedeliver == 0 || !discardIfConnectionClosed(request)) handle(request);
}

function handle(request: Request): void {
  const connection = request.connection;
  const cluster = connection.cluster;
  const service =
    cluster.drawRequest.next() +
    f64(request.batches) * cluster.timePerBatchSeconds +
    f64(request.records) * cluster.timePerRecordSeconds +
    request.bytes * cluster.timePerByteSeconds +
    wakingSeconds(cluster.wakes, cluster.handlers, connection.broker, cluster.drawWakeup);
  changeNumber(cluster.handlers, world.now, 1);
  const finish = offer(
    cluster.handlers,
    connection.broker,
    world.now,
    service * cluster.handlerFactor,
    f64(request.records),
  );
  request.started = startOf(cluster.handlers);
  atRequest(finish, PRODUCE_DONE, request);
}

/** A fetch request enters the handlers' queue of a broker; returns when it is handled. */
export function handleFetch(cluster: Cluster, broker: i32): f64 {
  changeNumber(cluster.handlers, world.now, 1);
  const waking = wakingSeconds(cluster.wakes, cluster.handlers, broker, cluster.drawWakeup);
  const service = cluster.drawFetch.next() + waking;
  return offer(cluster.handlers, broker, world.now, service * cluster.handlerFactor, 0);
}

export function produceDone(request: Request): void {
  const connection = request.connection;
  const cluster = connection.cluster;
  changeNumber(cluster.handlers, world.now, -1);
  const broker = connection.broker;
  let bytes = request.bytes;
  let records = request.records;
  if (world.mayRedeliver != 0 && cluster.mirror < 0) {
    if (isLost(request)) return;
    if (!takesSome(request)) {
      if (request.abandoned) forget(request);
      else refuse(request);
      return;
    }
    bytes -= request.refusedBytes;
    records -= request.refusedRecords;
  }
  const appendAt = writeToDisk(cluster, broker, bytes, f64(records));
  if (appendAt > world.now) atRequest(appendAt, DISK_DONE, request);
  else append(request);
}

/** Whether its broker has died since the request was sent: then it is forgotten. */
function isLost(request: Request): bool {
  const connection = request.connection;
  const broker = rowAt<Broker>(connection.cluster.brokers, connection.broker);
  return request.epoch != broker.epoch && discardIfConnectionClosed(request);
}

/** Gives the disk `bytes` to write; returns when their append counts as done. */
export function writeToDisk(cluster: Cluster, number: i32, bytes: f64, records: f64): f64 {
  const broker = rowAt<Broker>(cluster.brokers, number);
  const slowness = broker.diskSlowness;
  const flush: f64 = cluster.everyBatch ? cluster.drawFlush.next() : 0;
  const full = bytes / cluster.diskBytesPerSecond;
  const writing = (lasts(cluster.disk, number, world.now, full) + flush) * slowness;
  const finish = offer(cluster.disk, number, world.now, writing, records);
  if (cluster.pauseEveryBytes > 0) countWritten(cluster, broker, number, bytes);
  if (cluster.everyBatch) return finish;
  const last = slownessAtEnd(cluster.disk, number) * slowness;
  return finish - (cluster.dirtyLimitBytes / cluster.diskBytesPerSecond) * last;
}

/** Counts bytes that a broker writes now, and pauses it when they are enough. */
function countWritten(cluster: Cluster, broker: Broker, number: i32, bytes: f64): void {
  broker.written += bytes;
  while (broker.written >= cluster.pauseEveryBytes) {
    broker.written -= cluster.pauseEveryBytes;
    const seconds = cluster.drawPause.next();
    busyFor(cluster.handlers, number, world.now, seconds);
    const from = broker.pausedUntil > world.now ? broker.pausedUntil : world.now;
    broker.pausedUntil = from + seconds;
  }
}

/**
 * Appends the request's batches to their partitions' logs, then answers and wakes whoever waits for
 * them.
 */
export function append(request: Request): void {
  if (world.mayRedeliver != 0 && isLost(request)) return;
  const cluster = request.connection.cluster;
  if (request.abandoned) appendStale(cluster, request);
  else {
    request.pending = request.batches;
    if (world.mayRedeliver != 0 && cluster.mirror < 0) request.pending -= request.refused;
    for (let batch = request.first; some(batch);) {
      const next = batch.next;
      if (CHECKED) checkInUse(batch);
      if (batch.refused) {
        batch = next;
        continue;
      }
      if (batch.position < 0 || cluster.mirror >= 0) appendBatch(cluster, request, batch);
      else appendAgain(cluster, batch);
      batch = next;
    }
    if (request.connection.acks != ALL) answer(request);
  }
  wakeFollowers();
  wakeReaders();
}

/**
 * A former attempt had got here: an idempotent producer's batch is known, another's is appended
 * once more.
 */
function appendAgain(cluster: Cluster, batch: Batch): void {
  if (!batch.queue.producer.settings.idempotence) appendCopy(cluster, batch);
  if (batch.position < batch.log.highWatermark) batchCommitted(batch);
}

/**
 * A request whose connection was closed while it was handled: its batches are appended, unless they
 * are there or gone.
 */
function appendStale(cluster: Cluster, request: Request): void {
  const stale = request.stale;
  const idempotence = request.connection.producer.settings.idempotence;
  for (let offset = 0; offset < stale.size; offset += 3) {
    const batch = changetype<Batch>(stale.at(offset));
    if (batch.generation != i32(stale.at(offset + 1))) continue;
    if (batch.position >= 0) {
      if (!idempotence) appendCopy(cluster, batch);
    } else if (!idempotence || !isAhead(batch)) appendBatch(cluster, request, batch);
  }
  forget(request);
}

/** Without idempotence a batch sent again stands in the log twice. */
function appendCopy(cluster: Cluster, batch: Batch): void {
  const copy = copyOf(batch);
  copy.request = none<Request>();
  copy.remaining = 0;
  copy.copy = true;
  appendToLog(cluster, copy);
}

function appendBatch(cluster: Cluster, request: Request, batch: Batch): void {
  if (cluster.mirror < 0) {
    batch.received = request.received;
    batch.started = request.started;
    batch.appended = world.now;
    if (world.mayRedeliver != 0) expectNext(batch.queue, batch.sequence + 1);
  }
  appendToLog(cluster, batch);
}

/** A batch has passed under the high watermark. */
export function batchCommitted(batch: Batch): void {
  const request = batch.request;
  // A request that waits for nothing is over, and another by now.
  if (!batch.awaited || !some(request)) return;
  // A request that carries the batch again has not been handled yet.
  if (request.pending <= 0) return;
  request.pending--;
  if (request.pending == 0) answer(request);
}

/** Lets the next request of a connection into the handlers. */
export function unmuteConnection(connection: Connection): void {
  const next = connection.waitingFirst;
  if (some(next)) {
    connection.waitingFirst = next.next;
    enterHandlers(next);
  } else connection.busy = false;
}

/** Answers a produce request and lets the connection's next one in. */
export function answer(request: Request): void {
  const connection = request.connection;
  unmuteConnection(connection);
  if (connection.cluster.mirror >= 0) mirrorAcknowledged(request);
  else if (connection.acks == 0) {
    // The producer counted it as answered when it left; whoever comes second frees the request.
    if (request.first.acknowledged) releaseRequest(request);
    else request.pending = -1;
  } else {
    request.pending = ANSWERED;
    atRequest(answerArrives(connection), ACKNOWLEDGED, request);
  }
}

/** When an answer that leaves now is at its producer, seconds. */
export function answerArrives(connection: Connection): f64 {
  const link = connection.link;
  return link.leaves(world.now) + connection.delay.next() * link.slowness;
}
