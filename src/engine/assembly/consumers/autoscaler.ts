/**
 * The autoscaler of a consumer group.
 *
 * Semantics.
 * - It looks every `interval` at the group, and wants so many instances, within its bounds, as
 *   rules: plain: by the lag (records under the high watermark not yet polled; of queues messages
 *   that wait or are handed out and not settled) ceil(lag / target_lag), by utilization ceil(sum of
 *   the uses of those that are ready / target_utilization) (utilization.ts; where none is ready no
 *   others than now), by schedule what that says (scalerSchedule.ts). More are started at once;
 *   fewer leave when fewer have been wanted for cool_down without a break.
 * - With rules: kubernetes, see horizontal.ts; what these want is done at once.
 * - Those that are started join after start_up. Those that leave are those with the highest
 *   numbers, at once, so that another reads again what they had polled and not finished; a queue
 *   hears of it as of one that dies.
 */
import { rowAt, some } from '../memory/memory';
import { leaveQueue } from '../queues/consuming';
import { stopPoll } from './consumer';
import { lagOf } from './lags';
import { AUTOSCALE, BY_LAG, BY_UTILIZATION, MEMBER_STARTS } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { commitAll, removeMember, startRebalance } from './rebalance';
import { wantedByKubernetes } from './horizontal';
import { Group, Member } from './rows';
import { scheduledNow } from './scalerSchedule';
import { senderLeaves } from './sentByGone';
import { noteUse } from './utilization';

/** The first look at a group. */
export function scheduleAutoscaler(group: Group): void {
  const autoscaler = group.coordinator.autoscaler;
  if (some(autoscaler)) at(autoscaler.intervalSeconds, AUTOSCALE, u64(group.index));
}

export function autoscale(group: Group): void {
  const coordinator = group.coordinator;
  const autoscaler = coordinator.autoscaler;
  at(world.now + autoscaler.intervalSeconds, AUTOSCALE, u64(group.index));
  if (autoscaler.kubernetes) {
    const wanted = i32(wantedByKubernetes(group));
    if (wanted > coordinator.wanted) grow(group, wanted);
    else if (wanted < coordinator.wanted) shrink(group, wanted);
    return;
  }
  const asked = plainlyAsked(group);
  const wanted = i32(Math.min(autoscaler.maximum, Math.max(autoscaler.minimum, asked)));
  if (wanted >= coordinator.wanted) autoscaler.fewerSince = -1;
  else if (autoscaler.fewerSince < 0) autoscaler.fewerSince = world.now;
  if (wanted > coordinator.wanted) {
    grow(group, wanted);
    return;
  }
  if (autoscaler.fewerSince < 0) return;
  if (world.now - autoscaler.fewerSince >= autoscaler.coolDownSeconds) shrink(group, wanted);
}

/** Measured over target. */
function plainlyAsked(group: Group): f64 {
  const autoscaler = group.coordinator.autoscaler;
  if (autoscaler.by == BY_LAG) return Math.ceil(lagOf(group) / autoscaler.target);
  if (autoscaler.by != BY_UTILIZATION) return scheduledNow(autoscaler);
  noteUse(group);
  if (autoscaler.ready == 0) return f64(group.coordinator.wanted);
  return Math.ceil(autoscaler.use / autoscaler.target);
}

function grow(group: Group, wanted: i32): void {
  const coordinator = group.coordinator;
  for (let instance = coordinator.wanted; instance < wanted; instance++) {
    const time = world.now + coordinator.autoscaler.startUpSeconds;
    at(time, MEMBER_STARTS, u64(group.memberOffset + instance));
  }
  coordinator.wanted = wanted;
}

function shrink(group: Group, wanted: i32): void {
  const coordinator = group.coordinator;
  for (let instance = wanted; instance < coordinator.wanted; instance++) {
    const member = rowAt<Member>(group.members, instance);
    if (!member.alive) continue;
    if (some(group.queue)) leaveQueue(member);
    stopPoll(member);
    if (!member.busy && !some(group.queue)) commitAll(member);
    senderLeaves(member);
    removeMember(member);
  }
  coordinator.wanted = wanted;
  coordinator.autoscaler.fewerSince = -1;
  if (!some(group.queue)) startRebalance(group);
}
