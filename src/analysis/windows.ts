/** What groups that gather by key and window did. */
import type { Measurements, WindowMeasurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate, rateEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface WindowSummary {
  readonly group: string;
  /** One for each key of a window: whole system. */
  readonly resultsPerSecond: Estimate;
  /** Records that a result is made of. */
  readonly recordsOfOne: Estimate;
  /** Of the records, once for each of their windows: those that came after it had closed. */
  readonly tooLateShare: Estimate;
}

export function summarizeWindows(trials: readonly Weighted[]): WindowSummary[] {
  const { windows = [] } = trials[0].measurements;
  return windows.map(({ group }, index): WindowSummary => {
    const of = (measurements: Measurements): WindowMeasurements =>
      measurements.windows?.[index] ?? { group, results: 0, gathered: 0, tooLate: 0 };
    return {
      group,
      resultsPerSecond: rateEstimate(trials, (m) => of(m).results),
      recordsOfOne: ratioEstimate(
        trials,
        (m) => of(m).gathered,
        (m) => of(m).results,
      ),
      tooLateShare: ratioEstimate(
        trials,
        (m) => of(m).tooLate,
        (m) => of(m).gathered + of(m).tooLate,
      ),
    };
  });
}
