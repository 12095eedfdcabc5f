/**
 * The latency of one path, or of all (`end_to_end`), as a mixture of parts: one for each placement
 * and path.
 *
 * A trial of a fraction of a second does not deliver every part in its true proportion: a far
 * region's records come in bursts. Where nothing is lost each path delivers all that is sent, so
 * each part's weight is known without simulating: the placement's share of the load, over the
 * number of paths. The parts are then weighed by that (post-stratification; Sarndal, Swensson &
 * Wretman 1992, 7.6), which matters most where a quantile lies between two parts. Otherwise parts
 * weigh what was counted.
 *
 * A quantile's interval is Woodruff's (1952): the interval of the rank, read back through the
 * distribution. It is as wide as the distribution is thin there, and need not be symmetric.
 * Skewness is corrected for, since few trials that see a long queue weigh as much as many that do
 * not.
 */
import { isEventful, type Model } from '../model/model.js';
import { failedInWindow, isOfDeliveries, type Measurements } from '../network/measurements.js';
import {
  countUpTo,
  estimateOf,
  halfWidthOf,
  marginsOf,
  spreadOf,
  type Estimate,
  Histogram,
  relativeHalf,
  type HistogramPlain,
  type Spread,
} from '../statistics/index.js';
import { effectiveSampleCount } from './memory.js';
import type { Weighted } from './weighted.js';

const CONFIDENCE = 0.95;
/** Below that an interval is mostly luck: `test/experiments/coverage.test.ts`. */
const MINIMUM_INDEPENDENT = 20;
const TAIL = 0.9;
/**
 * What a mean needs: with fewer its interval misses too often, and M/M/1's is then wider than 8%.
 */
const MINIMUM_STRETCHES = 600;
/**
 * A mean whose interval is that narrow needs less, two stretches a trial: a sum of positive terms
 * is about as skew as a gamma variate, G1 = 2 CV, and Cochran's rule for an interval of Student's
 * (n > 25 G1^2, Sampling Techniques, 1977, 2.15) asks n > 100 CV^2; a half-width of 2 CV / sqrt(n)
 * = 1% is n = 40,000 CV^2. Queues that swing as M/M/1 does have ten times that width where their
 * windows are too short.
 */
const LITTLE_VARIATION = 0.01;
const FEWEST_STRETCHES = 60;
/**
 * Skewness of a sum of m clusters of exponential size is 3 / sqrt(2 m); m clusters are worth m / 2
 * observations.
 */
const CLUSTER_SKEWNESS = 1.5;
const MOST_SKEWNESS = 0.5;
/** An interval may reach half the value above it. */
const WIDEST = 0.5;

/** The share of each placement's cells in the load; they add up to 1. */
export type Shares = readonly number[];

/**
 * What each placement delivers of the whole, as much on each path; or null where paths are of
 * several topics, or something is lost, doubled or comes and goes.
 */
