/**
 * Consumer groups: assignment, polls, processing.
 *
 * Semantics.
 * - Which instance reads which partitions: see assignment.ts.
 * - Answers that an instance has received wait in its buffer in order of receipt. When it is free
 *   and the buffer is not empty it polls: it takes up to max.poll.records records, in order of
 *   receipt, partition after partition. For every answer that this empties, that session's next
 *   fetch is sent at that moment.
 * - Where a group polls at intervals, see turns.ts; where a poll may last too long, latePolls.ts.
 * - A poll costs time_per_poll, then its records are processed: whenever one of `threads` is free,
 *   the record begins that poolLanes.ts names (processing_time drawn in order of the poll, plus
 *   time_per_hit for each cached read the store asks for). With `concurrency: free` no record has a
 *   lane, so they begin in order, each on the thread that is free first; else those of a partition,
 *   or of a key, go one at a time.
 * - All this where the instance waits for its poll, and writes it in bulk if there is a store; else
 *   see workPool.ts.
 * - Without a store a record is delivered when its processing ends, and the poll ends with its last
 *   record. With a store see ../stores/store.ts: the poll ends when all its writes are answered.
 * - Busy is an instance, all its threads, from a poll's beginning to its end.
 * - When a poll ends the instance polls again at once if its buffer is not empty. Offsets are
 *   committed at the end of a poll, when commit_interval has passed since the last time, at no
 *   cost.
 * - Where deaths or rebalances can make a group read records again, a record counts as delivered
 *   the first time, and any later time as a duplicate. See rebalance.ts.
 */
import { checkRow } from '../checks/blocks';
import { checkBits, checkCount } from '../checks/rules';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import { partitionAt, sendFetch, trimLog } from '../readers/reader';
import { breakOff, noteBusy, noteQueue } from '../stations';
import { serve } from '../threads';
import { writePoll } from '../stores/store';
import { BY_PARTITION, FREE, POLL_END } from '../world/kinds';
import { runAt } from '../world/recorder';
import { Log } from '../brokers/rows';
import { ReaderPartition, Session } from '../readers/rows';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { keep } from './chains';
import { checkOrder, deliver, deliverOnce } from './delivering';
import { retain, release } from './holds';
import { watchPoll } from './latePolls';
import { deliverDue, deliverOneAfterOther } from './oneAfterOther';
import { afterPoll } from './rebalance';
import { hasRoomToSend, sendOn } from './sendOn';
import { Group, Member, Run } from './rows';
import { pollForPool, stopPool } from './workPool';
import { at } from '../world/schedule';
import { Lanes, makeRoom, newLanes, serveInLanes } from './lanes';
import { waitsForTurn } from './turns';
import { noteUsed } from './utilization';
import { noteWaits } from './waits';

/** Records that there is room for at first: Kafka's default of max.poll.records, and a little. */
const FIRST_ROOM: i32 = 512;

// @ts-ignore: decorator
@inline
export function groupAt(index: i32): Group {
  return rowAt<Group>(world.groups, index);
}

export function receiveForConsumer(session: Session): void {
  const group = session.reader.group;
  const member = rowAt<Member>(group.members, session.member);
  session.next = none<Session>();
  if (some(member.firstSession)) member.lastSession.next = session;
  else member.firstSession = session;
  member.lastSession = session;
  member.buffered += i32(session.answerRecords);
  if (some(member.pool)) pollForPool(member);
  else if (!member.busy) poll(member);
  noteWaiting(member);
}

/**
 * Members in all groups: events name one by its place among them, and by which of those that have
 * been there it is.
 */
export const NUMBER_BITS: u64 = 20;

/** The member of that number over all groups. */
export function memberAt(globalMember: i32): Member {
  if (CHECKED) checkRow('consumer', world.memberGroup, globalMember, 4);
  const group = groupAt(load<i32>(world.memberGroup + (usize(globalMember) << 2)));
  return rowAt<Member>(group.members, globalMember - group.memberOffset);
}

/** Its place among the members of all groups. */
export function memberNumber(member: Member): u64 {
  const instance = u64(member.group.memberOffset + member.index);
  if (CHECKED) checkBits('consumers', 'number', instance, i32(NUMBER_BITS));
  return instance;
}

/** An event of an instance, forgotten where it is no more by then. */
export function atMember(member: Member, time: f64, kind: i32): void {
  at(time, kind, (u64(member.generation) << NUMBER_BITS) | memberNumber(member));
}

