/**
 * What a simulation says to one measured number, and how far the two are apart.
 *
 * Of a quantile, a mean and the longest: seconds, of all deliveries of a path. Of a throughput:
 * records of a path a second, whole system. Of a utilization: the share of a resource's servers
 * that is busy, all its instances together.
 */
import * as mathematics from '../mathematics/index.js';
import type { Model } from '../model/index.js';
import type { Measurements } from '../network/measurements.js';
import { Histogram, type HistogramPlain } from '../statistics/index.js';
import type { Target } from './measuredData.js';

/** What the simulation gives for one target: of all trials pooled, and of each. */
export interface Simulated {
  readonly value: number;
  readonly ofTrials: readonly number[];
}

/** The k-th trials of all placements together are the k-th replication of the whole system. */
export function readTarget(
  model: Model,
  results: readonly Measurements[],
  target: Target,
): Simulated {
  const replications: Measurements[][] = [];
  const seen = model.placements.map(() => 0);
  for (const result of results) {
    const replication = seen[result.placement]++;
    (replications[replication] ??= []).push(result);
  }
  const of = (trials: readonly Measurements[]): number => valueOf(model, trials, target);
  return { value: of(results), ofTrials: replications.map(of) };
}

function valueOf(model: Model, results: readonly Measurements[], target: Target): number {
  const { measure, path } = target;
  if (measure === 'utilization') return utilization(model, results, path);
  const pooled = new Histogram();
  let windows = 0;
  for (const result of results) {
    pooled.merge(histogramOf(result, path), model.placements[result.placement].cells);
    windows += result.windowSeconds;
  }
  if (measure === 'mean') return pooled.mean();
  if (measure === 'max') return pooled.maximum;
  // Each placement has as many trials: their windows over their number is the replications' time.
  if (measure === 'throughput') return (pooled.count * model.placements.length) / windows;
  return pooled.quantile(measure);
}

function histogramOf(result: Measurements, path: string): HistogramPlain {
  if (path === 'end_to_end') return result.endToEnd;
  const own = result.paths.find(({ name }) => name === path);
  if (own === undefined) throw new Error(`the model has no path ${path}`);
  return own.histogram;
}

function utilization(model: Model, results: readonly Measurements[], path: string): number {
  let busy = 0;
  let there = 0;
  for (const { resources, placement } of results) {
    const own = resources.find(({ name }) => name === path);
    if (own === undefined) continue;
    busy += own.busySeconds * model.placements[placement].cells;
    there += own.instanceSeconds * own.servers * model.placements[placement].cells;
  }
  return there === 0 ? NaN : busy / there;
}

/** What a number that could not be simulated (no record came through) counts as. */
const FARTHEST = 5;

/**
 * ln(simulated / measured). Of a time that was told in steps of r, which may be anything from r / 2
 * below to r / 2 above, from the nearer end of these: 0 in between.
 */
export function logRatio(simulated: number, { value, rounding }: Target): number {
  const low = value - rounding / 2;
  const high = value + rounding / 2;
  if (rounding > 0 && simulated >= low && simulated <= high) return 0;
  const ratio = mathematics.log(simulated / (simulated < low ? low : high));
  return Number.isFinite(ratio) ? Math.max(-FARTHEST, Math.min(FARTHEST, ratio)) : FARTHEST;
}

/** The longest of more records is longer: it is shown, and nothing is fitted to it. */
export function isFitted({ measure }: Pick<Target, 'measure'>): boolean {
  return measure !== 'max';
}

/** Records that a trial must have at the least so that so many of them lie beyond a quantile. */
const BEYOND = 30;

/** Of all targets: the records that all trials together should bring for the rarest quantile. */
export function recordsFor(targets: readonly Target[]): number {
  const rarest = targets.reduce(
    (most, { measure }) => (typeof measure === 'number' ? Math.max(most, measure) : most),
    0,
  );
  return Math.ceil(BEYOND / (1 - rarest));
}

export const NOTHING: Simulated = { value: NaN, ofTrials: [] };
