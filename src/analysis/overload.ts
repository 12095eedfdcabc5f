/** Whether what is inside the system grows without end. */
import { halfWidthOf, spreadOf, type Estimate } from '../statistics/index.js';
import { highestLoad, type OfferedLoad } from './offeredLoad.js';
import type { Weighted } from './pool.js';

/**
 * steady: the backlog does not grow by more than 0.5% of the arrivals, or not beyond doubt (1.5 half-widths of a 95%
 * interval, 99.7%). A hot partition may grow while the rest of the system is at ease, hence so small a share.
 * growing: it does, though arithmetic sees no resource that is full: the system may only be slow to settle.
 * overloaded: it does and a ceiling is passed or within 5%, or a trial filled up.
 */
export type LoadVerdict = 'steady' | 'growing' | 'overloaded';

const SMALLEST_GROWTH = 0.005;
const HALF_WIDTHS = 1.5;
const CEILING_TOLERANCE = 0.05;
const CONFIDENCE = 0.95;

export function loadVerdict(trials: readonly Weighted[], offered: OfferedLoad): LoadVerdict {
  if (trials.some((trial) => trial.measurements.stoppedFull)) return 'overloaded';
  const growth = backlogGrowth(trials);
  const beyondDoubt = growth.value > HALF_WIDTHS * (growth.high - growth.value);
  const grows = beyondDoubt && growth.value > SMALLEST_GROWTH * offered.eventsPerSecond;
  if (!grows) return 'steady';
  return highestLoad(offered) > 1 + CEILING_TOLERANCE ? 'overloaded' : 'growing';
}

/** Where faults come and go, what grows may shrink again: only a trial that filled up is overloaded. */
export function storyVerdict(trials: readonly Weighted[]): LoadVerdict {
  return trials.some((trial) => trial.measurements.stoppedFull) ? 'overloaded' : 'steady';
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
