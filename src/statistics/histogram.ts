/**
 * A log-linear histogram of non-negative seconds, of the bins in bins.ts.
 *
 * Semantics: counts are exact and merge by addition. A quantile interpolates within its bin, so its
 * relative error is at most 1/256 = 0.39% (bin 0: absolute, 0.93 ns).
 */
import { BIN_COUNT, binHigh, binLow, binOf, sparseBins, type SparseBins } from './bins.js';

/** A histogram as plain data, which survives structuredClone. */
export interface HistogramPlain extends SparseBins {
  readonly count: number;
  /** Seconds. */
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

export const EMPTY_HISTOGRAM: HistogramPlain = {
  bins: new Uint16Array(0),
  counts: new Float64Array(0),
  count: 0,
  sum: 0,
  minimum: 0,
  maximum: 0,
};

export function plainHistogram(
  dense: Float64Array | Int32Array,
  sum: number,
  minimum: number,
  maximum: number,
): HistogramPlain {
  const { bins, counts } = sparseBins(dense);
  const count = counts.reduce((all, each) => all + each, 0);
  return { bins, counts, count, sum, minimum: count === 0 ? 0 : minimum, maximum };
}

/**
 * A histogram that others merge into, each with a weight (the number of alike cells that it stands
 * for).
 */
export class Histogram {
  readonly counts = new Float64Array(BIN_COUNT);
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = 0;

  /** The histogram that `toPlain` made plain. */
  static fromPlain(plain: HistogramPlain): Histogram {
    const histogram = new Histogram();
    histogram.merge(plain);
    return histogram;
  }

  /** Adds one value in seconds; a rounding error below 0 counts as 0. Throws as `binOf` does. */
  record(value: number): void {
    this.counts[binOf(value)]++;
    const seconds = value > 0 ? value : 0;
    this.count++;
    this.sum += seconds;
    if (seconds < this.minimum) this.minimum = seconds;
    if (seconds > this.maximum) this.maximum = seconds;
  }

  /**
   * Adds another's counts and sum times `weight` (>= 0). Counts merge in any order to the same
   * result.
   */
  merge(other: HistogramPlain | Histogram, weight = 1): void {
    if (other instanceof Histogram) {
      this.merge(other.toPlain(), weight);
      return;
    }
    for (let index = 0; index < other.bins.length; index++) {
      this.counts[other.bins[index]] += other.counts[index] * weight;
    }
    this.count += other.count * weight;
    this.sum += other.sum * weight;
    if (other.count > 0) {
      this.minimum = Math.min(this.minimum, other.minimum);
      this.maximum = Math.max(this.maximum, other.maximum);
    }
  }

  mean(): number {
    return this.count === 0 ? NaN : this.sum / this.count;
  }

  /** The value that a share `p` (0..1) of what was recorded does not exceed; NaN when empty. */
  quantile(p: number): number {
    if (this.count === 0) return NaN;
    const target = p * this.count;
    let below = 0;
    for (let bin = 0; bin < BIN_COUNT; bin++) {
      const here = this.counts[bin];
      if (here === 0) continue;
      if (below + here >= target) {
        const inside = (target - below) / here;
        const value = binLow(bin) + inside * (binHigh(bin) - binLow(bin));
        return Math.min(Math.max(value, this.minimum), this.maximum);
      }
      below += here;
    }
    return this.maximum;
  }

  toPlain(): HistogramPlain {
    return plainHistogram(this.counts, this.sum, this.minimum, this.maximum);
  }
}

export function quantileOf(histogram: HistogramPlain, p: number): number {
  const dense = new Histogram();
  dense.merge(histogram);
  return dense.quantile(p);
}

/**
 * How many records do not exceed `value` (seconds), interpolated within its bin as `quantile` does.
 */
export function countUpTo(histogram: HistogramPlain, value: number): number {
  if (histogram.count === 0 || value < histogram.minimum) return 0;
  if (value >= histogram.maximum) return histogram.count;
  const own = binOf(value);
  const share = (value - binLow(own)) / (binHigh(own) - binLow(own));
  let count = 0;
  for (let index = 0; index < histogram.bins.length; index++) {
    const bin = histogram.bins[index];
    if (bin > own) break;
    count += histogram.counts[index] * (bin === own ? share : 1);
  }
  return count;
}
