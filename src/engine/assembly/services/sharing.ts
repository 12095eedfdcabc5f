/**
 * A shared processor: `concurrency` servers that all calls there share alike.
 *
 * Semantics. While n calls are there each is served at min(1, servers / n) of the desk's speed
 * (Kleinrock 1967); nothing waits. Which ends first is known from what each has had since it came:
 * a call of `left` seconds that comes when `shared` have been given to each ends when shared + left
 * have been. Of several that end in one instant the earliest call goes first.
 */
import { some } from '../memory/memory';
import { Vector } from '../memory/vector';
import { CALL_SERVED } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { Desk, Trip } from './rows';

/** What each call there has had, brought up to now; before anything changes. */
export function bringUp(desk: Desk): void {
  if (desk.busy > 0) desk.shared += (world.now - desk.changedAt) * shareOf(desk);
}

function shareOf(desk: Desk): f64 {
  if (desk.external.stopped) return 0;
  const all = f64(desk.busy);
  const servers = f64(desk.servers);
  return (all <= servers ? 1 : servers / all) * desk.speed;
}

/** It comes, `bringUp` having been called. */
export function joinShared(desk: Desk, trip: Trip): void {
  trip.left += desk.shared;
  const heap = desk.served;
  let hole = heap.size;
  heap.push(changetype<usize>(trip));
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = changetype<Trip>(heap.at(parent));
    if (!endsBefore(trip, above)) break;
    put(heap, hole, above);
    hole = parent;
  }
  put(heap, hole, trip);
}

/** The one that ends first has ended. */
export function endShared(desk: Desk): void {
  const heap = desk.served;
  const ended = changetype<Trip>(heap.at(0));
  desk.shared = ended.left;
  const last = changetype<Trip>(heap.at(--heap.size));
  if (heap.size == 0) {
    // What is left of a long sum of small shares need not be carried on.
    desk.shared = 0;
    return;
  }
  let hole = 0;
  while (true) {
    let child = 2 * hole + 1;
    if (child >= heap.size) break;
    if (child + 1 < heap.size && endsBefore(tripIn(heap, child + 1), tripIn(heap, child))) child++;
    if (!endsBefore(tripIn(heap, child), last)) break;
    put(heap, hole, tripIn(heap, child));
    hole = child;
  }
  put(heap, hole, last);
}

/** Says when the one that ends first does, as things are. */
export function scheduleShared(desk: Desk): void {
  if (desk.served.size == 0) return;
  const first = tripIn(desk.served, 0);
  const share = shareOf(desk);
  first.finish = share > 0 ? world.now + Math.max(0, first.left - desk.shared) / share : Infinity;
  if (share > 0) at(first.finish, CALL_SERVED, first.number);
}

/** Whether it is the one that ends now, and not only one that was to. */
export function isFirst(desk: Desk, trip: Trip): bool {
  return desk.served.size > 0 && some(trip) && tripIn(desk.served, 0) == trip;
}

function tripIn(heap: Vector, position: i32): Trip {
  return changetype<Trip>(heap.at(position));
}

function put(heap: Vector, position: i32, trip: Trip): void {
  heap.set(position, changetype<usize>(trip));
  trip.position = position;
}

function endsBefore(trip: Trip, other: Trip): bool {
  return trip.left < other.left || (trip.left == other.left && trip.number < other.number);
}
