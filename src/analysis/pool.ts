/**
 * Pools the Measurements of many trials into one picture of the whole system.
 *
 * A trial is one cell; a placement's trials stand for all its cells, so each weighs cells / trials.
 * The trials of a placement are also dealt, in trial order, into at most 30 sections (those that
 * come added up, all into one): what differs between the sections of a placement gives the
 * intervals (`mixture.ts`). Cells of one placement are alike in all but their random numbers, so
 * what differs between cells and what differs between replications are one.
 */
import type { Measurements, ResourceMeasurements } from '../network/measurements.js';
import { STAGES, stagesOf, type Stage } from '../network/measurements.js';
import { mergeMeasurements } from '../network/merge.js';
import type { Model } from '../model/model.js';
import { Histogram, MINIMUM_REPLICATIONS, type Estimate } from '../statistics/index.js';
import { rateEstimate, ratioEstimate } from './estimates.js';
import { LatencyMixture, type Shares } from './mixture.js';
import type { Weighted } from './weighted.js';

export type { Weighted } from './weighted.js';

/** The quantiles of a latency that are always told, by name. */
export const QUANTILES = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  'p99.9': 0.999,
} as const;
export type QuantileName = keyof typeof QUANTILES;
export type Quantiles = Readonly<Record<QuantileName, Estimate>>;

/** Something of each quantile, by its name. */
export function eachQuantile<T>(of: (p: number) => T): Readonly<Record<QuantileName, T>> {
  const entries = Object.entries(QUANTILES).map(([name, p]) => [name, of(p)]);
  return Object.fromEntries(entries) as Record<QuantileName, T>;
}

/** Of the quantiles that are always told, the one of a rank; null where it is another one. */
export function quantileOf(
  { quantiles }: Pick<LatencySummary, 'quantiles'>,
  p: number,
): Estimate | null {
  const name = Object.keys(QUANTILES).find((each) => QUANTILES[each as QuantileName] === p);
  return name === undefined ? null : quantiles[name as QuantileName];
}

export interface LatencySummary {
  readonly name: string;
  readonly records: number;
  readonly mean: Estimate;
  readonly quantiles: Quantiles;
  readonly maximum: number;
  /** The share of records that took at most so long (seconds), 0..1: a service level. */
  readonly within: (seconds: number) => Estimate;
  /** Any quantile, 0 < p < 1; worked out when it is asked for. */
  readonly quantile: (p: number) => Estimate;
}

export interface StageSummary {
  readonly stage: string;
  readonly meanSeconds: Estimate;
  readonly p50Seconds: number;
  readonly p99Seconds: number;
  /** Mean of the slowest 1% of records. */
  readonly slowestMeanSeconds: number;
  /** Shares of the time of all records, and of the slowest 1% of them; each column adds up to 1. */
  readonly shareOfMean: number;
  readonly shareOfSlowest: number;
}

export interface ResourceSummary {
  readonly name: string;
  readonly kind: ResourceMeasurements['kind'];
  /** Instances in all cells; of a group that scales, on average. */
  readonly count: number;
  /** Busy server-seconds over those that were there. */
  readonly utilizationMean: Estimate;
  /** Of the busiest instance, averaged over the trials; at least the mean. */
  readonly utilizationMaximum: number;
  /** Records that began service, all cells. */
  readonly throughputPerSecond: Estimate;
  /** Of a job. */
  readonly waitMeanSeconds: Estimate;
  readonly waitP99Seconds: number;
  /** Jobs that wait at an instance: over time, and the most at any moment. */
  readonly queueMean: Estimate;
  readonly queueMaximum: number;
}

/**
 * Collects trials as they come, in trial order, into sections; holds one sum for each section and
 * placement.
 */
export class Pool {
  private readonly sums = new Map<number, { measurements: Measurements; trials: number }>();
  private readonly counts: number[];
  /** By placement: how many times something has been added. */
  private readonly dealt: number[];

