/**
 * Chains of runs of a poll: cut where only a part of a run is meant.
 *
 * Semantics: slots number the poll's records in the order of their processing. Runs may be chained
 * (`next`, -1 at the end) into any number of lists: all of the poll, those of one write.
 */
import { runAt } from '../world/recorder';
import { Member, Run } from './rows';

/**
 * Cuts what follows its first `count` records off a run, into a run of its own that is next in the
 * chain.
 */
export function cut(member: Member, run: Run, count: i32): void {
  const index = member.runCount++;
  const rest = runAt(member, index);
  rest.batch = run.batch;
  rest.offset = run.offset + count;
  rest.count = run.count - count;
  rest.slot = run.slot + count;
  rest.next = run.next;
  rest.answered = run.answered;
  rest.received = run.received;
  run.count = count;
  run.next = index;
}

/**
 * Of the runs chained from `first`, the chain of the records that `keeps` says yes to; runs are cut
 * where it changes.
 */
export function keep(
  member: Member,
  first: i32,
  keeps: (member: Member, run: Run, offset: i32, time: f64) => bool,
  time: f64,
): i32 {
  let head = -1;
  let last = -1;
  // Asked once for each record: the one that ended a run is the first of the next.
  let isKnown = false;
  let known = false;
  for (let index = first; index >= 0;) {
    const run = runAt(member, index);
    const kept: bool = isKnown ? known : keeps(member, run, 0, time);
    isKnown = false;
    let same = 1;
    while (same < run.count && keeps(member, run, same, time) == kept) same++;
    if (same < run.count) {
      cut(member, run, same);
      isKnown = true;
      known = !kept;
    }
    const next = run.next;
    if (kept) {
      if (last < 0) head = index;
      else runAt(member, last).next = index;
      last = index;
    }
    index = next;
  }
  if (last >= 0) runAt(member, last).next = -1;
  return head;
}
