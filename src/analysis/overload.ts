/** Whether what is inside the system grows without end. */
import { halfWidthOf, spreadOf, type Estimate } from '../statistics/index.js';
import { isEventful, type Model } from '../model/model.js';
import { highestLoad, offeredLoad, type OfferedLoad } from './offeredLoad.js';
import type { Weighted } from './pool.js';

/**
 * steady: the backlog does not grow by more than 0.5% of the arrivals, or not beyond doubt (1.5 half-widths of a 95%
 * interval, 99.7%). A hot partition may grow while the rest of the system is at ease, hence so small a share.
 * growing: it does, though arithmetic sees no resource that is full: the system may only be slow to settle.
 * overloaded: it does and a ceiling is passed by more than 5%, or a trial filled up.
 * Where faults come and go or groups scale, what grows may shrink again: it is steady unless a ceiling is passed all the
 * same, with every group at its largest.
 */
export type LoadVerdict = 'steady' | 'growing' | 'overloaded';

const SMALLEST_GROWTH = 0.005;
const HALF_WIDTHS = 1.5;
const CEILING_TOLERANCE = 0.05;
const CONFIDENCE = 0.95;

export function loadVerdict(
  model: Model,
  trials: readonly Weighted[],
  offered: OfferedLoad,
): LoadVerdict {
  if (trials.some((trial) => trial.measurements.stoppedFull)) return 'overloaded';
  const growth = backlogGrowth(trials);
  const beyondDoubt = growth.value > HALF_WIDTHS * (growth.high - growth.value);
  const grows = beyondDoubt && growth.value > SMALLEST_GROWTH * offered.eventsPerSecond;
  if (!grows) return 'steady';
  if (!isEventful(model)) return isPassed(offered) ? 'overloaded' : 'growing';
  return isPassed(offeredLoad(withAllInstances(model))) ? 'overloaded' : 'steady';
}

function isPassed(offered: OfferedLoad): boolean {
  return highestLoad(offered) > 1 + CEILING_TOLERANCE;
}

/** With every autoscaler at its maximum. */
function withAllInstances(model: Model): Model {
  const consumers = model.consumers.map((group) => ({
    ...group,
    instances: group.autoscaler?.maximum ?? group.instances,
  }));
  return { ...model, consumers };
}

/** Growth of the backlog in records per second, whole system, scaled from the cells simulated to all. */
export function backlogGrowth(trials: readonly Weighted[]): Estimate {
  let value = 0;
  const growth: number[][] = [];
  for (const { measurements, weight, trials: count, section } of trials) {
    const cells = (weight * count) / measurements.windowSeconds;
    const change = cells * (measurements.insideAtEnd - measurements.insideAtStart);
    (growth[measurements.placement] ??= [])[section] = change;
    value += change;
  }
  const spread = spreadOf(growth);
  const half = halfWidthOf(spread, CONFIDENCE);
  const enough = Number.isFinite(half);
  const reason = enough ? '' : 'a placement with a single trial';
  return { value, low: value - half, high: value + half, n: spread.groups, enough, reason };
}