  constructor(private readonly model: Model) {
    this.counts = model.placements.map(() => 0);
    this.dealt = model.placements.map(() => 0);
  }

  /** Adds a trial, or the sum of `trials` trials of one placement. */
  add(measurements: Measurements, trials = 1): void {
    const { placement } = measurements;
    const section = this.dealt[placement]++ % MINIMUM_REPLICATIONS;
    this.counts[placement] += trials;
    const key = section * this.counts.length + placement;
    const sum = this.sums.get(key);
    if (sum === undefined) this.sums.set(key, { measurements, trials });
    else {
      sum.measurements = mergeMeasurements(sum.measurements, measurements);
      sum.trials += trials;
    }
  }

  trialsOf(placement: number): number {
    return this.counts[placement];
  }

  get trialCount(): number {
    return this.counts.reduce((sum, count) => sum + count, 0);
  }

  /** The sums in a fixed order, with their weights. */
  weighted(): Weighted[] {
    const keys = [...this.sums.keys()].sort((a, b) => a - b);
    const placementCount = this.counts.length;
    const rows: Weighted[] = [];
    for (const key of keys) {
      const sum = this.sums.get(key);
      if (sum === undefined) continue;
      const placement = key % placementCount;
      const weight = this.model.placements[placement].cells / this.counts[placement];
      rows.push({ ...sum, weight, section: Math.floor(key / placementCount) });
    }
    return rows;
  }
}

/**
 * Latency of one path, or of all (`end_to_end`), with intervals; `shares` and `steady` as
 * LatencyMixture has them.
 */
export function summarizeLatency(
  name: string,
  trials: readonly Weighted[],
  shares: Shares | null,
  steady = true,
): LatencySummary {
  const mixture = new LatencyMixture(name, trials, shares, steady);
  return {
    name,
    records: mixture.observations,
    mean: mixture.mean(),
    quantiles: eachQuantile((p) => mixture.quantile(p)),
    maximum: mixture.maximum,
    within: (seconds) => mixture.shareWithin(seconds),
    quantile: (p) => mixture.quantile(p),
  };
}

export function summarizeStages(trials: readonly Weighted[]): StageSummary[] {
  const stages = stagesOf(trials[0].measurements);
  const [count = 0, ...slowest] = slowestOf(pooledRows(trials, ({ stageSums }) => stageSums));
  const histograms = stages.map((_, stage) => {
    const histogram = new Histogram();
    for (const trial of trials) histogram.merge(trial.measurements.stages[stage], trial.weight);
    return histogram;
  });
  const total = histograms.reduce((sum, histogram) => sum + histogram.sum, 0);
  const totalSlowest = slowest.reduce((sum, value) => sum + value, 0);
  const summaries = stages.map((stage, index) => ({
    stage,
    meanSeconds: ratioEstimate(
      trials,
      ({ stages }) => stages[index].sum,
      ({ stages }) => stages[index].count,
    ),
    p50Seconds: histograms[index].quantile(0.5) || 0,
    p99Seconds: histograms[index].quantile(0.99) || 0,
    slowestMeanSeconds: count === 0 ? 0 : slowest[index] / count,
    shareOfMean: total === 0 ? 0 : histograms[index].sum / total,
    shareOfSlowest: totalSlowest === 0 ? 0 : slowest[index] / totalSlowest,
  }));
  return LIVED.flatMap((stage) => summaries.filter((each) => each.stage === stage));
}

/** In the order in which a record lives them. */
export const LIVED: readonly Stage[] = [
  ...STAGES.slice(0, STAGES.indexOf('consumer_service')),
  'retries',
  'consumer_service',
  'calls',
  'store_network',
  'store_wait',
  'store_service',
  'acknowledgement',
];

type Sums = Readonly<Record<string, readonly number[]>>;

/**
 * Rows of sums by bin of latency, the first column of each the count: of all trials together, in
 * their weights.
 */
