/**
 * Calls of something outside, for each record that a group works on.
 *
 * Semantics.
 * - When a record has been processed its thread makes the group's calls one after the other, in the
 *   model's order, each with probability `share`, and waits for each answer. A call arrives a
 *   propagation delay later, is answered as external.ts says, and the answer costs a propagation
 *   delay.
 * - A caller that has waited for `timeout` gives up; an answer that comes at that very moment is in
 *   time. The external does not know, nor that an instance that called is no more: it works on as
 *   if nothing had happened.
 * - A call that failed, by an error or a time-out, is made again, at most `retries` times, after
 *   min(retry_backoff_max, retry_backoff * 2^(n-1)) before the n-th time, times a factor uniform on
 *   [1 - jitter, 1 + jitter), drawn when it has failed, but retry_backoff_max at most (as Kafka's
 *   ExponentialBackoff); or after a time of `retry_after`, drawn when it has failed. After the last
 *   the record's try has failed: see ../consumers/tries.ts. (Of an external's call: what it was
 *   made for is answered by an error.)
 * - What keeps an instance from calling at all: see breaker.ts.
 * - Calls are numbered as they are sent, whoever sends them; of events of one kind and time that of
 *   the earlier call goes first, and where an external's call is made again, that of the earlier
 *   call that it is made for.
 */
import { noteFree, noteInUse } from '../checks/pool';
import { isAnother } from '../consumers/consumer';
import { Member, Work } from '../consumers/rows';
import { callsDone, tryAgain, tryFailed } from '../consumers/tries';
import { atRecord, memberOf, workOf } from '../consumers/workPool';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import {
  BREAKER_PROBES,
  CALL_AGAIN,
  CALL_ANSWERED,
  CALL_ARRIVES,
  CALL_LEAVES,
  CALL_SERVED,
  CALL_TIMEOUT,
  DESK_BACK,
  DESK_SHIFT,
  INNER_CALL_AGAIN,
  INNER_PROBES,
  TRY_AGAIN,
} from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { breakerProbes, callEnded, innerProbes, mayCall } from './breaker';
import { callLeaves, HANDED_OVER, HOLDS, NOWHERE } from './desks';
import { callArrives, callServed, innerAnswered, makeInner } from './external';
import { Call, Trip } from './rows';
import { changeShift, deskBack } from './servers';

/** Whether events of that kind are its. */
export function isOfCalls(kind: i32): bool {
  if (kind >= CALL_LEAVES) return kind <= DESK_SHIFT;
  return kind >= CALL_ARRIVES && kind <= INNER_PROBES;
}

export function dispatchCall(kind: i32, index: u64): void {
  switch (kind) {
    case CALL_ARRIVES:
      callArrives(tripAt(index));
      break;
    case CALL_SERVED:
      callServed(tripAt(index));
      break;
    case CALL_ANSWERED:
      callAnswered(tripAt(index));
      break;
    case INNER_CALL_AGAIN:
      makeInner(tripAt(index));
      break;
    case CALL_AGAIN:
      callAgain(index);
      break;
    case TRY_AGAIN:
      tryAgain(index);
      break;
    case CALL_TIMEOUT:
      callTimeout(tripAt(index));
      break;
    case BREAKER_PROBES:
      breakerProbes(index);
      break;
    case INNER_PROBES:
      innerProbes(index);
      break;
    case CALL_LEAVES:
      callLeaves(tripAt(index));
      break;
    case DESK_BACK:
      deskBack(i32(index));
      break;
    case DESK_SHIFT:
      changeShift(i32(index));
      break;
    default:
      unreachable();
  }
}

/**
 * A record's next call, from number `first` of its group's on; when there is none more it is over.
 */
export function nextCall(member: Member, work: Work, first: i32): void {
  const group = member.group;
  const index = drawCall(group.calls, group.callCount, first);
  if (index < 0) {
    callsDone(member, work);
    return;
  }
  work.call = index;
  work.callTries = 0;
  sendCall(member, work);
}

/** The next of `count` calls that is made, from number `first` on; -1 = none. */
export function drawCall(calls: usize, count: i32, first: i32): i32 {
  for (let index = first; index < count; index++) {
    const call = rowAt<Call>(calls, index);
    if (call.share >= 1 || call.lots.next() < call.share) return index;
  }
  return -1;
}

function sendCall(member: Member, work: Work): void {
  const call = rowAt<Call>(member.group.calls, work.call);
  const isAgain = work.callTries++ > 0;
  const trip = startCall(call, member, isAgain);
  if (!some(trip)) {
    callFailed(member, work);
    return;
  }
  trip.work = work.number;
  trip.generation = member.generation;
}

