/** Confidence intervals from independent replications: one number from each, Student's t. */
import { mean, sampleVariance } from 'simple-statistics';
import { square } from './powers.js';
import { incompleteBeta } from './special.js';

/** An estimate with its two-sided interval; where `enough` is false no interval may be printed. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Replications that it rests on. */
  readonly n: number;
  readonly enough: boolean;
  /** Why not enough; empty otherwise. */
  readonly reason: string;
  /** About how many times as much data would be enough; absent where it is enough, or not known. */
  readonly times?: number;
}

/** The longer side of an interval, relative to the value. */
export function relativeHalf({ value, low, high }: Estimate): number {
  return Math.max(value - low, high - value) / value;
}

export const MINIMUM_REPLICATIONS = 30;
const CONFIDENCE = 0.95;

/**
 * p-quantile (0 < p < 1) of Student's t with df > 0 degrees of freedom, by bisection of its
 * distribution (DLMF 8.17). Throws outside that domain.
 */
export function studentQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df > 0)) throw new Error(`Student's t of p = ${p}, df = ${df}`);
  if (p !== lastStudent.p || df !== lastStudent.df) {
    lastStudent = { p, df, t: searchStudent(p, df) };
  }
  return lastStudent.t;
}

/** Intervals come in rows of one p and one number of trials, and the search takes long. */
let lastStudent = { p: NaN, df: NaN, t: NaN };

function searchStudent(p: number, df: number): number {
  if (p < 0.5) return -studentQuantile(1 - p, df);
  const cdf = (t: number): number => 1 - 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  let low = 0;
  let high = 1e6;
  while (cdf(high) < p && high < 1e150) high *= 2;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (cdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** What an estimate of fewer than 30 replications lacks; nothing where there are as many. */
export function lackOf(n: number): { readonly reason: string; readonly times: number } | null {
  if (n >= MINIMUM_REPLICATIONS) return null;
  return {
    reason: `${n} replications of at least ${MINIMUM_REPLICATIONS}`,
    times: MINIMUM_REPLICATIONS / n,
  };
}

/**
 * Mean of independent replications with its t interval at `confidence`; `enough` from 2 finite
 * values on.
 */
export function meanEstimate(values: readonly number[], confidence = CONFIDENCE): Estimate {
  const n = values.length;
  const value = n === 0 ? NaN : mean([...values]);
  const half = halfWidth(values, confidence);
  const enough = Number.isFinite(half);
  const reason = enough ? '' : n < 2 ? 'fewer than 2 values' : 'a value is not finite';
  return { value, low: value - half, high: value + half, n, enough, reason };
}

/** Half of the t interval of a mean: t(n - 1) s / sqrt n; Infinity for fewer than two values. */
function halfWidth(values: readonly number[], confidence: number): number {
  const n = values.length;
  if (n < 2) return Infinity;
  const quantile = studentQuantile((1 + confidence) / 2, n - 1);
  return quantile * Math.sqrt(sampleVariance([...values]) / n);
}

/**
 * Sectioning: the pooled estimate, with the spread of the sections' own estimates around it:
 * pooled +- t(R - 1) * sqrt(sum (v - pooled)^2 / (R (R - 1))). Asmussen & Glynn 2007, Stochastic
 * Simulation, III.5a; Nakayama 2014. For quantities that cannot be negative: `low` stops at 0.
 * `enough` from 30 finite sections on.
 */
export function sectionedEstimate(
  pooled: number,
  sections: readonly number[],
  confidence = CONFIDENCE,
): Estimate {
  const n = sections.length;
  let squares = 0;
  for (const value of sections) squares += square(value - pooled);
  const half =
    n < 2
      ? Infinity
      : studentQuantile((1 + confidence) / 2, n - 1) * Math.sqrt(squares / (n * (n - 1)));
  const finite = Number.isFinite(half) && Number.isFinite(pooled);
  const lack = lackOf(n) ?? (finite ? null : { reason: 'a value is not finite' });
  const ends = { value: pooled, low: Math.max(0, pooled - half), high: pooled + half, n };
  return lack === null
    ? { ...ends, enough: true, reason: '' }
    : { ...ends, enough: false, ...lack };
}

/** Mean of paired differences b - a with its interval (signed, unlike the others). */
export function pairedDifference(a: readonly number[], b: readonly number[]): Estimate {
  const n = a.length;
  const differences = a.map((value, index) => b[index] - value);
  const average = n === 0 ? NaN : mean(differences);
  const half = halfWidth(differences, CONFIDENCE);
  const enough = n >= 2 && Number.isFinite(half);
  return {
    value: average,
    low: average - half,
    high: average + half,
    n,
    enough,
    reason: enough ? '' : 'fewer than 2 pairs',
  };
}

/** Difference of the means of two independent samples, b - a, with Welch's interval (1947). */
export function independentDifference(a: readonly number[], b: readonly number[]): Estimate {
  const n = Math.min(a.length, b.length);
  if (n < 2) return pairedDifference(a.slice(0, n), b.slice(0, n));
  const parts = [a, b].map((each) => sampleVariance([...each]) / each.length);
  const variance = parts[0] + parts[1];
  const squares = square(parts[0]) / (a.length - 1) + square(parts[1]) / (b.length - 1);
  const value = mean([...b]) - mean([...a]);
  const half =
    variance === 0
      ? 0
      : studentQuantile((1 + CONFIDENCE) / 2, square(variance) / squares) * Math.sqrt(variance);
  const enough = Number.isFinite(value) && Number.isFinite(half);
  const reason = enough ? '' : 'a value is not finite';
  return { value, low: value - half, high: value + half, n, enough, reason };
}
