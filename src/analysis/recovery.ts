/** How long a system takes to be as before after its first fault, from the time series. */
import type { Model } from '../model/model.js';
import type { SeriesRow } from './series.js';

export interface Recovery {
  /** Seconds from the begin of the first fault until lag, or p99, is back for good; null = not within the window. */
  readonly lagSeconds: number | null;
  readonly p99Seconds: number | null;
  /** The series' resolution. */
  readonly resolutionSeconds: number;
}

/** Back is: at most this many times the largest value before the fault. */
const LAG_FACTOR = 2;
const P99_FACTOR = 1.5;

/** Null where the model has no scheduled fault, or the series does not show how it was before. */
export function recovery(model: Model, series: readonly SeriesRow[]): Recovery | null {
  const begins = model.faults.flatMap(({ when }) => (when.kind === 'once' ? [when.atSeconds] : []));
  const resolutionSeconds = series.length > 0 ? series[0].timeSeconds : 0;
  const first = Math.min(...begins);
  const before = series.filter((row) => row.timeSeconds <= first);
  if (begins.length === 0 || before.length === 0) return null;
  const inside = (row: SeriesRow): number => row.lagRecords + row.producerBacklogRecords;
  const lagLimit = LAG_FACTOR * before.reduce((most, row) => Math.max(most, inside(row)), 0);
  const p99Limit =
    P99_FACTOR * before.reduce((most, row) => Math.max(most, row.p99Seconds ?? 0), 0);
  const back = (isOff: (row: SeriesRow) => boolean): number | null => {
    const last = series.findLast((row) => row.timeSeconds > first && isOff(row));
    if (last === undefined) return 0;
    return last === series[series.length - 1] ? null : last.timeSeconds - first;
  };
  return {
    lagSeconds: back((row) => inside(row) > lagLimit),
    p99Seconds: back((row) => (row.p99Seconds ?? Infinity) > p99Limit),
    resolutionSeconds,
  };
}