/** The member at the place that an event names. */
export function memberNamed(index: u64): Member {
  return memberAt(i32(index & ((1 << NUMBER_BITS) - 1)));
}

/** Whether the one that an event of that generation was for is no more. */
export function isAnother(member: Member, generation: u64): bool {
  return member.generation != i32(generation);
}

export function pollEnd(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  if (some(member.group.store) && member.writesPending < 0) {
    writePoll(member);
    return;
  }
  if (member.oneAfterOther && !deliverDue(member)) return;
  if (world.mayRedeliver != 0) {
    if (!member.oneAfterOther && member.records > 0) deliverOnce(member, 0, world.now);
    release(member.held);
  }
  endPoll(member);
}

/** The poll is over, its writes too: the next one begins if there is something to take. */
export function endPoll(member: Member): void {
  const group = member.group;
  member.busy = false;
  noteBusy(group.work, member.index, member.begunAt, world.now, f64(group.threads));
  noteUsed(member, member.begunAt, f64(group.threads));
  if (world.mayRedeliver != 0) afterPoll(member);
  if (some(member.firstSession)) poll(member);
}

export function poll(member: Member): void {
  const group = member.group;
  if (!hasRoomToSend(member)) {
    member.blocked = true;
    return;
  }
  if (waitsForTurn(member)) return;
  member.busy = true;
  member.begunAt = world.now;
  member.records = 0;
  member.runCount = 0;
  while (member.records < group.maxPollRecords && some(member.firstSession)) {
    const session = member.firstSession;
    if (!takeAnswer(member, session)) continue;
    member.firstSession = session.next;
    member.cursor = 0;
    sendFetch(session);
  }
  member.buffered -= member.records;
  if (CHECKED) checkCount('consumers', 'records received', member.buffered);
  const mayRedeliver = world.mayRedeliver != 0;
  if (mayRedeliver) member.held = retain(member.held, member, member.records > 0 ? 0 : -1);
  const end = processRecords(member);
  if (!some(group.store)) sendOn(member, member.records > 0 ? 0 : -1, NaN);
  if (some(group.store)) member.writesPending = -1;
  else if (!mayRedeliver && member.records > 0) deliver(member, 0, member.records, end);
  member.endsAt = end;
  member.oneAfterOther = false;
  if (group.overlaps && !some(group.store)) deliverOneAfterOther(member);
  atMember(member, end, POLL_END);
  watchPoll(member);
}

/** Takes records of an answer into the poll; true when the answer is empty. */
function takeAnswer(member: Member, session: Session): bool {
  const group = member.group;
  const most = group.maxPollRecords;
  for (; member.cursor < session.count; member.cursor++) {
    const partition = partitionAt(session, member.cursor);
    const log = partition.log;
    while (partition.taken < partition.fetched) {
      if (member.records == most) return false;
      const batch = log.batchAt(partition.taken);
      const offset = partition.takenOffset;
      if (offset == 0) checkOrder(group, batch);
      const left = batch.count - offset;
      const room = most - member.records;
      addRun(member, session, batch, offset, left < room ? left : room);
      if (left > room) {
        partition.takenOffset = offset + room;
        return false;
      }
      partition.takenOffset = 0;
      partition.taken++;
      partition.takenRecords += f64(batch.count);
    }
    trimLog(log);
  }
  return true;
}

/** Takes `count` neighbors of a batch, which join the chain of all that begins with run 0. */
function addRun(member: Member, session: Session, batch: Batch, offset: i32, count: i32): void {
  makeRoomFor(member, member.records + count);
  const index = member.runCount++;
  const run = runAt(member, index);
  run.batch = batch;
  run.offset = offset;
  run.count = count;
  run.slot = member.records;
  run.next = -1;
  run.answered = session.answeredAt;
  run.received = session.receivedAt;
  if (index > 0) runAt(member, index - 1).next = index;
  member.records += count;
}

/** Room for so many records, and as many runs: a run has one at least. */
export function makeRoomFor(member: Member, least: i32): void {
  if (least > member.room) grow(member, least);
}

