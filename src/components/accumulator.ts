/**
 * Producers' accumulators: the partition whose queue a record joins, and when a queue's first batch is ready.
 *
 * Semantics: keyed records go to partition mix(key) mod partitions; others by the partitioner: sticky stays on a random
 * partition for one full batch of records, round_robin takes the next (starting at the producer's number), random draws
 * one for each record. A queue's first batch is ready when it is full, or its oldest record has lingered; its channel
 * hears so when a queue begins to fill, and when it has a full batch.
 */
import { partitionOfKey } from '../model/placement.js';
import type { ProducerColumns } from './producer.js';
import { EVENT, type World } from './world.js';

/** Puts an admitted record into its partition's queue. */
export function enqueue(world: World, producer: number, arrival: number, free: number): void {
  const columns = world.producers;
  const key = columns.headKey[producer];
  const token = columns.headToken[producer];
  const admitted = token > free ? token : free;
  columns.headArrival[producer] = -1;
  const partition = choosePartition(columns, producer, key);
  const place = producer * columns.partitionCount + partition;
  const queue = columns.queues[place];
  queue.push(arrival, admitted, key);
  columns.unacknowledged[producer]++;
  const size = queue.size;
  if (size === 1) batchReady(world, producer, partition, admitted + columns.lingerSeconds);
  if (size === columns.fullRecords) batchReady(world, producer, partition, admitted);
}

/**
 * The same for arrivals[from..from+count-1], each admitted as it arrives, as far as one sticky partition takes them: how
 * many those are. Only where records stick to partitions, and nobody asks for keys.
 */
export function enqueueRun(
  world: World,
  producer: number,
  arrivals: Float64Array,
  from: number,
  count: number,
): number {
  const columns = world.producers;
  const partition = stickyPartition(columns, producer);
  const taken = Math.min(count, columns.stickyLeft[producer]);
  columns.stickyLeft[producer] -= taken;
  const queue = columns.queues[producer * columns.partitionCount + partition];
  const before = queue.size;
  queue.pushRun(arrivals, from, taken);
  columns.unacknowledged[producer] += taken;
  if (before === 0) {
    batchReady(world, producer, partition, arrivals[from] + columns.lingerSeconds);
  }
  const full = columns.fullRecords;
  if (before < full && queue.size >= full) {
    batchReady(world, producer, partition, arrivals[from + full - before - 1]);
  }
  return taken;
}

/** The first batch of a partition's queue is ready at `time`, or before. */
function batchReady(world: World, producer: number, partition: number, time: number): void {
  const { batchReadyAt, partitionCount, leader } = world.producers;
  const place = producer * partitionCount + partition;
  if (time < batchReadyAt[place]) batchReadyAt[place] = time;
  makeReady(world, producer, leader[partition], time);
}

/** Something has been taken from the front of a partition's queue. */
export function noteTaken(columns: ProducerColumns, place: number): void {
  const { batchReadyAt, fullRecords } = columns;
  const queue = columns.queues[place];
  if (queue.size === 0) {
    batchReadyAt[place] = Infinity;
    return;
  }
  batchReadyAt[place] = queue.admittedAt(0) + columns.lingerSeconds;
  if (queue.size < fullRecords) return;
  const full = queue.admittedAt(fullRecords - 1);
  if (full < batchReadyAt[place]) batchReadyAt[place] = full;
}

/** The partition that the next record sticks to; at least one is left for it. */
function stickyPartition(columns: ProducerColumns, producer: number): number {
  if (columns.stickyLeft[producer] <= 0) {
    columns.stickyLeft[producer] = columns.batchRecords;
    const uniform = columns.partitionStream[producer].next();
    columns.currentPartition[producer] = Math.floor(uniform * columns.partitionCount);
  }
  return columns.currentPartition[producer];
}

function choosePartition(columns: ProducerColumns, producer: number, key: number): number {
  const count = columns.partitionCount;
  if (columns.keyed) return partitionOfKey(key, count);
  switch (columns.partitioner) {
    case 'random':
      return Math.floor(columns.partitionStream[producer].next() * count);
    case 'round_robin': {
      const partition = columns.currentPartition[producer];
      columns.currentPartition[producer] = partition + 1 === count ? 0 : partition + 1;
      return partition;
    }
    case 'sticky': {
      const partition = stickyPartition(columns, producer);
      columns.stickyLeft[producer]--;
      return partition;
    }
    default:
      return columns.partitioner satisfies never;
  }
}

/** The channel to the broker is ready at `time`, or before; unless it is blocked. */
export function makeReady(world: World, producer: number, broker: number, time: number): void {
  const columns = world.producers;
  // A partition without a leader waits for its election.
  if (broker < 0) return;
  const channel = producer * columns.brokerCount + broker;
  if (columns.readyAt[channel] <= time || columns.blocked[channel] === 1) return;
  const at = time > world.now ? time : world.now;
  columns.readyAt[channel] = time;
  world.events.push(at, EVENT.channelReady, channel);
}
