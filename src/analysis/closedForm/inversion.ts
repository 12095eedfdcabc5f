/**
 * Numerical inversion of Laplace transforms: the Euler algorithm. Abate & Whitt 1995, "Numerical
 * inversion of Laplace transforms of probability distributions", ORSA Journal on Computing 7(1),
 * section 1: the Fourier-series method
 *   f(t) ~ e^(A/2)/(2t) Re f*(A/2t) + e^(A/2)/t sum_{k>=1} (-1)^k Re f*((A + 2 k pi i)/2t),
 * its sum by Euler's binomial averages of the partial sums n .. n + m. With A = 18.4 the
 * discretization error is about 1e-8; f must be smooth at t.
 */
import * as mathematics from '../../mathematics/index.js';
import { complex, divide, subtract, type Complex } from './complex.js';

const A = 18.4;
const TERMS = 30;
const AVERAGED = 12;

export type Transform = (s: Complex) => Complex;

/** f(t), t > 0, of the function whose Laplace transform is given. */
function invert(transform: Transform, t: number): number {
  const at = (k: number): number => transform(complex(A / (2 * t), (k * Math.PI) / t)).re;
  const front = mathematics.exp(A / 2) / t;
  let sum = (front * at(0)) / 2;
  let weight = 1;
  for (let halving = 0; halving < AVERAGED; halving++) weight /= 2;
  let averaged = 0;
  for (let k = 1; k <= TERMS + AVERAGED; k++) {
    sum += (k % 2 === 0 ? front : -front) * at(k);
    if (k < TERMS) continue;
    averaged += weight * sum;
    const chosen = k - TERMS;
    weight *= (AVERAGED - chosen) / (chosen + 1);
  }
  return averaged;
}

/** P(X > t) of a variable by E[exp(-s X)]: the transform of the tail is (1 - f*(s)) / s. */
export function tailOfTransform(transform: Transform, t: number): number {
  return invert((s) => divide(subtract(complex(1), transform(s)), s), t);
}
