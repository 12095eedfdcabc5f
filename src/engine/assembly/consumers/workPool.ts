/**
 * Consumer instances whose records are done one by one: those that do not wait for the last record
 * of a poll (wait_for_poll: false), and those that wait, but write each record by itself
 * (bulk_writes: false). A pool of work.
 *
 * Semantics.
 * - An instance takes what it has received, answer after answer in order of receipt, partition
 *   after partition, from each partition as long as fewer than max_poll_records of it are taken and
 *   not done: when an answer comes, and when a record is done of a partition that had so many. For
 *   every answer that this empties, that session's next fetch is sent at that moment.
 * - One that waits takes only when all that it has taken is done, until it has max_poll_records of
 *   all its partitions together.
 *   That is its poll.
 * - Where time_per_poll is spent, it is before each such taking, by a thread of its own, and only
 *   where there is something to take; what comes meanwhile is taken with it.
 * - As soon as one of `threads` is free, the record begins that poolLanes.ts names; what it does
 *   then where records may fail, call something or are limited in their rate, see tries.ts. Its
 *   processing_time is drawn when it is taken; time_per_hit and the factor of a slow instance are
 *   those of its beginning.
 * - Without a store it is done when its processing ends. With a store it is then written by itself:
 *   a request to its shard (../stores/store.ts), and it is done when the answer comes; until then
 *   its thread and its lane are taken.
 * - What is done is delivered, frees its thread and its lane; then (of one that waits, if its poll
 *   is over) the instance commits if it is time, and takes; then it begins what may begin. Of
 *   several that end at one moment the one that was taken first goes first.
 * - A commit, when commit_interval has passed since the last one: of each partition up to the first
 *   record that is taken and not done; never back. So after a crash all from there on is read
 *   again, also what was done.
 * - Busy is a thread from a record's beginning until it is done, and the one that polls during
 *   time_per_poll (a resource of its own); of an instance that waits all
 *   threads, from the begin of time_per_poll to the end of the poll.
 * - Where one that waits works too long on its poll, see latePolls.ts.
 * - An instance that loses partitions in a rebalance takes nothing more, and gives them up when all
 *   it has taken is done.
 */
import { checkInUse } from '../checks/pool';
import { checkCount, checkIndex } from '../checks/rules';
import { Log } from '../brokers/rows';
import { some } from '../memory/memory';
import { ask, settle } from '../queues/consuming';
import { Delivery } from '../queues/rows';
import { Draw } from '../random/draws';
import { sendFetch, partitionAt, trimLog } from '../readers/reader';
import { ReaderPartition, Session } from '../readers/rows';
import { noteBusy, noteQueued, noteWait } from '../stations';
import { isPaused } from '../services/breaker';
import { writeRecord } from '../stores/store';
import { BY_PARTITION, FREE, RECORD_END } from '../world/kinds';
import { releaseBatch } from '../world/pools';
import { runAt } from '../world/recorder';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { makeRoomFor, memberAt } from './consumer';
import { beginBulks } from './bulks';
import { checkOrder, deliver, deliverOnce } from './delivering';
import { watchPoll } from './latePolls';
import { NO_LANE, laneDone, nextInLanes } from './poolLanes';
import { afterPoll } from './rebalance';
import { Group, Member, Work } from './rows';
import { hasRoomToSend, sendOn } from './sendOn';
import { beginTry, processed } from './tries';
import { waitsForTurn } from './turns';
import { noteUsed } from './utilization';
import { addWork, forgetWork, lineOf } from './works';

/** Takes what there is to take, at once or when time_per_poll has passed. */
export function pollForPool(member: Member): void {
  if (some(member.group.queue)) {
    ask(member);
    return;
  }
  const pool = member.pool;
  if (pool.polling >= 0 || !mayTake(member) || waitsForTurn(member)) return;
  member.begunAt = world.now;
  watchPoll(member);
  const group = member.group;
  if (group.timePerPollSeconds == 0) {
    takeAll(member);
    return;
  }
  pool.polling = pool.next++;
  pushRecordEnd(member, world.now + group.timePerPollSeconds, pool.polling);
}

export function pushRecordEnd(member: Member, time: f64, number: i64): void {
  atRecord(member, time, RECORD_END, number);
}

/**
 * An event of what an instance has taken: of two at the same time that of the lower number goes
 * first.
 */
export function atRecord(member: Member, time: f64, kind: i32, number: i64): void {
  const instance = u64(member.group.memberOffset + member.index);
  at(time, kind, u64(number) * u64(world.memberCount) + instance);
}

/** The instance of such an event. */
export function memberOf(index: u64): Member {
  return memberAt(i32(index % u64(world.memberCount)));
}

