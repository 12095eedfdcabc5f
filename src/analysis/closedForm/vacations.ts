/**
 * M/G/1 whose server is away when nobody is there, or must be set up when somebody comes. What
 * comes on top of the wait of M/G/1, independent of it: Fuhrmann & Cooper 1985, "Stochastic
 * decompositions in the M/G/1 queue with generalized vacations".
 */
import { mean, type Distribution } from '../../statistics/index.js';
import { complex, divide, multiply, scale, subtract } from './complex.js';
import type { Transform } from './inversion.js';
import { mg1MeanWait, mg1WaitTransform, transformQuantile } from './mg1.js';
import { secondMoment, sumOf, transformOf } from './transforms.js';

export interface PausingQueue {
  readonly lambda: number;
  readonly service: Distribution;
  readonly pause: Distribution;
  /** One vacation after the other while nobody is there; or a set-up before the first. */
  readonly kind: 'vacation' | 'set_up';
}

export function pausingMeanSojourn({ lambda, service, pause, kind }: PausingQueue): number {
  const plain = mg1MeanWait(lambda, service) + mean(service);
  const second = secondMoment(pause);
  if (kind === 'vacation') return plain + second / (2 * mean(pause));
  return plain + (2 * mean(pause) + lambda * second) / (2 * (1 + lambda * mean(pause)));
}

/** Vacation: what is left of one, (1 - V*(s)) / (s E[V]). */
function residual(pause: Distribution): Transform {
  const law = transformOf(pause);
  return (s) => divide(subtract(complex(1), law(s)), scale(s, mean(pause)));
}

/**
 * Set-up: (lambda - (lambda - s) D*(s)) / (s (1 + lambda E[D])): by the law of Keilson & Servi 1988
 * between the number left behind, which has (1 - z D*(lambda - lambda z)) / ((1 - z) (1 + lambda
 * E[D])) as its factor, and the time.
 */
function startUp(lambda: number, pause: Distribution): Transform {
  const law = transformOf(pause);
  return (s) => {
    const above = subtract(complex(lambda), multiply(subtract(complex(lambda), s), law(s)));
    return divide(above, scale(s, 1 + lambda * mean(pause)));
  };
}

export function pausingSojournQuantile(queue: PausingQueue, p: number): number {
  const { lambda, service, pause, kind } = queue;
  const law = transformOf(service);
  const plain = sumOf(mg1WaitTransform(lambda, law, mean(service)), law);
  const more = kind === 'vacation' ? residual(pause) : startUp(lambda, pause);
  return transformQuantile(sumOf(plain, more), 1, p, mean(service));
}
