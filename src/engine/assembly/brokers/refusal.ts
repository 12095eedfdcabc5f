/**
 * What a broker does not take: requests that it refuses, and those that are lost with it or with
 * their connection.
 *
 * Semantics.
 * - A broker refuses a batch, when its request's handler is done, if it does not lead the batch's
 *   partition (any more), if with acks=all fewer than min.insync.replicas of that are in sync, or
 *   if the batch is of an idempotent producer and not the next of its partition, of those that have
 *   not been given up. What it takes of the request goes on as if that were all of it; the producer
 *   hears of the rest with the answer. If it takes nothing, the answer goes at once.
 * - acks=0: nobody hears so, and nobody sends again what is refused or lost with a broker: its
 *   records are lost at the moment when the broker would have had the request, or refuses the
 *   batch, or dies while the request waits there.
 */
import { none, rowAt, some } from '../memory/memory';
import { forget } from '../producers/retry';
import { Queue } from '../producers/rows';
import { ALL, REQUEST_REFUSED } from '../world/kinds';
import { tellLost } from '../world/observer';
import { freeBatch, releaseBatch, releaseRequest } from '../world/pools';
import { lost } from '../world/recorder';
import { Batch, Connection, Request } from '../world/records';
import { OPEN } from '../world/window';
import { world } from '../world/rows';
import { atRequest } from '../world/schedule';
import { answerArrives, unmuteConnection } from './broker';
import { Broker, Log, Replica } from './rows';

/** Marks what its broker does not take of a request, and whether that leaves something. */
export function takesSome(request: Request): bool {
  request.refused = 0;
  request.refusedRecords = 0;
  request.refusedBytes = 0;
  if (request.abandoned) return takesSomeStale(request);
  // What has been withdrawn from it counts as refused.
  request.refused = request.batches;
  request.refusedRecords = request.records;
  request.refusedBytes = request.bytes;
  for (let batch = request.first; some(batch); batch = batch.next) {
    const isTooEarly = batch.queue.producer.settings.idempotence && isAhead(batch);
    batch.refused = isTooEarly || rejectsPartition(request, batch.log);
    if (batch.refused) continue;
    request.refused--;
    request.refusedRecords -= batch.count;
    request.refusedBytes -= batch.bytes;
  }
  if (request.refused == request.batches) return false;
  if (request.refused > 0 && request.connection.acks == 0) loseRefused(request);
  return true;
}

/** Of one whose client has given it up: what is not taken is forgotten. */
function takesSomeStale(request: Request): bool {
  const stale = request.stale;
  let kept = 0;
  for (let offset = 0; offset < stale.size; offset += 3) {
    const batch = changetype<Batch>(stale.at(offset));
    const generation = stale.at(offset + 1);
    const log = stale.at(offset + 2);
    if (rejectsPartition(request, changetype<Log>(log))) {
      if (batch.generation == i32(generation)) releaseBatch(batch);
      continue;
    }
    stale.set(kept, changetype<usize>(batch));
    stale.set(kept + 1, generation);
    stale.set(kept + 2, log);
    kept += 3;
  }
  stale.size = kept;
  return kept > 0;
}

/** acks=0: nobody sends again what is not taken; where it has left already, it is lost now. */
function loseRefused(request: Request): void {
  if (!request.first.acknowledged) return;
  let before = none<Batch>();
  for (let batch = request.first; some(batch);) {
    const next = batch.next;
    if (batch.refused) {
      if (some(before)) before.next = next;
      else request.first = next;
      request.batches--;
      loseBatch(batch);
    } else before = batch;
    batch = next;
  }
  request.last = before;
  request.refused = 0;
}

/** Whether the request's broker takes nothing for a partition. */
function rejectsPartition(request: Request, log: Log): bool {
  const connection = request.connection;
  if (log.leader != connection.broker) return true;
  if (connection.acks != ALL) return false;
  let inSync = 0;
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    if (rowAt<Replica>(log.replicas, replicaIndex).inSync) inSync++;
  }
  return inSync < log.topic.minInsyncReplicas;
}

/** Whether a former batch of its client is still to come (OutOfOrderSequenceException). */
export function isAhead(batch: Batch): bool {
  return batch.sequence > batch.queue.nextSequence;
}

/**
 * The next batch of a queue is the one of that sequence number, or the first after it that is not
 * given up.
 */
export function expectNext(queue: Queue, from: i32): void {
  let next = from;
  if (some(queue.gaps)) {
    while (queue.gaps.get(i64(next)) != 0) next++;
  }
  queue.nextSequence = next;
}

/** Refuses a request, and lets the connection's next one in. */
export function refuse(request: Request): void {
  const connection = request.connection;
  unmuteConnection(connection);
  if (connection.acks == 0) loseRequest(request);
  else atRequest(answerArrives(connection), REQUEST_REFUSED, request);
}

/**
 * Whether the connection is closed or the broker has died since the request was sent: then it is
 * forgotten.
 */
export function discardIfConnectionClosed(request: Request): bool {
  const connection = request.connection;
  const broker = rowAt<Broker>(connection.cluster.brokers, connection.broker);
  if (!request.abandoned && request.epoch == broker.epoch && broker.up) return false;
  if (request.abandoned) forget(request);
  else if (connection.acks == 0) loseRequest(request);
  else releaseRequest(request);
  return true;
}

/**
 * A crashed broker's connection with acks=0: what is muted there is lost, and the next connection
 * is not muted.
 */
export function loseWaiting(connection: Connection): void {
  connection.busy = false;
  connection.lastArrival = 0;
  connection.windowDue = OPEN;
  for (let request = connection.waitingFirst; some(request);) {
    const next = request.next;
    loseRequest(request);
    request = next;
  }
  connection.waitingFirst = none<Request>();
}

/**
 * acks=0: nobody will send a request again. Comes back as an event if it has not left its producer
 * yet.
 */
export function loseRequest(request: Request): void {
  if (!request.first.acknowledged) {
    // Without any delay it is here at the moment at which it has left, which comes later of what
    // happens now.
    atRequest(world.now, REQUEST_REFUSED, request);
    return;
  }
  for (let batch = request.first; some(batch);) {
    const next = batch.next;
    loseBatch(batch);
    batch = next;
  }
  releaseRequest(request);
}

/**
 * Nobody sends a batch again that its producer takes for delivered: its records are lost on every
 * path.
 */
export function loseBatch(batch: Batch): void {
  const topic = batch.log.topic;
  for (let group = 0; group < topic.consumerGroupCount; group++) {
    lost(topic.pathAt(group), f64(batch.count));
  }
  if (world.observes != 0) tellLost(batch);
  freeBatch(batch);
}
