/**
 * Who waits at a desk, and who is next.
 *
 * Semantics. `fifo`: the first that came. `lifo`: the last that came. `priority` and
 * `preemptive_priority`: of the highest priority the first that came; one that was interrupted goes
 * before all of its priority. `random`: each with the same probability, drawn even where only one
 * waits: whole positions of u * count, counted in the order of coming, but that the last takes the
 * position of one that goes.
 */
import { checkCount } from '../checks/rules';
import { none, rowAt, some } from '../memory/memory';
import { LIFO, PREEMPTIVE, PRIORITIES, PRIORITY, RANDOM_ORDER } from '../world/kinds';
import { CallList, Desk, External, Trip } from './rows';

/** `line`: a desk that has a queue, here and below. `first`: it was interrupted. */
export function joinQueue(line: Desk, trip: Trip, first: bool): void {
  line.waiting++;
  if (line.external.discipline == RANDOM_ORDER) {
    trip.position = line.crowd.size;
    line.crowd.push(changetype<usize>(trip));
    return;
  }
  const list = listOf(line, trip);
  trip.next = none<Trip>();
  trip.before = none<Trip>();
  if (!some(list.first)) {
    list.first = trip;
    list.last = trip;
  } else if (first) {
    trip.next = list.first;
    list.first.before = trip;
    list.first = trip;
  } else {
    trip.before = list.last;
    list.last.next = trip;
    list.last = trip;
  }
}

function listOf(line: Desk, trip: Trip): CallList {
  return rowAt<CallList>(line.lists, hasPriorities(line.external) ? trip.call.priority : 0);
}

function hasPriorities(external: External): bool {
  return external.discipline == PRIORITY || external.discipline == PREEMPTIVE;
}

/** Takes the next out of a queue in which somebody waits. */
export function takeNext(line: Desk): Trip {
  const external = line.external;
  if (external.discipline == RANDOM_ORDER) {
    const chosen = i32(external.choices.next() * f64(line.waiting));
    const trip = changetype<Trip>(line.crowd.at(chosen));
    leaveQueue(line, trip);
    return trip;
  }
  let priority = hasPriorities(external) ? PRIORITIES - 1 : 0;
  while (!some(rowAt<CallList>(line.lists, priority).first)) priority--;
  const list = rowAt<CallList>(line.lists, priority);
  const trip = external.discipline == LIFO ? list.last : list.first;
  leaveQueue(line, trip);
  return trip;
}

/** Takes out one that waits. */
export function leaveQueue(line: Desk, trip: Trip): void {
  line.waiting--;
  if (CHECKED) checkCount('externals', 'calls that wait', line.waiting);
  if (line.external.discipline == RANDOM_ORDER) {
    const crowd = line.crowd;
    const last = changetype<Trip>(crowd.at(--crowd.size));
    if (last != trip) {
      last.position = trip.position;
      crowd.set(trip.position, changetype<usize>(last));
    }
    return;
  }
  const list = listOf(line, trip);
  if (some(trip.before)) trip.before.next = trip.next;
  else list.first = trip.next;
  if (some(trip.next)) trip.next.before = trip.before;
  else list.last = trip.before;
}

/** All that wait, in no order that counts. */
export function eachWaiting(line: Desk, happens: (trip: Trip) => void): void {
  for (let position = 0; position < line.crowd.size; position++) {
    happens(changetype<Trip>(line.crowd.at(position)));
  }
  for (let priority = 0; priority < PRIORITIES; priority++) {
    let trip = rowAt<CallList>(line.lists, priority).first;
    while (some(trip)) {
      const next = trip.next;
      happens(trip);
      trip = next;
    }
  }
}
