/** The time series of each group: what it was delivered, how late, and what waits for it. */
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

// Counts of a bucket's bins while they are added up; all 0 between two buckets.
const SUMS = new Float64Array(BIN_COUNT);

/** As far as all of them go: one that filled up is shorter. */
export function groupSeries(all: readonly WeightedCloseUp[]): GroupBucket[] {
  const buckets = Math.min(...all.map(({ closeUp }) => closeUp.buckets));
  return (all.at(0)?.closeUp.groups ?? []).flatMap(({ name }, group) =>
    Array.from({ length: buckets }, (_, bucket): GroupBucket => {
      const { bucketSeconds } = all[0].closeUp;
      let [delivered, lagRecords, lowest, highest] = [0, 0, BIN_COUNT, -1];
      // Loops over numbers: they are passed for each bin of each bucket.
      for (const { closeUp, weight } of all) {
        const own = closeUp.groups[group];
        const { bins, counts } = own.latency[bucket];
        for (let index = 0; index < bins.length; index++) {
          SUMS[bins[index]] += weight * counts[index];
          delivered += weight * counts[index];
        }
        if (bins.length > 0) {
          lowest = Math.min(lowest, bins[0]);
          highest = Math.max(highest, bins[bins.length - 1]);
        }
        for (const lag of own.lags[bucket]) lagRecords += weight * lag;
      }
      const [p50Seconds, p99Seconds] = [0.5, 0.99].map((p) =>
        quantile(lowest, highest, p * delivered),
      );
      SUMS.fill(0, lowest, highest + 1);
      const timeSeconds = (bucket + 1) * bucketSeconds;
      const deliveredPerSecond = delivered / bucketSeconds;
      return { group: name, timeSeconds, deliveredPerSecond, p50Seconds, p99Seconds, lagRecords };
    }),
  );
}

/** The upper edge of the bin with that rank, at most 0.4% too high; null of none. */
function quantile(lowest: number, highest: number, rank: number): number | null {
  let below = 0;
  for (let bin = lowest; bin <= highest; bin++) {
    below += SUMS[bin];
    if (below >= rank) return binHigh(bin);
  }
  // Rounding: the sum may be a last bit below the whole.
  return highest < 0 ? null : binHigh(highest);
}
