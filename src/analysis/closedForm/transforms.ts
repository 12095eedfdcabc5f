/**
 * E[exp(-s X)] and E[X^2] of the distributions, for complex s with real part above 0. Textbook
 * forms (Johnson, Kotz & Balakrishnan 1994, "Continuous univariate distributions"); the lognormal,
 * which has none, by the trapezoidal rule over its normal, whose error falls exponentially.
 */
import * as mathematics from '../../mathematics/index.js';
import { mean, variance, type Distribution } from '../../statistics/index.js';
import { add, complex, divide, exponential, multiply, power, scale } from './complex.js';
import { subtract, type Complex } from './complex.js';

const LOGNORMAL_REACH = 9;
const LOGNORMAL_STEPS = 600;

/** Throws for the kinds whose transform is not needed: Weibull, Pareto. */
export function transformOf(d: Distribution): (s: Complex) => Complex {
  switch (d.kind) {
    case 'constant':
      return (s) => exponential(scale(s, -d.value));
    case 'exponential':
      return (s) => divide(complex(1), add(complex(1), scale(s, d.mean)));
    case 'uniform':
      return (s) => {
        const fall = subtract(exponential(scale(s, -d.low)), exponential(scale(s, -d.high)));
        return divide(fall, scale(s, d.high - d.low));
      };
    case 'erlang':
    case 'gamma':
      return (s) => power(add(complex(1), scale(s, d.mean / d.shape)), -d.shape);
    case 'hyperexponential': {
      const one = transformOf({ kind: 'exponential', mean: d.mean1 });
      const two = transformOf({ kind: 'exponential', mean: d.mean2 });
      return (s) => add(scale(one(s), d.probability), scale(two(s), 1 - d.probability));
    }
    case 'lognormal':
      return lognormal(d.mean, d.cv);
    case 'empirical':
      return (s) => {
        const sum = d.values.reduce(
          (total, value) => add(total, exponential(scale(s, -value))),
          complex(0),
        );
        return scale(sum, 1 / d.values.length);
      };
    case 'weibull':
    case 'pareto':
      throw new Error(`no transform of a ${d.kind} distribution`);
    default:
      return d satisfies never;
  }
}

export function secondMoment(d: Distribution): number {
  return variance(d) + mean(d) * mean(d);
}

/** Transform of a sum of independent variables. */
export function sumOf(a: (s: Complex) => Complex, b: (s: Complex) => Complex) {
  return (s: Complex): Complex => multiply(a(s), b(s));
}

function lognormal(average: number, cv: number): (s: Complex) => Complex {
  const sigma = Math.sqrt(mathematics.log1p(cv * cv));
  const mu = mathematics.log(average) - (sigma * sigma) / 2;
  const step = (2 * LOGNORMAL_REACH) / LOGNORMAL_STEPS;
  const values = new Float64Array(LOGNORMAL_STEPS + 1);
  const weights = new Float64Array(LOGNORMAL_STEPS + 1);
  for (let index = 0; index <= LOGNORMAL_STEPS; index++) {
    const z = -LOGNORMAL_REACH + index * step;
    values[index] = mathematics.exp(mu + sigma * z);
    weights[index] = (step * mathematics.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  }
  return (s) => {
    let re = 0;
    let im = 0;
    for (let index = 0; index <= LOGNORMAL_STEPS; index++) {
      const size = weights[index] * mathematics.exp(-s.re * values[index]);
      re += size * mathematics.cos(s.im * values[index]);
      im -= size * mathematics.sin(s.im * values[index]);
    }
    return { re, im };
  };
}
