/** How long the records of a poll have waited for a thread. */
import { checkCount } from '../checks/rules';
import { rowBytes } from '../memory/memory';
import { noteMany, noteWait, waitBinsOf, windowEndOf, windowStartOf } from '../stations';
import { noteRuns } from '../threads';
import { runAt } from '../world/recorder';
import { Member, Run } from './rows';

/** Accounts for a poll whose last record is done at `end`. */
export function noteWaits(member: Member, end: f64): void {
  const work = member.group.work;
  // Nothing of what is done before the window is measured.
  if (member.records == 0 || end <= windowStartOf(work)) return;
  const inside = runAt(member, 0).received >= windowStartOf(work) && end <= windowEndOf(work);
  if (inside) noteAll(member, work);
  else noteEach(member, work);
}

function noteEach(member: Member, work: usize): void {
  for (let index = 0; index < member.runCount; index++) {
    const run = runAt(member, index);
    let start = member.starts + (usize(run.slot) << 3);
    for (const last = start + (usize(run.count) << 3); start < last; start += 8) {
      noteWait(work, run.received, load<f64>(start));
    }
  }
}

function noteAll(member: Member, work: usize): void {
  const run = rowBytes<Run>();
  const counts = member.runs + offsetof<Run>('count');
  const received = member.runs + offsetof<Run>('received');
  // The threads' scratch is free again.
  const sums = member.group.threadFree;
  noteRuns(member.starts, counts, run, received, run, member.runCount, waitBinsOf(work), sums);
  if (CHECKED) checkCount('consumers', 'seconds of a wait', load<f64>(sums, 16));
  // A wait below 0: the clock has been broken.
  if (!(load<f64>(sums, 16) >= 0)) unreachable();
  noteMany(work, f64(member.records), load<f64>(sums), load<f64>(sums, 8));
}
