/**
 * What answers calls: something outside, or a service with threads of its own that calls others in
 * its turn.
 *
 * Semantics.
 * - An external answers `concurrency` calls at a time, each in a time of its own, drawn when it
 *   arrives, the first that came first; without `concurrency` all at once. An answer is an error
 *   with probability `fails`, drawn when the call arrives.
 * - A call that finds `concurrency` + `queue_capacity` there (being answered, or waiting; one whose
 *   answer is ready at that moment is still there), or the external down, is answered by an error
 *   at once.
 * - One that has calls of its own makes them when its own time for a call has passed, unless its
 *   answer is an error: one after the other, as a group's thread does for a record (calls.ts). Its
 *   server is held until the last is answered; when one has failed for the last time no more is
 *   made, and its answer is an error. The server is free, for the call that waits first, when the
 *   answer leaves.
 */
import { checkCount } from '../checks/rules';
import { Member } from '../consumers/rows';
import { none, rowAt, some } from '../memory/memory';
import { changeNumber, noteBusy, noteQueue, noteQueued, noteWait, offer } from '../stations';
import { CALL_ANSWERED, CALL_SERVED, INNER_CALL_AGAIN } from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { drawBackoff, drawCall, startCall } from './calls';
import { Call, External, Trip } from './rows';

export function externalAt(index: i32): External {
  return rowAt<External>(world.externals, index);
}

export function callArrives(trip: Trip): void {
  const call = trip.call;
  const external = call.external;
  if (external.down || f64(external.inside) >= external.mostInside) {
    trip.failed = true;
    at(world.now + call.delay.next(), CALL_ANSWERED, trip.number);
    return;
  }
  if (external.fails > 0) trip.failed = external.lots.next() < external.fails;
  const service = external.drawTime.next() * external.factor * external.slowness;
  external.inside++;
  if (external.callCount > 0) {
    trip.service = service;
    trip.come = world.now;
    if (external.free > 0) takeCall(external, trip);
    else addWaiting(external, trip);
    return;
  }
  let finish = world.now + service;
  if (external.station != 0) {
    changeNumber(external.station, world.now, 1);
    finish = offer(external.station, 0, world.now, service, 1);
  }
  at(finish, CALL_SERVED, trip.number);
}

/** Its own time for a call has passed. */
export function callServed(trip: Trip): void {
  const external = trip.call.external;
  if (external.callCount > 0) {
    if (trip.failed) leave(external, trip);
    else nextInner(trip, 0);
    return;
  }
  if (external.station != 0) changeNumber(external.station, world.now, -1);
  answer(external, trip);
}

function answer(external: External, trip: Trip): void {
  external.inside--;
  if (CHECKED) checkCount('externals', 'calls inside', external.inside);
  at(world.now + trip.call.delay.next(), CALL_ANSWERED, trip.number);
}

/**
 * The next of the calls that are made for one, from number `first` of them on; after the last it is
 * answered.
 */
function nextInner(trip: Trip, first: i32): void {
  const external = trip.call.external;
  trip.inner = drawCall(external.calls, external.callCount, first);
  if (trip.inner < 0) {
    leave(external, trip);
    return;
  }
  trip.innerTries = 0;
  makeInner(trip);
}

/** Makes the call whose turn it is, or makes it again. */
export function makeInner(trip: Trip): void {
  const call = innerOf(trip);
  const isAgain = trip.innerTries++ > 0;
  const inner = startCall(call, none<Member>(), isAgain);
  if (some(inner)) inner.caller = trip;
  else innerFailed(trip);
}

function innerOf(trip: Trip): Call {
  return rowAt<Call>(trip.call.external.calls, trip.inner);
}

/** What was called for it has answered, or is not waited for any more. */
export function innerAnswered(trip: Trip, hasFailed: bool): void {
  if (hasFailed) innerFailed(trip);
  else nextInner(trip, trip.inner + 1);
}

function innerFailed(trip: Trip): void {
  const call = innerOf(trip);
  if (trip.innerTries <= call.retries) {
    const wait = drawBackoff(call, trip.innerTries);
    at(world.now + wait, INNER_CALL_AGAIN, trip.number);
    return;
  }
  const external = trip.call.external;
  trip.failed = true;
  if (inWindow()) external.failed++;
  leave(external, trip);
}

/** A server takes a call. */
function takeCall(external: External, trip: Trip): void {
  noteServers(external);
  external.free--;
  if (external.station != 0) noteWait(external.station, trip.come, world.now);
  at(world.now + trip.service, CALL_SERVED, trip.number);
}

function addWaiting(external: External, trip: Trip): void {
  trip.next = none<Trip>();
  if (external.waiting++ > 0) external.lastWaiting.next = trip;
  else external.firstWaiting = trip;
  external.lastWaiting = trip;
  noteCallsWaiting(external);
}

/** A call is answered, and its server free. */
function leave(external: External, trip: Trip): void {
  if (inWindow()) external.ended++;
  answer(external, trip);
  noteServers(external);
  external.free++;
  if (external.waiting == 0) return;
  const next = external.firstWaiting;
  external.firstWaiting = next.next;
  external.waiting--;
  takeCall(external, next);
}

/** Of one that calls: its servers have been busy or free as they are until now. */
function noteServers(external: External): void {
  if (external.station != 0) {
    const busy = f64(external.servers - external.free);
    noteBusy(external.station, 0, external.changedAt, world.now, busy);
  }
  external.changedAt = world.now;
}

/** So many wait. */
export function noteCallsWaiting(external: External): void {
  if (external.station != 0 && external.waiting > 0) {
    noteQueue(external.station, world.now, f64(external.waiting));
  }
}

/** The trial is over. */
export function endExternal(external: External): void {
  if (external.callCount == 0 || external.station == 0) return;
  noteServers(external);
  for (let trip = external.firstWaiting; some(trip) && external.waiting > 0; trip = trip.next) {
    noteQueued(external.station, trip.come, world.now);
  }
}
