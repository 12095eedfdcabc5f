/** Consumer groups: assignment, polls, processing. Semantics: ../engine/assembly/consumers/consumer.ts. */
import type { Reader } from './reader.js';
import { sendFetch, trimLog } from './reader.js';
import { tellDuplicate, tellDeliveries } from './observer.js';
import { hold, letGo } from './holds.js';
import { Poll } from './poll.js';
import { serveInLanes } from './lanes.js';
import { releaseBatch } from './producer.js';
import type { AutoscalerModel, ConsumerGroupModel } from '../model/model.js';
import { afterPoll, type GroupState } from './rebalance.js';
import { writePoll } from './store.js';
import type { Arena } from '../engine/arena.js';
import type { Presence } from '../engine/presence.js';
import type { StationBank } from '../engine/station.js';
import type { Filler, Sampler } from '../engine/variates.js';
import { noteWaiting } from './memberQueue.js';
import { laneOf, pollForPool, stopPool, WorkPool } from './workPool.js';
import { EVENT, type World } from './world.js';

export interface ConsumerColumns {
  readonly index: number;
  readonly reader: Reader;
  readonly memberOffset: number;
  /** Places for instances: as many as there may ever be; and how many there are at the start. */
  readonly instances: number;
  readonly startInstances: number;
  readonly assignor: ConsumerGroupModel['assignor'];
  readonly eager: boolean;
  readonly sessionTimeoutSeconds: number;
  readonly rebalanceSeconds: number;
  readonly commitIntervalSeconds: number;
  readonly autoscaler: AutoscalerModel | null;
  readonly state: GroupState;
  readonly arena: Arena;
  readonly threads: number;
  readonly concurrency: ConsumerGroupModel['concurrency'];
  readonly waitsForPoll: boolean;
  readonly writesInBulk: boolean;
  /** Scratch of the kernels: the threads' free times; and sums. */
  readonly threadFree: Float64Array;
  readonly sums: Float64Array;
  readonly maxPollRecords: number;
  readonly fillProcessing: Filler;
  /** The same numbers, one by one. */
  readonly drawProcessing: Sampler;
  readonly processingFactor: number;
  readonly timePerPollSeconds: number;
  /** Index of the store written to, or -1. */
  readonly store: number;
  /** A member that dies is replaced by an empty one in its place. */
  readonly members: Member[];
  /** How long each member has been there; its NICs too. */
  readonly presence: Presence;
  /** Busy seconds etc.: the threads seen as a station. */
  readonly work: StationBank;
  /** [client * partitions + partition]: arrival of the last record taken, for the order audit. */
  readonly lastArrival: Float64Array;
}

/** One consumer instance. */
export interface Member {
  alive: boolean;
  /** Counts the instances that have been in this place: events of a former one are forgotten. */
  generation: number;
  /** 1 = so many times as slow. */
  slowness: number;
  /** When its offsets were last committed, and whether it waits for its poll's end to give up its partitions. */
  committedAt: number;
  leaving: boolean;
  /** Sessions whose answers wait, in order of receipt. */
  readonly buffer: number[];
  /** Records in them. */
  buffered: number;
  busy: boolean;
  /** When its poll began. */
  begunAt: number;
  /** Where in the first answer the next poll goes on: index of partition. */
  cursor: number;
  /** The poll under way, and the batches that it holds. */
  readonly poll: Poll;
  held: number[];
  writesPending: number;
  /** Its work, where records are done one by one; else null. */
  readonly pool: WorkPool | null;
}

/** An instance that has just begun, or a place for one. */
export function freshMember(
  group: Pick<ConsumerColumns, 'maxPollRecords' | 'arena' | 'threads' | 'writesInBulk'>,
  former: Member | null,
  alive: boolean,
): Member {
  return {
    alive,
    generation: former === null ? 0 : former.generation + 1,
    slowness: 1,
    committedAt: 0,
    leaving: false,
    buffer: [],
    buffered: 0,
    busy: false,
    begunAt: 0,
    cursor: 0,
    poll: new Poll(group.arena, group.maxPollRecords),
    held: [],
    writesPending: 0,
    pool: group.writesInBulk ? null : new WorkPool(group.threads, former?.pool?.next ?? 0),
  };
}

export function receiveForConsumer(world: World, reader: Reader, session: number): void {
  const group = world.consumers[reader.index];
  const member = world.readers.member[session];
  const each = group.members[member];
  each.buffer.push(session);
  each.buffered += world.readers.answerRecords[session];
  if (each.pool !== null) pollForPool(world, group, member);
  else if (!each.busy) poll(world, group, member);
  noteWaiting(world, group, each);
}

