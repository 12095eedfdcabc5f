/**
 * Groups that work in bulk, as one that writes to an index or calls an interface for many at once.
 *
 * Semantics.
 * - A thread that is free takes up to `records` at once, those that were taken first: as soon as so
 *   many are taken and have not begun, or the first of them has waited for `linger`.
 * - A bulk is worked on as one record is (tries.ts): it has one processing_time, that drawn for its
 *   first record, and time_per_record for each of its records more; one turn of a rate limit, one
 *   lot for whether it fails, one set of calls; and it is tried again as a whole.
 * - When it is done, each of its records is sent on and delivered, in the order in which they were
 *   taken, all at that time; when it has failed for good each is a failed record. What follows for
 *   its instance (workPool.ts) follows after each of them; the thread is free with the last.
 */
import { none, some } from '../memory/memory';
import { isPaused } from '../services/breaker';
import { BULK_DUE } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { isAnother, memberNamed, memberNumber, NUMBER_BITS } from './consumer';
import { nextInLanes } from './poolLanes';
import { Group, Member, Work } from './rows';
import { beginTry } from './tries';
import { begin, takeUp } from './workPool';

/** Gives free threads the bulks that may begin. */
export function beginBulks(member: Member): void {
  const pool = member.pool;
  while (pool.idle > 0 && !isPaused(member) && hasBulk(member)) {
    pool.idle--;
    const first = nextInLanes(pool);
    takeUp(member, first);
    let last = first;
    let count = 1;
    while (count < member.group.bulkRecords && pool.ready.size > 0) {
      const next = nextInLanes(pool);
      takeUp(member, next);
      last.hasNone = true;
      last.mate = next;
      last = next;
      count++;
    }
    first.bulk = count;
    const drawn = load<f64>(member.finishes + (usize(first.slot) << 3));
    beginTry(member, first, drawn + moreSeconds(member.group, first));
  }
}

/** What its number of records adds to its processing_time. */
export function moreSeconds(group: Group, first: Work): f64 {
  return f64(first.bulk) * group.bulkSecondsPerRecord;
}

/**
 * Whether there are enough records, or one has waited for long enough; else it will be looked at
 * then.
 */
function hasBulk(member: Member): bool {
  const ready = member.pool.ready;
  if (ready.size == 0) return false;
  if (ready.size >= member.group.bulkRecords) return true;
  const due = changetype<Work>(ready.at(0)).come + member.group.bulkLingerSeconds;
  if (due <= world.now) return true;
  if (member.bulkDue != due) {
    member.bulkDue = due;
    at(due, BULK_DUE, (u64(member.generation) << NUMBER_BITS) | memberNumber(member));
  }
  return false;
}

export function bulkDue(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  if (member.bulkDue == world.now) member.bulkDue = 0;
  begin(member);
}

/** The records of a bulk have the times of its first. */
function shareTimes(member: Member, first: Work): void {
  const start = load<f64>(member.starts + (usize(first.slot) << 3));
  const finish = load<f64>(member.finishes + (usize(first.slot) << 3));
  for (let work = first.mate; some(work); work = work.mate) {
    const slot = usize(work.slot) << 3;
    store<f64>(member.starts + slot, start);
    store<f64>(member.finishes + slot, finish);
    work.firstStart = first.firstStart;
    work.stored = false;
    work.waits = false;
    work.storeNetwork = 0;
    work.storeWait = 0;
    work.storeService = 0;
  }
}

/** What is to be done at its end with a record, or with each of a bulk in turn. */
export function endAll(
  member: Member,
  first: Work,
  end: (member: Member, work: Work) => void,
): void {
  if (first.bulk > 1) shareTimes(member, first);
  for (let work = first; some(work);) {
    // The row may be another record's when its end is over.
    const next = work.mate;
    work.mate = none<Work>();
    end(member, work);
    work = next;
  }
}
