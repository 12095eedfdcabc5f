/**
 * Transients of GI/G/1, exactly: the customer after n others, the first of whom found an empty
 * system, waits E[W_n] = sum_{k=1..n} E[(U_1 + ... + U_k)^+] / k on average, U = service - gap.
 * Spitzer 1956, "A combinatorial lemma and its application to probability theory"; Asmussen 2003,
 * "Applied probability and queues", VIII.4.
 */
import * as mathematics from '../../mathematics/index.js';
import { incompleteGamma, lnGamma } from '../../statistics/special.js';

/** E[W_n], n = 0..count, from E[(U_1 + ... + U_k)^+]. */
export function spitzerMeanWaits(positivePart: (k: number) => number, count: number): number[] {
  const waits = [0];
  for (let k = 1; k <= count; k++) waits.push(waits[k - 1] + positivePart(k) / k);
  return waits;
}

/**
 * M/M/1: while k gaps of rate lambda pass, j of the services are done with the negative binomial
 * probability C(k-1+j, j) p^k (1-p)^j, p = lambda / (lambda + mu); the k - j left have mean (k - j)
 * / mu.
 */
export function mm1PositivePart(lambda: number, mu: number): (k: number) => number {
  const p = lambda / (lambda + mu);
  return (k) => {
    let sum = 0;
    for (let j = 0; j < k; j++) {
      const ways = lnGamma(k + j) - lnGamma(k) - lnGamma(j + 1);
      sum +=
        (mathematics.exp(ways + k * mathematics.log(p) + j * mathematics.log1p(-p)) * (k - j)) / mu;
    }
    return sum;
  };
}

/**
 * D/M/1: E[(X - c)^+] of an Erlang X = k m (1 - P(k + 1, c mu)) - c (1 - P(k, c mu)), with c = k
 * gaps.
 */
export function dm1PositivePart(gapSeconds: number, mu: number): (k: number) => number {
  return (k) => {
    const gaps = k * gapSeconds;
    const above = (shape: number): number => 1 - incompleteGamma(shape, gaps * mu);
    return (k / mu) * above(k + 1) - gaps * above(k);
  };
}

/**
 * M/D/1: E[(c - Y)^+] of an Erlang Y = c P(k, c lambda) - (k / lambda) P(k + 1, c lambda), with c =
 * k services.
 */
export function md1PositivePart(lambda: number, constant: number): (k: number) => number {
  return (k) => {
    const work = k * constant;
    return (
      work * incompleteGamma(k, work * lambda) -
      (k / lambda) * incompleteGamma(k + 1, work * lambda)
    );
  };
}
