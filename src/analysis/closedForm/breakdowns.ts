/**
 * M/M/1 whose server breaks down (`failuresPerSecond`) and is repaired (`repairsPerSecond`), both
 * exponential; a job that is interrupted goes on where it was.
 */
import { add, complex, divide, scale, subtract, type Complex } from './complex.js';
import { mg1WaitTransform, transformQuantile } from './mg1.js';
import { sumOf } from './transforms.js';

export interface BreakdownQueue {
  readonly lambda: number;
  readonly mu: number;
  readonly failuresPerSecond: number;
  readonly repairsPerSecond: number;
}

/**
 * Breakdowns only while the server works. Gaver 1962, "A waiting line with interrupted service,
 * including priorities": the completion time C of a job has C*(s) = S*(s + f - f R*(s)); then as
 * M/G/1 with service C.
 */
function completionTransform(queue: BreakdownQueue): (s: Complex) => Complex {
  const { mu, failuresPerSecond, repairsPerSecond } = queue;
  return (s) => {
    const repair = divide(complex(repairsPerSecond), add(s, complex(repairsPerSecond)));
    const shifted = add(s, subtract(complex(failuresPerSecond), scale(repair, failuresPerSecond)));
    return divide(complex(mu), add(shifted, complex(mu)));
  };
}

/**
 * E[C] = (1 + f/r) / mu and E[C^2] = 2 (1 + f/r)^2 / mu^2 + 2 f / (mu r^2), from the transform's
 * derivatives.
 */
function completionMoments(queue: BreakdownQueue): { mean: number; second: number } {
  const { mu, failuresPerSecond, repairsPerSecond } = queue;
  const mean = (1 + failuresPerSecond / repairsPerSecond) / mu;
  const second =
    2 * mean * mean + (2 * failuresPerSecond) / (mu * repairsPerSecond * repairsPerSecond);
  return { mean, second };
}

export function activeBreakdownsMeanSojourn(queue: BreakdownQueue): number {
  const { mean, second } = completionMoments(queue);
  return mean + (queue.lambda * second) / (2 * (1 - queue.lambda * mean));
}

export function activeBreakdownsSojournQuantile(queue: BreakdownQueue, p: number): number {
  const law = completionTransform(queue);
  const { mean } = completionMoments(queue);
  const sojourn = sumOf(mg1WaitTransform(queue.lambda, law, mean), law);
  return transformQuantile(sojourn, 1, p, mean);
}

/**
 * Breakdowns whether the server works or not. White & Christie 1958, "Queuing with preemptive
 * priorities or with breakdown", mean number in system: lambda ((f + r)^2 + f mu) / ((f + r) (r
 * mu - lambda (f + r))); the mean time is that over lambda (Little).
 */
export function independentBreakdownsMeanSojourn(queue: BreakdownQueue): number {
  const { lambda, mu, failuresPerSecond: f, repairsPerSecond: r } = queue;
  return ((f + r) * (f + r) + f * mu) / ((f + r) * (r * mu - lambda * (f + r)));
}
