/**
 * Consumer groups: assignment, polls, processing.
 *
 * Semantics.
 * - Assignment over instances 0..C-1 of partitions 0..N-1: range gives instance i the i-th run (the first N mod C runs
 *   are one longer); round_robin and sticky give partition p to instance p mod C. Instances beyond N idle.
 * - Answers that an instance has received wait in its buffer in order of receipt. When it is free and the buffer is not
 *   empty it polls: it takes up to max.poll.records records, in order of receipt, partition after partition. For every
 *   answer that this empties, that session's next fetch is sent at that moment.
 * - A poll costs time_per_poll, then its records are processed in order, each by the thread that is free first
 *   (processing_time drawn in that order, plus time_per_hit for each cached read the store asks for).
 * - Without a store a record is delivered when its processing ends, and the poll ends with its last record. With a
 *   store see store.ts: the poll ends when all its writes are answered.
 * - When a poll ends the instance polls again at once if its buffer is not empty. Offsets are committed asynchronously,
 *   at no cost.
 */
import type { Reader } from './reader.js';
import { sendFetch, trimLog } from './reader.js';
import { releaseBatch } from './producer.js';
import { writePoll } from './store.js';
import type { StationBank } from '../engine/station.js';
import type { Filler } from '../engine/variates.js';
import { EVENT, type World } from './world.js';

export interface ConsumerColumns {
  readonly index: number;
  readonly reader: Reader;
  readonly memberOffset: number;
  readonly instances: number;
  readonly threads: number;
  readonly maxPollRecords: number;
  readonly fillProcessing: Filler;
  readonly processingFactor: number;
  readonly timePerPollSeconds: number;
  /** Index of the store written to, or -1. */
  readonly store: number;
  readonly members: readonly Member[];
  /** Busy thread-seconds etc.: the threads seen as a station. */
  readonly work: StationBank;
  /** [client * partitions + partition]: arrival of the last record taken, for the order audit. */
  readonly lastArrival: Float64Array;
}

/** One consumer instance. */
export interface Member {
  /** Sessions whose answers wait, in order of receipt. */
  readonly buffer: number[];
  /** Records in them. */
  buffered: number;
  busy: boolean;
  /** Where in the first answer the next poll goes on: index of partition, records of the batch already taken. */
  cursor: number;
  offset: number;
  /** The poll under way: a column per record. */
  count: number;
  readonly batch: Int32Array;
  readonly record: Int32Array;
  /** When the record's answer left its broker, and when it was here. */
  readonly answered: Float64Array;
  readonly received: Float64Array;
  readonly start: Float64Array;
  readonly finish: Float64Array;
  /** Next record of the same write, or -1. */
  readonly next: Int32Array;
  /** When each thread is free, in rising order. */
  readonly threadFree: Float64Array;
  writesPending: number;
}

export function assignPartitions(
  assignor: 'range' | 'round_robin' | 'sticky',
  partitions: number,
  instances: number,
): Int32Array {
  const owner = new Int32Array(partitions);
  if (assignor !== 'range') return owner.map((_, partition) => partition % instances);
  const longer = partitions % instances;
  const run = Math.floor(partitions / instances);
  const inLonger = longer * (run + 1);
  return owner.map((_, partition) =>
    partition < inLonger
      ? Math.floor(partition / (run + 1))
      : longer + Math.floor((partition - inLonger) / run),
  );
}

export function receiveForConsumer(world: World, reader: Reader, session: number): void {
  const group = world.consumers[reader.index];
  const member = world.readers.member[session];
  const each = group.members[member];
  each.buffer.push(session);
  each.buffered += world.readers.answerRecords[session];
  if (!each.busy) poll(world, group, member);
  group.work.noteQueue(world.now, recordsWaiting(each, world.now));
}

export function pollEnd(world: World, globalMember: number): void {
  const group = world.consumers[world.memberGroup[globalMember]];
  const index = globalMember - group.memberOffset;
  const member = group.members[index];
  if (group.store >= 0 && member.writesPending < 0) {
    writePoll(world, group, index);
    return;
  }
  endPoll(world, group, index);
}

/** The poll is over, its writes too: the next one begins if there is something to take. */
export function endPoll(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  member.busy = false;
  if (member.buffer.length > 0) poll(world, group, index);
}

