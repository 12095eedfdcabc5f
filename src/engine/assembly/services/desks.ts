/**
 * Externals whose queue is their own: those that call others, and those with a discipline,
 * patience, several instances, or servers that come and go.
 *
 * Semantics.
 * - A call goes to an instance (routes.ts). Where a server of it is free the call is begun at once,
 *   else it waits; a server that gets free takes who is next (waiting.ts). A call of `left` seconds
 *   takes left / speed.
 * - One that finds no server free and `queue_capacity` waiting in its queue is answered by an error
 *   at once; of a shared processor (sharing.ts), where servers + queue_capacity are there.
 * - `preemptive_priority`: a call that finds no server free takes that of the call of the lowest
 *   priority below its own, of several such of the one that came last; that one waits, and goes on
 *   later where it was (preemptive resume). Servers that wait for what they called are not taken.
 * - A call that has waited for its patience before it is begun at all leaves, and is answered by an
 *   error; a server that gets free at that very moment takes it. Patience is drawn when the call
 *   comes, after its time, also where it need not wait.
 * - `set_up`: a call that finds a server free at once takes so much longer, drawn when it comes.
 * - `vacation`: a server with nobody to take is away for so long, then looks again. All are at 0.
 * - See ./servers.ts for servers that come and go, ./external.ts for calls of its own.
 */
import { none, some } from '../memory/memory';
import { changeNumber, noteBusy, noteQueue, noteQueued, noteSojourn, noteWait } from '../stations';
import { CALL_LEAVES, CALL_SERVED, DESK_BACK, PREEMPTIVE, SHARED } from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { answer, externalAt, refuse } from './external';
import { deskAt, freeServers, routeCall } from './routes';
import { Desk, External, Trip } from './rows';
import { bringUp, endShared, joinShared, scheduleShared } from './sharing';
import { joinQueue, leaveQueue, takeNext } from './waiting';

/** What a call does at a desk: nothing any more, or yet. */
export const NOWHERE: i32 = 0;
export const WAITS: i32 = 1;
export const IS_SERVED: i32 = 2;
/** Its server waits for what was called for it. */
export const HOLDS: i32 = 3;
/** It waits for room in the queue, where it was called from. */
export const OUTSIDE: i32 = 4;
/** Its server is free, and it is elsewhere. */
export const HANDED_OVER: i32 = 5;

export function comeToDesk(trip: Trip): void {
  const desk = routeCall(trip.call.external);
  if (hasRoom(desk)) enterDesk(desk, trip);
  else if (trip.call.handsOver) waitOutside(desk.line, trip);
  else refuse(trip);
}

function hasRoom(desk: Desk): bool {
  const external = desk.external;
  const line = desk.line;
  if (external.discipline == SHARED) {
    return f64(line.inside) < f64(desk.servers) + external.mostWaiting;
  }
  return canBegin(desk) || f64(line.waiting) < external.mostWaiting;
}

function canBegin(desk: Desk): bool {
  return !desk.external.stopped && freeServers(desk) > 0;
}

function waitOutside(line: Desk, trip: Trip): void {
  trip.state = OUTSIDE;
  trip.next = none<Trip>();
  if (some(line.firstOutside)) line.lastOutside.next = trip;
  else line.firstOutside = trip;
  line.lastOutside = trip;
}

/** There is room for it. */
function enterDesk(desk: Desk, trip: Trip): void {
  const external = desk.external;
  const call = trip.call;
  if (external.fails > 0) trip.failed = external.lots.next() < external.fails;
  const drawn = some(call.drawTime) ? call.drawTime.next() : external.drawTime.next();
  trip.left = drawn * external.factor * external.slowness;
  trip.come = world.now;
  trip.since = world.now;
  trip.begun = false;
  trip.desk = desk;
  trip.until = Infinity;
  const patience = some(call.patience) ? call.patience : external.patience;
  if (some(patience)) trip.until = world.now + patience.next();
  external.inside++;
  desk.line.inside++;
  if (external.counts && external.station != 0) changeNumber(external.station, world.now, 1);
  if (external.discipline == SHARED) share(desk, trip);
  else takeOrWait(desk, trip);
  if (call.handsOver) handedOver(trip.caller);
}

function takeOrWait(desk: Desk, trip: Trip): void {
  const external = desk.external;
  if (canBegin(desk)) {
    if (some(external.setUp)) trip.left += external.setUp.next() * desk.speed;
    begin(desk, trip);
    return;
  }
  if (external.discipline == PREEMPTIVE && !external.stopped) {
    const weakest = weakestAt(external, desk, trip.call.priority);
    if (some(weakest)) {
      const server = weakest.desk;
      interrupt(weakest);
      begin(server, trip);
      return;
    }
  }
  trip.state = WAITS;
  joinQueue(desk.line, trip, false);
  noteWaitingAt(desk.line);
  if (trip.until < Infinity) at(trip.until, CALL_LEAVES, trip.number);
}

/** Of the desks that share its queue: whose server may be taken from it; 0 = nobody's. */
function weakestAt(external: External, desk: Desk, above: i32): Trip {
  let weakest = none<Trip>();
  for (let index = 0; index < external.deskCount; index++) {
    const each = deskAt(external, index);
    if (each.line != desk.line) continue;
    for (let position = 0; position < each.served.size; position++) {
      const trip = changetype<Trip>(each.served.at(position));
      const priority = trip.call.priority;
      if (trip.state != IS_SERVED || priority >= above) continue;
      if (some(weakest)) {
        const lowest = weakest.call.priority;
        if (priority > lowest || (priority == lowest && trip.number < weakest.number)) continue;
      }
      weakest = trip;
    }
  }
  return weakest;
}