/** Members in all groups; events name a member by generation and place. */
const PLACES = 1_048_576;

export function pollEnd(world: World, index: number): void {
  const globalMember = index & (PLACES - 1);
  const group = world.consumers[world.memberGroup[globalMember]];
  const place = globalMember - group.memberOffset;
  const member = group.members[place];
  if (member.generation !== Math.floor(index / PLACES)) return;
  if (group.store >= 0 && member.writesPending < 0) {
    writePoll(world, group, place);
    return;
  }
  if (world.recovers) {
    deliverAll(world, group, member, world.now);
    letGo(world, member.held);
  }
  endPoll(world, group, place);
}

/** The poll is over, its writes too: the next one begins if there is something to take. */
export function endPoll(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  member.busy = false;
  group.work.noteBusy(index, member.begunAt, world.now, group.threads);
  if (world.recovers) afterPoll(world, group, index);
  if (member.buffer.length > 0) poll(world, group, index);
}

function poll(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  member.busy = true;
  member.begunAt = world.now;
  member.poll.clear();
  while (member.poll.count < group.maxPollRecords && member.buffer.length > 0) {
    const session = member.buffer[0];
    if (takeAnswer(world, group, member, session)) {
      member.buffer.shift();
      member.cursor = 0;
      sendFetch(world, session);
    }
  }
  member.buffered -= member.poll.count;
  if (world.recovers) member.held = hold(world, member.poll, 0);
  const end = processRecords(world, group, index);
  if (group.store >= 0) member.writesPending = -1;
  else if (!world.recovers) deliverAll(world, group, member, end);
  const event = member.generation * PLACES + group.memberOffset + index;
  world.events.push(end, EVENT.pollEnd, event);
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
  const { poll } = member;
  for (; member.cursor < partitions.length; member.cursor++) {
    const partition = partitions[member.cursor];
    const log = cluster.log[partition];
    const mask = log.batches.length - 1;
    while (reader.taken[partition] < reader.fetched[partition]) {
      const batch = log.batches[reader.taken[partition] & mask];
      const count = batches.count[batch];
      if (poll.count === group.maxPollRecords) return false;
      const offset = reader.takenOffset[partition];
      if (offset === 0) checkOrder(world, group, batch);
      const some = Math.min(count - offset, group.maxPollRecords - poll.count);
      poll.add(batch, batches.first[batch] + offset, some, answered, received);
      if (offset + some < count) {
        reader.takenOffset[partition] = offset + some;
        return false;
      }
      reader.takenOffset[partition] = 0;
      reader.taken[partition]++;
      reader.takenRecords[partition] += count;
    }
    trimLog(world, cluster, partition);
  }
  return true;
}

/** Audit: records of one client and partition come out in the order of their arrival. */
export function checkOrder(world: World, group: ConsumerColumns, batch: number): void {
  const { batches, records } = world;
  const first = batches.first[batch];
  // What is read again, or stands in the log twice, comes out of order by its nature; without idempotence retries do.
  if (world.recovers && !world.producers.idempotence) return;
  if (world.recovers && (batches.copy[batch] === 1 || isDelivered(world, group, first))) return;
  const partitions = world.clusters[group.reader.cluster].partitionCount;
  const place = batches.client[batch] * partitions + batches.partition[batch];
  if (records.arrival[first] < group.lastArrival[place]) world.recorder.orderBroken++;
  group.lastArrival[place] = records.arrival[first + batches.count[batch] - 1];
}

/** Gives every record of the poll its start and finish; returns when the last is done. */
function processRecords(world: World, group: ConsumerColumns, index: number): number {
  const { kernels } = group.arena;
  const member = group.members[index];
  const { poll } = member;
  const begin = world.now + group.timePerPollSeconds;
  const factor = group.processingFactor * member.slowness;
  const hits = group.store < 0 ? 0 : world.stores[group.store].hitSecondsPerRecord;
  group.fillProcessing(poll.finish, poll.count);
  const end =
    group.concurrency === 'free' || group.threads === 1
      ? kernels.serve(
          poll.startPlace,
          poll.finishPlace,
          poll.count,
          group.threadFree.byteOffset,
          group.threads,
          begin,
          factor,
          hits,
        )
      : serveInLanes(poll, lanesOf(world, group, poll), group.threads, begin, factor, hits);
  noteWaits(group, index, end);
  return end;
}

