/**
 * A pool's records and the lines of their partitions: rows that are used again. A record stands in
 * the pool until it is done; in its line, where something may be read again, until all taken before
 * it are done, too.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { allocate, none, rowBytes, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { newVector } from '../memory/vector';
import { world } from '../world/rows';
import { addToLane } from './poolLanes';
import { Work, WorkPool } from './rows';

/**
 * What is taken of one partition and not done; and in order, what a commit may not pass: done ones
 * at the front go.
 */
@unmanaged
export class Line {
  count: i32;
  first: Work;
  last: Work;
}

export function newPool(threads: i32): WorkPool {
  const pool = changetype<WorkPool>(allocate(rowBytes<WorkPool>()));
  pool.polling = -1;
  pool.idle = threads;
  pool.byNumber = newTable();
  pool.bySlot = newVector();
  pool.freeSlots = newVector();
  pool.ready = newVector();
  pool.tails = newTable();
  pool.lines = newTable();
  pool.allLines = newVector();
  return pool;
}

/** The instance is no more: another's pool begins, whose numbers go on. */
export function emptyPool(pool: WorkPool, threads: i32): void {
  for (let index = 0; index < pool.allLines.size; index++) {
    const line = changetype<Line>(pool.allLines.at(index));
    for (let work = line.first; some(work);) {
      const next = work.next;
      if (work.done) giveBack(pool, work);
      work = next;
    }
    line.count = 0;
    line.first = none<Work>();
    line.last = none<Work>();
  }
  for (let work = pool.first; some(work);) {
    const later = work.later;
    giveBack(pool, work);
    work = later;
  }
  pool.first = none<Work>();
  pool.last = none<Work>();
  pool.polling = -1;
  pool.idle = threads;
  pool.waiting = 0;
  pool.size = 0;
  pool.byNumber.clear();
  pool.tails.clear();
  pool.bySlot.size = 0;
  pool.freeSlots.size = 0;
  pool.ready.size = 0;
}

/** What is taken of a partition. */
export function lineOf(pool: WorkPool, partition: i32): Line {
  const known = changetype<Line>(pool.lines.get(i64(partition)));
  if (some(known)) return known;
  const line = changetype<Line>(allocate(rowBytes<Line>()));
  pool.lines.set(i64(partition), changetype<usize>(line));
  pool.allLines.push(changetype<usize>(line));
  return line;
}

/** The next record of a partition, by its number, comes into the pool, in that slot. */
export function addWork(pool: WorkPool, slot: i32, partition: i32, lane: i32): Work {
  const work = takeWork(pool);
  if (CHECKED) noteInUse(work);
  work.number = pool.next++;
  work.slot = slot;
  work.partition = partition;
  work.lane = lane;
  work.tries = 0;
  work.begun = false;
  work.done = false;
  work.come = world.now;
  work.mate = none<Work>();
  work.bulk = 1;
  work.hasNone = false;
  work.next = none<Work>();
  work.later = none<Work>();
  work.earlier = pool.last;
  if (some(pool.last)) pool.last.later = work;
  else pool.first = work;
  pool.last = work;
  pool.size++;
  pool.byNumber.set(work.number, changetype<usize>(work));
  pool.bySlot.set(slot, changetype<usize>(work));
  addToLane(pool, work);
  pool.waiting++;
  const line = lineOf(pool, work.partition);
  line.count++;
  if (world.mayRedeliver == 0) return work;
  if (some(line.last)) line.last.next = work;
  else line.first = work;
  line.last = work;
  return work;
}

/** A record is done. */
export function forgetWork(pool: WorkPool, line: Line, work: Work): void {
  const earlier = work.earlier;
  const later = work.later;
  if (some(earlier)) earlier.later = later;
  else pool.first = later;
  if (some(later)) later.earlier = earlier;
  else pool.last = earlier;
  pool.size--;
  if (CHECKED) checkInUse(work);
  if (CHECKED)
    checkCount('consumers', 'records taken and not done', Math.min(pool.size, line.count));
  pool.byNumber.remove(work.number);
  pool.freeSlots.push(usize(work.slot));
  if (world.mayRedeliver == 0) {
    giveBack(pool, work);
    return;
  }
  work.done = true;
  while (some(line.first) && line.first.done) {
    const first = line.first;
    line.first = first.next;
    giveBack(pool, first);
  }
  if (!some(line.first)) line.last = none<Work>();
}

function takeWork(pool: WorkPool): Work {
  const freed = pool.freeWorks;
  if (!some(freed)) return changetype<Work>(allocate(rowBytes<Work>()));
  pool.freeWorks = freed.next;
  return freed;
}

function giveBack(pool: WorkPool, work: Work): void {
  if (CHECKED) noteFree(work);
  work.next = pool.freeWorks;
  pool.freeWorks = work;
}
