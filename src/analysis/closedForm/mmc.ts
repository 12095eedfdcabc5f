/** M/M/c: Poisson arrivals, exponential service, c servers behind one FIFO queue. Erlang 1917. */
import * as mathematics from '../../mathematics/index.js';
import { tailQuantile } from './tailQuantile.js';

export interface MMc {
  readonly arrivalsPerSecond: number;
  readonly meanServiceSeconds: number;
  readonly servers: number;
}

/**
 * Erlang B, the share lost without a queue: B(0) = 1, B(k) = a B(k-1) / (k + a B(k-1)); stable for
 * any c.
 */
export function erlangB(offered: number, servers: number): number {
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = (offered * blocking) / (k + offered * blocking);
  return blocking;
}

/** Erlang C, the share that waits: C = B / (1 - rho (1 - B)); 1 at or above saturation. */
export function erlangC(offered: number, servers: number): number {
  if (offered >= servers) return 1;
  const blocking = erlangB(offered, servers);
  return blocking / (1 - (offered / servers) * (1 - blocking));
}

/** Mean time in the system, seconds: S + C S / (c (1 - rho)); Infinity at or above saturation. */
export function mmcMeanSojourn({ arrivalsPerSecond, meanServiceSeconds, servers }: MMc): number {
  const offered = arrivalsPerSecond * meanServiceSeconds;
  if (offered >= servers) return Infinity;
  const waits = erlangC(offered, servers);
  return meanServiceSeconds * (1 + waits / (servers - offered));
}

/**
 * P(W > t) = C exp(-(c mu - lambda) t) solved for t; below saturation. Cooper 1981, section 3.5.
 */
export function mmcWaitQuantile(queue: MMc, p: number): number {
  const { arrivalsPerSecond, meanServiceSeconds, servers } = queue;
  const waits = erlangC(arrivalsPerSecond * meanServiceSeconds, servers);
  return Math.max(
    0,
    mathematics.log(waits / (1 - p)) / (servers / meanServiceSeconds - arrivalsPerSecond),
  );
}

/**
 * P(T > t), below saturation: a service alone, or with probability C the sum of a service and an
 * exponential of rate theta = c mu - lambda: (1 - C) e^(-mu t) + C (theta e^(-mu t) - mu e^(-theta
 * t)) / (theta - mu); with theta = mu the sum is Erlang.
 */
export function mmcSojournTail(queue: MMc, t: number): number {
  const { arrivalsPerSecond, meanServiceSeconds, servers } = queue;
  const mu = 1 / meanServiceSeconds;
  const theta = servers * mu - arrivalsPerSecond;
  const waits = erlangC(arrivalsPerSecond / mu, servers);
  const service = mathematics.exp(-mu * t);
  const both =
    Math.abs(theta - mu) < 1e-9 * mu
      ? service * (1 + mu * t)
      : (theta * service - mu * mathematics.exp(-theta * t)) / (theta - mu);
  return (1 - waits) * service + waits * both;
}

export function mmcSojournQuantile(queue: MMc, p: number): number {
  return tailQuantile((t) => mmcSojournTail(queue, t), p, queue.meanServiceSeconds);
}
