/**
 * Rates and ratios of the whole system with their 95% intervals, from the sections of its trials
 * (`pool.ts`).
 *
 * Of each placement a section says by how much it moves the value (the linear term of the delta
 * method; Cochran 1977, Sampling Techniques, 6.4 and 6.10); sections of one placement are
 * independent and alike. The interval is Student's t with Satterthwaite's degrees of freedom,
 * corrected for skewness as a mean latency's is (`stratified.ts`): a few trials that see a long
 * queue or lose much weigh as much as many that do not.
 */
import type { Measurements } from '../network/measurements.js';
import { estimateOf, marginsOf, spreadOf, type Estimate } from '../statistics/index.js';
import type { Weighted } from './weighted.js';

const CONFIDENCE = 0.95;
const MOST_SKEWNESS = 0.5;
/** Where there is nothing to divide by: no read of a cache, no job of a resource. */
const NOTHING: Estimate = {
  value: NaN,
  low: NaN,
  high: NaN,
  n: 0,
  enough: false,
  reason: 'nothing was counted',
};

type Read = (measurements: Measurements) => number;

/**
 * What the whole system does per second of the window, of something that a trial counts in its
 * window.
 */
export function rateEstimate(trials: readonly Weighted[], read: Read): Estimate {
  return perWindow(trials, read, (m) => m.windowSeconds);
}

/** What the whole system does in one window, of something that a trial counts in its window. */
export function totalEstimate(trials: readonly Weighted[], read: Read): Estimate {
  const { value, low, high, ...rest } = perWindow(trials, read, null);
  return { value, low, high, ...rest };
}

/**
 * A ratio of two sums over all cells: lost to sent, hits to reads, busy seconds to seconds, time to
 * jobs.
 */
export function ratioEstimate(trials: readonly Weighted[], top: Read, bottom: Read): Estimate {
  let over = 0;
  let under = 0;
  for (const { measurements, weight } of trials) {
    over += weight * top(measurements);
    under += weight * bottom(measurements);
  }
  if (!(under > 0)) return NOTHING;
  const value = over / under;
  const influences: number[][] = [];
  for (const { measurements, weight } of trials) {
    const moved = top(measurements) - value * bottom(measurements);
    (influences[measurements.placement] ??= []).push((weight * moved) / under);
  }
  return estimateFrom(value, influences);
}

/**
 * Sum over placements of their cells times what one of them has: `seconds` of its windows, or null
 * for one window.
 */
function perWindow(trials: readonly Weighted[], read: Read, seconds: Read | null): Estimate {
  const rows: Weighted[][] = [];
  for (const trial of trials) (rows[trial.measurements.placement] ??= []).push(trial);
  let value = 0;
  const influences = rows.map((sections) => {
    const size = ({ measurements, trials: count }: Weighted): number =>
      seconds === null ? count : seconds(measurements);
    const cells = sections.reduce((sum, { weight, trials: count }) => sum + weight * count, 0);
    const all = sections.reduce((sum, each) => sum + size(each), 0);
    const mean = sections.reduce((sum, { measurements }) => sum + read(measurements), 0) / all;
    // A trial that filled up while warming up has measured nothing.
    if (!(all > 0)) return sections.map(() => 0);
    value += cells * mean;
    return sections.map((each) => (cells * (read(each.measurements) - mean * size(each))) / all);
  });
  return estimateFrom(value, influences);
}

function estimateFrom(value: number, influences: readonly (readonly number[])[]): Estimate {
  const spread = spreadOf(influences);
  const { below, above } = marginsOf(spread, CONFIDENCE, MOST_SKEWNESS);
  return estimateOf(value, value - below, value + above, spread.groups);
}
