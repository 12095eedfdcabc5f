/**
 * Batches that are given up for their age: delivery.timeout.
 *
 * Semantics.
 * - A batch is given up as soon as its oldest record has been admitted for delivery.timeout,
 *   whether it waits to be sent, waits to be sent again, or is under way and unanswered. What has
 *   not been sent yet is of one batch as far as it would go with it now. What becomes of its
 *   records: see retry.ts. Its memory is free then, and its connections are looked at once more.
 * - A request under way goes on without it, and takes what it would have taken until its broker has
 *   handled it: the broker neither appends nor refuses it. (Kafka's would append it all the same.)
 *   Messages to queues, and what acks=0 has sent, have no such time once they are under way; one
 *   that is refused when it is too old is given up then.
 * - At one time this comes after all else of that time: what is answered, or sent, then has been.
 */
import { none, rowAt, some } from '../memory/memory';
import { answer } from '../brokers/broker';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { noteAge, noteEmptied, noteTaken, queueOf, wakeConnections } from './accumulator';
import { dropFirst, resumeIfWaiting } from './admission';
import { admittedAt, countAdmitted } from './queue';
import { admittedFirst, expireBatch } from './retry';
import { Producer, Queue } from './rows';

/** The oldest that a producer had when its timer was set is that old now. */
export function deliveryTimeout(producer: Producer): void {
  // One that has been set anew meanwhile, for something older.
  if (producer.expiryDue != world.now) return;
  producer.expiryDue = Infinity;
  const held = producer.unacknowledged;
  let oldest = expireSent(producer);
  for (let number = 0; number < producer.settings.partitionCount; number++) {
    const queue = queueOf(producer, number);
    if (some(queue.retryFirst)) oldest = Math.min(oldest, expireRetries(queue));
    if (queue.size > 0) oldest = Math.min(oldest, expireUnsent(queue));
  }
  if (oldest < Infinity) noteAge(producer, oldest);
  if (producer.unacknowledged == held) return;
  resumeIfWaiting(producer);
  wakeConnections(producer, world.now);
}

/** Whether what was admitted at `time` is too old. */
// @ts-ignore: decorator
@inline
function isTooOld(producer: Producer, time: f64): bool {
  return time + producer.settings.deliveryTimeoutSeconds <= world.now;
}

/** Gives up what has not been sent; returns when the oldest of what is left was admitted. */
function expireUnsent(queue: Queue): f64 {
  const producer = queue.producer;
  const most = producer.settings.batchRecords;
  while (queue.size > 0) {
    const oldest = admittedAt(queue, 0);
    if (!isTooOld(producer, oldest)) return oldest;
    let count = countAdmitted(queue, world.now, queue.size < most ? queue.size : most);
    for (; count > 0; count--) dropFirst(producer, queue);
    noteTaken(queue);
  }
  return Infinity;
}

/** Gives up what waits to be sent again; returns when the oldest of what is left was admitted. */
function expireRetries(queue: Queue): f64 {
  let oldest: f64 = Infinity;
  let before = none<Batch>();
  for (let batch = queue.retryFirst; some(batch);) {
    const next = batch.next;
    const time = admittedFirst(batch);
    if (isTooOld(queue.producer, time)) {
      if (some(before)) before.next = next;
      else queue.retryFirst = next;
      expireBatch(batch);
    } else {
      before = batch;
      oldest = Math.min(oldest, time);
    }
    batch = next;
  }
  noteEmptied(queue);
  return oldest;
}

/** Gives up what is unanswered; returns when the oldest of what is left was admitted. */
function expireSent(producer: Producer): f64 {
  let oldest: f64 = Infinity;
  const cluster = producer.settings.cluster;
  if (cluster.hasQueues) return oldest;
  for (let broker = 0; broker < cluster.brokerCount; broker++) {
    let request = rowAt<Connection>(producer.connections, broker).unansweredFirst;
    for (; some(request); request = request.nextSent) {
      oldest = Math.min(oldest, expireOf(producer, request));
    }
  }
  return oldest;
}

function expireOf(producer: Producer, request: Request): f64 {
  let oldest: f64 = Infinity;
  let before = none<Batch>();
  for (let batch = request.first; some(batch);) {
    const next = batch.next;
    const time = admittedFirst(batch);
    if (isTooOld(producer, time)) {
      if (some(before)) before.next = next;
      else request.first = next;
      if (batch == request.last) request.last = before;
      withdraw(request, batch);
    } else {
      before = batch;
      oldest = Math.min(oldest, time);
    }
    batch = next;
  }
  return oldest;
}

/** A batch is no more of a request, which may have waited only for it. */
function withdraw(request: Request, batch: Batch): void {
  const waits = !batch.refused && batch.position >= batch.log.highWatermark;
  if (!batch.refused) request.refused++;
  batch.request = none<Request>();
  expireBatch(batch);
  if (request.pending <= 0 || !waits) return;
  request.pending--;
  if (request.pending == 0) answer(request);
}
