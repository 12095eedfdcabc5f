/**
 * How often the intervals of whole studies hold the truth: each replication is a study of its own (pilots, warm-up,
 * rounds until the asked precision), on random numbers of its own. A study that refuses an interval is counted apart.
 *
 * The rounds end by what was seen, so that coverage is that of the sequential procedure, not of a fixed number of trials.
 */
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import { QUANTILES } from '../analysis/pool.js';
import { normalQuantile, type Estimate } from '../statistics/index.js';
import { study } from './study.js';

/** What the end-to-end latency is known to be: seconds. */
export interface Truth {
  readonly mean: number;
  readonly quantiles: readonly { readonly p: number; readonly seconds: number }[];
}

export interface CoverageOptions {
  readonly replications: number;
  readonly seed: string;
  /** Asked half-width of p99, relative; Infinity = the first round is the last wherever it gives an interval. */
  readonly precision: number;
  readonly budgetRecords: number;
  readonly progress: (done: number, planned: number, what: string) => void;
}

export interface CoverageRow {
  readonly quantity: string;
  readonly replications: number;
  /** Studies that gave an interval; of them, those whose interval holds the truth, is below it, is above it. */
  readonly given: number;
  readonly covered: number;
  readonly tooLow: number;
  readonly tooHigh: number;
  /** Half of the interval's length over the truth, averaged over those given. */
  readonly relativeHalfWidth: number;
}

/** M/M/1 in the model language, service of 1 ms on average, and the law of its time in system: Exp(mu - lambda). */
export function singleQueue(
  utilization: number,
  windowSeconds: number | null,
): { text: string; truth: Truth } {
  const mean = 0.001 / (1 - utilization);
  const run = windowSeconds === null ? '' : `run: { duration: ${windowSeconds} s }\n`;
  return {
    text: `users: 1
workload: { events_per_user: ${utilization * 1000}/s }
consumers: { server: { threads: 1, processing_time: exponential(1 ms), propagation: 0 s } }
${run}`,
    truth: {
      mean,
      quantiles: [0.5, 0.99, 0.999].map((p) => ({ p, seconds: -Math.log(1 - p) * mean })),
    },
  };
}

export async function coverage(
  model: Model,
  truth: Truth,
  executor: Executor,
  options: CoverageOptions,
): Promise<CoverageRow[]> {
  const { replications, seed, precision, budgetRecords } = options;
  const tallies = [
    newTally('mean', truth.mean),
    ...truth.quantiles.map(({ p, seconds }) => newTally(`p${p * 100}`, seconds)),
  ];
  for (let replication = 0; replication < replications; replication++) {
    const { endToEnd, overloaded } = await study(model, executor, {
      seed: `${seed}/coverage/${replication}`,
      precision,
      budgetRecords,
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
    options.progress(replication + 1, replications, model.name);
  }
  return tallies.map(({ quantity, given, tooLow, tooHigh, halfWidths }) => ({
    quantity,
    replications,
    given,
    covered: given - tooLow - tooHigh,
    tooLow,
    tooHigh,
    relativeHalfWidth: halfWidths / given,
  }));
}

interface Tally {
  readonly quantity: string;
  readonly truth: number;
  given: number;
  tooLow: number;
  tooHigh: number;
  halfWidths: number;
}

function newTally(quantity: string, truth: number): Tally {
  return { quantity, truth, given: 0, tooLow: 0, tooHigh: 0, halfWidths: 0 };
}

function count(tally: Tally, { low, high, enough }: Estimate): void {
  if (!enough) return;
  tally.given++;
  tally.halfWidths += (high - low) / 2 / tally.truth;
  if (high < tally.truth) tally.tooLow++;
  if (low > tally.truth) tally.tooHigh++;
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
