/**
 * M/M/2 with servers of two speeds, the free faster one first (Gumbel 1960, "Waiting lines with
 * heterogeneous servers"): the balance of nobody, one with either, and 2, 3, ... of them.
 */
import * as mathematics from '../../mathematics/index.js';

export interface UnlikeServers {
  readonly lambda: number;
  readonly fast: number;
  readonly slow: number;
}

/** Probabilities that somebody waits or that both are busy, and the mean number there. */
function law({ lambda, fast, slow }: UnlikeServers): { both: number; inside: number } {
  const all = fast + slow;
  const ratio = lambda / all;
  // As multiples of the probability of two.
  const slowAlone = fast / (lambda + slow);
  const fastAlone = all / lambda - slowAlone;
  const nobody = (fast * fastAlone + slow * slowAlone) / lambda;
  const twoOrMore = 1 / (1 - ratio);
  const sum = nobody + fastAlone + slowAlone + twoOrMore;
  // 2 + 3 r + 4 r^2 + ...
  const number = fastAlone + slowAlone + (2 - ratio) / ((1 - ratio) * (1 - ratio));
  return { both: twoOrMore / sum, inside: number / sum };
}

export function unlikeMeanSojourn(servers: UnlikeServers): number {
  return law(servers).inside / servers.lambda;
}

/** P(W > t) = P(both are busy) exp(-(fast + slow - lambda) t). */
export function unlikeWaitQuantile(servers: UnlikeServers, p: number): number {
  const { lambda, fast, slow } = servers;
  return Math.max(0, mathematics.log(law(servers).both / (1 - p)) / (fast + slow - lambda));
}
