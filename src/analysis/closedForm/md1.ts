/**
 * M/D/1: Poisson arrivals, constant service, one server, FIFO.
 *
 * Numbers left behind by departures (their chain's cuts balance: p(n) a(0) = p(0) A(n) +
 * sum_{0<i<n} p(i) A(n-i+1), with a(k) Poisson of mean rho and A(k) its tail; all terms positive,
 * so that nothing cancels), and from them the exact wait: Franx 2001, "A simple solution for the
 * M/D/c waiting time distribution", Operations Research Letters 29, equation 2, with c = 1: for
 * (k-1) D <= t < k D, P(W <= t) = sum_{j<k} Q(k-1-j) e^-y y^j / j!, y = lambda (k D - t), where
 * Q(m) = p(0) + ... + p(m+1).
 */
import * as mathematics from '../../mathematics/index.js';
import { tailQuantile } from './tailQuantile.js';

/**
 * P(n in the system), n = 0..count-1, as departures and, by level crossing and PASTA, anybody sees
 * it.
 */
function md1Numbers(rho: number, count: number): number[] {
  return md1Weights(rho, count).map((weight) => weight * (1 - rho));
}

/**
 * p(n) / p(0), which the chain's cuts give for any rho, also where there is no steady state without
 * a limit.
 */
export function md1Weights(rho: number, count: number): number[] {
  const arrive = poissonTerms(rho, count + 1);
  const tails = poissonTails(arrive, rho);
  const numbers = [1];
  for (let n = 1; n < count; n++) {
    let up = numbers[0] * tails[n];
    for (let i = 1; i < n; i++) up += numbers[i] * tails[n - i + 1];
    numbers.push(up / arrive[0]);
  }
  return numbers;
}

/** P(W <= t): lambda per second, service seconds `constant`; cost (t / D)^2. */
export function md1WaitCdf(lambda: number, constant: number, t: number): number {
  if (t < 0) return 0;
  const k = Math.floor(t / constant) + 1;
  return franx(md1Numbers(lambda * constant, k + 1), lambda, constant, t);
}

export function md1WaitQuantile(lambda: number, constant: number, p: number): number {
  const rho = lambda * constant;
  let numbers = md1Numbers(rho, 64);
  const tail = (t: number): number => {
    const need = Math.floor(t / constant) + 2;
    if (need > numbers.length) numbers = md1Numbers(rho, need * 2);
    return 1 - franx(numbers, lambda, constant, t);
  };
  return tailQuantile(tail, p, constant);
}

function franx(numbers: readonly number[], lambda: number, constant: number, t: number): number {
  const k = Math.floor(t / constant) + 1;
  const y = lambda * (k * constant - t);
  const cumulated: number[] = [];
  let sum = numbers[0];
  for (let m = 0; m < k; m++) cumulated.push((sum += numbers[m + 1]));
  return poissonTerms(y, k).reduce((total, term, j) => total + term * cumulated[k - 1 - j], 0);
}

function poissonTerms(average: number, count: number): number[] {
  const terms = [mathematics.exp(-average)];
  for (let k = 1; k < count; k++) terms.push((terms[k - 1] * average) / k);
  return terms;
}

/**
 * P(Poisson >= k) by summing terms beyond the table's end first, so that small tails keep their
 * digits.
 */
function poissonTails(terms: readonly number[], average: number): number[] {
  const last = terms.length - 1;
  let term = terms[last];
  let beyond = 0;
  for (let k = last + 1; term > 0 && k < last + 60; k++) {
    term = (term * average) / k;
    beyond += term;
  }
  const tails = terms.map(() => 0);
  for (let k = last; k >= 0; k--) tails[k] = beyond += terms[k];
  return tails;
}
