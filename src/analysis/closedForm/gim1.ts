/**
 * GI/M/1: renewal arrivals, exponential service of rate mu, one server, FIFO. Kleinrock 1975,
 * "Queueing systems I", equations 6.25 to 6.31: with sigma the root in (0, 1) of sigma = A*(mu (1 -
 * sigma)), arrivals find n with probability (1 - sigma) sigma^n, P(W > t) = sigma exp(-mu (1 -
 * sigma) t), and the time in system is exponential of rate mu (1 - sigma).
 */
import * as mathematics from '../../mathematics/index.js';

export interface GIM1 {
  /** E[exp(-s A)] of the time between arrivals, s >= 0. */
  readonly arrivals: (s: number) => number;
  readonly mu: number;
}

/**
 * The share of arrivals that wait; by bisection, since sigma - A*(mu (1 - sigma)) changes sign once
 * below 1 when stable.
 */
export function gim1Root({ arrivals, mu }: GIM1): number {
  let low = 0;
  let high = 1 - 1e-9;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (arrivals(mu * (1 - middle)) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export function gim1MeanSojourn(queue: GIM1): number {
  return 1 / (queue.mu * (1 - gim1Root(queue)));
}

export function gim1SojournQuantile(queue: GIM1, p: number): number {
  return -mathematics.log1p(-p) * gim1MeanSojourn(queue);
}

export function gim1WaitQuantile(queue: GIM1, p: number): number {
  return Math.max(0, mathematics.log(gim1Root(queue) / (1 - p))) * gim1MeanSojourn(queue);
}

/** D: gaps of 1 / lambda. */
export function constantGaps(lambda: number): GIM1['arrivals'] {
  return (s) => mathematics.exp(-s / lambda);
}

/** E_k: gaps of k exponentials, mean 1 / lambda in all. */
export function erlangGaps(lambda: number, phases: number): GIM1['arrivals'] {
  return (s) => mathematics.exp(-phases * mathematics.log1p(s / (phases * lambda)));
}

/**
 * Arrivals of rate lambda in exponential on-phases alone (means of the phases in seconds; an
 * interrupted Poisson process): a renewal process, since an arrival always finds the phase on.
 * Kuczura 1973, "The interrupted Poisson process as an overflow process": with gamma the rate while
 * on, a and b the rates of leaving on and off, A*(s) = gamma (s + b) / ((s + gamma + a)(s + b) - a
 * b).
 */
export function onOffGaps(lambda: number, onSeconds: number, offSeconds: number): GIM1['arrivals'] {
  const gamma = (lambda * (onSeconds + offSeconds)) / onSeconds;
  const a = 1 / onSeconds;
  const b = 1 / offSeconds;
  return (s) => (gamma * (s + b)) / ((s + gamma + a) * (s + b) - a * b);
}
