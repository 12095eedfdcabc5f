/** The time series of the whole system, from those of its trials. */
import { mergeSeries } from '../network/merge.js';
import type { SeriesMeasurements } from '../network/measurements.js';
import { SUB_BINS_PER_OCTAVE, binLow } from '../statistics/index.js';
import type { Weighted } from './pool.js';

/** One bucket; rates are the whole system's, backlogs those at the bucket's end. */
export interface SeriesRow {
  /** The bucket's end, seconds from the start of the measured window. */
  readonly timeSeconds: number;
  readonly arrivedPerSecond: number;
  /** Records per second that came to the end of their paths, averaged over the paths. */
  readonly deliveredPerSecond: number;
  readonly droppedPerSecond: number;
  readonly lostPerSecond: number;
  readonly meanSeconds: number | null;
  readonly p99Seconds: number | null;
  readonly producerBacklogRecords: number;
  /** Unread by the slowest group. */
  readonly lagRecords: number;
  /** By group: consumer instances, averaged over the trials; empty without brokers. */
  readonly instances: readonly number[];
}

export function summarizeSeries(trials: readonly Weighted[]): SeriesRow[] {
  const scaled = trials.map(({ measurements, weight }) => scale(measurements.series, weight));
  const sum = scaled.reduce(mergeSeries);
  const width = sum.bucketSeconds;
  const paths = sum.delivered.length;
  return sum.arrived.map((arrived, bucket) => {
    const delivered = sum.delivered.reduce((total, path) => total + path[bucket], 0);
    const latency = sum.latencySum.reduce((total, path) => total + path[bucket], 0);
    return {
      timeSeconds: (bucket + 1) * width,
      arrivedPerSecond: arrived / width,
      deliveredPerSecond: delivered / paths / width,
      droppedPerSecond: sum.dropped[bucket] / width,
      lostPerSecond: sum.lost.reduce((total, path) => total + path[bucket], 0) / paths / width,
      meanSeconds: delivered > 0 ? latency / delivered : null,
      p99Seconds: coarseQuantile(
        sum.latencyBins[bucket].bins,
        sum.latencyBins[bucket].counts,
        0.99,
      ),
      producerBacklogRecords: sum.producerBacklog[bucket] ?? 0,
      lagRecords: sum.lag[bucket] ?? 0,
      instances: sum.instances.map((group) => group[bucket] ?? 0),
    };
  });
}

/**
 * By bucket: what comes in and is not dropped, without what is delivered, lost or failed, averaged
 * over those paths of each topic.
 */
export function growthOf(series: SeriesMeasurements, paths: readonly number[]): Float64Array {
  const all = series.topics ?? [{ ...series, paths }];
  const topics = all
    .map((topic) => ({ ...topic, readers: topic.paths.filter((path) => paths.includes(path)) }))
    .filter(({ readers }) => readers.length > 0);
  return Float64Array.from(series.arrived, (_, bucket) =>
    topics.reduce((sum, { arrived, dropped, readers }) => {
      const ended = readers.reduce((before, path) => {
        const failed = series.failed?.[path][bucket] ?? 0;
        return before + series.delivered[path][bucket] + series.lost[path][bucket] + failed;
      }, 0);
      return sum + arrived[bucket] - dropped[bucket] - ended / readers.length;
    }, 0),
  );
}

function scale(series: SeriesMeasurements, weight: number): SeriesMeasurements {
  const times = (column: readonly number[]): number[] => column.map((value) => value * weight);
  return {
    bucketSeconds: series.bucketSeconds,
    arrived: times(series.arrived),
    dropped: times(series.dropped),
    delivered: series.delivered.map(times),
    latencySum: series.latencySum.map(times),
    lost: series.lost.map(times),
    ...(series.failed === undefined ? {} : { failed: series.failed.map(times) }),
    latencyBins: series.latencyBins.map(({ bins, counts }) => ({
      bins,
      counts: counts.map((count) => count * weight),
    })),
    producerBacklog: times(series.producerBacklog),
    lag: times(series.lag),
    instances: series.instances.map(times),
  };
}

/**
 * From bins of 16 per octave: the upper edge of the bin that holds the quantile, at most 6.25% too
 * high.
 */
export function coarseQuantile(
  bins: ArrayLike<number>,
  counts: ArrayLike<number>,
  p: number,
): number | null {
  let count = 0;
  for (let index = 0; index < counts.length; index++) count += counts[index];
  let below = 0;
  for (let index = 0; index < bins.length; index++) {
    below += counts[index];
    if (below >= p * count) return binLow((bins[index] + 1) * (SUB_BINS_PER_OCTAVE / 16));
  }
  return null;
}
