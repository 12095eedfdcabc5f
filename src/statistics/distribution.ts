/** Distributions of non-negative quantities (seconds, or factors without unit) as data, with their moments. */
import { gammaFunction } from './special.js';

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
      return (d.cv * average) ** 2;
    case 'uniform':
      return (d.high - d.low) ** 2 / 12;
    case 'hyperexponential':
      return (
        2 * (d.probability * d.mean1 ** 2 + (1 - d.probability) * d.mean2 ** 2) - average * average
      );
    case 'weibull':
      return d.scale ** 2 * gammaFunction(1 + 2 / d.shape) - average * average;
    case 'pareto':
      if (d.shape <= 2) return Infinity;
      return (d.scale ** 2 * d.shape) / ((d.shape - 1) ** 2 * (d.shape - 2));
    case 'empirical':
      return d.values.reduce((sum, value) => sum + (value - average) ** 2, 0) / d.values.length;
    default:
      return d satisfies never;
  }
}
