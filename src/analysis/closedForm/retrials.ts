/**
 * M/M/1 without a queue: a call that finds the server busy tries again after an exponential time.
 * Falin & Templeton 1997, "Retrial queues", section 1.2.
 */
export interface RetrialQueue {
  readonly lambda: number;
  readonly mu: number;
  readonly retriesPerSecond: number;
}

/** Calls that are between two tries, on average: rho^2 (mu + theta) / ((1 - rho) theta). */
function waiting({ lambda, mu, retriesPerSecond }: RetrialQueue): number {
  const rho = lambda / mu;
  return (rho * rho * (mu + retriesPerSecond)) / ((1 - rho) * retriesPerSecond);
}

export function retrialMeanSojourn(queue: RetrialQueue): number {
  return waiting(queue) / queue.lambda + 1 / queue.mu;
}

/** Of all tries, those that are not the first. */
export function retrialShareAgain(queue: RetrialQueue): number {
  const again = waiting(queue) * queue.retriesPerSecond;
  return again / (queue.lambda + again);
}
