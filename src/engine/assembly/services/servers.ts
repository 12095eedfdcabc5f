/**
 * Servers of an external that come and go.
 *
 * Semantics.
 * - `shifts`: times are those of the measured window, as those of faults. From each one's `at` on
 *   each instance has its `servers`, until the next one's; before the first it has `concurrency`.
 *   With `shifts_every` they begin anew after that, in the warm-up too, and before the first the
 *   last counts. A server that goes finishes the call that it has. Those that come take who waits.
 * - external_down with `work: kept`: servers stand still, calls come and wait, patience runs; when
 *   it is over they go on where they were. `lost`: all calls that wait or are served are answered
 *   by an error at once, as those that come meanwhile. `done`: those that are there are answered as
 *   ever, those that come are refused.
 */
import { rowAt } from '../memory/memory';
import { noteQueued, noteSojourn } from '../stations';
import { CALL_SERVED, DESK_SHIFT, KEPT, SHARED, WORK_LOST } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { admit, answerWithError, serveNext, IS_SERVED, leaveDesk, noteServers } from './desks';
import { externalAt } from './external';
import { deskAt } from './routes';
import { Desk, External, Shift, Trip } from './rows';
import { bringUp, scheduleShared } from './sharing';
import { eachWaiting, takeNext } from './waiting';

/** All begins: vacations, and the first shift. */
export function startDesks(): void {
  for (let index = 0; index < world.externalCount; index++) {
    const external = externalAt(index);
    if (external.shifts != 0) changeShift(index);
    for (let each = 0; each < external.deskCount; each++) serveNext(deskAt(external, each));
  }
}

/** So many servers are there from now on; and when that changes next. */
export function changeShift(index: i32): void {
  const external = externalAt(index);
  const every = external.shiftsEverySeconds;
  const time = world.now - world.recorder.windowStart;
  // Rounding must not find the shift before the one that begins.
  const begun = every > 0 ? Math.floor((time + 1e-9 * every) / every) * every : 0;
  let current = every > 0 ? external.shiftCount - 1 : -1;
  let next = Infinity;
  for (let each = 0; each < external.shiftCount; each++) {
    const from = shiftAt(external, each).atSeconds;
    if (begun + from <= time + 1e-9 * Math.max(1, every)) current = each;
    else {
      next = begun + from;
      break;
    }
  }
  if (next == Infinity && every > 0) next = begun + every + shiftAt(external, 0).atSeconds;
  if (current >= 0) setServers(external, shiftAt(external, current).servers);
  const due = world.recorder.windowStart + next;
  if (due < Infinity) at(Math.max(due, world.now), DESK_SHIFT, u64(index));
}

function shiftAt(external: External, index: i32): Shift {
  return rowAt<Shift>(external.shifts, index);
}

function setServers(external: External, servers: i32): void {
  for (let index = 0; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    if (external.discipline == SHARED) bringUp(desk);
    noteServers(desk);
    desk.servers = servers;
    if (external.discipline == SHARED) scheduleShared(desk);
    serveNext(desk);
    admit(desk);
  }
}

/** A vacation is over. */
export function deskBack(number: i32): void {
  const desk = rowAt<Desk>(world.desks, number);
  desk.away--;
  serveNext(desk);
}

/** It goes down, or is up again. */
export function standStill(external: External, down: bool, work: i32): void {
  if (work == KEPT && external.deskCount > 0) {
    if (external.stopped == down) return;
    if (down) stop(external);
    else goOnAgain(external);
    return;
  }
  external.down = down;
  if (down && work == WORK_LOST) loseAll(external);
  if (down) return;
  for (let index = 0; index < external.deskCount; index++) admit(deskAt(external, index));
}

function stop(external: External): void {
  for (let index = 0; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    if (external.discipline == SHARED) bringUp(desk);
    noteServers(desk);
    if (external.discipline == SHARED) continue;
    for (let position = 0; position < desk.served.size; position++) {
      const trip = servedAt(desk, position);
      if (trip.state == IS_SERVED) trip.left = (trip.finish - world.now) * desk.speed;
      trip.finish = Infinity;
    }
  }
  external.stopped = true;
  if (external.discipline != SHARED) return;
  for (let index = 0; index < external.deskCount; index++) scheduleShared(deskAt(external, index));
}

function goOnAgain(external: External): void {
  for (let index = 0; index < external.deskCount; index++) noteServers(deskAt(external, index));
  external.stopped = false;
  for (let index = 0; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    desk.changedAt = world.now;
    if (external.discipline == SHARED) {
      scheduleShared(desk);
      continue;
    }
    for (let position = 0; position < desk.served.size; position++) {
      const trip = servedAt(desk, position);
      if (trip.state != IS_SERVED) continue;
      trip.finish = world.now + trip.left / desk.speed;
      at(trip.finish, CALL_SERVED, trip.number);
    }
    serveNext(desk);
    admit(desk);
  }
}

function loseAll(external: External): void {
  for (let index = 0; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    while (desk.waiting > 0) answerWithError(takeNext(desk));
    // Who leaves a shared processor is the one that would end first.
    while (external.discipline == SHARED && desk.served.size > 0) lose(servedAt(desk, 0));
    for (let position = desk.served.size - 1; position >= 0; position--) {
      const trip = servedAt(desk, position);
      if (trip.state == IS_SERVED) lose(trip);
    }
  }
}

function lose(trip: Trip): void {
  trip.failed = true;
  leaveDesk(trip);
}

function servedAt(desk: Desk, position: i32): Trip {
  return changetype<Trip>(desk.served.at(position));
}

/** The trial is over. */
export function endDesks(): void {
  for (let index = 0; index < world.externalCount; index++) endDesksOf(externalAt(index));
}

function endDesksOf(external: External): void {
  if (external.station == 0) return;
  for (let index = 0; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    noteServers(desk);
    eachWaiting(desk, (trip) => {
      noteQueued(trip.desk.external.station, trip.since, world.now);
      noteInside(trip);
    });
    for (let position = 0; position < desk.served.size; position++)
      noteInside(servedAt(desk, position));
  }
}

function noteInside(trip: Trip): void {
  const external = trip.desk.external;
  if (external.counts) noteSojourn(external.station, trip.come, world.now);
}
