/**
 * Which of an instance's records may begin next, where records of one lane (a partition, or a key)
 * go one at a time.
 *
 * Semantics: of those that nothing of their lane is ahead of, the one that was taken first. A
 * lane's records keep the order in which they were taken. A record of no lane may always begin.
 * Records are known by numbers that rise as they are taken.
 */
import { none, some } from '../memory/memory';
import { Work, WorkPool } from './rows';

/** The lane of what keeps no order. */
export const NO_LANE: i32 = -1;

/** A record has been taken. */
export function addToLane(pool: WorkPool, work: Work): void {
  work.behind = none<Work>();
  if (work.lane != NO_LANE) {
    const tail = changetype<Work>(pool.tails.get(i64(work.lane)));
    pool.tails.set(i64(work.lane), changetype<usize>(work));
    if (some(tail)) {
      tail.behind = work;
      return;
    }
  }
  mayBegin(pool, work);
}

/** The record of a lane that had begun is done. */
export function laneDone(pool: WorkPool, work: Work): void {
  if (work.lane == NO_LANE) return;
  if (some(work.behind)) mayBegin(pool, work.behind);
  else pool.tails.remove(i64(work.lane));
}

// @ts-ignore: decorator
@inline
function numberAt(pool: WorkPool, index: i32): i64 {
  return changetype<Work>(pool.ready.at(index)).number;
}

function mayBegin(pool: WorkPool, work: Work): void {
  const ready = pool.ready;
  ready.push(0);
  let hole = ready.size - 1;
  while (hole > 0) {
    const parent = (hole - 1) >> 1;
    if (numberAt(pool, parent) <= work.number) break;
    ready.set(hole, ready.at(parent));
    hole = parent;
  }
  ready.set(hole, changetype<usize>(work));
}

/** Takes the next that may begin; none = there is none. */
export function nextInLanes(pool: WorkPool): Work {
  const ready = pool.ready;
  if (ready.size == 0) return none<Work>();
  const first = changetype<Work>(ready.at(0));
  const last = changetype<Work>(ready.at(--ready.size));
  const size = ready.size;
  let hole = 0;
  while (true) {
    let child = 2 * hole + 1;
    if (child >= size) break;
    if (child + 1 < size && numberAt(pool, child + 1) < numberAt(pool, child)) child++;
    if (numberAt(pool, child) >= last.number) break;
    ready.set(hole, ready.at(child));
    hole = child;
  }
  if (size > 0) ready.set(hole, changetype<usize>(last));
  return first;
}
