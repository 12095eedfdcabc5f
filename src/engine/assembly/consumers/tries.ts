/**
 * Tries: what a thread does with a record, in groups whose records may fail, call something, or are
 * limited in their rate.
 *
 * Semantics.
 * - With a rate limit a record's thread first waits for its turn: turns of the whole group come 1 /
 *   rate apart, but that up to `burst` may follow each other at once after as long a rest, and at
 *   the start, in the order in which they are asked for; a turn that has been asked for is gone,
 *   also where its instance dies before it comes. Then the record is processed. Each try has a
 *   turn, and a processing_time, of its own, drawn when it asks for its turn (that of the first
 *   when the record is taken); the factor of a slow instance is that of the same moment.
 * - A try fails with probability `fails`, drawn at the end of its processing, or when a call has
 *   failed for the last time (../services/calls.ts). Else the record is written to the store, if
 *   there is one, and is done.
 * - A record whose try has failed is tried again after `pause`, `attempts` times in all, all of it:
 *   it is processed, called for, written and sent on anew. Its thread and its lane wait for it.
 *   Then it has failed: it is not delivered, and if there is such a topic its instance sends it
 *   there (sendOn.ts). For what its group commits it is done. A queue's message that would go
 *   nowhere is refused: see ../queues/settling.ts.
 * - A failed record counts once; where it is read again and fails again, or had been delivered
 *   before, as a duplicate.
 */
import { checkCount } from '../checks/rules';
import { checkInUse } from '../checks/pool';
import { setTried, setWritten } from '../deliveries';
import { writeRecord } from '../stores/store';
import { nextCall } from '../services/calls';
import { TRY_AGAIN } from '../world/kinds';
import { some } from '../memory/memory';
import { tellFailed } from '../world/observer';
import { isDone, freeBatch } from '../world/pools';
import { deliverTried, failed, runAt } from '../world/recorder';
import { world } from '../world/rows';
import { endAll, moreSeconds } from './bulks';
import { finish, firstDeliveries } from './delivering';
import { Group, Member, Work } from './rows';
import { addOpen } from './origins';
import { sendOn, sendFailed } from './sendOn';
import { trailOf } from './trailPool';
import { Operation } from '../stores/rows';
import { atRecord, memberOf, processingOf, pushRecordEnd, recordDone, workOf } from './workPool';

/** Seconds of a record's calls, which have been answered now. */
export function callSeconds(member: Member, slot: i32): f64 {
  return world.now - load<f64>(member.finishes + (usize(slot) << 3));
}

/** Seconds from the begin of its first try to that of its last. */
export function retrySeconds(member: Member, slot: i32): f64 {
  const work = changetype<Work>(member.pool.bySlot.at(slot));
  return load<f64>(member.starts + (usize(slot) << 3)) - work.firstStart;
}

/** A thread begins a try of a record now, of so much processing. */
export function beginTry(member: Member, work: Work, processing: f64): void {
  const group = member.group;
  const slot = usize(work.slot) << 3;
  const start = takeTurn(group);
  const hits: f64 = some(group.store) ? group.store.hitSecondsPerRecord : 0;
  const until = start + processing * group.processingFactor * member.slowness + hits;
  if (work.tries == 0) work.firstStart = start;
  work.tries++;
  work.waits = false;
  work.stored = false;
  work.storeNetwork = 0;
  work.storeWait = 0;
  work.storeService = 0;
  store<f64>(member.starts + slot, start);
  store<f64>(member.finishes + slot, until);
  pushRecordEnd(member, until, work.number);
}

/** When it may begin: now, or when the group's next turn comes. */
function takeTurn(group: Group): f64 {
  if (group.secondsPerTurn == 0) return world.now;
  const allowed = group.nextTurn - (group.turnBurst - 1) * group.secondsPerTurn;
  const start = Math.max(world.now, allowed);
  group.nextTurn = Math.max(start, group.nextTurn) + group.secondsPerTurn;
  return start;
}

