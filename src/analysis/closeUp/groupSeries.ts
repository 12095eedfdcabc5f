/** The time series of each group: what it was delivered, how late, and what waits for it. */
import { addSparse, binHigh, type SparseBins } from '../../statistics/index.js';
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
  const buckets = Math.min(...all.map(({ closeUp }) => closeUp.buckets));
  return (all.at(0)?.closeUp.groups ?? []).flatMap(({ name }, group) =>
    Array.from({ length: buckets }, (_, bucket): GroupBucket => {
      const { bucketSeconds } = all[0].closeUp;
      let latency: SparseBins = { bins: new Uint16Array(0), counts: new Float64Array(0) };
      let lagRecords = 0;
      for (const { closeUp, weight } of all) {
        const own = closeUp.groups[group];
        const counts = own.latency[bucket].counts.map((count) => count * weight);
        latency = addSparse(latency, { bins: own.latency[bucket].bins, counts });
        for (const lag of own.lags) lagRecords += weight * lag[bucket];
      }
      const delivered = latency.counts.reduce((sum, count) => sum + count, 0);
      return {
        group: name,
        timeSeconds: (bucket + 1) * bucketSeconds,
        deliveredPerSecond: delivered / bucketSeconds,
        p50Seconds: quantile(latency, 0.5 * delivered),
        p99Seconds: quantile(latency, 0.99 * delivered),
        lagRecords,
      };
    }),
  );
}

/** The upper edge of the bin with that rank, at most 0.4% too high. */
function quantile({ bins, counts }: SparseBins, rank: number): number | null {
  let below = 0;
  for (let index = 0; index < bins.length; index++) {
    below += counts[index];
    if (below >= rank) return binHigh(bins[index]);
  }
  return null;
}
