/**
 * M/G/1 with classes of priority, not preemptive, FIFO within a class. Cobham 1954, "Priority
 * assignment in waiting line problems", equation 3: W(k) = W0 / ((1 - s(k-1)) (1 - s(k))), W0 = sum
 * lambda_i E[S_i^2] / 2, s(k) the utilization of classes 1..k; class 1 goes first.
 */
import { mean, type Distribution } from '../../statistics/index.js';
import { secondMoment } from './transforms.js';

export interface PriorityClass {
  readonly lambda: number;
  readonly service: Distribution;
}

/** Mean wait of each class, seconds; the first goes first. */
export function priorityMeanWaits(classes: readonly PriorityClass[]): number[] {
  const residual = classes.reduce(
    (sum, one) => sum + (one.lambda * secondMoment(one.service)) / 2,
    0,
  );
  let used = 0;
  return classes.map(({ lambda, service }) => {
    const before = used;
    used += lambda * mean(service);
    return residual / ((1 - before) * (1 - used));
  });
}
