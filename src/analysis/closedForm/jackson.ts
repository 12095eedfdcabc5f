/**
 * Open networks of FIFO stations with exponential service and Poisson arrivals from outside.
 * Jackson 1957, "Networks of waiting lines": in steady state every station is as an M/M/c of its
 * own, at the rate that solves lambda_j = outside_j + sum_i lambda_i routing_ij.
 */
import * as mathematics from '../../mathematics/index.js';
import { gammaQuantile } from '../../statistics/index.js';
import { mmcMeanSojourn } from './mmc.js';
import { tailQuantile } from './tailQuantile.js';

export interface OpenStation {
  readonly outsidePerSecond: number;
  readonly meanServiceSeconds: number;
  readonly servers: number;
  /** Probability of going to each station next; the rest leaves. */
  readonly routing: readonly number[];
}

/**
 * Customers per second through each station, by repeated substitution (the network is open: it
 * converges).
 */
export function jacksonRates(stations: readonly OpenStation[]): number[] {
  let rates = stations.map(({ outsidePerSecond }) => outsidePerSecond);
  for (let round = 0; round < 10_000; round++) {
    rates = stations.map(({ outsidePerSecond }, to) =>
      stations.reduce(
        (sum, { routing }, from) => sum + rates[from] * routing[to],
        outsidePerSecond,
      ),
    );
  }
  return rates;
}

/** Mean seconds of one visit to each station. */
export function jacksonMeanSojourns(stations: readonly OpenStation[]): number[] {
  const rates = jacksonRates(stations);
  return stations.map(({ meanServiceSeconds, servers }, station) =>
    mmcMeanSojourn({ arrivalsPerSecond: rates[station], meanServiceSeconds, servers }),
  );
}

/** Mean seconds from entering to leaving the network: Little's law over all of it. */
export function jacksonMeanTotal(stations: readonly OpenStation[]): number {
  const rates = jacksonRates(stations);
  const inside = jacksonMeanSojourns(stations).reduce((sum, time, at) => sum + time * rates[at], 0);
  return inside / stations.reduce((sum, { outsidePerSecond }) => sum + outsidePerSecond, 0);
}

/**
 * Time through a tandem of M/M/1 stations: the sojourns are independent exponentials of rates
 * mu_i - lambda (Reich 1957, "Waiting times when queues are in tandem"). Alike stations: Erlang.
 */
export function tandemAlikeQuantile(lambda: number, mu: number, count: number, p: number): number {
  return gammaQuantile(p, count) / (mu - lambda);
}

/**
 * The same for rates that all differ: hypoexponential, P(T > t) = sum_i e^(-r_i t) prod_{j != i}
 * r_j / (r_j - r_i).
 */
export function tandemQuantile(lambda: number, mu: readonly number[], p: number): number {
  const rates = mu.map((rate) => rate - lambda);
  const weights = rates.map((own, index) =>
    rates.reduce(
      (product, other, at) => (at === index ? product : (product * other) / (other - own)),
      1,
    ),
  );
  const tail = (t: number): number =>
    rates.reduce((sum, rate, index) => sum + weights[index] * mathematics.exp(-rate * t), 0);
  return tailQuantile(tail, p, 1 / Math.min(...rates));
}
