/**
 * Producers' accumulators: the partition whose queue a record joins, and when a queue's first batch
 * is ready.
 *
 * Semantics: keyed records go to partition mix(key) mod partitions; others by the partitioner:
 * sticky stays on a random partition for one full batch of records, round_robin takes the next
 * (starting at the producer's number), random draws one for each record. A queue's first batch is
 * ready when it is full, or its oldest record has lingered; its channel hears so when a queue
 * begins to fill, and when it has a full batch.
 */
import { Trail } from '../consumers/trailRows';
import { none, rowAt, some } from '../memory/memory';
import { Vector } from '../memory/vector';
import { isKey, partitionOfKey } from '../random/keys';
import { CHANNEL_READY, DELIVERY_TIMEOUT, RANDOM, ROUND_ROBIN } from '../world/kinds';
import { Log } from '../brokers/rows';
import { Connection } from '../world/records';
import { world } from '../world/rows';
import { processRecord } from './processor';
import { Producer, Queue } from './rows';
import { at } from '../world/schedule';
import { admittedAt, push, pushRun } from './queue';

// @ts-ignore: decorator
@inline
export function queueOf(producer: Producer, number: i32): Queue {
  return rowAt<Queue>(producer.queues, number);
}

/**
 * The queue of a producer for a partition, read there or from a mirror; none where it sends to
 * another topic.
 */
export function queueFor(producer: Producer, log: Log): Queue {
  if (producer.settings.topic.index != log.topic.index) return none<Queue>();
  return queueOf(producer, log.partition);
}

/** Puts the waiting record into its partition's queue. */
export function enqueue(producer: Producer, arrival: f64, free: f64): void {
  const token = producer.headToken;
  producer.headArrival = -1;
  let admitted = token > free ? token : free;
  if (producer.settings.processor != 0) {
    const done = processRecord(producer);
    if (done > admitted) admitted = done;
  }
  put(producer, arrival, admitted, none<Trail>());
}

/**
 * Puts a record that is sent on at `time`, not before any former one of its producer, into its
 * partition's queue.
 */
export function enqueueSent(producer: Producer, time: f64, key: i32, trail: Trail): void {
  producer.headKey = key;
  put(producer, time, time, trail);
}

/** A record with the producer's key of now. */
// @ts-ignore: decorator
@inline
function put(producer: Producer, arrival: f64, admitted: f64, trail: Trail): void {
  const settings = producer.settings;
  const queue = queueOf(producer, choosePartition(producer));
  push(queue, arrival, admitted, producer.headKey, trail);
  producer.unacknowledged++;
  noteAge(producer, admitted);
  const size = queue.size;
  if (size == 1) batchReady(queue, admitted + settings.lingerSeconds);
  if (size == settings.fullRecords) batchReady(queue, admitted);
}

/**
 * Puts, as enqueue does, `count` records that arrive at the times of a column, each admitted as it
 * arrives, as far as one sticky partition takes them: how many those are.
 */
export function enqueueRun(producer: Producer, arrivals: usize, count: i32): i32 {
  const queue = queueOf(producer, stickyPartition(producer));
  const taken = count < producer.stickyLeft ? count : producer.stickyLeft;
  producer.stickyLeft -= taken;
  const before = queue.size;
  pushRun(queue, arrivals, taken);
  producer.unacknowledged += f64(taken);
  noteAge(producer, load<f64>(arrivals));
  const settings = producer.settings;
  if (before == 0) batchReady(queue, load<f64>(arrivals) + settings.lingerSeconds);
  const full = settings.fullRecords;
  if (before < full && queue.size >= full) {
    batchReady(queue, load<f64>(arrivals + (usize(full - before - 1) << 3)));
  }
  return taken;
}

/**
 * Something is there that was admitted at `time`: one timer a producer, for the oldest of what it
 * has.
 */
export function noteAge(producer: Producer, time: f64): void {
  if (!producer.settings.expires) return;
  const due = Math.max(world.now, time + producer.settings.deliveryTimeoutSeconds);
  if (due >= producer.expiryDue) return;
  producer.expiryDue = due;
  at(due, DELIVERY_TIMEOUT, u64(producer.number));
}

/** A queue's first batch is ready at `time`, or before. */
function batchReady(queue: Queue, time: f64): void {
  if (time < queue.batchReadyAt) queue.batchReadyAt = time;
  const leader = queue.log.leader;
  // A partition without a leader waits for its election.
  if (leader < 0) return;
  const connection = rowAt<Connection>(queue.producer.connections, leader);
  fill(connection, queue.rank);
  makeReady(connection, time);
}

