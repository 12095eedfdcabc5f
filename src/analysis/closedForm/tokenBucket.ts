/**
 * A token bucket (`perSecond` tokens, at most `burst` kept) with Poisson arrivals. Virtual
 * scheduling (ITU-T I.371): the time until the next free token is due is the work of a queue with
 * constant service 1 / perSecond, so that
 * - with dropping, a record passes when fewer than `burst` are in an M/D/1/burst queue;
 * - with waiting, its wait is what its M/D/1 work exceeds (burst - 1) / perSecond by.
 */
import { md1WaitQuantile, md1Weights } from './md1.js';

/**
 * Share dropped. M/D/1/K has the M/D/1 numbers up to K - 1 as departures leave them, scaled; an
 * arrival is lost with probability 1 - 1 / (q0 + rho), q0 the scaled share of 0. Gross & Harris
 * 1998, "Fundamentals of queueing theory", section 5.1.8.
 */
export function tokenBucketDropped(lambda: number, perSecond: number, burst: number): number {
  const rho = lambda / perSecond;
  const first = 1 / md1Weights(rho, burst).reduce((sum, weight) => sum + weight, 0);
  return 1 - 1 / (first + rho);
}

/** Quantile of the wait for a token, no limit on it, lambda < perSecond. */
export function tokenBucketWaitQuantile(
  lambda: number,
  perSecond: number,
  burst: number,
  p: number,
): number {
  return Math.max(0, md1WaitQuantile(lambda, 1 / perSecond, p) - (burst - 1) / perSecond);
}
