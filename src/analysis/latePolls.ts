/** Groups whose polls last longer than max_poll_interval: by arithmetic, and as it was measured. */
import type { ConsumerGroupModel, Model } from '../model/model.js';
import { mean, type Estimate } from '../statistics/index.js';
import { totalEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

/**
 * Seconds that a poll of max_poll_records takes on average: time_per_poll, and of each thread its
 * records' processing and calls, without any wait for stores, a rate limit or another try.
 */
export function fullPollSeconds(
  { externals }: Pick<Model, 'externals'>,
  group: ConsumerGroupModel,
): number {
  const { maxPollRecords, threads, timePerPollSeconds, processingTime, tries } = group;
  const calls = (tries?.calls ?? []).map(
    ({ external, share }) => share * mean(externals.at(external)?.time ?? NOTHING),
  );
  const each = calls.reduce((sum, seconds) => sum + seconds, mean(processingTime));
  return timePerPollSeconds + Math.ceil(maxPollRecords / threads) * each;
}

/** Of an external that is not there: that has been said. */
const NOTHING = { kind: 'constant', value: 0 } as const;

export interface LateSummary {
  readonly group: string;
  /** How often instances left it in one window, whole system. */
  readonly times: Estimate;
}

/** Of the groups of which any has left. */
export function summarizeLate(trials: readonly Weighted[]): LateSummary[] {
  const names = trials.flatMap(({ measurements }) => measurements.late ?? []);
  return [...new Set(names.map(({ group }) => group))].map((group) => ({
    group,
    times: totalEstimate(
      trials,
      ({ late }) => late?.find((each) => each.group === group)?.times ?? 0,
    ),
  }));
}
