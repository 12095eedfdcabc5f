/**
 * Polls without a store whose records are delivered each at its finish, by an event for each.
 *
 * Semantics: when a poll's records are delivered is the same, at their finishes, as where all are
 * told of at its end. Where several instances may have the same record under way it counts who was
 * first: so from the moment on at which any of a group has left it (latePolls.ts), of its poll the
 * rest, and of all polls that begin then everything.
 */
import { allocate } from '../memory/memory';
import { POLL_END } from '../world/kinds';
import { runAt } from '../world/recorder';
import { world } from '../world/rows';
import { atMember } from './consumer';
import { deliverOnce } from './delivering';
import { Member } from './rows';
import { orderByFinish } from './sendOn';

// @ts-ignore: decorator
@inline
function slotAt(member: Member, index: i32): i32 {
  return load<i32>(member.order + (usize(index) << 2));
}

/** Of a poll whose end is set: what has finished by now at once, the rest each at its finish. */
export function deliverOneAfterOther(member: Member): void {
  if (member.oneAfterOther) return;
  member.oneAfterOther = true;
  member.nextDelivery = 0;
  if (member.records > 0) {
    takeOrder(member);
    setApart(member);
  }
  deliverDue(member);
}

/** Delivers what is due; whether the poll is over. */
export function deliverDue(member: Member): bool {
  while (member.nextDelivery < member.records) {
    const slot = slotAt(member, member.nextDelivery);
    const finish = load<f64>(member.finishes + (usize(slot) << 3));
    if (finish > world.now) {
      // There is an event for the end already.
      if (finish < member.endsAt) atMember(member, finish, POLL_END);
      return false;
    }
    member.nextDelivery++;
    deliverOnce(member, slot, finish);
  }
  return member.endsAt <= world.now;
}

/**
 * Slots in the order of their finish; of those that end at one time the one that was polled first.
 */
function takeOrder(member: Member): void {
  if (member.orderRoom < member.room) {
    member.order = allocate(usize(member.room) << 2);
    member.orderRoom = member.room;
  }
  const count = orderByFinish(member, 0);
  memory.copy(member.order, member.group.byFinish, usize(count) << 2);
}

/** A run for each record, which stands at the number of its slot. */
function setApart(member: Member): void {
  // From behind: a run's first slot is not below its number.
  for (let index = member.runCount - 1; index >= 0; index--) {
    const run = runAt(member, index);
    const batch = run.batch;
    const offset = run.offset;
    const slot = run.slot;
    const answered = run.answered;
    const received = run.received;
    for (let position = run.count - 1; position >= 0; position--) {
      const one = runAt(member, slot + position);
      one.batch = batch;
      one.offset = offset + position;
      one.count = 1;
      one.slot = slot + position;
      one.next = -1;
      one.answered = answered;
      one.received = received;
    }
  }
  member.runCount = member.records;
}
