/**
 * What answers calls: something outside, or a service with threads of its own that calls others in
 * its turn.
 *
 * Semantics.
 * - An external answers `concurrency` calls at a time, each in a time of its own (the call's, where
 *   it says one), drawn when it arrives, the first that came first; without `concurrency` all at
 *   once. An answer is an error with probability `fails`, drawn when the call arrives. Other
 *   orders, several instances, servers that come and go: desks.ts.
 * - A call that finds `concurrency` + `queue_capacity` there (being answered, or waiting; one whose
 *   answer is ready at that moment is still there), or the external down, is answered by an error
 *   at once.
 * - One that has calls of its own makes them when its own time for a call has passed, unless its
 *   answer is an error: one after the other, as a group's thread does for a record (calls.ts). Its
 *   server is held until the last is answered; when one has failed for the last time no more is
 *   made, and its answer is an error. The server is free, for the call that waits first, when the
 *   answer leaves.
 * - `at_once`: it makes them all at that moment, those whose share is drawn, in the model's order,
 *   each once. It answers when `enough` have been answered (all that were made, where these are
 *   fewer), and by an error as soon as so many cannot be; it knows nothing of the others any more.
 * - `until: taken`: it waits for no answer, but until the other has taken the call in (begun it, or
 *   let it wait): then its server is free, while its own answer leaves when the other's has come.
 *   Where the other is full the call waits in front of it, and the server with it: blocking after
 *   service.
 */
import { checkCount } from '../checks/rules';
import { Member } from '../consumers/rows';
import { none, rowAt, some } from '../memory/memory';
import { changeNumber, offer } from '../stations';
import { CALL_ANSWERED, CALL_SERVED, INNER_CALL_AGAIN, SHARED } from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { drawBackoff, drawCall, startCall } from './calls';
import { comeToDesk, HOLDS, IS_SERVED, leaveDesk } from './desks';
import { Call, External, Trip } from './rows';
import { isFirst } from './sharing';

export function externalAt(index: i32): External {
  return rowAt<External>(world.externals, index);
}

export function callArrives(trip: Trip): void {
  const call = trip.call;
  const external = call.external;
  if (external.down || f64(external.inside) >= external.mostInside) {
    refuse(trip);
    return;
  }
  if (external.deskCount > 0) {
    comeToDesk(trip);
    return;
  }
  if (external.fails > 0) trip.failed = external.lots.next() < external.fails;
  const drawn = some(call.drawTime) ? call.drawTime.next() : external.drawTime.next();
  const service = drawn * external.factor * external.slowness;
  external.inside++;
  let finish = world.now + service;
  if (external.station != 0) {
    changeNumber(external.station, world.now, 1);
    finish = offer(external.station, 0, world.now, service, 1);
  }
  at(finish, CALL_SERVED, trip.number);
}

/** It is answered by an error at once. */
export function refuse(trip: Trip): void {
  trip.failed = true;
  at(world.now + trip.call.delay.next(), CALL_ANSWERED, trip.number);
}

/** Its own time for a call has passed; or would have, had nothing come between. */
export function callServed(trip: Trip): void {
  if (!some(trip)) return;
  const external = trip.call.external;
  if (external.deskCount > 0) {
    if (trip.state != IS_SERVED || trip.finish != world.now) return;
    if (external.discipline == SHARED && !isFirst(trip.desk, trip)) return;
    if (trip.failed || external.callCount == 0) leaveDesk(trip);
    else callOthers(trip);
    return;
  }
  if (external.station != 0) changeNumber(external.station, world.now, -1);
  answer(external, trip);
}

export function answer(external: External, trip: Trip): void {
  external.inside--;
  if (CHECKED) checkCount('externals', 'calls inside', external.inside);
  at(world.now + trip.call.delay.next(), CALL_ANSWERED, trip.number);
}

function callOthers(trip: Trip): void {
  trip.state = HOLDS;
  if (trip.call.external.enough > 0) callAll(trip);
  else nextInner(trip, 0);
}

/** All of them at once. */
function callAll(trip: Trip): void {
  const external = trip.call.external;
  trip.open = 0;
  trip.good = 0;
  let refused = 0;
  let index = drawCall(external.calls, external.callCount, 0);
  for (; index >= 0; index = drawCall(external.calls, external.callCount, index + 1)) {
    const inner = startCall(rowAt<Call>(external.calls, index), none<Member>(), false);
    if (some(inner)) setCaller(inner, trip);
    else refused++;
    trip.open++;
  }
  trip.needed = min(external.enough, trip.open);
  if (trip.open == 0) leaveDesk(trip);
  while (refused-- > 0 && trip.state == HOLDS) oneEnded(trip, true);
}

function setCaller(inner: Trip, trip: Trip): void {
  inner.caller = trip;
  inner.callerNumber = trip.number;
}

/** One of those that were made at once. */
function oneEnded(trip: Trip, hasFailed: bool): void {
  if (trip.state != HOLDS) return;
  trip.open--;
  if (!hasFailed) trip.good++;
  if (trip.good >= trip.needed) leaveDesk(trip);
  else if (trip.good + trip.open < trip.needed) failedInside(trip);
}

/**
 * The next of the calls that are made for one, from number `first` of them on; after the last it is
 * answered.
 */
function nextInner(trip: Trip, first: i32): void {
  const external = trip.call.external;
  trip.inner = drawCall(external.calls, external.callCount, first);
  if (trip.inner < 0) {
    leaveDesk(trip);
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
  if (some(inner)) setCaller(inner, trip);
  else innerFailed(trip);
}

function innerOf(trip: Trip): Call {
  return rowAt<Call>(trip.call.external.calls, trip.inner);
}

/** What was called for it has answered, or is not waited for any more. */
export function innerAnswered(trip: Trip, hasFailed: bool): void {
  if (trip.call.external.enough > 0) oneEnded(trip, hasFailed);
  else if (hasFailed) innerFailed(trip);
  else nextInner(trip, trip.inner + 1);
}

function innerFailed(trip: Trip): void {
  const call = innerOf(trip);
  if (trip.innerTries <= call.retries) {
    const wait = drawBackoff(call, trip.innerTries);
    at(world.now + wait, INNER_CALL_AGAIN, trip.number);
    return;
  }
  failedInside(trip);
}

function failedInside(trip: Trip): void {
  trip.failed = true;
  if (inWindow()) trip.call.external.failed++;
  leaveDesk(trip);
}