function grow(member: Member, least: i32): void {
  const most = member.group.maxPollRecords;
  let room = member.room == 0 ? (most < FIRST_ROOM ? most : FIRST_ROOM) : member.room;
  while (room < least) room *= 2;
  const runs = allocate(usize(room) * rowBytes<Run>());
  memory.copy(runs, member.runs, usize(member.runCount) * rowBytes<Run>());
  const starts = allocate(usize(room) << 3);
  const finishes = allocate(usize(room) << 3);
  memory.copy(starts, member.starts, usize(member.room) << 3);
  memory.copy(finishes, member.finishes, usize(member.room) << 3);
  member.runs = runs;
  member.starts = starts;
  member.finishes = finishes;
  member.room = room;
}

/** Gives every record of the poll its start and finish; returns when the last is done. */
function processRecords(member: Member): f64 {
  const group = member.group;
  const begin = world.now + group.timePerPollSeconds;
  const factor = group.processingFactor * member.slowness;
  const hits: f64 = some(group.store) ? group.store.hitSecondsPerRecord : 0;
  const count = member.records;
  const starts = member.starts;
  const finishes = member.finishes;
  group.drawProcessing.fill(finishes, count);
  const threads = group.threads;
  let end: f64;
  if (group.concurrency == FREE || threads == 1) {
    end = serve(starts, finishes, count, group.threadFree, threads, begin, factor, hits);
  } else {
    end = serveInLanes(lanesOf(member), starts, finishes, count, threads, begin, factor, hits);
  }
  noteWaits(member, end);
  return end;
}

/** The group's lanes, set for the records of a poll. */
function lanesOf(member: Member): Lanes {
  const group = member.group;
  if (group.lanes == 0) group.lanes = changetype<usize>(newLanes(group.threads));
  const lanes = changetype<Lanes>(group.lanes);
  makeRoom(lanes, member.records);
  for (let index = 0; index < member.runCount; index++) {
    const run = runAt(member, index);
    const batch = run.batch;
    for (let offset = 0; offset < run.count; offset++) {
      const record = run.offset + offset;
      const lane = group.concurrency == BY_PARTITION ? batch.log.number : batch.keyOf(record);
      store<i32>(lanes.lane + (usize(run.slot + offset) << 2), lane);
    }
  }
  return lanes;
}

/** Its queue is never longer than on receipt, and at the window's begin. */
export function noteWaiting(member: Member): void {
  noteQueue(member.group.work, world.now, f64(recordsWaiting(member)));
}

/** Its queue: records that it has received and that have not begun. */
export function recordsWaiting(member: Member): i32 {
  if (some(member.pool)) return member.buffered + member.pool.waiting;
  let waiting = member.buffered;
  if (member.busy) {
    for (let slot = 0; slot < member.records; slot++) {
      if (load<f64>(member.starts + (usize(slot) << 3)) > world.now) waiting++;
    }
  }
  return waiting;
}

/**
 * A member dies, or the trial ends: its threads stop. Where it died, what it had processed without
 * a store is delivered, and nobody knows.
 */
export function stopPoll(member: Member): void {
  if (!member.busy) return;
  if (some(member.pool)) {
    stopPool(member);
    return;
  }
  const group = member.group;
  noteBusy(group.work, member.index, member.begunAt, world.now, f64(group.threads));
  for (let slot = 0; slot < member.records; slot++) {
    breakOff(group.work, world.now, load<f64>(member.starts + (usize(slot) << 3)));
  }
  if (world.mayRedeliver == 0) return;
  if (!some(group.store) && member.records > 0 && !member.oneAfterOther) {
    deliverOnce(member, keep(member, 0, isFinished, world.now), world.now);
  }
  release(member.held);
}

function isFinished(member: Member, run: Run, offset: i32, time: f64): bool {
  return load<f64>(member.finishes + (usize(run.slot + offset) << 3)) <= time;
}

/** Records that a group's reader has gone past, counted in the logs: the audit's walk. */
export function passedRecords(group: Group): f64 {
  const reader = group.reader;
  let passed: f64 = 0;
  for (let number = 0; number < reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(reader.partitions, number);
    const log: Log = partition.log;
    let unread = -f64(partition.takenOffset);
    for (let index = partition.taken; index < log.end; index++)
      unread += f64(log.batchAt(index).count);
    passed += log.endRecords - unread;
  }
  return passed;
}

/** Records of a poll that count as done when it ends, and are sent on since it began. */
export function sentAhead(member: Member): f64 {
  const early = member.busy && !some(member.pool) && !some(member.group.store);
  if (!early || world.mayRedeliver == 0) return 0;
  return f64(member.records - (member.oneAfterOther ? member.nextDelivery : 0));
}
