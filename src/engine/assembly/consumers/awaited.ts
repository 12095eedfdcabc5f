/**
 * Groups that wait for the acknowledgement of what they send on.
 *
 * Semantics. Where a group waits for what it sends to some topics, a record for which something has
 * been sent there is done when all of that has been acknowledged (acks=0: has left its producer):
 * until then its thread and its lane wait. If its producer gives up any of it, whether or not it
 * stands in the log, the record's try has failed (tries.ts) when the last of it is acknowledged or
 * given up. A record is written to the group's store, if there is one, before anything is sent for
 * it.
 * What a record that failed for good makes its instance send is not waited for.
 */
import { checkInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { some } from '../memory/memory';
import { SEND_ANSWERED, SEND_FAILED } from '../world/kinds';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Member, Run, Work } from './rows';
import { Trail } from './trailRows';
import { trailOf } from './trailPool';
import { answered, tryFailed } from './tries';
import { atRecord, memberOf, workOf } from './workPool';

/** So many records with this trail are sent for the record of a run, and waited for. */
export function awaitSent(member: Member, run: Run, trail: Trail, records: i32): void {
  const work = changetype<Work>(member.pool.bySlot.at(run.slot));
  if (CHECKED) checkInUse(work);
  work.waits = true;
  trail.waiter = member;
  trail.work = work.number;
  trail.awaited += records;
}

/** A batch has been acknowledged, or given up. */
export function batchAnswered(batch: Batch, isLost: bool): void {
  if (!batch.queue.producer.settings.awaited) return;
  for (let record = 0; record < batch.count; record++) sentAnswered(trailOf(batch, record), isLost);
}

/** One that was sent has been acknowledged, or given up. */
export function sentAnswered(trail: Trail, isLost: bool): void {
  if (CHECKED) checkInUse(trail);
  if (isLost) trail.isLost = true;
  trail.awaited--;
  if (CHECKED) checkCount('trails', 'acknowledgements waited for', trail.awaited);
  if (trail.awaited > 0) return;
  const kind = trail.isLost ? SEND_FAILED : SEND_ANSWERED;
  atRecord(trail.waiter, world.now, kind, trail.work);
}

/** The last of what was sent for a record has been answered. */
export function sendAnswered(index: u64, isLost: bool): void {
  const member = memberOf(index);
  const work = workOf(member, index);
  // One of an instance that is no more.
  if (!some(work)) return;
  if (isLost) tryFailed(member, work);
  else answered(member, work);
}
