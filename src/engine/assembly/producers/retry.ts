/**
 * Requests that fail, as their producer sees it.
 *
 * Semantics.
 * - A request that is not answered within request.timeout, or whose broker dies, closes its
 *   connection: all requests of the connection that are unanswered fail at that moment, and another
 *   connection is opened, which is not muted. What the broker has not begun to handle is never
 *   handled; what it is handling it finishes, and its answer goes nowhere. A request that its
 *   broker refuses (see ../brokers/refusal.ts) fails alone, when its producer hears of it; so does
 *   a batch of one that it takes others of.
 * - The batches of a failed request, or those, are sent again, in their order and before anything
 *   younger of their partition, after retry.backoff, which doubles with each failure of the batch
 *   up to retry.backoff.max (no jitter), to the leader of that time. An idempotent producer does
 *   not send a batch again while an older one of its partition is unanswered (Kafka's first in
 *   flight). A batch that has failed `retries` + 1 times, or is too old (expiry.ts), is given up:
 *   its records are dropped, unless a former attempt had already put them into the log; a request
 *   still under way does not append what has been dropped. What is in the log, or gets there later,
 *   it appends once more, unless the producer is idempotent.
 * - acks=0 knows no failure: what is lost with a broker stays lost.
 */
import { checkInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { expectNext, loseRequest } from '../brokers/refusal';
import { batchAnswered } from '../consumers/awaited';
import { none, rowAt, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { newVector } from '../memory/vector';
import { DROPPED, REQUEST_TIMEOUT } from '../world/kinds';
import { tellBatch } from '../world/observer';
import { isDone, releaseBatch, freeBatch, releaseRequest } from '../world/pools';
import { dropped } from '../world/recorder';
import { Batch, Connection, Request } from '../world/records';
import { OPEN } from '../world/window';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { fillQueue, noteAge, makeReady, noteEmptied } from './accumulator';
import { resumeIfWaiting } from './admission';
import { sendWhatIsReady } from './producer';
import { Producer, Queue } from './rows';

/** A request is sent that may fail. */
export function noteUnanswered(connection: Connection, request: Request): void {
  request.nextSent = none<Request>();
  if (some(connection.unansweredFirst)) connection.unansweredLast.nextSent = request;
  else connection.unansweredFirst = request;
  connection.unansweredLast = request;
  const settings = connection.producer.settings;
  if (!settings.timesOut) return;
  request.deadline = world.now + settings.requestTimeoutSeconds;
  setTimer(connection, request.deadline);
}

/**
 * One timer a connection, for the oldest of its requests: when it comes too early it is set again.
 */
export function requestTimeout(connection: Connection): void {
  connection.timerSet = false;
  const oldest = connection.unansweredFirst;
  if (!some(oldest)) return;
  if (oldest.deadline > world.now) setTimer(connection, oldest.deadline);
  else failConnection(connection);
}

function setTimer(connection: Connection, deadline: f64): void {
  if (connection.timerSet) return;
  connection.timerSet = true;
  at(deadline, REQUEST_TIMEOUT, u64(connection.number));
}

/**
 * All unanswered requests of a producer's connection fail now; the broker drops those that it has
 * not begun.
 */
export function failConnection(connection: Connection): void {
  let request = connection.unansweredFirst;
  connection.unansweredFirst = none<Request>();
  while (some(request)) {
    const next = request.nextSent;
    connection.inFlight--;
    if (CHECKED) checkCount('producers', 'requests in flight', connection.inFlight);
    failRequest(request);
    request = next;
  }
  connection.busy = false;
  // Another connection: what comes on it is not held up by what was under way on the old one.
  connection.lastArrival = 0;
  connection.windowDue = OPEN;
  for (request = connection.waitingFirst; some(request);) {
    const next = request.next;
    forget(request);
    request = next;
  }
  connection.waitingFirst = none<Request>();
  settleFailures(connection);
}

/** A broker has refused a request (acks=0: or lost it as it left). */
export function requestRefused(request: Request): void {
  if (request.connection.acks == 0) {
    loseRequest(request);
    return;
  }
  if (request.abandoned) {
    forget(request);
    return;
  }
  const connection = request.connection;
  forgetUnanswered(connection, request);
  connection.inFlight--;
  if (CHECKED) checkCount('producers', 'requests in flight', connection.inFlight);
  failRequest(request);
  forget(request);
  settleFailures(connection);
}

export function forgetUnanswered(connection: Connection, request: Request): void {
  // Nearly always it is the oldest.
  let before = none<Request>();
  let each = connection.unansweredFirst;
  while (some(each) && each != request) {
    before = each;
    each = each.nextSent;
  }
  if (!some(each)) return;
  if (some(before)) before.nextSent = request.nextSent;
  else connection.unansweredFirst = request.nextSent;
  if (connection.unansweredLast == request) connection.unansweredLast = before;
}

/** Its instance dies: what it would send again is given up, and its connections are closed. */
export function closeProducer(producer: Producer): void {
  for (let queue = producer.retryingFirst; some(queue); queue = queue.nextRetrying) {
    while (some(queue.retryFirst)) {
      const batch = queue.retryFirst;
      takeRetry(queue);
      expireBatch(batch);
    }
  }
  producer.closing = true;
  for (let broker = 0; broker < producer.settings.cluster.brokerCount; broker++) {
    const connection = rowAt<Connection>(producer.connections, broker);
    // Nobody waits for an answer: what has been sent goes its way.
    if (connection.acks != 0) failConnection(connection);
  }
  producer.closing = false;
}

/** Its batches go back to their queues, or are given up. */
function failRequest(request: Request): void {
  if (CHECKED) checkInUse(request);
  if (!some(request.stale)) request.stale = newVector();
  const stale = request.stale;
  stale.size = 0;
  for (let batch = request.first; some(batch);) {
    const next = batch.next;
    if (!batch.refused) {
      stale.push(changetype<usize>(batch));
      stale.push(usize(batch.generation));
      stale.push(changetype<usize>(batch.log));
      batch.retainCount++;
    }
    failBatch(batch);
    batch = next;
  }
  request.abandoned = true;
  // Nothing comes of one that waits for replicas.
  if (request.pending > 0) forget(request);
}

/**
 * A batch of a failed request, or one that was not taken, goes back to its queue, or is given up.
 */
export function failBatch(batch: Batch): void {
  const producer = batch.queue.producer;
  batch.request = none<Request>();
  batch.attempts++;
  if (producer.closing || batch.attempts > producer.settings.retries) expireBatch(batch);
  else sendAgain(batch);
}

/** Frees an abandoned request of which nothing is under way any more, and what only it has kept. */
export function forget(request: Request): void {
  const stale = request.stale;
  for (let offset = 0; offset < stale.size; offset += 3) {
    const batch = changetype<Batch>(stale.at(offset));
    if (batch.generation == i32(stale.at(offset + 1))) releaseBatch(batch);
  }
  releaseRequest(request);
}

/** Puts a batch among those of its queue that are sent again, by its place in their order. */
function sendAgain(batch: Batch): void {
  const queue = batch.queue;
  const producer = queue.producer;
  const settings = producer.settings;
  const doubled = settings.retryBackoffSeconds * doublings(batch.attempts - 1);
  batch.retryAt = world.now + Math.min(doubled, settings.retryBackoffMaxSeconds);
  let before = none<Batch>();
  let after = queue.retryFirst;
  while (some(after) && after.sequence < batch.sequence) {
    before = after;
    after = after.next;
  }
  batch.next = after;
  if (some(before)) before.next = batch;
  else queue.retryFirst = batch;
  fillQueue(queue);
  noteAge(producer, admittedFirst(batch));
  if (queue.hasRetried) return;
  queue.hasRetried = true;
  if (some(producer.retryingFirst)) producer.retryingLast.nextRetrying = queue;
  else producer.retryingFirst = queue;
  producer.retryingLast = queue;
}

/** When a batch's oldest record was admitted. */
export function admittedFirst(batch: Batch): f64 {
  return load<f64>(batch.blocked ? batch.admissions : batch.arrivals);
}

/** Takes a queue's first batch to be sent again away. */
export function takeRetry(queue: Queue): void {
  queue.retryFirst = queue.retryFirst.next;
  noteEmptied(queue);
}

/** Gives a batch up that is in no list any more. */
export function expireBatch(batch: Batch): void {
  const count = f64(batch.count);
  const producer = batch.queue.producer;
  producer.unacknowledged -= count;
  if (CHECKED) checkCount('producers', 'unacknowledged records', producer.unacknowledged);
  batch.acknowledged = true;
  batchAnswered(batch, true);
  if (batch.position < 0) {
    if (producer.settings.idempotence) skip(batch);
    dropped(batch.log.topic, world.now, count);
    if (world.observes != 0) tellBatch(DROPPED, 0, batch);
    freeBatch(batch);
  } else if (isDone(batch)) freeBatch(batch);
}

/**
 * The log goes on with the batch after it, when those before it are there (the client's new epoch
 * of sequence numbers).
 */
function skip(batch: Batch): void {
  const queue = batch.queue;
  if (!some(queue.gaps)) queue.gaps = newTable();
  queue.gaps.set(i64(batch.sequence), 1);
  expectNext(queue, queue.nextSequence);
}

/**
 * Whether an older batch of an idempotent producer's partition is unanswered, at whichever broker.
 */
export function waitsForOlder(batch: Batch): bool {
  const producer = batch.queue.producer;
  if (!producer.settings.idempotence) return false;
  for (let broker = 0; broker < producer.settings.cluster.brokerCount; broker++) {
    let request = rowAt<Connection>(producer.connections, broker).unansweredFirst;
    for (; some(request); request = request.nextSent) {
      for (let each = request.first; some(each); each = each.next) {
        if (each.queue == batch.queue && each.sequence < batch.sequence) return true;
      }
    }
  }
  return false;
}

/**
 * What a producer sends again has its time, or no longer waits for an older one: wakes the
 * connections.
 */
export function wakeRetries(producer: Producer): void {
  for (let queue = producer.retryingFirst; some(queue); queue = queue.nextRetrying) {
    if (!some(queue.retryFirst)) continue;
    const leader = queue.log.leader;
    if (leader < 0) continue;
    makeReady(rowAt<Connection>(producer.connections, leader), queue.retryFirst.retryAt);
  }
}

/** Memory may be free and batches wait for their time. */
function settleFailures(connection: Connection): void {
  wakeRetries(connection.producer);
  resumeIfWaiting(connection.producer);
  if (connection.blocked) sendWhatIsReady(connection);
}

/** 2^count, without a power function. */
function doublings(count: i32): f64 {
  let product: f64 = 1;
  for (let step = 0; step < count && product < 1e9; step++) product *= 2;
  return product;
}
