/**
 * Instances that work on a poll for longer than max_poll_interval: they leave their group, and come
 * back.
 *
 * Semantics.
 * - Where a group waits for its polls, an instance whose poll is not over max_poll_interval after
 *   its begin leaves the group at that moment of itself (in Kafka the heartbeat thread of the
 *   client sends LeaveGroup). Its partitions have no owner, what it has received and not taken is
 *   forgotten, and the group rebalances at once; nobody waits any more for it to give up anything.
 *   A poll that ends at that very moment is in time.
 * - It works on all the same: what it does is delivered, written and sent on. But it commits
 *   nothing, having no partitions, so others read the same records again from what was last
 *   committed. Who is done with a record first has delivered it.
 * - When its poll is over it joins the group again, which rebalances, as for one that starts.
 * - What it waits for between two polls does not count: records, its moment (turns.ts), room for
 *   what it sends on.
 * - One that dies after it has left: nobody notices.
 * - Groups that do not wait for their polls are never late: they poll on, whatever is not done
 *   (Parallel Consumer pauses).
 */
import { some } from '../memory/memory';
import { POLL_LATE } from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { atMember, isAnother, memberNamed, NUMBER_BITS } from './consumer';
import { deliverOneAfterOther } from './oneAfterOther';
import { leaveGroup } from './rebalance';
import { Member } from './rows';
import { isInPoll } from './utilization';

/** A poll begins: sets the moment to look at it, if there is none, and it may be late. */
export function watchPoll(member: Member): void {
  const group = member.group;
  if (group.maxPollIntervalSeconds == Infinity || !group.waitsForPoll || member.watched) return;
  const latest = member.begunAt + group.maxPollIntervalSeconds;
  // Where its end is known.
  if (!some(member.pool) && !some(group.store) && member.endsAt <= latest) return;
  member.watched = true;
  atMember(member, latest, POLL_LATE);
}

/** One moment for each instance: when it comes too early for the poll of now it is set again. */
export function pollLate(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  member.watched = false;
  if (!isInPoll(member) || member.outside) return;
  if (member.begunAt + member.group.maxPollIntervalSeconds > world.now) {
    watchPoll(member);
    return;
  }
  const group = member.group;
  group.overlaps = true;
  if (inWindow()) group.leftLate++;
  if (!some(member.pool) && !some(group.store)) deliverOneAfterOther(member);
  leaveGroup(member);
}
