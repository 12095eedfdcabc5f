/**
 * Priorities, not preemptive and preemptive resume, at one server; the first class goes first.
 * Mean of the latter: Kleinrock 1976, "Queueing systems II", equation 3.39: T(k) = (E[S] (1 - s(k))
 * + sum over i <= k of lambda_i E[S_i^2] / 2) / ((1 - s(k-1)) (1 - s(k))).
 */
import { mean } from '../../statistics/index.js';
import { add, complex, divide, scale, subtract } from './complex.js';
import type { Transform } from './inversion.js';
import { transformQuantile } from './mg1.js';
import type { PriorityClass } from './priorities.js';
import { secondMoment, sumOf, transformOf } from './transforms.js';

/** Mean time in the system of each class, preemptive resume. */
export function preemptiveMeanSojourns(classes: readonly PriorityClass[]): number[] {
  let [used, residual] = [0, 0];
  return classes.map(({ lambda, service }) => {
    const before = used;
    used += lambda * mean(service);
    residual += (lambda * secondMoment(service)) / 2;
    return (mean(service) * (1 - used) + residual) / ((1 - before) * (1 - used));
  });
}

/**
 * The wait of the first class where nobody is interrupted. Kesten & Runnenburg 1957, "Priority in
 * waiting line problems": W*(s) = ((1 - rho) s + L (1 - S*(s))) / (s - lambda + lambda S*(s)), L
 * the rate of the other classes, of the same service.
 */
function firstWait(classes: readonly PriorityClass[]): Transform {
  const [{ lambda, service }] = classes;
  const all = classes.reduce((sum, one) => sum + one.lambda, 0);
  const one = transformOf(service);
  const idle = 1 - all * mean(service);
  return (s) => {
    const served = one(s);
    const others = scale(subtract(complex(1), served), all - lambda);
    const below = add(subtract(s, complex(lambda)), scale(served, lambda));
    return divide(add(scale(s, idle), others), below);
  };
}

/** Quantile of the first class's time in the system, all classes having its service law. */
export function firstSojournQuantile(classes: readonly PriorityClass[], p: number): number {
  const [{ service }] = classes;
  const sojourn = sumOf(firstWait(classes), transformOf(service));
  return transformQuantile(sojourn, 1, p, mean(service));
}
