/**
 * How many instances an autoscaler wants by the rules of Kubernetes' HorizontalPodAutoscaler, and
 * of KEDA, which hands it what to look at.
 *
 * Semantics, at each look; `current` are the instances that run or are being started. Source:
 * kubernetes/pkg/controller/podautoscaler (replica_calculator.go, horizontal.go, autoscaling/v2)
 * and keda/pkg/scalers/kafka_scaler.go.
 * - Where current is outside minimum and maximum, it becomes the nearer of the two, and that is
 *   all.
 * - by: lag. Measured is the group's lag from what is committed: records under the high watermark
 *   of its partitions less those committed. Where so many instances are not to idle, and floor(lag
 *   / target_lag) is above the number of partitions, it is partitions times target_lag. Of queues
 *   it is of messages that wait or are handed out, and cut by nothing. It is measured anew only
 *   when polling_interval has passed since the last measurement. The ratio is lag / (target_lag x
 *   current); unless it is within `tolerance` of 1, ceil(lag / target_lag) are desired, else
 *   current.
 * - by: schedule. As by lag: measured is what the schedule says now, and the target 1.
 * - by: utilization. Measured is what share of each instance's threads has been busy since the last
 *   look, in whole thousandths (utilization.ts). Ready is an instance that has been there since
 *   then;
 *   current less these are not. The ratio is the mean of the ready ones over the target. If none is
 *   ready nothing is changed. If none is unready, or the ratio is at most 1: ceil(sum over the
 *   ready ones / target) are desired, or current where the ratio is within tolerance of 1. Else the
 *   ratio is worked out again with the unready ones as idle, and where that is below 1 or within
 *   tolerance of it current is desired, else the same as before, but not fewer than current.
 * - What is desired is noted. Of what was noted within the last scale_up.stabilization, this one
 *   included, the least is what may be grown to, of that within scale_down.stabilization the most
 *   is what may be shrunk to (what is exactly as old as that is not within); current moves only as
 *   far as into between the two.
 * - It comes to more than current: at the begin of scale_up's period there were `current` less
 *   those that have come within it, plus those that have gone. By `instances` as many more than
 *   these are allowed, by `share` ceil(these x (1 + share)), of both the larger (select: min the
 *   smaller), at least current, at most maximum.
 * - To fewer: likewise by scale_down's, as many fewer than these, or floor(these x (1 - share)), of
 *   both the smaller (select: min the larger), at most current, at least minimum.
 * - What has come or gone counts from the moment of the look, and as long as it is less than a
 *   period ago.
 */
import { some } from '../memory/memory';
import { BY_LAG, BY_UTILIZATION } from '../world/kinds';
import { world } from '../world/rows';
import { committedLag } from './lags';
import { Group } from './rows';
import { Autoscaler, ScalingRule } from './scalerRows';
import { scheduledNow } from './scalerSchedule';
import { noteUse } from './utilization';

/** How many it wants now; current where nothing is known. */
export function wantedByKubernetes(group: Group): f64 {
  const autoscaler = group.coordinator.autoscaler;
  const current = f64(group.coordinator.wanted);
  const bounded = Math.min(autoscaler.maximum, Math.max(autoscaler.minimum, current));
  if (autoscaler.by == BY_UTILIZATION) noteUse(group);
  let wanted = bounded;
  if (bounded == current) {
    const desired = desiredNow(group, current);
    if (isNaN(desired)) return current;
    wanted = limited(autoscaler, current, stabilized(autoscaler, current, desired));
  }
  if (wanted > current) autoscaler.up.changes.push(world.now, wanted - current);
  if (wanted < current) autoscaler.down.changes.push(world.now, current - wanted);
  return wanted;
}

/** By what is measured; not a number where nothing is. */
function desiredNow(group: Group, current: f64): f64 {
  const autoscaler = group.coordinator.autoscaler;
  if (autoscaler.by == BY_UTILIZATION) return byUtilization(autoscaler, current);
  const measured = autoscaler.by == BY_LAG ? polledLag(group) : scheduledNow(autoscaler);
  const ratio = measured / (autoscaler.target * current);
  return isNear(autoscaler, ratio) ? current : Math.ceil(measured / autoscaler.target);
}

function isNear(autoscaler: Autoscaler, ratio: f64): bool {
  return Math.abs(1 - ratio) <= autoscaler.tolerance;
}

/** The lag as it was measured last, now or a while ago. */
function polledLag(group: Group): f64 {
  const autoscaler = group.coordinator.autoscaler;
  if (world.now - autoscaler.measuredAt < autoscaler.pollingSeconds) return autoscaler.measured;
  const partitions = f64(group.reader.partitionCount);
  let lag = committedLag(group);
  const isCut = !autoscaler.allowsIdle && !some(group.queue);
  if (isCut && Math.floor(lag / autoscaler.target) > partitions) {
    lag = partitions * autoscaler.target;
  }
  autoscaler.measured = lag;
  autoscaler.measuredAt = world.now;
  return lag;
}

function byUtilization(autoscaler: Autoscaler, current: f64): f64 {
  const ready = autoscaler.ready;
  if (ready == 0) return NaN;
  const ratio = autoscaler.use / (ready * autoscaler.target);
  const desired = Math.ceil(autoscaler.use / autoscaler.target);
  if (ready >= current || ratio <= 1) return isNear(autoscaler, ratio) ? current : desired;
  const again = autoscaler.use / (current * autoscaler.target);
  if (again < 1 || isNear(autoscaler, again)) return current;
  return Math.max(current, desired);
}

/** Notes what is desired; how far that may be gone to by what has been before. */
function stabilized(autoscaler: Autoscaler, current: f64, desired: f64): f64 {
  const least = noted(autoscaler.up, desired, 1);
  const most = noted(autoscaler.down, desired, -1);
  return Math.min(most, Math.max(least, current));
}

/**
 * The least that was noted within a rule's stabilization, or with a sign of -1 the most. What came
 * before something as small can be the least no more.
 */
function noted(rule: ScalingRule, desired: f64, sign: f64): f64 {
  const list = rule.wanted;
  list.forgetUntil(world.now - rule.stabilizationSeconds);
  while (list.end > list.first && sign * list.valueAt(list.end - 1) >= sign * desired) list.end--;
  list.push(world.now, desired);
  return list.valueAt(list.first);
}

/** As far as the rules allow. */
function limited(autoscaler: Autoscaler, current: f64, wanted: f64): f64 {
  if (wanted > current) {
    const limit = limitOf(autoscaler, autoscaler.up, current, 1);
    return Math.min(wanted, Math.min(autoscaler.maximum, Math.max(current, limit)));
  }
  if (wanted < current) {
    const limit = limitOf(autoscaler, autoscaler.down, current, -1);
    return Math.max(wanted, Math.max(autoscaler.minimum, Math.min(current, limit)));
  }
  return current;
}

/** How many there may be within a rule's period; `sign`: 1 of coming, -1 of going. */
function limitOf(autoscaler: Autoscaler, rule: ScalingRule, current: f64, sign: f64): f64 {
  const since = world.now - rule.periodSeconds;
  const came = autoscaler.up.changes.sumAfter(since);
  const gone = autoscaler.down.changes.sumAfter(since);
  const before = current - came + gone;
  const byInstances = before + sign * rule.instances;
  const changed = before * (1 + sign * rule.share);
  const byShare = sign > 0 ? Math.ceil(changed) : Math.floor(changed);
  if (rule.instances < 0) return byShare;
  if (rule.share < 0) return byInstances;
  const isLarger = byInstances > byShare;
  return isLarger == (sign > 0 != rule.takesLeast) ? byInstances : byShare;
}
