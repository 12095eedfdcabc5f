/**
 * The autoscaler of a consumer group.
 *
 * Semantics.
 * - The autoscaler looks every `interval` at the group's lag (records under the high watermark not
 *   yet polled) and wants ceil(lag / target_lag) instances, within its bounds. More are started at
 *   once and join after start_up; fewer leave when fewer have been wanted for cool_down without a
 *   break: those with the highest numbers, at once, so that another reads again what they had
 *   polled and not finished.
 */
import { rowAt, some } from '../memory/memory';
import { lagOf, stopPoll } from './consumer';
import { AUTOSCALE, MEMBER_STARTS } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { commitAll, removeMember, startRebalance } from './rebalance';
import { Group, Member } from './rows';
import { senderLeaves } from './sentByGone';

/** The first look at a group. */
export function scheduleAutoscaler(group: Group): void {
  const autoscaler = group.coordinator.autoscaler;
  if (some(autoscaler)) at(autoscaler.intervalSeconds, AUTOSCALE, u64(group.index));
}

export function autoscale(group: Group): void {
  const coordinator = group.coordinator;
  const autoscaler = coordinator.autoscaler;
  at(world.now + autoscaler.intervalSeconds, AUTOSCALE, u64(group.index));
  const asked = Math.ceil(lagOf(group) / autoscaler.targetLag);
  const wanted = i32(Math.min(autoscaler.maximum, Math.max(autoscaler.minimum, asked)));
  if (wanted >= coordinator.wanted) autoscaler.fewerSince = -1;
  else if (autoscaler.fewerSince < 0) autoscaler.fewerSince = world.now;
  if (wanted > coordinator.wanted) {
    for (let place = coordinator.wanted; place < wanted; place++) {
      const time = world.now + autoscaler.startUpSeconds;
      at(time, MEMBER_STARTS, u64(group.memberOffset + place));
    }
    coordinator.wanted = wanted;
    return;
  }
  if (autoscaler.fewerSince < 0) return;
  if (world.now - autoscaler.fewerSince >= autoscaler.coolDownSeconds) shrink(group, wanted);
}

function shrink(group: Group, wanted: i32): void {
  const coordinator = group.coordinator;
  for (let place = wanted; place < coordinator.wanted; place++) {
    const member = rowAt<Member>(group.members, place);
    if (!member.alive) continue;
    stopPoll(member);
    if (!member.busy) commitAll(member);
    senderLeaves(member);
    removeMember(member);
  }
  coordinator.wanted = wanted;
  coordinator.autoscaler.fewerSince = -1;
  startRebalance(group);
}
