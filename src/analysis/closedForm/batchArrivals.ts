/**
 * M[X]/G/1: batches come as a Poisson process of `batchesPerSecond`, are X customers each, and are
 * served one by one, FIFO. Chaudhry & Templeton 1983, "A first course in bulk queues", section 3.1:
 * the batch is a customer of M/G/1 whose service is all its members', and a member waits for the
 * batch's first and for those before it in its batch; a random member has j before it with
 * probability P(X > j) / E[X].
 */
import { mean, variance, type Distribution } from '../../statistics/index.js';
import { complex, divide, multiply, power, scale, subtract } from './complex.js';
import { md1WaitCdf } from './md1.js';
import { mg1WaitTransform, transformQuantile } from './mg1.js';
import { tailQuantile } from './tailQuantile.js';
import { transformOf } from './transforms.js';

/** Batches of a constant size. */
export interface BatchQueue {
  readonly batchesPerSecond: number;
  readonly size: number;
  readonly service: Distribution;
}

/**
 * Mean wait of a member: L E[B^2] / (2 (1 - rho)) + (X - 1) E[S] / 2, with B the sum of X services.
 */
export function batchMeanWait({ batchesPerSecond, size, service }: BatchQueue): number {
  const each = mean(service);
  const work = size * each;
  const squared = size * variance(service) + work * work;
  const first = (batchesPerSecond * squared) / (2 * (1 - batchesPerSecond * work));
  return first + ((size - 1) * each) / 2;
}

/** By inverting W*(s) (1 - S*(s)^X) / (X (1 - S*(s))): for service laws without steps. */
export function batchWaitQuantile(
  { batchesPerSecond, size, service }: BatchQueue,
  p: number,
): number {
  const one = transformOf(service);
  const first = mg1WaitTransform(
    batchesPerSecond,
    (s) => power(one(s), size),
    size * mean(service),
  );
  const before = (s: { re: number; im: number }): { re: number; im: number } => {
    const each = one(s);
    const above = subtract(complex(1), power(each, size));
    return divide(above, scale(subtract(complex(1), each), size));
  };
  const above = 1 - (1 - batchesPerSecond * size * mean(service)) / size;
  return transformQuantile((s) => multiply(first(s), before(s)), above, p, mean(service));
}

/**
 * M[X]/D/1, constant X and service seconds: a mixture over the place in the batch of exact M/D/1
 * waits of service X D.
 */
export function batchConstantWaitTail(
  batchesPerSecond: number,
  size: number,
  constant: number,
  t: number,
): number {
  let below = 0;
  for (let index = 0; index < size; index++) {
    below += md1WaitCdf(batchesPerSecond, size * constant, t - index * constant) / size;
  }
  return 1 - below;
}

/** Its quantile, where no step lies at p: beyond (X - 1) D the law is continuous. */
export function batchConstantWaitQuantile(
  batchesPerSecond: number,
  size: number,
  constant: number,
  p: number,
): number {
  const tail = (t: number): number => batchConstantWaitTail(batchesPerSecond, size, constant, t);
  return tailQuantile(tail, p, constant);
}
