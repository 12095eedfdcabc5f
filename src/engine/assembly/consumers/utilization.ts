/**
 * How busy a group's instances have been since its autoscaler last looked.
 *
 * Semantics: busy is a thread as it is for the report's utilization of the group (consumer.ts,
 * workPool.ts), waits for stores and calls included; of a poll that nobody has begun yet,
 * time_per_poll too. An instance's use is the time that its threads were busy since the last look
 * over the time since then and its threads, rounded to whole thousandths (half up), as Kubernetes
 * counts in thousandths of a core. Ready are the instances that were there at the last look, and
 * are still.
 */
import { rowAt, some } from '../memory/memory';
import { BY_UTILIZATION } from '../world/kinds';
import { world } from '../world/rows';
import { Group, Member, Work } from './rows';

/** Threads of an instance have been busy from then until now. */
export function noteUsed(member: Member, from: f64, threads: f64): void {
  const autoscaler = member.group.coordinator.autoscaler;
  if (!some(autoscaler) || autoscaler.by != BY_UTILIZATION) return;
  member.usedSeconds += (world.now - Math.max(from, autoscaler.lookedAt)) * threads;
}

/** A look: works out how many instances are ready, and their use, all together; begins anew. */
export function noteUse(group: Group): void {
  const autoscaler = group.coordinator.autoscaler;
  const last = autoscaler.lookedAt;
  const seconds = (world.now - last) * f64(group.threads);
  let ready = 0;
  let use: f64 = 0;
  for (let instance = 0; instance < group.instances; instance++) {
    const member = rowAt<Member>(group.members, instance);
    if (!member.alive) continue;
    const used = member.usedSeconds + underWay(member, last);
    member.usedSeconds = 0;
    if (load<f64>(group.coordinator.presence.since + (usize(instance) << 3)) > last) continue;
    ready++;
    use += Math.floor((1000 * used) / seconds + 0.5);
  }
  autoscaler.ready = f64(ready);
  autoscaler.use = use / 1000;
  autoscaler.lookedAt = world.now;
}

/** Of what threads are at. */
function underWay(member: Member, last: f64): f64 {
  const group = member.group;
  if (some(member.pool) && !group.waitsForPoll) {
    let seconds: f64 = 0;
    for (let work: Work = member.pool.first; some(work); work = work.later) {
      if (work.begun && !work.hasNone) seconds += world.now - Math.max(work.takenAt, last);
    }
    return seconds;
  }
  if (!isInPoll(member)) return 0;
  return (world.now - Math.max(member.begunAt, last)) * f64(group.threads);
}

/** Of a pool, time_per_poll may be spent before there is a record of the poll. */
export function isInPoll(member: Member): bool {
  return member.busy || (some(member.pool) && member.pool.polling >= 0);
}