/** A queue holds something. */
export function fillQueue(queue: Queue): void {
  const leader = queue.log.leader;
  if (leader >= 0) fill(rowAt<Connection>(queue.producer.connections, leader), queue.rank);
}

/** Something has been taken out of a queue: perhaps it holds nothing any more. */
export function noteEmptied(queue: Queue): void {
  if (queue.size > 0 || some(queue.retryFirst)) return;
  const leader = queue.log.leader;
  if (leader >= 0) empty(rowAt<Connection>(queue.producer.connections, leader), queue.rank);
}

/** Something has been taken from the front of a queue. */
export function noteTaken(queue: Queue): void {
  if (queue.size == 0) {
    queue.batchReadyAt = Infinity;
    noteEmptied(queue);
    return;
  }
  const settings = queue.producer.settings;
  queue.batchReadyAt = admittedAt(queue, 0) + settings.lingerSeconds;
  if (queue.size < settings.fullRecords) return;
  const full = admittedAt(queue, settings.fullRecords - 1);
  if (full < queue.batchReadyAt) queue.batchReadyAt = full;
}

/** All of a producer's connections are looked at at `time`. */
export function wakeConnections(producer: Producer, time: f64): void {
  for (let broker = 0; broker < producer.settings.cluster.brokerCount; broker++) {
    makeReady(rowAt<Connection>(producer.connections, broker), time);
  }
}

/** The connection is ready at `time`, or before; unless it is blocked. */
export function makeReady(connection: Connection, time: f64): void {
  if (connection.readyAt <= time || connection.blocked) return;
  connection.readyAt = time;
  at(time > world.now ? time : world.now, CHANNEL_READY, u64(connection.number));
}

/** Marks the queue of that rank as holding something. */
// @ts-ignore: decorator
@inline
function fill(connection: Connection, rank: i32): void {
  const word = connection.filled + (usize(rank >> 6) << 3);
  store<u64>(word, load<u64>(word) | ((1 as u64) << u64(rank & 63)));
}

// @ts-ignore: decorator
@inline
function empty(connection: Connection, rank: i32): void {
  const word = connection.filled + (usize(rank >> 6) << 3);
  store<u64>(word, load<u64>(word) & ~((1 as u64) << u64(rank & 63)));
}

/**
 * The first rank from `from` on, below `count`, whose queue holds something; -1 = there is none.
 */
export function nextFilled(connection: Connection, from: i32, count: i32): i32 {
  if (from >= count) return -1;
  const last = (count - 1) >> 6;
  let word = from >> 6;
  let bits = load<u64>(connection.filled + (usize(word) << 3)) & (~(0 as u64) << u64(from & 63));
  while (bits == 0) {
    if (++word > last) return -1;
    bits = load<u64>(connection.filled + (usize(word) << 3));
  }
  const rank = (word << 6) + i32(ctz(bits));
  return rank < count ? rank : -1;
}

/** The queues of a connection's producer for the partitions that its broker leads, by number. */
// @ts-ignore: decorator
@inline
export function ledBy(connection: Connection): Vector {
  return rowAt<Vector>(connection.producer.settings.leads, connection.broker);
}

/** The queue of a producer for its broker's partition of that rank. */
export function queueOfRank(connection: Connection, rank: i32): Queue {
  return queueOf(connection.producer, i32(ledBy(connection).at(rank)));
}

/** The partition that the next record sticks to; at least one is left for it. */
function stickyPartition(producer: Producer): i32 {
  if (producer.stickyLeft <= 0) {
    const settings = producer.settings;
    producer.stickyLeft = settings.batchRecords;
    const uniform = producer.partitionStream.next();
    producer.currentPartition = i32(uniform * f64(settings.partitionCount));
  }
  return producer.currentPartition;
}

function choosePartition(producer: Producer): i32 {
  const settings = producer.settings;
  const count = settings.partitionCount;
  if (settings.keyed && isKey(producer.headKey)) {
    return partitionOfKey(producer.headKey, count);
  }
  switch (settings.partitioner) {
    case RANDOM:
      return i32(producer.partitionStream.next() * f64(count));
    case ROUND_ROBIN: {
      const partition = producer.currentPartition;
      producer.currentPartition = partition + 1 == count ? 0 : partition + 1;
      return partition;
    }
    default: {
      const partition = stickyPartition(producer);
      producer.stickyLeft--;
      return partition;
    }
  }
}
