/** How long the records of a poll have waited for a thread. */
import { binsOf, clamped, count as countBin, largerOf, smallerOf, sumOf } from '../bins';
import { noteMany, noteWait, waitBinsOf, windowEndOf, windowStartOf } from '../stations';
import { runAt } from '../world/recorder';
import { Member } from './rows';

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
  const bins = waitBinsOf(work);
  let starts = member.starts;
  let queued = f64x2.splat(0);
  let longest = f64x2.splat(0);
  let least = f64x2.splat(0);
  for (let index = 0; index < member.runCount; index++) {
    const run = runAt(member, index);
    const received = f64x2.splat(run.received);
    for (let left = run.count; left > 0; left -= 2) {
      let start = v128.load(starts);
      let mask = f64x2.splat(reinterpret<f64>(-1 as i64));
      if (left == 1) {
        start = v128.shuffle<f64>(start, start, 0, 0);
        mask = f64x2.replace_lane(mask, 1, 0);
      }
      const wait = f64x2.sub(start, received);
      least = f64x2.pmin(least, wait);
      longest = f64x2.pmax(longest, wait);
      queued = f64x2.add(queued, v128.and(wait, mask));
      const bin = binsOf(clamped(wait));
      countBin(bins, i32x4.extract_lane(bin, 0), 1);
      if (left > 1) countBin(bins, i32x4.extract_lane(bin, 2), 1);
      const passed: usize = left > 1 ? 16 : 8;
      starts += passed;
    }
  }
  // A wait below 0: the clock has been broken.
  if (!(smallerOf(least) >= 0)) unreachable();
  noteMany(work, f64(member.records), sumOf(queued), largerOf(longest));
}
