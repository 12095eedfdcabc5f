/** Expected largest of several like times or counts. */
import { mean, normalQuantile, variance, type Distribution } from '../statistics/index.js';

/**
 * Expected largest of `count` times: of exponential ones the mean times H_count, the harmonic number (Renyi 1953); in
 * between and below, what it is above the mean is weighed with the coefficient of variation.
 */
export function largestTime(time: Distribution, count: number): number {
  const average = mean(time);
  if (average === 0) return 0;
  return average * (1 + variation(time) * (harmonic(Math.max(1, count)) - 1));
}

/**
 * Seconds until the last of n jobs on T servers is done. For exponential times exactly s ((n - T) / T + H_T): the queue
 * empties at rate T / s, then the largest of T is left (memoryless); constant ones go in ceil(n / T) rounds.
 */
export function makespan(time: Distribution, jobs: number, servers: number): number {
  const average = mean(time);
  if (average === 0) return 0;
  const queued = Math.max(0, jobs / servers - 1) * average;
  const random = queued + average * harmonic(Math.max(1, Math.min(servers, jobs)));
  const regular = average * Math.max(1, Math.ceil(jobs / servers - 1e-9));
  const weight = variation(time);
  return weight * random + (1 - weight) * regular;
}

/**
 * Expected count of the place that gets most of `draws`, with `shares` of them: near n p of the largest share p, and what
 * chance adds to the maximum of k like ones, as if they were normal (Blom's approximation of the largest of k).
 */
export function largestCount(draws: number, shares: Float64Array): number {
  const share = shares.reduce((most, each) => Math.max(most, each), 0);
  const alike = shares.filter((each) => each > share / 2).length;
  const above = normalQuantile((alike - 0.375) / (alike + 0.25));
  const spread = Math.sqrt(draws * share * (1 - share));
  return Math.min(draws, draws * share + Math.max(0, above) * spread);
}

function variation(time: Distribution): number {
  return Math.min(1, Math.sqrt(variance(time)) / mean(time));
}

/** 1 + 1/2 + ... + 1/k, with a part of the last term where k is no whole number. */
function harmonic(k: number): number {
  let sum = 0;
  for (let term = 1; term <= k; term++) sum += 1 / term;
  return sum + (k % 1) / Math.ceil(k);
}