function interrupt(trip: Trip): void {
  const desk = trip.desk;
  trip.left = (trip.finish - world.now) * desk.speed;
  trip.since = world.now;
  trip.state = WAITS;
  noteServers(desk);
  desk.busy--;
  removeServed(desk, trip);
  joinQueue(desk.line, trip, true);
  noteWaitingAt(desk.line);
}

/** A server of the desk takes it. */
function begin(desk: Desk, trip: Trip): void {
  const station = desk.external.station;
  noteServers(desk);
  desk.busy++;
  trip.desk = desk;
  trip.state = IS_SERVED;
  if (station != 0) {
    if (trip.begun) noteQueued(station, trip.since, world.now);
    else noteWait(station, trip.come, world.now);
  }
  trip.begun = true;
  trip.position = desk.served.size;
  desk.served.push(changetype<usize>(trip));
  trip.finish = world.now + (desk.speed == 1 ? trip.left : trip.left / desk.speed);
  at(trip.finish, CALL_SERVED, trip.number);
}

function share(desk: Desk, trip: Trip): void {
  const station = desk.external.station;
  bringUp(desk);
  noteServers(desk);
  desk.busy++;
  trip.state = IS_SERVED;
  trip.begun = true;
  if (station != 0) noteWait(station, world.now, world.now);
  joinShared(desk, trip);
  scheduleShared(desk);
}

function removeServed(desk: Desk, trip: Trip): void {
  const served = desk.served;
  const last = changetype<Trip>(served.at(--served.size));
  if (last == trip) return;
  last.position = trip.position;
  served.set(trip.position, changetype<usize>(last));
}

/** It is done with, and answered: its server, where it has one, goes on. */
export function leaveDesk(trip: Trip): void {
  const desk = trip.desk;
  const external = desk.external;
  const state = trip.state;
  trip.state = NOWHERE;
  if (inWindow()) external.ended++;
  answer(external, trip);
  if (state != HANDED_OVER) release(desk, trip);
}

/** Its server is free, and its room in the queue, too. */
function release(desk: Desk, trip: Trip): void {
  const external = desk.external;
  if (external.discipline == SHARED) bringUp(desk);
  noteServers(desk);
  desk.busy--;
  if (external.discipline == SHARED) {
    endShared(desk);
    scheduleShared(desk);
  } else removeServed(desk, trip);
  goes(desk, trip);
  serveNext(desk);
  admit(desk);
}

/** It is not there any more. */
function goes(desk: Desk, trip: Trip): void {
  const external = desk.external;
  desk.line.inside--;
  if (!external.counts || external.station == 0) return;
  changeNumber(external.station, world.now, -1);
  noteSojourn(external.station, trip.come, world.now);
}

/** Who made this call is done with it: what it was made for goes its own way. */
function handedOver(caller: Trip): void {
  const desk = caller.desk;
  caller.state = HANDED_OVER;
  release(desk, caller);
}

/** Its free servers take who waits; those who find nobody go on a vacation. */
export function serveNext(desk: Desk): void {
  const line = desk.line;
  const external = desk.external;
  if (external.discipline == SHARED) return;
  while (line.waiting > 0 && canBegin(desk)) begin(desk, takeNext(line));
  if (!some(external.vacation)) return;
  while (freeServers(desk) > 0) {
    desk.away++;
    at(world.now + external.vacation.next(), DESK_BACK, u64(desk.number));
  }
}

/** There may be room for those that wait outside. */
export function admit(desk: Desk): void {
  const line = desk.line;
  while (some(line.firstOutside) && !desk.external.down && hasRoom(desk)) {
    const trip = line.firstOutside;
    line.firstOutside = trip.next;
    enterDesk(desk, trip);
  }
}

/** Its patience is over. */
export function callLeaves(trip: Trip): void {
  if (!some(trip) || trip.state != WAITS || trip.begun || trip.until != world.now) return;
  const desk = trip.desk;
  leaveQueue(desk.line, trip);
  if (inWindow()) trip.call.left++;
  answerWithError(trip);
  admit(desk);
}

/** One that waited is answered by an error. */
export function answerWithError(trip: Trip): void {
  const external = trip.desk.external;
  if (external.station != 0) noteQueued(external.station, trip.since, world.now);
  trip.state = NOWHERE;
  trip.failed = true;
  goes(trip.desk, trip);
  if (inWindow()) external.ended++;
  answer(external, trip);
}

/** Its servers have been busy or free as they are until now. */
export function noteServers(desk: Desk): void {
  const external = desk.external;
  if (external.station != 0 && !external.stopped) {
    const busy = external.discipline == SHARED ? min(desk.busy, desk.servers) : desk.busy;
    noteBusy(external.station, desk.index, desk.changedAt, world.now, f64(busy));
  }
  desk.changedAt = world.now;
}

function noteWaitingAt(line: Desk): void {
  const station = line.external.station;
  if (station != 0) noteQueue(station, world.now, f64(line.waiting));
}

/** So many wait. */
export function noteCallsWaiting(): void {
  for (let index = 0; index < world.externalCount; index++) {
    const external = externalAt(index);
    for (let each = 0; each < external.deskCount; each++) {
      const desk = deskAt(external, each);
      if (desk.waiting > 0) noteWaitingAt(desk);
    }
  }
}

/** In the queue of that instance of the external of that number. */
export function waitingAt(index: i32, instance: i32): i32 {
  return deskAt(externalAt(index), instance).waiting;
}
