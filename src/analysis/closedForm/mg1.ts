/**
 * M/G/1: Poisson arrivals, any service law, one server, FIFO. Pollaczek 1930, Khinchine 1932;
 * Kleinrock 1975, "Queueing systems I", equations 5.70 (mean wait) and 5.105 (transform of the
 * wait). Quantiles by inverting the transform.
 */
import { mean, type Distribution } from '../../statistics/index.js';
import { add, complex, divide, scale, subtract } from './complex.js';
import { tailOfTransform, type Transform } from './inversion.js';
import { tailQuantile } from './tailQuantile.js';
import { secondMoment, sumOf, transformOf } from './transforms.js';

/** E[W] = lambda E[S^2] / (2 (1 - rho)), seconds. */
export function mg1MeanWait(lambda: number, service: Distribution): number {
  return (lambda * secondMoment(service)) / (2 * (1 - lambda * mean(service)));
}

/**
 * W*(s) = (1 - rho) s / (s - lambda + lambda S*(s)), for a service law by its transform and mean.
 */
export function mg1WaitTransform(
  lambda: number,
  service: Transform,
  meanServiceSeconds: number,
): Transform {
  const idle = 1 - lambda * meanServiceSeconds;
  return (s) => {
    const below = add(subtract(s, complex(lambda)), scale(service(s), lambda));
    return divide(scale(s, idle), below);
  };
}

export function mg1WaitQuantile(lambda: number, service: Distribution, p: number): number {
  const wait = mg1WaitTransform(lambda, transformOf(service), mean(service));
  return transformQuantile(wait, lambda * mean(service), p, mean(service));
}

export function mg1SojournQuantile(lambda: number, service: Distribution, p: number): number {
  const law = transformOf(service);
  const sojourn = sumOf(mg1WaitTransform(lambda, law, mean(service)), law);
  return transformQuantile(sojourn, 1, p, mean(service));
}

/**
 * Quantile of a variable by its transform; `above` = P(X > 0), where the tail cannot be inverted.
 */
export function transformQuantile(
  transform: Transform,
  above: number,
  p: number,
  scaleSeconds: number,
): number {
  const tail = (t: number): number => (t === 0 ? above : tailOfTransform(transform, t));
  return tailQuantile(tail, p, scaleSeconds);
}
