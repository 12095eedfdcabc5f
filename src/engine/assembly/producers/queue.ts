/**
 * Admitted records of one producer and partition that wait to be sent, in order: a ring of typed
 * columns that doubles when full. Reading beyond its size is the caller's fault.
 *
 * Semantics: most records are admitted when they arrive, so a column of admissions is kept only
 * from the first record on that was not, until the queue is empty again.
 */
import { checkRow } from '../checks/blocks';
import { checkCount } from '../checks/rules';
import { Trail } from '../consumers/trailRows';
import { allocate, none } from '../memory/memory';
import { copy } from '../bytes';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Queue } from './rows';

const FIRST_CAPACITY: i32 = 64;

// @ts-ignore: decorator
@inline
function cell(column: usize, index: i32): usize {
  if (CHECKED) checkRow('cell of a queue', column, index, 8);
  return column + (usize(index) << 3);
}

/**
 * Times in seconds, neither before that of the record pushed last; the key is kept where keys are.
 */
export function push(queue: Queue, arrival: f64, admitted: f64, key: i32, trail: Trail): void {
  if (queue.size > queue.mask || queue.arrivals == 0) grow(queue);
  if (admitted != arrival && !queue.late) becomeLate(queue);
  const index = (queue.head + queue.size++) & queue.mask;
  store<f64>(cell(queue.arrivals, index), arrival);
  if (queue.late) store<f64>(cell(queue.admissions, index), admitted);
  if (world.keepsKeys != 0) store<i32>(queue.keys + (usize(index) << 2), key);
  if (world.keepsTrails != 0) store<Trail>(queue.trails + (usize(index) << 2), trail);
}

/**
 * Pushes `count` records of a column, admitted when they arrived. Not for queues that keep keys.
 */
export function pushRun(queue: Queue, source: usize, count: i32): void {
  while (queue.arrivals == 0 || queue.size + count > queue.mask + 1) grow(queue);
  const mask = queue.mask;
  const end = queue.head + queue.size;
  const position = end & mask;
  const part = count < mask + 1 - position ? count : mask + 1 - position;
  copy(cell(queue.arrivals, position), source, part);
  if (part < count) copy(queue.arrivals, cell(source, part), count - part);
  if (world.keepsTrails != 0) {
    memory.fill(queue.trails + (usize(position) << 2), 0, usize(part) << 2);
    memory.fill(queue.trails, 0, usize(count - part) << 2);
  }
  if (queue.late) {
    for (let index = 0; index < count; index++) {
      store<f64>(cell(queue.admissions, (end + index) & mask), load<f64>(cell(source, index)));
    }
  }
  queue.size += count;
}

/** Of the record `offset` places from the oldest, as the next. */
// @ts-ignore: decorator
@inline
export function arrivalAt(queue: Queue, offset: i32): f64 {
  return load<f64>(cell(queue.arrivals, (queue.head + offset) & queue.mask));
}

/** What the record has behind it; none where users sent it. */
export function trailAt(queue: Queue, offset: i32): Trail {
  if (world.keepsTrails == 0) return none<Trail>();
  return load<Trail>(queue.trails + (usize((queue.head + offset) & queue.mask) << 2));
}

// @ts-ignore: decorator
@inline
export function admittedAt(queue: Queue, offset: i32): f64 {
  const column = queue.late ? queue.admissions : queue.arrivals;
  return load<f64>(cell(column, (queue.head + offset) & queue.mask));
}

/** Of the first `limit` records, how many were admitted by `time`. */
export function countAdmitted(queue: Queue, time: f64, limit: i32): i32 {
  if (limit == 0 || admittedAt(queue, limit - 1) <= time) return limit;
  let low = 0;
  let high = limit - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (admittedAt(queue, middle) <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many arrived before `time`: they stand in order of arrival. */
export function countArrived(queue: Queue, time: f64): i32 {
  let low = 0;
  let high = queue.size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (arrivalAt(queue, middle) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Moves the oldest into a batch's columns, as many as it counts; whether one was admitted later
 * than it arrived is noted there.
 */
export function moveInto(queue: Queue, batch: Batch): void {
  const count = batch.count;
  const head = queue.head;
  const mask = queue.mask;
  const part = count < mask + 1 - head ? count : mask + 1 - head;
  const target = batch.arrivals;
  copy(target, cell(queue.arrivals, head), part);
  if (part < count) copy(cell(target, part), queue.arrivals, count - part);
  if (world.keepsTrails != 0) {
    memory.copy(batch.trails, queue.trails + (usize(head) << 2), usize(part) << 2);
    memory.copy(batch.trails + (usize(part) << 2), queue.trails, usize(count - part) << 2);
  }
  batch.blocked = false;
  if (queue.late) {
    const admissions = batch.admissions;
    for (let index = 0; index < count; index++) {
      const position = (head + index) & mask;
      const admitted = load<f64>(cell(queue.admissions, position));
      store<f64>(cell(admissions, index), admitted);
      if (admitted != load<f64>(cell(queue.arrivals, position))) batch.blocked = true;
    }
  }
  if (world.keepsKeys != 0) {
    const keys = batch.keys;
    for (let index = 0; index < count; index++) {
      const key = load<i32>(queue.keys + (usize((head + index) & mask) << 2));
      store<i32>(keys + (usize(index) << 2), key);
    }
  }
  drop(queue, count);
}

/** Takes the oldest `count` away. */
export function drop(queue: Queue, count: i32): void {
  queue.head = (queue.head + count) & queue.mask;
  queue.size -= count;
  if (CHECKED) checkCount('producers', 'records in a queue', queue.size);
  if (queue.size > 0) return;
  // Back to the beginning, which is still in the processor's cache.
  queue.head = 0;
  queue.late = false;
}

/** Takes the youngest `count` away. */
export function cutBehind(queue: Queue, count: i32): void {
  queue.size -= count;
  if (CHECKED) checkCount('producers', 'records in a queue', queue.size);
  if (queue.size == 0) drop(queue, 0);
}

function becomeLate(queue: Queue): void {
  const bytes = usize(queue.mask + 1) << 3;
  if (queue.admissions == 0) queue.admissions = allocate(bytes);
  memory.copy(queue.admissions, queue.arrivals, bytes);
  queue.late = true;
}

function grow(queue: Queue): void {
  const before = queue.arrivals == 0 ? 0 : queue.mask + 1;
  const capacity = before == 0 ? FIRST_CAPACITY : 2 * before;
  const arrivals = allocate(usize(capacity) << 3);
  const admissions = queue.admissions == 0 ? (0 as usize) : allocate(usize(capacity) << 3);
  const keys = world.keepsKeys == 0 ? (0 as usize) : allocate(usize(capacity) << 2);
  const trails = world.keepsTrails == 0 ? (0 as usize) : allocate(usize(capacity) << 2);
  for (let index = 0; index < queue.size; index++) {
    const position = (queue.head + index) & queue.mask;
    if (trails != 0) {
      store<i32>(trails + (usize(index) << 2), load<i32>(queue.trails + (usize(position) << 2)));
    }
    store<f64>(cell(arrivals, index), load<f64>(cell(queue.arrivals, position)));
    if (queue.late)
      store<f64>(cell(admissions, index), load<f64>(cell(queue.admissions, position)));
    if (keys != 0) {
      store<i32>(keys + (usize(index) << 2), load<i32>(queue.keys + (usize(position) << 2)));
    }
  }
  queue.arrivals = arrivals;
  queue.admissions = admissions;
  queue.keys = keys;
  queue.trails = trails;
  queue.head = 0;
  queue.mask = capacity - 1;
}