function poll(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  member.busy = true;
  member.count = 0;
  while (member.count < group.maxPollRecords && member.buffer.length > 0) {
    const session = member.buffer[0];
    if (takeAnswer(world, group, member, session)) {
      member.buffer.shift();
      member.cursor = 0;
      sendFetch(world, session);
    }
  }
  member.buffered -= member.count;
  const end = processRecords(world, group, index);
  if (group.store < 0) deliverAll(world, group, member);
  else member.writesPending = -1;
  world.events.push(end, EVENT.pollEnd, group.memberOffset + index);
}

/** Takes records of an answer into the poll; true when the answer is empty. */
function takeAnswer(
  world: World,
  group: ConsumerColumns,
  member: Member,
  session: number,
): boolean {
  const { reader } = group;
  const { batches } = world;
  const cluster = world.clusters[reader.cluster];
  const { readers } = world;
  const partitions = readers.partitions[session];
  const answered = readers.answeredAt[session];
  const received = readers.receivedAt[session];
  for (; member.cursor < partitions.length; member.cursor++) {
    const partition = partitions[member.cursor];
    const log = cluster.log[partition];
    const mask = log.batches.length - 1;
    while (reader.taken[partition] < reader.fetched[partition]) {
      const batch = log.batches[reader.taken[partition] & mask];
      const count = batches.count[batch];
      if (member.count === group.maxPollRecords) return false;
      if (member.offset === 0) checkOrder(world, group, batch);
      while (member.offset < count) {
        if (member.count === group.maxPollRecords) return false;
        const slot = member.count++;
        member.batch[slot] = batch;
        member.record[slot] = batches.first[batch] + member.offset++;
        member.answered[slot] = answered;
        member.received[slot] = received;
      }
      member.offset = 0;
      reader.taken[partition]++;
      reader.takenRecords[partition] += count;
    }
    trimLog(world, cluster, partition);
  }
  return true;
}

/** Audit: records of one client and partition come out in the order of their arrival. */
function checkOrder(world: World, group: ConsumerColumns, batch: number): void {
  const { batches, records } = world;
  const first = batches.first[batch];
  const partitions = world.clusters[group.reader.cluster].partitionCount;
  const place = batches.client[batch] * partitions + batches.partition[batch];
  if (records.arrival[first] < group.lastArrival[place]) world.recorder.orderBroken++;
  group.lastArrival[place] = records.arrival[first + batches.count[batch] - 1];
}

/** Gives every record of the poll its start and finish; returns when the last is done. */
function processRecords(world: World, group: ConsumerColumns, index: number): number {
  const member = group.members[index];
  const { threadFree, start, finish, count } = member;
  const { processingFactor } = group;
  const begin = world.now + group.timePerPollSeconds;
  const cacheSeconds = group.store < 0 ? 0 : world.stores[group.store].hitSecondsPerRecord;
  const last = threadFree.length - 1;
  threadFree.fill(begin);
  group.fillProcessing(finish, count);
  for (let slot = 0; slot < count; slot++) {
    // The threads' free times are kept in rising order: which thread it is does not matter.
    const from = threadFree[0];
    const until = from + finish[slot] * processingFactor + cacheSeconds;
    let place = 0;
    for (; place < last && threadFree[place + 1] < until; place++) {
      threadFree[place] = threadFree[place + 1];
    }
    threadFree[place] = until;
    start[slot] = from;
    finish[slot] = until;
  }
  const end = threadFree[last];
  group.work.noteAll(index, member.received, start, finish, count, end);
  return end;
}

/** Records of a member that have been received and have not begun at `now`. */
function recordsWaiting(member: Member, now: number): number {
  // Starts rise from slot to slot.
  let low = 0;
  let high = member.busy ? member.count : 0;
  const end = high;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (member.start[middle] <= now) low = middle + 1;
    else high = middle;
  }
  return member.buffered + end - low;
}

function deliverAll(world: World, group: ConsumerColumns, member: Member): void {
  world.recorder.deliverPoll(world, group.index, member);
  for (let slot = 0; slot < member.count; slot++) member.next[slot] = slot + 1;
  if (member.count > 0) member.next[member.count - 1] = -1;
  settle(world, member, 0);
}

/** Records chained from slot `first` have come to the end of their path: batches that owe nothing more are freed. */
export function settle(world: World, member: Member, first: number): void {
  const { batches } = world;
  for (let slot = first; slot >= 0;) {
    const batch = member.batch[slot];
    let count = 0;
    for (; slot >= 0 && member.batch[slot] === batch; slot = member.next[slot]) count++;
    batches.remaining[batch] -= count;
    if (batches.remaining[batch] === 0 && batches.acknowledged[batch] === 1) {
      releaseBatch(world, batch);
    }
  }
}
