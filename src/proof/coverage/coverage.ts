/**
 * How often the intervals of whole studies hold the truth, and how often they are refused: each
 * study has its pilots, its warm-up, one round of 30 trials, and random numbers of its own.
 */
import type { Executor } from '../../execution/executor.js';
import type { Model } from '../../model/model.js';
import { normalCdf, normalQuantile, type Estimate } from '../../statistics/index.js';
import type { Known, Truth } from './knownLatency.js';
import { NESTED_STUDY_OPTIONS, studyLatency } from '../../experiments/study.js';
import { USUAL_BUDGET_RECORDS } from '../../experiments/usualEffort.js';

export interface CoverageOptions {
  readonly studies: number;
  readonly seed: string;
  readonly progress: (done: number, planned: number, what: string) => void;
}

/**
 * What one study gave: an interval for the mean, then for each rank of COVERED_RANKS; seconds, null
 * where refused.
 */
export interface Outcome {
  readonly number: number;
  readonly intervals: readonly (readonly [low: number, high: number] | null)[];
}

const COVERED_RANKS = [0.5, 0.99, 0.999] as const;

export interface CoverageRow {
  readonly quantity: string;
  readonly studies: number;
  /**
   * Studies that gave an interval; of them, those whose interval holds the truth, is below it, is
   * above it.
   */
  readonly given: number;
  readonly covered: number;
  readonly tooLow: number;
  readonly tooHigh: number;
  /** Half of the interval's length over the truth, averaged over those given; NaN for none. */
  readonly relativeHalfWidth: number;
  /** What a coverage of 95% may seem at worst, since the truth is itself off by its half-width. */
  readonly nominal: number;
}

export async function coverage(
  model: Model,
  truth: Truth,
  executor: Executor,
  options: CoverageOptions,
): Promise<CoverageRow[]> {
  const { studies, seed, progress } = options;
  const outcomes: Outcome[] = [];
  for (let number = 0; number < studies; number++) {
    outcomes.push(await studyOutcome(model, executor, seed, number));
    progress(number + 1, studies, model.name);
  }
  return coverageRows(outcomes, truth);
}

/**
 * Study `number` of a seed, with random numbers of its own; an overloaded one gives no interval.
 */
export async function studyOutcome(
  model: Model,
  executor: Executor,
  seed: string,
  number: number,
): Promise<Outcome> {
  const { latency, overloaded } = await studyLatency(model, executor, {
    ...NESTED_STUDY_OPTIONS,
    seed: `${seed}/coverage/${number}`,
    precision: Infinity,
    budgetRecords: USUAL_BUDGET_RECORDS,
    lengthened: 0,
  });
  const estimates = [latency.mean(), ...COVERED_RANKS.map((p) => latency.quantile(p))];
  const intervals = estimates.map(({ low, high, enough }: Estimate) =>
    enough && !overloaded ? ([low, high] as const) : null,
  );
  return { number, intervals };
}

/** How the intervals of studies compare with the truth: a row a quantity. */
export function coverageRows(outcomes: readonly Outcome[], truth: Truth): CoverageRow[] {
  const ranks = COVERED_RANKS.map((p) => ({ quantity: `p${p * 100}`, known: knownAt(truth, p) }));
  return [{ quantity: 'mean', known: truth.mean }, ...ranks].map(({ quantity, known }, index) => {
    const given = outcomes.flatMap(({ intervals }) => {
      const interval = intervals[index];
      return interval === null ? [] : [{ low: interval[0], high: interval[1] }];
    });
    const tooLow = given.filter(({ high }) => high < known.seconds).length;
    const tooHigh = given.filter(({ low }) => low > known.seconds).length;
    const lengths = given.reduce((sum, { low, high }) => sum + (high - low), 0);
    const halfWidth = lengths / 2 / given.length;
    return {
      quantity,
      studies: outcomes.length,
      given: given.length,
      covered: given.length - tooLow - tooHigh,
      tooLow,
      tooHigh,
      relativeHalfWidth: halfWidth / known.seconds,
      nominal: nominalCoverage(known.halfWidth / halfWidth),
    };
  });
}

function knownAt(truth: Truth, p: number): Known {
  const known = truth.quantiles.find((each) => each.p === p);
  if (known === undefined) throw new Error(`no truth of rank ${p}`);
  return known;
}

/** What is asked of intervals of 95%, and of undersized runs. */
export const LEAST_COVERED = 0.935;
export const MOST_COVERED = 0.965;
export const LEAST_REFUSED = 0.99;

/** What 95% intervals hold of a truth that is off by `share` of their half-width. */
export function nominalCoverage(share: number): number {
  const z = normalQuantile(0.975);
  const shift = Number.isFinite(share) ? z * share : 0;
  return normalCdf(z + shift) - normalCdf(shift - z);
}

/** Wilson's interval (1927) of a share, `successes` of `n`. */
export function shareInterval(
  successes: number,
  n: number,
  confidence: number,
): { low: number; high: number } {
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / n;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half =
    (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return { low: middle - half, high: middle + half };
}
