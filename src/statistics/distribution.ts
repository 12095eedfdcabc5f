/**
 * Distributions of non-negative quantities (seconds, or factors without unit) as data, with their
 * moments.
 */
import * as mathematics from '../mathematics/index.js';
import { square } from './powers.js';
import {
  gammaFunction,
  gammaQuantile,
  incompleteGamma,
  normalCdf,
  normalQuantile,
} from './special.js';

export type Distribution =
  | { readonly kind: 'constant'; readonly value: number }
  | { readonly kind: 'exponential'; readonly mean: number }
  | { readonly kind: 'uniform'; readonly low: number; readonly high: number }
  /** Sum of `shape` exponentials. */
  | { readonly kind: 'erlang'; readonly shape: number; readonly mean: number }
  | { readonly kind: 'gamma'; readonly shape: number; readonly mean: number }
  /** By its own mean and coefficient of variation. */
  | { readonly kind: 'lognormal'; readonly mean: number; readonly cv: number }
  /** Exponential of mean1 with `probability`, else of mean2. */
  | {
      readonly kind: 'hyperexponential';
      readonly probability: number;
      readonly mean1: number;
      readonly mean2: number;
    }
  | { readonly kind: 'weibull'; readonly shape: number; readonly scale: number }
  /** P(X > x) = (scale / x)^shape for x >= scale. */
  | { readonly kind: 'pareto'; readonly shape: number; readonly scale: number }
  /** Each of the sorted values equally likely. */
  | { readonly kind: 'empirical'; readonly values: readonly number[] };

/** First moment; Infinity for a Pareto of shape at most 1. */
export function mean(d: Distribution): number {
  switch (d.kind) {
    case 'constant':
      return d.value;
    case 'exponential':
    case 'erlang':
    case 'gamma':
    case 'lognormal':
      return d.mean;
    case 'uniform':
      return (d.low + d.high) / 2;
    case 'hyperexponential':
      return d.probability * d.mean1 + (1 - d.probability) * d.mean2;
    case 'weibull':
      return d.scale * gammaFunction(1 + 1 / d.shape);
    case 'pareto':
      return d.shape <= 1 ? Infinity : (d.shape * d.scale) / (d.shape - 1);
    case 'empirical':
      return d.values.reduce((sum, value) => sum + value, 0) / d.values.length;
    default:
      return d satisfies never;
  }
}

/** Second central moment; Infinity for a Pareto of shape at most 2. */
export function variance(d: Distribution): number {
  const average = mean(d);
  switch (d.kind) {
    case 'constant':
      return 0;
    case 'exponential':
      return average * average;
    case 'erlang':
    case 'gamma':
      return (average * average) / d.shape;
    case 'lognormal':
      return square(d.cv * average);
    case 'uniform':
      return square(d.high - d.low) / 12;
    case 'hyperexponential':
      return (
        2 * (d.probability * square(d.mean1) + (1 - d.probability) * square(d.mean2)) -
        average * average
      );
    case 'weibull':
      return square(d.scale) * gammaFunction(1 + 2 / d.shape) - average * average;
    case 'pareto':
      if (d.shape <= 2) return Infinity;
      return (square(d.scale) * d.shape) / (square(d.shape - 1) * (d.shape - 2));
    case 'empirical':
      return d.values.reduce((sum, value) => sum + square(value - average), 0) / d.values.length;
    default:
      return d satisfies never;
  }
}

/**
 * Whether every draw is the same value; only the kind `constant` is sure to draw no random number.
 */
export function isConstant(d: Distribution): boolean {
  if (d.kind === 'empirical') return d.values.every((value) => value === d.values[0]);
  return variance(d) === 0;
}

/** The distribution of `factor` times the variable: factor > 0 and finite, else an error. */
export function scaled(d: Distribution, factor: number): Distribution {
  if (!(factor > 0 && factor < Infinity)) throw new Error(`a distribution scaled by ${factor}`);
  switch (d.kind) {
    case 'constant':
      return { ...d, value: d.value * factor };
    case 'exponential':
    case 'erlang':
    case 'gamma':
    case 'lognormal':
      return { ...d, mean: d.mean * factor };
    case 'uniform':
      return { ...d, low: d.low * factor, high: d.high * factor };
    case 'hyperexponential':
      return { ...d, mean1: d.mean1 * factor, mean2: d.mean2 * factor };
    case 'weibull':
    case 'pareto':
      return { ...d, scale: d.scale * factor };
    case 'empirical':
      return { ...d, values: d.values.map((value) => value * factor) };
    default:
      return d satisfies never;
  }
}