export function pooledRows(
  trials: readonly Weighted[],
  read: (measurements: Measurements) => Sums,
): ReadonlyMap<number, readonly number[]> {
  const rows = new Map<number, number[]>();
  for (const { measurements, weight } of trials) {
    for (const [bin, row] of Object.entries(read(measurements))) {
      const sums = rows.get(Number(bin)) ?? row.map(() => 0);
      row.forEach((value, index) => (sums[index] += value * weight));
      rows.set(Number(bin), sums);
    }
  }
  return rows;
}

/** The columns' sums over the slowest 1%: whole bins from the top, the last one in proportion. */
export function slowestOf(rows: ReadonlyMap<number, readonly number[]>): readonly number[] {
  const sums: number[] = [];
  let left = [...rows.values()].reduce((sum, [count]) => sum + count, 0) * 0.01;
  for (const [, row] of [...rows].sort(([a], [b]) => b - a)) {
    if (left <= 0) break;
    const share = Math.min(1, left / row[0]);
    left -= row[0] * share;
    row.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + value * share));
  }
  return sums;
}

/** Without the rounding of sums, where it is a whole number. */
function wholeOr(value: number): number {
  const whole = Math.round(value);
  return Math.abs(value - whole) < 1e-6 * whole ? whole : value;
}

export function summarizeResources(model: Model, trials: readonly Weighted[]): ResourceSummary[] {
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  return trials[0].measurements.resources.map(({ name, kind, servers }, index) => {
    const of = (read: (resource: ResourceMeasurements) => number) => (m: Measurements) =>
      read(m.resources[index]);
    const share = (read: (resource: ResourceMeasurements) => number): Estimate =>
      ratioEstimate(
        trials,
        of(read),
        of(({ instanceSeconds }) => instanceSeconds),
      );
    const wait = new Histogram();
    let queueMaximum = 0;
    for (const { measurements, weight } of trials) {
      wait.merge(measurements.resources[index].wait, weight);
      queueMaximum = Math.max(queueMaximum, measurements.resources[index].queueMaximum);
    }
    const instances = ratioEstimate(
      trials,
      of(({ instanceSeconds }) => instanceSeconds),
      ({ windowSeconds }) => windowSeconds,
    );
    return {
      name,
      kind,
      count: wholeOr(instances.value * cells || 0),
      utilizationMean: share(({ busySeconds }) => busySeconds / servers),
      utilizationMaximum: busiest(model, trials, index),
      throughputPerSecond: rateEstimate(
        trials,
        of(({ records }) => records),
      ),
      waitMeanSeconds: ratioEstimate(
        trials,
        of(({ wait: { sum } }) => sum),
        of(({ wait: { count } }) => count),
      ),
      waitP99Seconds: wait.quantile(0.99) || 0,
      queueMean: share(({ queueSeconds }) => queueSeconds),
      queueMaximum,
    };
  });
}

/**
 * Utilization of the busiest instance of a cell, averaged over a placement's trials; of the
 * placement where it is highest.
 */
function busiest(model: Model, trials: readonly Weighted[], index: number): number {
  return model.placements.reduce((most, _, placement) => {
    let busy = 0;
    let seconds = 0;
    for (const { measurements } of trials) {
      if (measurements.placement !== placement) continue;
      const { busySecondsMaximum, instanceSeconds, servers } = measurements.resources[index];
      busy += busySecondsMaximum;
      seconds += instanceSeconds * servers;
    }
    return seconds > 0 ? Math.max(most, busy / seconds) : most;
  }, 0);
}

export interface CacheSummary {
  readonly name: string;
  readonly hitRatio: Estimate;
}

/** Hit ratios of real caches. */
export function summarizeCaches(trials: readonly Weighted[]): CacheSummary[] {
  return trials[0].measurements.caches.map(({ name }, index) => ({
    name,
    hitRatio: ratioEstimate(
      trials,
      ({ caches }) => caches[index].hits,
      ({ caches }) => caches[index].reads,
    ),
  }));
}
