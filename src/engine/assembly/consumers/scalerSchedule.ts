/**
 * An autoscaler's schedule.
 *
 * Semantics: times are those of the measured window, as those of faults. From each step's `at` on
 * its `instances` count, until the next one's; before the first the group's `instances`. Where it
 * repeats, it begins anew after each `repeats_every`, in the warm-up too, and before the first step
 * the last counts.
 */
import { rowAt } from '../memory/memory';
import { world } from '../world/rows';
import { Autoscaler, Step } from './scalerRows';

export function scheduledNow(autoscaler: Autoscaler): f64 {
  let time = world.now - world.recorder.windowStart;
  const repeat = autoscaler.repeatSeconds;
  if (repeat > 0) time -= Math.floor(time / repeat) * repeat;
  let instances = autoscaler.before;
  for (let index = 0; index < autoscaler.stepCount; index++) {
    const step = rowAt<Step>(autoscaler.steps, index);
    if (step.atSeconds > time) break;
    instances = step.instances;
  }
  return instances;
}
