/**
 * Calls of something outside, for each record that a group works on.
 *
 * Semantics.
 * - When a record has been processed its thread makes the group's calls one after the other, in the
 *   model's order, each with probability `share`, and waits for each answer. A call arrives a
 *   propagation delay later; the external answers `concurrency` calls at a time, each in a time of
 *   its own, the first that came first; without `concurrency` all at once. The answer costs a
 *   propagation delay, and is an error with probability `fails`, drawn when the call arrives.
 * - A call that finds `concurrency` + `queue_capacity` there (being answered, or waiting; one whose
 *   answer is ready at that moment is still there), or the external down, is answered by an error
 *   at once.
 * - A caller that has waited for `timeout` gives up; an answer that comes at that very moment is in
 *   time. The external does not know, nor that an instance that called is no more: it works on as
 *   if nothing had happened.
 * - A call that failed, by an error or a time-out, is made again, at most `retries` times, after
 *   min(retry_backoff_max, retry_backoff * 2^(n-1)) before the n-th time, times a factor uniform on
 *   [1 - jitter, 1 + jitter), drawn when it has failed, but retry_backoff_max at most (as Kafka's
 *   ExponentialBackoff). After the last the record's try has failed: see ../consumers/tries.ts.
 * - What keeps an instance from calling at all: see breaker.ts.
 * - Calls are numbered as they are sent; of events of one kind and time that of the earlier call
 *   goes first.
 */
import { checkCount } from '../checks/rules';
import { noteFree, noteInUse } from '../checks/pool';
import { Member, Work } from '../consumers/rows';
import { callsDone, tryAgain, tryFailed } from '../consumers/tries';
import { atRecord, memberOf, workOf } from '../consumers/workPool';
import { allocate, rowAt, rowBytes, some } from '../memory/memory';
import { changeNumber, offer } from '../stations';
import {
  BREAKER_PROBES,
  CALL_AGAIN,
  CALL_ANSWERED,
  CALL_ARRIVES,
  CALL_SERVED,
  CALL_TIMEOUT,
  TRY_AGAIN,
} from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { breakerProbes, callEnded, mayCall } from './breaker';
import { Call, Trip } from './rows';

export function dispatchCall(kind: i32, index: u64): void {
  switch (kind) {
    case CALL_ARRIVES:
      callArrives(index);
      break;
    case CALL_SERVED:
      callServed(index);
      break;
    case CALL_ANSWERED:
      callAnswered(index);
      break;
    case CALL_AGAIN:
      callAgain(index);
      break;
    case TRY_AGAIN:
      tryAgain(index);
      break;
    case CALL_TIMEOUT:
      callTimeout(index);
      break;
    case BREAKER_PROBES:
      breakerProbes(index);
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
  for (let index = first; index < group.callCount; index++) {
    const call = rowAt<Call>(group.calls, index);
    if (call.share < 1 && call.lots.next() >= call.share) continue;
    work.call = index;
    work.callTries = 0;
    sendCall(member, work);
    return;
  }
  callsDone(member, work);
}

function sendCall(member: Member, work: Work): void {
  const call = rowAt<Call>(member.group.calls, work.call);
  if (!mayCall(call, member)) {
    if (inWindow()) call.refused++;
    work.callTries++;
    callFailed(member, work);
    return;
  }
  const trip = newTrip();
  trip.call = call;
  trip.member = member;
  trip.work = work.number;
  trip.generation = member.generation;
  trip.failed = false;
  trip.given = false;
  const number = world.nextCall++;
  world.trips.set(number, changetype<usize>(trip));
  if (inWindow()) {
    call.sent++;
    if (work.callTries > 0) call.again++;
  }
  work.callTries++;
  at(world.now + call.delay.next(), CALL_ARRIVES, u64(number));
  if (isFinite(call.timeoutSeconds)) {
    at(world.now + call.timeoutSeconds, CALL_TIMEOUT, u64(number));
  }
}

function newTrip(): Trip {
  let trip = world.freeTrips;
  if (some(trip)) world.freeTrips = trip.next;
  else trip = changetype<Trip>(allocate(rowBytes<Trip>()));
  if (CHECKED) noteInUse(trip);
  return trip;
}

function tripAt(number: u64): Trip {
  const trip = changetype<Trip>(world.trips.get(i64(number)));
  return trip;
}

function callArrives(number: u64): void {
  const trip = tripAt(number);
  const call = trip.call;
  const external = call.external;
  if (external.down || f64(external.inside) >= external.mostInside) {
    trip.failed = true;
    at(world.now + call.delay.next(), CALL_ANSWERED, number);
    return;
  }
  if (external.fails > 0) trip.failed = external.lots.next() < external.fails;
  const service = external.drawTime.next() * external.factor * external.slowness;
  external.inside++;
  let finish = world.now + service;
  if (external.station != 0) {
    changeNumber(external.station, world.now, 1);
    finish = offer(external.station, 0, world.now, service, 1);
  }
  at(finish, CALL_SERVED, number);
}

function callServed(number: u64): void {
  const call = tripAt(number).call;
  const external = call.external;
  external.inside--;
  if (CHECKED) checkCount('externals', 'calls inside', external.inside);
  if (external.station != 0) changeNumber(external.station, world.now, -1);
  at(world.now + call.delay.next(), CALL_ANSWERED, number);
}

function callAnswered(number: u64): void {
  const trip = tripAt(number);
  const call = trip.call;
  const given = trip.given;
  const member = trip.member;
  const hasFailed = trip.failed;
  const work = callerOf(trip);
  if (!given) callEnded(call, member, trip.generation, hasFailed);
  world.trips.remove(i64(number));
  if (CHECKED) noteFree(trip);
  trip.next = world.freeTrips;
  world.freeTrips = trip;
  if (given || !some(work)) return;
  if (hasFailed) {
    if (inWindow()) call.errors++;
    callFailed(member, work);
  } else nextCall(member, work, work.call + 1);
}

/** None where the instance that called is no more. */
function callerOf(trip: Trip): Work {
  return changetype<Work>(trip.member.pool.byNumber.get(trip.work));
}

function callTimeout(number: u64): void {
  const trip = tripAt(number);
  // Answered in time.
  if (!some(trip)) return;
  const work = callerOf(trip);
  trip.given = true;
  callEnded(trip.call, trip.member, trip.generation, true);
  if (!some(work)) return;
  if (inWindow()) trip.call.timeouts++;
  callFailed(trip.member, work);
}

function callFailed(member: Member, work: Work): void {
  const call = rowAt<Call>(member.group.calls, work.call);
  if (work.callTries > call.retries) {
    tryFailed(member, work);
    return;
  }
  let wait = call.backoffSeconds;
  for (let time = 1; time < work.callTries && wait < call.backoffMaxSeconds; time++) wait *= 2;
  wait = Math.min(wait, call.backoffMaxSeconds);
  if (call.jitter > 0) {
    wait *= 1 + call.jitter * (2 * call.jitters.next() - 1);
    wait = Math.min(wait, call.backoffMaxSeconds);
  }
  atRecord(member, world.now + wait, CALL_AGAIN, work.number);
}

function callAgain(index: u64): void {
  const member = memberOf(index);
  const work = workOf(member, index);
  if (some(work)) sendCall(member, work);
}