/** Sends a call, of an instance or (0) of an external; none where something keeps it from that. */
export function startCall(call: Call, member: Member, isAgain: bool): Trip {
  if (!mayCall(call, member)) {
    if (inWindow()) call.refused++;
    return none<Trip>();
  }
  const trip = newTrip();
  trip.call = call;
  trip.member = member;
  trip.caller = none<Trip>();
  trip.failed = false;
  trip.given = false;
  trip.state = NOWHERE;
  trip.number = u64(world.nextCall++);
  world.trips.set(i64(trip.number), changetype<usize>(trip));
  if (inWindow()) {
    call.sent++;
    if (isAgain) call.again++;
  }
  at(world.now + call.delay.next(), CALL_ARRIVES, trip.number);
  if (isFinite(call.timeoutSeconds)) {
    at(world.now + call.timeoutSeconds, CALL_TIMEOUT, trip.number);
  }
  return trip;
}

function newTrip(): Trip {
  let trip = world.freeTrips;
  if (some(trip)) world.freeTrips = trip.next;
  else trip = changetype<Trip>(allocate(rowBytes<Trip>()));
  if (CHECKED) noteInUse(trip);
  return trip;
}

function tripAt(number: u64): Trip {
  return changetype<Trip>(world.trips.get(i64(number)));
}

function callAnswered(trip: Trip): void {
  const call = trip.call;
  const given = trip.given;
  const hasFailed = trip.failed;
  const caller = callerOf(trip);
  const member = trip.member;
  const work = workFor(trip);
  if (!given && !isOrphan(trip)) callEnded(call, member, hasFailed);
  freeTrip(trip);
  if (given) return;
  if (hasFailed && (some(work) || some(caller)) && inWindow()) call.errors++;
  if (some(caller)) innerAnswered(caller, hasFailed);
  else if (some(work)) {
    if (hasFailed) callFailed(member, work);
    else nextCall(member, work, work.call + 1);
  }
}

function freeTrip(trip: Trip): void {
  world.trips.remove(i64(trip.number));
  if (CHECKED) noteFree(trip);
  trip.next = world.freeTrips;
  world.freeTrips = trip;
}

/** The external's call that it is made for, while that waits for it; else none. */
function callerOf(trip: Trip): Trip {
  if (!some(trip.caller)) return none<Trip>();
  const caller = tripAt(trip.callerNumber);
  if (!some(caller)) return caller;
  return caller.state == HOLDS || caller.state == HANDED_OVER ? caller : none<Trip>();
}

/** Whether the instance that called is no more. */
function isOrphan(trip: Trip): bool {
  return some(trip.member) && isAnother(trip.member, u64(trip.generation));
}

/** The record that it is made for; none where its instance is no more, or an external calls. */
function workFor(trip: Trip): Work {
  if (!some(trip.member)) return none<Work>();
  return changetype<Work>(trip.member.pool.byNumber.get(trip.work));
}

function callTimeout(trip: Trip): void {
  // Answered in time.
  if (!some(trip)) return;
  const call = trip.call;
  const caller = callerOf(trip);
  const work = workFor(trip);
  trip.given = true;
  if (!isOrphan(trip)) callEnded(call, trip.member, true);
  if (!some(work) && !some(caller)) return;
  if (inWindow()) call.timeouts++;
  if (some(caller)) innerAnswered(caller, true);
  else callFailed(trip.member, work);
}

function callFailed(member: Member, work: Work): void {
  const call = rowAt<Call>(member.group.calls, work.call);
  if (work.callTries > call.retries) {
    tryFailed(member, work);
    return;
  }
  atRecord(member, world.now + drawBackoff(call, work.callTries), CALL_AGAIN, work.number);
}

/** Before a call that has been made so often is made again. */
export function drawBackoff(call: Call, made: i32): f64 {
  if (some(call.drawAgain)) return call.drawAgain.next();
  let wait = call.backoffSeconds;
  for (let time = 1; time < made && wait < call.backoffMaxSeconds; time++) wait *= 2;
  wait = Math.min(wait, call.backoffMaxSeconds);
  if (call.jitter == 0) return wait;
  wait *= 1 + call.jitter * (2 * call.jitters.next() - 1);
  return Math.min(wait, call.backoffMaxSeconds);
}

function callAgain(index: u64): void {
  const member = memberOf(index);
  const work = workOf(member, index);
  if (some(work)) sendCall(member, work);
}
