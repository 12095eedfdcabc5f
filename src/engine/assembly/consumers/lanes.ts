/** A poll whose records keep an order by lanes: see poolLanes.ts for the semantics. */
import { allocate } from '../memory/memory';
import { newTable, Table } from '../memory/table';

/** Scratch of a group. */
@unmanaged
export class Lanes {
  /** Slots there is room for. */
  room: i32;
  /** A binary heap of slots that may begin, the lowest at the top. */
  ready: usize;
  size: i32;
  /** [slot]: its lane; and the next of its lane, or -1. */
  lane: usize;
  next: usize;
  /** Slots under way. */
  busy: usize;
  /** The last slot of each lane that has any, plus one. */
  tails: Table;
}

export function newLanes(threads: i32): Lanes {
  const lanes = changetype<Lanes>(allocate(offsetof<Lanes>()));
  lanes.tails = newTable();
  lanes.busy = allocate(usize(threads) << 2);
  return lanes;
}

/** Makes room for so many slots. */
export function makeRoom(lanes: Lanes, slots: i32): void {
  if (lanes.room >= slots) return;
  lanes.room = slots;
  lanes.ready = allocate(usize(slots) << 2);
  lanes.lane = allocate(usize(slots) << 2);
  lanes.next = allocate(usize(slots) << 2);
}

// @ts-ignore: decorator
@inline
function cell(column: usize, index: i32): usize {
  return column + (usize(index) << 2);
}

function add(lanes: Lanes, slot: i32): void {
  const lane = i64(load<i32>(cell(lanes.lane, slot)));
  store<i32>(cell(lanes.next, slot), -1);
  const tail = i32(lanes.tails.get(lane)) - 1;
  lanes.tails.set(lane, usize(slot + 1));
  if (tail >= 0) store<i32>(cell(lanes.next, tail), slot);
  else mayBegin(lanes, slot);
}

function done(lanes: Lanes, slot: i32): void {
  const next = load<i32>(cell(lanes.next, slot));
  if (next >= 0) mayBegin(lanes, next);
  else lanes.tails.remove(i64(load<i32>(cell(lanes.lane, slot))));
}

function mayBegin(lanes: Lanes, slot: i32): void {
  const ready = lanes.ready;
  let hole = lanes.size++;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    const above = load<i32>(cell(ready, parent));
    if (above <= slot) break;
    store<i32>(cell(ready, hole), above);
    hole = parent;
  }
  store<i32>(cell(ready, hole), slot);
}

/** Takes the next that may begin; -1 = there is none. */
function take(lanes: Lanes): i32 {
  if (lanes.size == 0) return -1;
  const ready = lanes.ready;
  const first = load<i32>(ready);
  const size = --lanes.size;
  const last = load<i32>(cell(ready, size));
  let hole = 0;
  while (true) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && load<i32>(cell(ready, child + 1)) < load<i32>(cell(ready, child))) {
      child++;
    }
    const below = load<i32>(cell(ready, child));
    if (below >= last) break;
    store<i32>(cell(ready, hole), below);
    hole = child;
  }
  store<i32>(cell(ready, hole), last);
  return first;
}

/**
 * Gives `count` records, all there at `begin`, their starts and finishes; returns when the last is
 * done.
 */
export function serveInLanes(
  lanes: Lanes,
  starts: usize,
  finishes: usize,
  count: i32,
  threads: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  for (let slot = 0; slot < count; slot++) add(lanes, slot);
  const busy = lanes.busy;
  let under = 0;
  let now = begin;
  while (true) {
    while (under < threads) {
      const slot = take(lanes);
      if (slot < 0) break;
      const finish = finishes + (usize(slot) << 3);
      store<f64>(starts + (usize(slot) << 3), now);
      store<f64>(finish, now + load<f64>(finish) * factor + extra);
      store<i32>(cell(busy, under++), slot);
    }
    if (under == 0) break;
    let first = 0;
    let earliest: f64 = Infinity;
    for (let other = 0; other < under; other++) {
      const finish = load<f64>(finishes + (usize(load<i32>(cell(busy, other))) << 3));
      if (finish < earliest) {
        earliest = finish;
        first = other;
      }
    }
    const slot = load<i32>(cell(busy, first));
    under--;
    memory.copy(cell(busy, first), cell(busy, first + 1), usize(under - first) << 2);
    now = earliest;
    done(lanes, slot);
  }
  return now;
}