/** P(X <= x), each kind by its textbook form. */
export function cdf(d: Distribution, x: number): number {
  switch (d.kind) {
    case 'constant':
      return x >= d.value ? 1 : 0;
    case 'exponential':
      return exponentialCdf(x, d.mean);
    case 'uniform':
      if (x >= d.high) return 1;
      return x <= d.low ? 0 : (x - d.low) / (d.high - d.low);
    case 'erlang':
    case 'gamma':
      return incompleteGamma(d.shape, (x * d.shape) / d.mean);
    case 'lognormal': {
      if (d.cv === 0) return x >= d.mean ? 1 : 0;
      const { mu, sigma } = lognormalParameters(d.mean, d.cv);
      return x <= 0 ? 0 : normalCdf((mathematics.log(x) - mu) / sigma);
    }
    case 'hyperexponential':
      return (
        d.probability * exponentialCdf(x, d.mean1) +
        (1 - d.probability) * exponentialCdf(x, d.mean2)
      );
    case 'weibull':
      return x <= 0
        ? 0
        : -mathematics.expm1(-mathematics.exp(d.shape * mathematics.log(x / d.scale)));
    case 'pareto':
      return x <= d.scale ? 0 : -mathematics.expm1(-d.shape * mathematics.log(x / d.scale));
    case 'empirical':
      return d.values.filter((value) => value <= x).length / d.values.length;
    default:
      return d satisfies never;
  }
}

/**
 * Least x with cdf(x) >= p; Infinity at p = 1 where the support has no end. Throws for p outside
 * 0..1.
 */
export function quantile(d: Distribution, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new Error(`a quantile of p = ${p}, outside 0..1`);
  switch (d.kind) {
    case 'constant':
      return d.value;
    case 'exponential':
      return -mathematics.log1p(-p) * d.mean;
    case 'uniform':
      return d.low + p * (d.high - d.low);
    case 'erlang':
    case 'gamma':
      return (gammaQuantile(p, d.shape) * d.mean) / d.shape;
    case 'lognormal': {
      if (d.cv === 0) return d.mean;
      const { mu, sigma } = lognormalParameters(d.mean, d.cv);
      return mathematics.exp(mu + sigma * normalQuantile(p));
    }
    case 'hyperexponential':
      return hyperexponentialQuantile(d, p);
    case 'weibull':
      return d.scale * mathematics.exp(mathematics.log(-mathematics.log1p(-p)) / d.shape);
    case 'pareto':
      return d.scale * mathematics.exp(-mathematics.log1p(-p) / d.shape);
    case 'empirical':
      return d.values[Math.max(0, Math.ceil(p * d.values.length) - 1)];
    default:
      return d satisfies never;
  }
}

function exponentialCdf(x: number, average: number): number {
  return x <= 0 ? 0 : -mathematics.expm1(-x / average);
}

/** mu and sigma of ln X: sigma^2 = ln(1 + cv^2), mu = ln mean - sigma^2 / 2. */
function lognormalParameters(average: number, cv: number): { mu: number; sigma: number } {
  const sigma = Math.sqrt(mathematics.log1p(cv * cv));
  return { mu: mathematics.log(average) - (sigma * sigma) / 2, sigma };
}

/** No closed form: bisection between the quantiles of its two exponentials. */
function hyperexponentialQuantile(
  d: Extract<Distribution, { kind: 'hyperexponential' }>,
  p: number,
): number {
  if (p === 1) return Infinity;
  let low = -mathematics.log1p(-p) * Math.min(d.mean1, d.mean2);
  let high = -mathematics.log1p(-p) * Math.max(d.mean1, d.mean2);
  // Compares the tails, which do not cancel for p near 1.
  const tail = (x: number): number =>
    d.probability * mathematics.exp(-x / d.mean1) +
    (1 - d.probability) * mathematics.exp(-x / d.mean2);
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (tail(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return high;
}
