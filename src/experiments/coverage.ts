/**
 * How often the intervals of whole studies hold the truth, and how often they are refused: each study has its pilots, its
 * warm-up, one round of 30 trials, and random numbers of its own.
 */
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import { QUANTILES } from '../analysis/pool.js';
import { normalCdf, normalQuantile, type Estimate } from '../statistics/index.js';
import type { Known, Truth } from './coverageCases.js';
import { study } from './study.js';

export interface CoverageOptions {
  readonly studies: number;
  readonly seed: string;
  readonly progress: (done: number, planned: number, what: string) => void;
}

export interface CoverageRow {
  readonly quantity: string;
  readonly studies: number;
  /** Studies that gave an interval; of them, those whose interval holds the truth, is below it, is above it. */
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
  const { studies, seed } = options;
  const tallies = [
    newTally('mean', truth.mean),
    ...truth.quantiles.map(({ p, ...known }) => newTally(`p${p * 100}`, known)),
  ];
  for (let number = 0; number < studies; number++) {
    const { endToEnd, overloaded } = await study(model, executor, {
      seed: `${seed}/coverage/${number}`,
      precision: Infinity,
      budgetRecords: 1,
      fidelity: 'sampled',
      relief: false,
      maximumTrials: null,
      outOfTime: () => false,
      progress: () => undefined,
    });
    const estimates = [
      endToEnd.mean,
      ...truth.quantiles.map(
        ({ p }) => endToEnd.quantiles[QUANTILES.findIndex((one) => one === p)],
      ),
    ];
    if (!overloaded)
      tallies.forEach((tally, index) => {
        count(tally, estimates[index]);
      });
    options.progress(number + 1, studies, model.name);
  }
  return tallies.map(({ quantity, known, given, tooLow, tooHigh, halfWidths }) => ({
    quantity,
    studies,
    given,
    covered: given - tooLow - tooHigh,
    tooLow,
    tooHigh,
    relativeHalfWidth: halfWidths / given / known.seconds,
    nominal: nominalCoverage(known.halfWidth / (halfWidths / given)),
  }));
}

/** What 95% intervals hold of a truth that is off by `share` of their half-width. */
export function nominalCoverage(share: number): number {
  const z = normalQuantile(0.975);
  const shift = Number.isFinite(share) ? z * share : 0;
  return normalCdf(z + shift) - normalCdf(shift - z);
}

interface Tally {
  readonly quantity: string;
  readonly known: Known;
  given: number;
  tooLow: number;
  tooHigh: number;
  halfWidths: number;
}

function newTally(quantity: string, known: Known): Tally {
  return { quantity, known, given: 0, tooLow: 0, tooHigh: 0, halfWidths: 0 };
}

function count(tally: Tally, { low, high, enough }: Estimate): void {
  if (!enough) return;
  tally.given++;
  tally.halfWidths += (high - low) / 2;
  if (high < tally.known.seconds) tally.tooLow++;
  if (low > tally.known.seconds) tally.tooHigh++;
}

/** Wilson's interval (1927) of a share, `successes` of `n`. */
export function shareInterval(
  successes: number,
  n: number,
  confidence: number,
): { low: number; high: number } {
  const z = normalQuantile((1 + confidence) / 2);
  const share = successes / n;
  const middle = (share + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half =
    (z / (1 + z ** 2 / n)) * Math.sqrt((share * (1 - share)) / n + z ** 2 / (4 * n ** 2));
  return { low: middle - half, high: middle + half };
}
