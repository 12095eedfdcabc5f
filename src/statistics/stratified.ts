/**
 * Estimates from stratified samples: each stratum (cells of one placement) has groups of trials, and each group says by
 * how much it moves the estimate (its influence, the linear term of the delta method; Sarndal, Swensson & Wretman 1992,
 * Model Assisted Survey Sampling, 5.5). Groups of one stratum are independent and alike; strata need not be as large.
 */
import { MINIMUM_REPLICATIONS, studentQuantile, type Estimate } from './interval.js';

export interface Spread {
  /** Variance of the estimate, and each stratum's part of it; Infinity where a stratum has a single group. */
  readonly variance: number;
  readonly byStratum: readonly number[];
  readonly groups: number;
  /** Satterthwaite's degrees of freedom (1946): (sum v)^2 / sum (v^2 / (groups - 1)). */
  readonly degreesOfFreedom: number;
}

/** Variance of the sum of influences: sum over strata of G / (G - 1) sum (r - mean r)^2. */
export function spreadOf(influences: readonly (readonly number[])[]): Spread {
  const byStratum = influences.map((values) => {
    const n = values.length;
    if (n < 2) return Infinity;
    const average = values.reduce((sum, value) => sum + value, 0) / n;
    return (n / (n - 1)) * values.reduce((sum, value) => sum + (value - average) ** 2, 0);
  });
  const variance = byStratum.reduce((sum, value) => sum + value, 0);
  const groups = influences.reduce((sum, values) => sum + values.length, 0);
  let squares = 0;
  byStratum.forEach((value, stratum) => {
    squares += value ** 2 / (influences[stratum].length - 1);
  });
  const most = groups - influences.length;
  // Without any spread there is nothing to weigh: as many as there are.
  const degreesOfFreedom = squares > 0 && Number.isFinite(squares) ? variance ** 2 / squares : most;
  return { variance, byStratum, groups, degreesOfFreedom };
}

/** Half the width of the interval that goes with a spread: t sqrt(variance). */
export function halfWidthOf(spread: Spread, confidence: number): number {
  const { variance, degreesOfFreedom } = spread;
  if (!(degreesOfFreedom > 0) || !Number.isFinite(variance)) return Infinity;
  return studentQuantile((1 + confidence) / 2, degreesOfFreedom) * Math.sqrt(variance);
}

/** An estimate with its interval; refused for fewer than 30 groups or where something is not finite. */
export function estimateOf(value: number, low: number, high: number, groups: number): Estimate {
  const finite = Number.isFinite(value) && Number.isFinite(low) && Number.isFinite(high);
  let reason = '';
  if (groups < MINIMUM_REPLICATIONS) {
    reason = `${groups} replications of at least ${MINIMUM_REPLICATIONS}`;
  } else if (!finite) reason = 'a value is not finite';
  return { value, low: Math.max(0, low), high, n: groups, enough: reason === '', reason };
}