/** The processing of a try is over. */
export function processed(member: Member, work: Work): void {
  const group = member.group;
  if (group.fails > 0 && group.failLots.next() < group.fails) tryFailed(member, work);
  else nextCall(member, work, 0);
}

/** All its calls have been answered. */
export function callsDone(member: Member, work: Work): void {
  endAll(member, work, tried);
}

/** Of a record all that was to be done has succeeded, but its write. */
function tried(member: Member, work: Work): void {
  const slot = work.slot;
  if (some(member.group.store)) {
    writeRecord(member, slot);
    return;
  }
  noteTried(member, work);
  sendOn(member, slot, world.now);
  if (!work.waits) {
    answered(member, work);
    return;
  }
  work.sentAt = world.now;
  member.group.sentNotDone++;
}

/**
 * A record's write has been answered, and what it makes its instance send is sent and waited for:
 * keeps what the write took.
 */
export function waitAfterWrite(work: Work, operation: Operation): void {
  work.stored = true;
  work.sentAt = world.now;
  operation.group.sentNotDone++;
  work.calls = operation.calls;
  work.retries = operation.retries;
  work.storeNetwork = operation.arrived - operation.sent + (world.now - operation.finished);
  work.storeWait = operation.started - operation.arrived;
  work.storeService = operation.finished - operation.started;
}

/** All that its record had to wait for has come. */
export function answered(member: Member, work: Work): void {
  if (work.waits) member.group.sentNotDone--;
  const slot = work.slot;
  const first = world.mayRedeliver != 0 ? firstDeliveries(member, slot, world.now) : slot;
  if (first >= 0) {
    deliverTried(member, work);
    finish(member, first, world.now);
  }
  recordDone(member, slot);
}

/**
 * What its hop has taken until now beside its processing, for its trail and for when it is done.
 */
function noteTried(member: Member, work: Work): void {
  if (!work.stored && !work.waits) {
    work.calls = callSeconds(member, work.slot);
    work.retries = retrySeconds(member, work.slot);
  }
  if (world.keepsTrails == 0) return;
  const recording = member.group.recording;
  setWritten(recording, work.storeNetwork, work.storeWait, work.storeService);
  setTried(recording, work.calls, work.retries, work.waits ? world.now - work.sentAt : 0);
}

export function tryFailed(member: Member, work: Work): void {
  const group = member.group;
  if (work.tries < group.attempts) {
    atRecord(member, world.now + group.pauseSeconds, TRY_AGAIN, work.number);
    return;
  }
  endAll(member, work, failedForGood);
}

function failedForGood(member: Member, work: Work): void {
  const slot = work.slot;
  if (member.group.refusesFailed) {
    work.delivery.refused = true;
    recordDone(member, slot);
    return;
  }
  noteTried(member, work);
  const goesOn = sendFailed(member, slot, world.now);
  const first = world.mayRedeliver != 0 ? firstDeliveries(member, slot, world.now) : slot;
  if (first >= 0) fail(member, first, goesOn);
  else member.group.failedAgain++;
  recordDone(member, slot);
}

export function tryAgain(index: u64): void {
  const member = memberOf(index);
  const work = workOf(member, index);
  // One of an instance that is no more.
  if (!some(work)) return;
  const drawn = processingOf(member, work).next();
  beginTry(member, work, drawn + moreSeconds(member.group, work));
}

/** A record will never be delivered here. */
function fail(member: Member, first: i32, goesOn: bool): void {
  const group = member.group;
  const run = runAt(member, first);
  const batch = run.batch;
  if (CHECKED) checkInUse(batch);
  if (world.observes != 0) tellFailed(member, run);
  failed(group);
  if (goesOn) addOpen(trailOf(batch, run.offset), -1);
  batch.remaining--;
  if (CHECKED) checkCount('consumers', 'deliveries owed of a batch', batch.remaining);
  if (isDone(batch)) freeBatch(batch);
}
