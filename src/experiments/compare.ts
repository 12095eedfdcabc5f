/**
 * Compares two models, or a model and a change of it, on common random numbers: both see the same
 * seed, the same warm-up and window, so the same arrivals. What differs is taken pair by pair,
 * section by section; its interval is that of a mean of paired differences (Law 2015, Simulation
 * Modeling and Analysis, 10.2), and the variance reduction says how many times more independent
 * runs would have been needed: (Var A + Var B) / Var (A - B).
 */
import { sampleVariance } from 'simple-statistics';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/index.js';
import { independentDifference, pairedDifference, type Estimate } from '../statistics/index.js';
import type { Response } from './response.js';
import { lengthOf, longerOf, Sample } from './sample.js';
import type { Verdict } from './settling.js';

export interface CompareOptions {
  readonly executor: Executor;
  readonly seed: string;
  readonly responses: readonly Response[];
  /**
   * Half-width of the first response's difference that is precise enough, relative to the first
   * model's value.
   */
  readonly precision: number;
  /** So many trials of each, in place of the precision; null = until precise. */
  readonly replications: number | null;
  /** Records that both together may simulate. */
  readonly budgetRecords: number;
}

export interface Difference {
  readonly response: Response;
  readonly a: Estimate;
  readonly b: Estimate;
  /** b - a. */
  readonly difference: Estimate;
  /** Times; null where nothing varies. */
  readonly varianceReduction: number | null;
}

export interface Comparison {
  readonly a: { readonly verdict: Verdict };
  readonly b: { readonly verdict: Verdict };
  readonly trials: number;
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly differences: readonly Difference[];
}

const FIRST_TRIALS = 30;

export async function compare(a: Model, b: Model, options: CompareOptions): Promise<Comparison> {
  const { executor, seed } = options;
  const length = longerOf(await lengthOf(a, executor, seed), await lengthOf(b, executor, seed));
  let first = new Sample(a, seed, length);
  let second = new Sample(b, seed, {
    ...length,
    warmupSeconds: b.placements.map(() => Math.max(...length.warmupSeconds)),
  });
  for (let trials = options.replications ?? FIRST_TRIALS; ;) {
    await Promise.all([first.growTo(trials, executor), second.growTo(trials, executor)]);
    const [verdictA, verdictB] = [first.verdict(), second.verdict()];
    if (verdictA === null || verdictB === null) {
      first = first.longer();
      second = second.longer();
      continue;
    }
    const differences = options.responses.map((response) => differenceOf(response, first, second));
    const [main] = differences;
    const half = main.difference.high - main.difference.value;
    const precise = half <= options.precision * Math.abs(main.a.value);
    const spent = 2 * (first.records + second.records) > options.budgetRecords;
    if (!precise && !spent && options.replications === null) {
      trials *= 2;
      continue;
    }
    return {
      a: { verdict: verdictA },
      b: { verdict: verdictB },
      trials: first.trials,
      warmupSeconds: Math.max(...first.length.warmupSeconds),
      windowSeconds: length.windowSeconds,
      differences,
    };
  }
}

function differenceOf(response: Response, first: Sample, second: Sample): Difference {
  const a = first.values(response);
  const b = second.values(response);
  // Systems of different placements are cut into sections that have nothing to do with each other.
  const alike = a.length === b.length;
  const paired = sampleVariance(a.map((value, index) => b[index] - value));
  const apart = sampleVariance(a) + sampleVariance(b);
  return {
    response,
    a: first.estimate(response),
    b: second.estimate(response),
    difference: alike ? pairedDifference(a, b) : independentDifference(a, b),
    varianceReduction: !alike ? 1 : paired > 0 ? apart / paired : null,
  };
}