/** The record of such an event; none where its instance is no more. */
export function workOf(member: Member, index: u64): Work {
  return changetype<Work>(member.pool.byNumber.get(i64(index / u64(world.memberCount))));
}

/** A record's processing ends, or the time that a poll costs. */
export function recordEnd(index: u64): void {
  const member = memberOf(index);
  const number = i64(index / u64(world.memberCount));
  const pool = member.pool;
  if (number == pool.polling) {
    pool.polling = -1;
    notePolling(member);
    if (mayTake(member)) takeAll(member);
    return;
  }
  const work = changetype<Work>(pool.byNumber.get(number));
  // One of an instance that is no more.
  if (!some(work)) return;
  if (member.group.tries) {
    processed(member, work);
    return;
  }
  if (some(member.group.store)) {
    writeRecord(member, work.slot);
    return;
  }
  sendOn(member, work.slot, world.now);
  if (world.mayRedeliver != 0) deliverOnce(member, work.slot, world.now);
  else deliver(member, work.slot, 1, world.now);
  recordDone(member, work.slot);
}

/** A record is done and delivered. */
export function recordDone(member: Member, slot: i32): void {
  const pool = member.pool;
  const group = member.group;
  const work = changetype<Work>(pool.bySlot.at(slot));
  if (CHECKED) checkInUse(work);
  const ofQueue = some(group.queue);
  if (ofQueue) settle(member, work);
  if (world.mayRedeliver != 0) releaseBatch(runAt(member, slot).batch);
  const line = lineOf(pool, work.partition);
  const wasFull = line.count-- == group.maxPollRecords;
  laneDone(pool, work);
  const hasThread = !work.hasNone;
  if (hasThread) pool.idle++;
  if (CHECKED) checkIndex('consumers', 'free thread', pool.idle - i32(hasThread), group.threads);
  const begun = work.takenAt;
  forgetWork(pool, line, work);
  member.busy = pool.size > 0;
  const leaving = member.leaving;
  if (!group.waitsForPoll) {
    if (hasThread) noteBusyThreads(member, begun, 1);
  } else if (!member.busy) noteBusyThreads(member, member.begunAt, f64(group.threads));
  if (!group.waitsForPoll || !member.busy) {
    const busy = member.busy;
    if (world.mayRedeliver != 0) afterPoll(member);
    if (wasFull || leaving || !busy || ofQueue) pollForPool(member);
  }
  begin(member);
}

/** The thread that polls has been busy with a poll until now. */
function notePolling(member: Member): void {
  const polls = member.group.polls;
  if (polls != 0) noteBusy(polls, member.index, member.begunAt, world.now, 1);
}

function noteBusyThreads(member: Member, from: f64, threads: f64): void {
  noteBusy(member.group.work, member.index, from, world.now, threads);
  noteUsed(member, from, threads);
}

function mayTake(member: Member): bool {
  if (member.leaving || (member.group.waitsForPoll && member.pool.size > 0)) return false;
  if (!hasRoomToSend(member)) {
    member.blocked = true;
    return false;
  }
  if (isPaused(member)) return false;
  for (let session = member.firstSession; some(session); session = session.next) {
    for (let index = 0; index < session.count; index++) {
      if (takes(member, partitionAt(session, index))) return true;
    }
  }
  return false;
}

/** Whether there is something to take of a partition, and room for it. */
function takes(member: Member, partition: ReaderPartition): bool {
  if (partition.taken >= partition.fetched) return false;
  const group = member.group;
  const pool = member.pool;
  const held = group.waitsForPoll ? pool.size : lineOf(pool, partition.number).count;
  return held < group.maxPollRecords;
}

function takeAll(member: Member): void {
  let before = changetype<Session>(<usize>0);
  for (let session = member.firstSession; some(session);) {
    const next = session.next;
    let isLeft = false;
    for (let index = 0; index < session.count; index++)
      take(member, session, partitionAt(session, index));
    for (let index = 0; index < session.count; index++) {
      const partition = partitionAt(session, index);
      if (partition.taken < partition.fetched) isLeft = true;
    }
    if (isLeft) before = session;
    else {
      if (some(before)) before.next = next;
      else member.firstSession = next;
      if (!some(next)) member.lastSession = before;
      sendFetch(session);
    }
    session = next;
  }
  begin(member);
}

/** Takes of one partition what there is room for. */
function take(member: Member, session: Session, partition: ReaderPartition): void {
  const group = member.group;
  const log: Log = partition.log;
  while (takes(member, partition)) {
    const batch = log.batchAt(partition.taken);
    const offset = partition.takenOffset;
    if (offset == 0) checkOrder(group, batch);
    takeOne(member, session, partition, batch);
    if (offset + 1 < batch.count) partition.takenOffset++;
    else {
      partition.takenOffset = 0;
      partition.taken++;
      partition.takenRecords += f64(batch.count);
    }
  }
  trimLog(log);
}

