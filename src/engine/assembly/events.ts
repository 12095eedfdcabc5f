/**
 * The pending events: a 4-ary heap of pairs (time, tie), ordered by time, then kind, then index.
 * See ../eventList.ts for what it promises; here an index is below 2^54.
 *
 * What is popped leaves its place at the top empty, for what is pushed next.
 */
import { checkBits } from './checks/rules';
import { allocate, rowBytes } from './memory/memory';

const INDEX_BITS: u64 = 54;
const INDEX_MASK: u64 = (1 << 54) - 1;
const FIRST_CAPACITY: i32 = 1024;
/** The top stands alone in front of a line of the cache, so that four siblings share one. */
const LEAD: usize = 48;

@unmanaged
export class Schedule {
  entries: usize;
  used: i32;
  capacity: i32;
  topIsEmpty: bool;
  /** The event popped last. */
  kind: i32;
  time: f64;
  index: u64;

  pop(): bool {
    const first = this.firstTime();
    if (this.used == 0) return false;
    const entries = this.entries;
    const tie = load<u64>(entries, 8);
    this.time = first;
    this.kind = i32(tie >>> INDEX_BITS);
    this.index = tie & INDEX_MASK;
    this.topIsEmpty = true;
    return true;
  }

  /** When the first of the pending events is: Infinity where there is none. */
  firstTime(): f64 {
    if (this.topIsEmpty) {
      this.topIsEmpty = false;
      const last = --this.used;
      const address = this.entries + (usize(last) << 4);
      if (last > 0) sink(this.entries, load<f64>(address), load<u64>(address, 8), last);
    }
    return this.used == 0 ? Infinity : load<f64>(this.entries);
  }

  push(time: f64, tie: u64): void {
    if (this.topIsEmpty) {
      this.topIsEmpty = false;
      sink(this.entries, time, tie, this.used);
      return;
    }
    if (this.used == this.capacity) this.grow();
    const entries = this.entries;
    let hole = this.used++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const above = entries + (usize(parent) << 4);
      const parentTime = load<f64>(above);
      if (parentTime < time || (parentTime == time && load<u64>(above, 8) <= tie)) break;
      v128.store(entries + (usize(hole) << 4), v128.load(above));
      hole = parent;
    }
    put(entries, hole, time, tie);
  }

  private grow(): void {
    const capacity = this.capacity == 0 ? FIRST_CAPACITY : this.capacity * 2;
    const entries = allocate(LEAD + (usize(capacity) << 4)) + LEAD;
    memory.copy(entries, this.entries, usize(this.used) << 4);
    this.entries = entries;
    this.capacity = capacity;
  }
}

// @ts-ignore: decorator
@inline
function put(entries: usize, hole: i32, time: f64, tie: u64): void {
  const address = entries + (usize(hole) << 4);
  store<f64>(address, time);
  store<u64>(address, tie, 8);
}

/**
 * Puts an event into the empty place at the top of `size`, and lets it sink to where it belongs.
 */
function sink(entries: usize, time: f64, tie: u64, size: i32): void {
  let hole = 0;
  while (true) {
    const firstChild = hole * 4 + 1;
    if (firstChild >= size) break;
    const address =
      firstChild + 4 <= size
        ? firstOfFour(entries, firstChild)
        : entries + (usize(firstOf(entries, firstChild, size)) << 4);
    const bestTime = load<f64>(address);
    if (time < bestTime || (time == bestTime && tie <= load<u64>(address, 8))) break;
    v128.store(entries + (usize(hole) << 4), v128.load(address));
    hole = i32((address - entries) >> 4);
  }
  put(entries, hole, time, tie);
}

/**
 * Where the first of four siblings stands. Which one it is cannot be foretold, so nothing branches
 * on it, unless times are equal. Times are not below 0: their bits are in their order, and whole
 * numbers are chosen without a branch, which V8 does not do for doubles.
 */
// @ts-ignore: decorator
@inline
function firstOfFour(entries: usize, child: i32): usize {
  const address = entries + (usize(child) << 4);
  const time0 = load<i64>(address);
  const time1 = load<i64>(address, 16);
  const time2 = load<i64>(address, 32);
  const time3 = load<i64>(address, 48);
  const second = time1 < time0;
  const fourth = time3 < time2;
  const lowTime = select<i64>(time1, time0, second);
  const highTime = select<i64>(time3, time2, fourth);
  if (i32(time0 == time1) | i32(time2 == time3) | i32(lowTime == highTime)) {
    return entries + (usize(firstOf(entries, child, child + 4)) << 4);
  }
  return address + (usize(select<i32>(2 + i32(fourth), i32(second), highTime < lowTime)) << 4);
}

/** Which of the siblings from `child` on, below `size`, goes first. */
function firstOf(entries: usize, child: i32, size: i32): i32 {
  const end = child + 4 < size ? child + 4 : size;
  let best = child;
  let address = entries + (usize(child) << 4);
  let bestTime = load<f64>(address);
  let bestTie = load<u64>(address, 8);
  while (++child < end) {
    address += 16;
    const childTime = load<f64>(address);
    if (childTime > bestTime) continue;
    const childTie = load<u64>(address, 8);
    if (childTime == bestTime && childTie >= bestTie) continue;
    best = child;
    bestTime = childTime;
    bestTie = childTie;
  }
  return best;
}

export function newSchedule(): Schedule {
  return changetype<Schedule>(allocate(rowBytes<Schedule>()));
}

// @ts-ignore: decorator
@inline
export function tieOf(kind: i32, index: u64): u64 {
  if (CHECKED) checkBits('events', 'index', index, i32(INDEX_BITS));
  return (u64(kind) << INDEX_BITS) | index;
}

export function pushEvent(schedule: Schedule, time: f64, kind: i32, index: f64): void {
  schedule.push(time, tieOf(kind, u64(index)));
}

/** Takes the first event; returns its kind and writes its time and index to `to`, or returns -1. */
export function popEvent(schedule: Schedule, to: usize): i32 {
  if (!schedule.pop()) return -1;
  store<f64>(to, schedule.time);
  store<f64>(to, f64(schedule.index), 8);
  return schedule.kind;
}