/** [slot] of a poll. */
function lanesOf(world: World, group: ConsumerColumns, poll: Poll): number[] {
  const lanes: number[] = [];
  for (let run = poll.count > 0 ? 0 : -1; run >= 0; run = poll.next(run)) {
    const partition = world.batches.partition[poll.batch(run)];
    for (let offset = 0; offset < poll.countOf(run); offset++) {
      lanes.push(laneOf(world, group, partition, poll.record(run) + offset));
    }
  }
  return lanes;
}

/** Accounts for how long the records of a poll have waited for a thread. */
function noteWaits(group: ConsumerColumns, index: number, end: number): void {
  const { work, sums } = group;
  const { poll } = group.members[index];
  // Nothing of what is done before the window is measured.
  if (poll.count === 0 || work.isBefore(end)) return;
  if (!work.measures(poll.received(0), end)) {
    for (let run = 0; run < poll.runCount; run++) {
      const slot = poll.slot(run);
      const received = poll.received(run);
      for (let at = slot; at < slot + poll.countOf(run); at++) {
        work.noteWait(received, poll.start[at]);
      }
    }
    return;
  }
  const { startPlace, runsPlace, timesPlace, runCount } = poll;
  group.arena.kernels.noteWaits(
    startPlace,
    runsPlace,
    timesPlace,
    runCount,
    work.waitBins.byteOffset,
    sums.byteOffset,
  );
  if (!(sums[2] >= 0)) throw new Error(`a record waited ${sums[2]} s in ${work.name}`);
  work.noteMany(poll.count, sums[0], sums[1]);
}

/** Delivers a poll without a store, whose last record is done at `end`. */
function deliverAll(world: World, group: ConsumerColumns, member: Member, end: number): void {
  if (member.poll.count === 0) return;
  deliver(world, group, member.poll, 0, end);
}

/** Delivers the records chained from run `first`, each at its finish, none later than `end`. */
export function deliver(
  world: World,
  group: ConsumerColumns,
  poll: Poll,
  first: number,
  end: number,
): void {
  const fresh = world.recovers ? firstDeliveries(world, group, poll, first, null) : first;
  world.recorder.deliverPoll(world, group.index, poll, fresh, end);
  tellDeliveries(world, group.index, poll, fresh, null);
  settle(world, poll, fresh);
}

/**
 * Of the records chained from run `first`, those that this group has not delivered yet; the others are duplicates, at
 * `time` or, where it is null, at their own finish.
 */
export function firstDeliveries(
  world: World,
  group: ConsumerColumns,
  poll: Poll,
  first: number,
  time: number | null,
): number {
  const { batches, records, recorder } = world;
  const bit = 1 << group.index;
  return poll.keep(first, (run, offset) => {
    const record = poll.record(run) + offset;
    if (batches.copy[poll.batch(run)] === 0 && !isDelivered(world, group, record)) {
      records.delivered[record] |= bit;
      return true;
    }
    const finish = time ?? poll.finish[poll.slot(run) + offset];
    recorder.duplicated(finish, 1);
    tellDuplicate(world, group.index, poll, run, offset, finish);
    return false;
  });
}

function isDelivered(world: World, group: ConsumerColumns, record: number): boolean {
  return (world.records.delivered[record] & (1 << group.index)) !== 0;
}

/**
 * A member dies, or the trial ends: its threads stop. Where it died, what it had processed without a store is delivered,
 * and nobody knows.
 */
export function stopPoll(world: World, group: ConsumerColumns, place: number): void {
  const member = group.members[place];
  if (!member.busy) return;
  if (member.pool !== null) {
    stopPool(world, group, place);
    return;
  }
  const { poll } = member;
  group.work.noteBusy(place, member.begunAt, world.now, group.threads);
  for (let slot = 0; slot < poll.count; slot++) group.work.breakOff(world.now, poll.start[slot]);
  if (!world.recovers) return;
  if (group.store < 0) {
    const done = poll.keep(0, (run, offset) => poll.finish[poll.slot(run) + offset] <= world.now);
    deliver(world, group, poll, done, world.now);
  }
  letGo(world, member.held);
}

/** Records chained from run `first` have come to the end of their path: batches that owe nothing more are freed. */
export function settle(world: World, poll: Poll, first: number): void {
  const { batches } = world;
  for (let run = first; run >= 0; run = poll.next(run)) {
    const batch = poll.batch(run);
    batches.remaining[batch] -= poll.countOf(run);
    if (batches.isDone(batch)) releaseBatch(world, batch);
  }
}