/** The next record of a partition, which stands in `batch`, comes into the pool. */
function takeOne(member: Member, session: Session, partition: ReaderPartition, batch: Batch): void {
  const pool = member.pool;
  const offset = partition.takenOffset;
  const slot = freeSlot(member);
  const run = runAt(member, slot);
  run.batch = batch;
  run.offset = offset;
  run.count = 1;
  run.slot = slot;
  run.next = -1;
  run.answered = session.answeredAt;
  run.received = session.receivedAt;
  store<f64>(member.finishes + (usize(slot) << 3), member.group.drawProcessing.next());
  const lane = laneOf(member.group, partition.number, batch, offset);
  const work = addWork(pool, slot, partition.number, lane);
  work.position = partition.taken;
  work.offset = offset;
  work.recordsBefore = partition.takenRecords;
  if (world.mayRedeliver != 0) batch.retainCount++;
  member.buffered--;
  if (CHECKED) checkCount('consumers', 'records received', member.buffered);
  member.busy = true;
}

/** A record that its queue has handed out comes into the pool; it left its broker then. */
export function takeRecord(
  member: Member,
  batch: Batch,
  record: i32,
  answered: f64,
  delivery: Delivery,
): void {
  const slot = freeSlot(member);
  const run = runAt(member, slot);
  run.batch = batch;
  run.offset = record;
  run.count = 1;
  run.slot = slot;
  run.next = -1;
  run.answered = answered;
  run.received = world.now;
  const work = addWork(member.pool, slot, 0, NO_LANE);
  work.delivery = delivery;
  store<f64>(member.finishes + (usize(slot) << 3), processingOf(member, work).next());
  batch.retainCount++;
  member.busy = true;
}

/** Who draws how long a record is worked on: its queue may have its own. */
export function processingOf(member: Member, work: Work): Draw {
  const group = member.group;
  if (!some(group.queue)) return group.drawProcessing;
  const own = work.delivery.consumer.queue.drawWork;
  return some(own) ? own : group.drawProcessing;
}

function freeSlot(member: Member): i32 {
  const pool = member.pool;
  const free = pool.freeSlots;
  if (free.size > 0) return i32(free.at(--free.size));
  const slot = pool.bySlot.size;
  pool.bySlot.push(0);
  makeRoomFor(member, slot + 1);
  member.runCount = slot + 1;
  return slot;
}

/** What a record must keep its order with. */
function laneOf(group: Group, partition: i32, batch: Batch, offset: i32): i32 {
  if (group.concurrency == FREE) return NO_LANE;
  if (group.concurrency == BY_PARTITION) return partition;
  return batch.keyOf(offset);
}

/** Begins what may begin, on the threads that are free. */
export function begin(member: Member): void {
  const pool = member.pool;
  const group = member.group;
  if (group.bulkRecords > 0) {
    beginBulks(member);
    return;
  }
  const hits: f64 = some(group.store) ? group.store.hitSecondsPerRecord : 0;
  while (pool.idle > 0 && !isPaused(member)) {
    const work = nextInLanes(pool);
    if (!some(work)) return;
    const slot = work.slot;
    pool.idle--;
    takeUp(member, work);
    const finish = member.finishes + (usize(slot) << 3);
    if (group.tries) {
      beginTry(member, work, load<f64>(finish));
      continue;
    }
    store<f64>(member.starts + (usize(slot) << 3), world.now);
    const until = world.now + load<f64>(finish) * group.processingFactor * member.slowness + hits;
    store<f64>(finish, until);
    pushRecordEnd(member, until, work.number);
  }
}

/** A thread takes a record, by itself or with others. */
export function takeUp(member: Member, work: Work): void {
  const pool = member.pool;
  pool.waiting--;
  if (CHECKED) checkInUse(work);
  if (CHECKED) checkCount('consumers', 'records that have not begun', pool.waiting);
  work.begun = true;
  work.takenAt = world.now;
  noteWait(member.group.work, runAt(member, work.slot).received, world.now);
}

/** A member dies, or the trial ends: its threads stop, and what it has taken is nobody's. */
export function stopPool(member: Member): void {
  const group = member.group;
  if (member.pool.polling >= 0) notePolling(member);
  if (group.waitsForPoll) {
    noteBusy(group.work, member.index, member.begunAt, world.now, f64(group.threads));
  }
  for (let work = member.pool.first; some(work); work = work.later) {
    if (!group.waitsForPoll) {
      if (work.begun) {
        if (!work.hasNone) noteBusy(group.work, member.index, work.takenAt, world.now, 1);
      } else noteQueued(group.work, runAt(member, work.slot).received, world.now);
    }
    if (world.mayRedeliver != 0) releaseBatch(runAt(member, work.slot).batch);
  }
}
