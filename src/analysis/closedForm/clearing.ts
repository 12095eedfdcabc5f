/**
 * M/M/1 whose server fails while up (`failuresPerSecond`), loses all that is there, and loses what
 * comes until it is repaired (`repairsPerSecond`), all exponential: Highwater's direct delivery
 * with consumer_down.
 *
 * While up the number is that of M/M/1 with catastrophes: every up time begins empty, so that the
 * balance of n >= 1 is (lambda + mu + f) p(n) = lambda p(n-1) + mu p(n+1), geometric with the root
 * x below 1 of mu x^2 - (lambda + mu + f) x + lambda = 0 (Krishna Kumar & Arivudainambi 2000,
 * "Transient solution of an M/M/1 queue with catastrophes", equation 14). A failure, coming at a
 * rate that does not depend on the number, loses x / (1 - x) on average.
 */
export interface ClearingQueue {
  readonly lambda: number;
  readonly mu: number;
  readonly failuresPerSecond: number;
  readonly repairsPerSecond: number;
}

export function clearingRoot({ lambda, mu, failuresPerSecond }: ClearingQueue): number {
  const sum = lambda + mu + failuresPerSecond;
  return (2 * lambda) / (sum + Math.sqrt(sum * sum - 4 * lambda * mu));
}

/**
 * Share of all that come that is lost: those that come while down, and those there when it fails.
 */
export function clearingLost(queue: ClearingQueue): number {
  const { lambda, failuresPerSecond, repairsPerSecond } = queue;
  const up = repairsPerSecond / (failuresPerSecond + repairsPerSecond);
  const root = clearingRoot(queue);
  return 1 - up + (up * failuresPerSecond * root) / (1 - root) / lambda;
}

/**
 * Mean time in system of those served: one that finds n ahead needs n + 1 services before the
 * failure, so a share q^(n+1) of them is served, q = mu / (mu + f), after an Erlang(n + 1) time of
 * rate mu + f. Over the geometric n that leaves an exponential: of rate (mu + f) (1 - x q).
 */
export function clearingSojournRate(queue: ClearingQueue): number {
  const { mu, failuresPerSecond } = queue;
  return mu + failuresPerSecond - clearingRoot(queue) * mu;
}
