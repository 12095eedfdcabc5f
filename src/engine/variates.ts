/** Exact sampling of the distributions. No Math.pow: its bits differ between versions of Node. */
import * as mathematics from '../mathematics/index.js';
import type { Distribution } from '../statistics/index.js';
import type { Stream } from './stream.js';

export type Sampler = () => number;

/** Fills target[0..count-1] with variates: the same as so many calls of the sampler. */
export type Filler = (target: Float64Array, count: number) => void;

export function makeFiller(d: Distribution, stream: Stream): Filler {
  if (d.kind === 'exponential') {
    return (target, count) => {
      stream.fillExponentials(target, count, d.mean);
    };
  }
  const draw = makeSampler(d, stream);
  return (target, count) => {
    for (let index = 0; index < count; index++) target[index] = draw();
  };
}

/** A constant draws no random number. */
export function makeSampler(d: Distribution, stream: Stream): Sampler {
  switch (d.kind) {
    case 'constant': {
      const value = d.value;
      return () => value;
    }
    case 'exponential': {
      const average = d.mean;
      return () => stream.exponential() * average;
    }
    case 'uniform': {
      const { low, high } = d;
      return () => low + (high - low) * stream.next();
    }
    case 'erlang': {
      const phase = d.mean / d.shape;
      return () => {
        let sum = 0;
        for (let index = 0; index < d.shape; index++) sum += stream.exponential();
        return sum * phase;
      };
    }
    case 'gamma': {
      const scale = d.mean / d.shape;
      return () => gamma(d.shape, stream) * scale;
    }
    case 'lognormal': {
      const sigma = Math.sqrt(mathematics.log(1 + d.cv * d.cv));
      const mu = mathematics.log(d.mean) - (sigma * sigma) / 2;
      return () => mathematics.exp(mu + sigma * normal(stream));
    }
    case 'hyperexponential':
      return () => {
        const average = stream.next() < d.probability ? d.mean1 : d.mean2;
        return stream.exponential() * average;
      };
    case 'weibull':
      return () => d.scale * mathematics.exp(mathematics.log(stream.exponential()) / d.shape);
    case 'pareto':
      return () => d.scale * mathematics.exp(stream.exponential() / d.shape);
    case 'empirical':
      return () => d.values[Math.floor(stream.next() * d.values.length)];
    default:
      return d satisfies never;
  }
}

/**
 * Box & Muller 1958; the second variate of the pair is not kept, so that each draw takes two
 * numbers.
 */
function normal(stream: Stream): number {
  const radius = Math.sqrt(-2 * mathematics.log(stream.next()));
  return radius * mathematics.cos(2 * Math.PI * stream.next());
}

/** Marsaglia & Tsang 2000; shapes below 1 by the boost U^(1/shape). */
function gamma(shape: number, stream: Stream): number {
  if (shape < 1) {
    const boost = mathematics.exp(mathematics.log(stream.next()) / shape);
    return gamma(shape + 1, stream) * boost;
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(stream);
    const base = 1 + c * x;
    if (base <= 0) continue;
    const v = base * base * base;
    if (mathematics.log(stream.next()) < 0.5 * x * x + d - d * v + d * mathematics.log(v))
      return d * v;
  }
}

/**
 * Keys 0..count-1 with probability proportional to 1/(key+1)^exponent, by rejection-inversion:
 * exact, O(1) memory. Hörmann & Derflinger 1996, "Rejection-inversion to generate variates from
 * monotone discrete distributions".
 */
export function makeZipf(count: number, exponent: number, stream: Stream): () => number {
  const h = (x: number): number => mathematics.exp(-exponent * mathematics.log(x));
  const integral = (x: number): number => {
    const logX = mathematics.log(x);
    const scaled = (1 - exponent) * logX;
    return Math.abs(scaled) < 1e-8
      ? logX * (1 + scaled / 2)
      : mathematics.expm1(scaled) / (1 - exponent);
  };
  const inverse = (y: number): number => {
    const scaled = y * (1 - exponent);
    if (Math.abs(scaled) < 1e-8) return mathematics.exp(y * (1 - scaled / 2));
    return mathematics.exp(mathematics.log1p(scaled) / (1 - exponent));
  };
  const low = integral(1.5) - 1;
  const high = integral(count + 0.5);
  const squeeze = 2 - inverse(integral(2.5) - h(2));
  return () => {
    for (;;) {
      const u = high + stream.next() * (low - high);
      const x = inverse(u);
      const key = Math.min(count, Math.max(1, Math.round(x)));
      if (key - x <= squeeze || u >= integral(key + 0.5) - h(key)) return key - 1;
    }
  };
}

/**
 * Indices 0..n-1 with probability proportional to `weights` (finite, >= 0, not all 0; else an
 * error): Walker's alias table as built by Vose 1991. Two arrays of n; two random numbers a draw,
 * in constant time.
 */
export function makeAlias(weights: readonly number[], stream: Stream): () => number {
  const n = weights.length;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(total > 0 && total < Infinity) || weights.some((weight) => !(weight >= 0))) {
    throw new Error(`an alias table needs finite weights >= 0 with a sum above 0, got ${total}`);
  }
  const share = Float64Array.from(weights, (weight) => (weight / total) * n);
  const alias = new Int32Array(n);
  const small: number[] = [];
  const large: number[] = [];
  share.forEach((each, index) => (each < 1 ? small : large).push(index));
  for (;;) {
    const less = small.at(-1);
    const more = large.at(-1);
    if (less === undefined || more === undefined) break;
    small.pop();
    alias[less] = more;
    share[more] = share[more] + share[less] - 1;
    if (share[more] < 1) {
      large.pop();
      small.push(more);
    }
  }
  // Rounding may leave one of either kind: its share is 1.
  for (const index of [...small, ...large]) share[index] = 1;
  return () => {
    const index = Math.floor(stream.next() * n);
    return stream.next() < share[index] ? index : alias[index];
  };
}
