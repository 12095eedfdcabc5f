/** Journeys that the model gives names: how many end, and how many never will. */
import type { Measurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate, rateEstimate, totalEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface NamedJourney {
  readonly name: string;
  /** Whole system. */
  readonly endedPerSecond: Estimate;
  /**
   * Events that were seen in one window to be past completion, something of them lost or failed;
   * and as a share of these and of those that ended.
   */
  readonly broken: Estimate;
  readonly brokenShare: Estimate;
}

export function summarizeNamed(trials: readonly Weighted[]): NamedJourney[] {
  const { paths } = trials[0].measurements;
  return paths.flatMap(({ name, broken }, index): NamedJourney[] => {
    if (broken === undefined) return [];
    const ended = ({ paths: own }: Measurements): number => own[index].histogram.count;
    const brokenOf = ({ paths: own }: Measurements): number => own[index].broken ?? 0;
    return [
      {
        name,
        endedPerSecond: rateEstimate(trials, ended),
        broken: totalEstimate(trials, brokenOf),
        brokenShare: ratioEstimate(trials, brokenOf, (m) => ended(m) + brokenOf(m)),
      },
    ];
  });
}
