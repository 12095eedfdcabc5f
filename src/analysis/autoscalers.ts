/** What an autoscaler's settings come to, where that is seldom meant. */
import type { ConsumerGroupModel, Model } from '../model/model.js';
import { partitionsOf } from '../model/pipelines.js';

/** Instances that a group has at the most: by a schedule those of its largest step. */
export function mostInstances({ instances, autoscaler }: ConsumerGroupModel): number {
  if (autoscaler === null) return instances;
  const { by, minimum, maximum, schedule } = autoscaler;
  if (by !== 'schedule') return maximum;
  return Math.max(minimum, ...schedule.map((step) => step.instances));
}

/**
 * The fewest instances at which a lag that is cut at partitions x target_lag is so near to the
 * target of all of them that no more are started, though there may be; null where there are none:
 * 22 of 24 by Kubernetes' tolerance of 10%, since 24 / 22 is 1.09.
 */
function stuckAt(partitions: number, maximum: number, tolerance: number): number | null {
  const most = Math.min(partitions, maximum);
  for (let count = 1; count < most; count++) {
    if (Math.abs(1 - partitions / count) <= tolerance) return count;
  }
  return null;
}

export function ofAutoscaler(
  model: Model,
  group: ConsumerGroupModel,
): { readonly path: string; readonly reason: string }[] {
  const { name, autoscaler } = group;
  if (model.clusters.length === 0 || group.queue !== null || autoscaler === null) return [];
  const { by, rules, allowsIdle, maximum, tolerance } = autoscaler;
  if (rules !== 'kubernetes' || by !== 'lag' || allowsIdle) return [];
  const partitions = partitionsOf(model, group);
  const stuck = stuckAt(partitions, maximum, tolerance);
  if (stuck === null) return [];
  const percent = `${Number((100 * tolerance).toPrecision(3))}%`;
  const reason = `from ${stuck} of ${Math.min(partitions, maximum)} instances on none is added, however long the lag: it is cut at ${partitions} partitions x target_lag, which is within ${percent} of ${stuck} x target_lag; a lower tolerance, more partitions or allow_idle_consumers: true change that`;
  return [{ path: `consumers.${name}.autoscaler.tolerance`, reason }];
}