export function knownShares(model: Model, trials: readonly Weighted[]): Shares | null {
  if (isEventful(model) || model.topics.length > 1) return null;
  const clean = trials.every(
    ({ measurements: m }) =>
      m.droppedInWindow + m.lostInWindow + m.duplicatesInWindow + failedInWindow(m) === 0 &&
      !m.stoppedFull &&
      m.paths.every(({ histogram }) => histogram.count > 0),
  );
  if (!clean) return null;
  const weights = model.placements.map(({ cells, weight }) => cells * weight);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** One trial's or group of trials' records of one part. */
interface Group {
  readonly histogram: HistogramPlain;
  /** What one of its records weighs in the mixture. */
  readonly weight: number;
  readonly part: number;
}

export class LatencyMixture {
  readonly observations: number;
  private readonly pooled = new Histogram();
  /** [placement][section]: the groups of that section's trials, one for each path. */
  private readonly strata: Group[][][] = [];
  private readonly partCounts: number[] = [];

  /**
   * `steady`: windows are stretches of one steady state, not a story that each tells from its
   * beginning.
   */
  constructor(
    readonly name: string,
    private readonly trials: readonly Weighted[],
    private readonly shares: Shares | null,
    private readonly steady = true,
    /**
     * What lies far out is as rare in the trials as it is: not so in split ones, where it says by
     * itself how well it is known.
     */
    private readonly asRare = true,
  ) {
    const pathCount = trials[0].measurements.paths.length;
    const totals: number[] = [];
    let observations = 0;
    const rows = trials.flatMap(({ measurements, weight, section }) => {
      const { placement } = measurements;
      const paths = this.pathsOf(measurements);
      return paths.map((histogram, path) => {
        const part = placement * pathCount + path;
        totals[part] = (totals[part] ?? 0) + histogram.count;
        observations += histogram.count;
        return { histogram, weight, section, placement, part, share: paths.length };
      });
    });
    this.observations = observations;
    for (const { histogram, weight, section, placement, part, share } of rows) {
      const known = shares === null ? weight : shares[placement] / share / totals[part];
      const group = { histogram, weight: known, part };
      this.strata[placement] ??= [];
      (this.strata[placement][section] ??= []).push(group);
      if (histogram.count > 0) this.pooled.merge(histogram, known);
      this.partCounts[part] = totals[part];
    }
  }

  get maximum(): number {
    return this.pooled.maximum;
  }

  mean(): Estimate {
    const value = this.pooled.mean();
    const spread = spreadOf(this.influences(value, ({ sum }) => sum));
    const { below, above } = marginsOf(spread, CONFIDENCE, MOST_SKEWNESS);
    const estimate = estimateOf(value, value - below, value + above, spread.groups);
    const stretches = this.steady ? this.stretches() : Infinity;
    const needed =
      relativeHalf(estimate) <= LITTLE_VARIATION ? FEWEST_STRETCHES : MINIMUM_STRETCHES;
    if (estimate.enough && stretches < needed) {
      const reason = `windows worth ${stretches.toFixed(0)} independent stretches of time, of at least ${needed}`;
      return { ...estimate, enough: false, reason, times: needed / stretches };
    }
    return this.refused(estimate, this.independentBeyond(TAIL), 'p90, on which a mean rests');
  }

  /** The p-quantile, 0 < p < 1; refused where too little that is independent lies beyond it. */
  quantile(p: number): Estimate {
    const value = this.pooled.quantile(p);
    const spread = this.rankSpread(p);
    const own = this.independentBeyond(p);
    const beyond = p > TAIL && this.asRare ? Math.min(2 * own, this.expectedBeyond(p)) : own;
    // As skew as a count of so few clusters of exponential size can be.
    const most = Math.min(MOST_SKEWNESS, CLUSTER_SKEWNESS / Math.sqrt(beyond));
    const { below, above } = marginsOf(spread, CONFIDENCE, most, 0);
    // The truth's rank at this value is from p - below to p + above: a low rank means that the
    // quantile is higher.
    const low = this.pooled.quantile(Math.max(0, p - above));
    const high = this.pooled.quantile(Math.min(1, p + below));
    const estimate = estimateOf(value, low, high, spread.groups);
    return this.refused(estimate, beyond, `p${Number((p * 100).toPrecision(12))}`);
  }

  /** A path without a series of its own, publish, remembers as the whole does. */
  private stretches(): number {
    const named = this.trials[0].measurements.paths.filter(isOfDeliveries);
    const path = named.findIndex(({ name }) => name === this.name);
    return effectiveSampleCount(this.trials, path < 0 ? null : path);
  }

  private refused(estimate: Estimate, beyond: number, what: string): Estimate {
    if (!estimate.enough) return estimate;
    if (beyond < MINIMUM_INDEPENDENT) {
      const reason = `as much information as ${beyond.toFixed(1)} independent observations beyond ${what}, of at least ${MINIMUM_INDEPENDENT}`;
      return { ...estimate, enough: false, reason, times: MINIMUM_INDEPENDENT / beyond };
    }
    const wide = (estimate.high - estimate.value) / (WIDEST * estimate.value);
    if (wide > 1) {
      // Half-widths fall as the root of what is known.
      const reason = 'an interval that reaches more than half the value above it';
      return { ...estimate, enough: false, reason, times: wide * wide };
    }
    return estimate;
  }

  /**
   * Independent observations that would know the rank as well: p (1 - p) / variance; of them, on
   * the rarer side.
   */
  private independentBeyond(p: number): number {
    const { variance } = this.rankSpread(p);
    return (p * (1 - p) * Math.min(p, 1 - p)) / variance;
  }

  /**
   * The same foretold from p90, where it is well known. What lies far out comes in clusters whose
   * length hardly depends on how far; a variance seen far out is small just when the largest
   * clusters are missing, so that it alone would refuse the wrong ones.
   */
  private expectedBeyond(p: number): number {
    return (this.independentBeyond(TAIL) * (1 - p)) / (1 - TAIL);
  }

  /** How far the share of records up to the p-quantile may be off. */
  rankSpread(p: number): Spread {
    const value = this.pooled.quantile(p);
    return spreadOf(this.influences(p, (histogram) => countUpTo(histogram, value)));
  }

  /** The share of records that took at most so long, 0..1, as an estimate: a service level. */
  shareWithin(seconds: number): Estimate {
    const { share, spread } = this.within(seconds);
    const most = Math.min(
      MOST_SKEWNESS,
      CLUSTER_SKEWNESS / Math.sqrt(this.independentBeyond(share)),
    );
    const { below, above } = marginsOf(spread, CONFIDENCE, most, 0);
    const estimate = estimateOf(share, share - below, Math.min(1, share + above), spread.groups);
    if (!estimate.enough) return estimate;
    const rarer = share * (1 - share) * Math.min(share, 1 - share);
    // Where all sections are alike it is known exactly, unless all records, or none, took so long.
    const independent = rarer > 0 ? rarer / spread.variance : 0;
    if (independent >= MINIMUM_INDEPENDENT) return estimate;
    const reason = `as much information as ${independent.toFixed(1)} independent observations on the rarer side of ${seconds} s, of at least ${MINIMUM_INDEPENDENT}`;
    return { ...estimate, enough: false, reason, times: MINIMUM_INDEPENDENT / independent };
  }

  /** The share of records that took at most so long, 0..1, and how far it may be off. */
  within(seconds: number): { share: number; spread: Spread } {
    const share = countUpTo(this.pooled.toPlain(), seconds) / this.pooled.count;
    const spread = spreadOf(this.influences(share, (each) => countUpTo(each, seconds)));
    return { share, spread };
  }

  /** [placement][section]: by how much it moves the share of records that took at most so long. */
  shareInfluences(seconds: number): number[][] {
    const share = countUpTo(this.pooled.toPlain(), seconds) / this.pooled.count;
    return this.influences(share, (each) => countUpTo(each, seconds));
  }

  /** Records per second of latency around the p-quantile, as a share of all: the density there. */
  densityAt(p: number): number {
    const aside = (1 - p) / 2;
    const width = this.pooled.quantile(p + aside) - this.pooled.quantile(p - aside);
    return (2 * aside) / width;
  }

  /**
   * By how much each group moves the mean of a reading per record whose value over all is `whole`.
   */
  private influences(whole: number, read: (histogram: HistogramPlain) => number): number[][] {
    const readings = this.strata.map((stratum) =>
      stratum.map((groups) => groups.map(({ histogram }) => read(histogram))),
    );
    const sums: number[] = [];
    this.strata.forEach((stratum, placement) => {
      stratum.forEach((groups, section) => {
        groups.forEach(({ part }, path) => {
          sums[part] = (sums[part] ?? 0) + readings[placement][section][path];
        });
      });
    });
    return this.strata.map((stratum, placement) =>
      stratum.map((groups, section) =>
        groups.reduce((total, { histogram, weight, part }, path) => {
          // With known shares each part has its own mean: only what a group departs from that
          // counts.
          const center = this.shares === null ? whole : sums[part] / this.partCounts[part];
          const moved = readings[placement][section][path] - center * histogram.count;
          return total + (moved * weight) / this.pooled.count;
        }, 0),
      ),
    );
  }

  private pathsOf(measurements: Measurements): readonly HistogramPlain[] {
    const { paths, endToEnd } = measurements;
    if (this.name !== 'end_to_end') {
      const histogram = pathOf(measurements, this.name);
      return histogram === undefined ? [] : [histogram];
    }
    if (this.shares === null) return [endToEnd];
    return paths.filter(isOfDeliveries).map(({ histogram }) => histogram);
  }
}

/**
 * By how much the p-quantile is higher in `b` than in `a`, of the same trials on common random
 * numbers, with a 95% interval. A quantile moves by what its rank moves, over the density (Bahadur
 * 1966); the ranks of both are paired section by section, so that what the sections have in common
 * cancels, and the placements keep their weights.
 */
export function quantileChange(a: LatencyMixture, b: LatencyMixture, p: number): Estimate {
  const [low, high] = [a.quantile(p).value, b.quantile(p).value];
  const moved = b.shareInfluences(high);
  const paired = a
    .shareInfluences(low)
    .map((sections, placement) => sections.map((own, index) => moved[placement][index] - own));
  const spread = spreadOf(paired);
  const half = halfWidthOf(spread, CONFIDENCE) / a.densityAt(p);
  const value = high - low;
  const enough = Number.isFinite(half);
  const reason = enough ? '' : 'a placement with a single trial';
  return { value, low: value - half, high: value + half, n: spread.groups, enough, reason };
}

function pathOf(measurements: Measurements, name: string): HistogramPlain | undefined {
  if (name === 'end_to_end') return measurements.endToEnd;
  return measurements.paths.find((path) => path.name === name)?.histogram;
}
