/** The time series of each group: what it was delivered, how late, and what waits for it. */
import type { GroupCloseUp } from '../../network/closeUp.js';
import { BIN_COUNT, binHigh } from '../../statistics/index.js';
import type { WeightedCloseUp } from './weighted.js';

/** A group and a bucket, of the whole system. */
export interface GroupBucket {
  readonly group: string;
  /** The bucket's end, seconds from the start of the measured window. */
  readonly timeSeconds: number;
  readonly deliveredPerSecond: number;
  /** From the event, over all hops; null where nothing was delivered. */
  readonly p50Seconds: number | null;
  readonly p99Seconds: number | null;
  /** Readable records that it has not taken, at the bucket's end. */
  readonly lagRecords: number;
}

/** As far as all of them go: one that filled up is shorter. */
export function groupSeries(all: readonly WeightedCloseUp[]): GroupBucket[] {
  if (all.length === 0) return [];
  const buckets = Math.min(...all.map(({ closeUp }) => closeUp.buckets));
  const { bucketSeconds, groups } = all[0].closeUp;
  const sums = new BucketSums();
  return groups.flatMap(({ name }, group) =>
    Array.from({ length: buckets }, (_, bucket): GroupBucket => {
      let lagRecords = 0;
      for (const { closeUp, weight } of all) {
        sums.add(closeUp.groups[group], bucket, weight);
        lagRecords += weight * lagOf(closeUp.groups[group], bucket);
      }
      const deliveredPerSecond = sums.delivered / bucketSeconds;
      const [p50Seconds, p99Seconds] = [sums.quantile(0.5), sums.quantile(0.99)];
      sums.clear();
      const timeSeconds = (bucket + 1) * bucketSeconds;
      return { group: name, timeSeconds, deliveredPerSecond, p50Seconds, p99Seconds, lagRecords };
    }),
  );
}

/** The latencies of a bucket. Loops over numbers: they are passed for each bin of each bucket. */
class BucketSums {
  delivered = 0;
  private readonly counts = new Float64Array(BIN_COUNT);
  private lowest = BIN_COUNT;
  private highest = -1;

  add({ latency }: GroupCloseUp, bucket: number, weight: number): void {
    const { bins, counts, ends } = latency;
    const from = bucket === 0 ? 0 : ends[bucket - 1];
    const to = ends[bucket];
    if (from === to) return;
    for (let place = from; place < to; place++) {
      const count = weight * counts[place];
      this.counts[bins[place]] += count;
      this.delivered += count;
    }
    this.lowest = Math.min(this.lowest, bins[from]);
    this.highest = Math.max(this.highest, bins[to - 1]);
  }

  /** The upper edge of the bin with that rank, at most 0.4% too high; null of none. */
  quantile(p: number): number | null {
    const { lowest, highest, counts } = this;
    const rank = p * this.delivered;
    let below = 0;
    for (let bin = lowest; bin <= highest; bin++) {
      below += counts[bin];
      if (below >= rank) return binHigh(bin);
    }
    // Rounding: the sum may be a last bit below the whole.
    return highest < 0 ? null : binHigh(highest);
  }

  clear(): void {
    this.counts.fill(0, this.lowest, this.highest + 1);
    this.delivered = 0;
    this.lowest = BIN_COUNT;
    this.highest = -1;
  }
}

function lagOf({ lags, partitions }: GroupCloseUp, bucket: number): number {
  let sum = 0;
  for (let place = bucket * partitions; place < (bucket + 1) * partitions; place++) {
    sum += lags[place];
  }
  return sum;
}
