/**
 * Producers: accumulators per partition, one connection ("channel") per broker.
 *
 * Semantics.
 * - Admitted records join the queue of their partition: see accumulator.ts.
 * - A channel is ready when a partition of its broker has a full batch (the next record does not
 *   fit, or it is filled to the byte), or its oldest record has been admitted for linger. When
 *   ready and fewer than max.in.flight requests are unanswered, it sends one request with the first
 *   batch of every partition of that broker that has records, as Kafka's drain does: whole batches,
 *   in turn, until one would make the request larger than max.request.size (the first may be
 *   larger). The next request begins with that one, or else with the one that was looked at last:
 *   the neighbor before the first. What is left makes it ready again at once, if it is full or has
 *   lingered. If a request may not be sent, it is sent when an answer comes.
 * - Requests that fail: see retry.ts. What gets too old: see expiry.ts.
 * - While a record waits for memory (admission.ts), nothing of its producer lingers: from when the
 *   producer next hears an answer, or a batch of it is full or has lingered (Kafka's sender, which
 *   the full buffer does not wake).
 * - The request goes through the producer's NIC (FIFO), the network, and the broker's NIC; requests
 *   of one channel never overtake. acks=0: it counts as answered when its last byte has left the
 *   NIC.
 * - At one time: answers are handled before admissions, admissions before sends, sends before
 *   further arrivals; of sends, the channel of the lowest number goes first, but what had to wait
 *   for an answer is sent with it. What waits for its time when leaders change waits at its new
 *   leader's channel.
 */
import { checkInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { batchAnswered } from '../consumers/awaited';
import { beginEvents } from '../consumers/origins';
import { none, rowAt, some } from '../memory/memory';
import { loseBatch } from '../brokers/refusal';
import { checkAcknowledged } from '../brokers/safety';
import { ALL, CHANNEL_READY, PUBLISHED, SENT } from '../world/kinds';
import { tellBatch } from '../world/observer';
import {
  isDone,
  keepersOf,
  freeBatch,
  releaseRequest,
  takeBatch,
  takeRequest,
  takeSlice,
} from '../world/pools';
import { arrived, published, retried } from '../world/recorder';
import { makeRequest } from './processor';
import { transmit } from './transmit';
import { Broker, Topic } from '../brokers/rows';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { Queue } from './rows';
import { at } from '../world/schedule';
import { ledBy, nextFilled, noteTaken, queueOf, queueOfRank } from './accumulator';
import { producerAt, resumeIfWaiting } from './admission';
import { admittedAt, countAdmitted, countArrived, moveInto } from './queue';
import {
  failBatch,
  forget,
  forgetUnanswered,
  noteUnanswered,
  takeRetry,
  waitsForOlder,
  wakeRetries,
} from './retry';

export function channelReady(connection: Connection): void {
  // An event that was overtaken by an earlier readiness finds another time (or none) here.
  if (connection.readyAt > world.now || connection.blocked) return;
  sendWhatIsReady(connection);
}

/** Sends requests while the connection is ready and may, and sets its next readiness. */
export function sendWhatIsReady(connection: Connection): void {
  while (true) {
    const readyAt = nextReadiness(connection);
    connection.readyAt = Infinity;
    connection.blocked = false;
    if (readyAt > world.now) {
      if (readyAt < Infinity) {
        connection.readyAt = readyAt;
        at(readyAt, CHANNEL_READY, u64(connection.number));
      }
      return;
    }
    if (connection.stopped || connection.inFlight >= connection.producer.settings.maxInFlight) {
      connection.blocked = true;
      return;
    }
    drain(connection, readyAt);
  }
}

function nextReadiness(connection: Connection): f64 {
  const count = ledBy(connection).size;
  const hurriesFrom = connection.producer.hurriesFrom;
  let readyAt: f64 = Infinity;
  for (let rank = nextFilled(connection, 0, count); rank >= 0;) {
    const queue = queueOfRank(connection, rank);
    const again = queue.retryFirst;
    if (!some(again)) {
      let time = queue.batchReadyAt;
      if (time > hurriesFrom) time = Math.min(time, Math.max(hurriesFrom, admittedAt(queue, 0)));
      if (time < readyAt) readyAt = time;
    } else if (again.retryAt < readyAt && !waitsForOlder(again)) readyAt = again.retryAt;
    rank = nextFilled(connection, rank + 1, count);
  }
  return readyAt;
}

function drain(connection: Connection, readyAt: f64): void {
  const producer = connection.producer;
  const settings = producer.settings;
  const count = ledBy(connection).size;
  const request = takeRequest();
  request.connection = connection;
  request.first = none<Batch>();
  request.batches = 0;
  request.records = 0;
  request.bytes = 0;
  // Fewer partitions may be left than when it last had its turn.
  const turn = connection.rotation % count;
  connection.rotation = turn == 0 ? count - 1 : turn - 1;
  if (takeFrom(request, turn, count, readyAt)) takeFrom(request, 0, turn, readyAt);
  if (request.batches == 0) {
    releaseRequest(request);
    return;
  }
  connection.inFlight++;
  request.pending = 0;
  if (world.mayRedeliver != 0) {
    request.epoch = rowAt<Broker>(settings.cluster.brokers, connection.broker).epoch;
  }
  if (settings.processor == 0) transmit(request);
  else makeRequest(producer, request);
  if (connection.acks != 0 && world.mayRedeliver != 0) noteUnanswered(connection, request);
}

/** Takes batches of the queues of ranks [from, to); false at the first that does not fit. */
function takeFrom(request: Request, from: i32, to: i32, readyAt: f64): bool {
  const connection = request.connection;
  for (let rank = nextFilled(connection, from, to); rank >= 0;) {
    if (!takeFirst(request, queueOfRank(connection, rank), readyAt)) {
      connection.rotation = rank;
      return false;
    }
    rank = nextFilled(connection, rank + 1, to);
  }
  return true;
}

/**
 * Moves a queue's first batch, of what is admitted by now, into the request; false if there is one
 * that does not fit.
 */
function takeFirst(request: Request, queue: Queue, readyAt: f64): bool {
  const now = world.now;
  const producer = request.connection.producer;
  const settings = producer.settings;
  const again = queue.retryFirst;
  if (some(again)) {
    if (again.retryAt > now || waitsForOlder(again)) return true;
    if (!hasRoom(request, again.count)) return false;
    takeRetry(queue);
    retried();
    link(request, again);
    return true;
  }
  const limit = queue.size < settings.batchRecords ? queue.size : settings.batchRecords;
  const count = countAdmitted(queue, now, limit);
  if (count == 0) {
    noteTaken(queue);
    return true;
  }
  if (!hasRoom(request, count)) return false;
  const batch = takeBatch();
  batch.slice = takeSlice(count);
  batch.count = count;
  moveInto(queue, batch);
  if (world.namedCount > 0 && !some(producer.sender)) beginEvents(batch, producer);
  noteTaken(queue);
  batch.queue = queue;
  batch.log = queue.log;
  batch.bytes = f64(count) * settings.wireBytes;
  batch.sequence = queue.sequence++;
  batch.attempts = 0;
  batch.retainCount = keepersOf(queue.log);
  batch.position = -1;
  batch.copy = false;
  batch.forwarded = false;
  batch.awaited = request.connection.acks == ALL;
  batch.remaining = count * queue.log.topic.consumerGroupCount;
  if (world.mayRedeliver != 0) memory.fill(batch.delivered, 0, usize(count) << 2);
  batch.ready = readyAt;
  batch.drained = now;
  batch.acknowledged = false;
  link(request, batch);
  return true;
}

/** Whether a batch of so many records goes into a request: it is the first, or fits. */
// @ts-ignore: decorator
@inline
function hasRoom(request: Request, count: i32): bool {
  const most = request.connection.producer.settings.requestRecords;
  return request.batches == 0 || request.records + count <= most;
}

/** Makes a batch the request's last. */
function link(request: Request, batch: Batch): void {
  if (CHECKED) checkInUse(batch);
  batch.request = request;
  batch.refused = false;
  batch.next = none<Batch>();
  if (some(request.first)) request.last.next = batch;
  else request.first = batch;
  request.last = batch;
  request.batches++;
  request.records += batch.count;
  request.bytes += batch.bytes;
  if (world.observes != 0) tellBatch(SENT, batch.log.number, batch);
}

/**
 * An acknowledgement comes back (acks=0: the request has left): memory and the in-flight place are
 * free.
 */
export function acknowledged(request: Request): void {
  // The connection has been closed meanwhile: nobody listens.
  if (request.abandoned) {
    forget(request);
    return;
  }
  const connection = request.connection;
  const producer = connection.producer;
  const acks = connection.acks;
  if (world.mayRedeliver != 0) forgetUnanswered(connection, request);
  let count: i32 = 0;
  for (let batch = request.first; some(batch);) {
    const next = batch.next;
    if (CHECKED) checkInUse(batch);
    if (batch.refused && acks != 0) {
      failBatch(batch);
      batch = next;
      continue;
    }
    count += batch.count;
    published(batch);
    batchAnswered(batch, false);
    if (world.observes != 0) tellBatch(PUBLISHED, 0, batch);
    batch.acknowledged = true;
    if (acks == ALL) checkAcknowledged(batch);
    // Its log has been cut off while its acknowledgement was on its way.
    if ((acks != 0 && batch.position < 0) || batch.refused) loseBatch(batch);
    else if (isDone(batch)) freeBatch(batch);
    batch = next;
  }
  if (acks != 0 || request.pending < 0) releaseRequest(request);
  connection.inFlight--;
  producer.unacknowledged -= f64(count);
  if (CHECKED) checkCount('producers', 'requests in flight', connection.inFlight);
  if (CHECKED) checkCount('producers', 'unacknowledged records', producer.unacknowledged);
  wakeRetries(producer);
  resumeIfWaiting(producer);
  if (connection.blocked) sendWhatIsReady(connection);
}

/**
 * Records that have arrived before `time` and are not yet sent, counted in the queues; or the
 * deliveries owed for them, also by topic.
 */
export function queuedRecords(time: f64, owed: bool, inside: usize = 0): f64 {
  let sum: f64 = 0;
  for (let each = 0; each < world.producerCount; each++) {
    const producer = producerAt(each);
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const queue = queueOf(producer, number);
      if (queue.size == 0) continue;
      const count = countArrived(queue, time);
      const topic = queue.log.topic;
      sum += f64(owed ? count * topic.consumerGroupCount : count);
      if (inside != 0) addInside(inside, topic, f64(count * topic.consumerGroupCount));
    }
  }
  return sum;
}

/**
 * Deliveries owed for the records that have arrived by `time` but wait for memory: counts them as
 * arrived, too, and by topic.
 */
export function countUndrawn(time: f64, inside: usize): f64 {
  let waiting: f64 = 0;
  for (let number = 0; number < world.producerCount; number++) {
    const producer = producerAt(number);
    // What instances send on comes when they do.
    if (!some(producer.arrivals)) continue;
    const topic = producer.settings.topic;
    let arrival = producer.headArrival;
    if (arrival < 0) arrival = producer.arrivals.next();
    while (arrival < time) {
      arrived(topic, arrival, 1);
      waiting += f64(topic.consumerGroupCount);
      addInside(inside, topic, f64(topic.consumerGroupCount));
      arrival = producer.arrivals.next();
    }
  }
  return waiting;
}

function addInside(inside: usize, topic: Topic, count: f64): void {
  const address = inside + (usize(topic.index) << 3);
  store<f64>(address, load<f64>(address) + count);
}
