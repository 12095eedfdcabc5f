/**
 * A study's time series as a table of whole seconds: the mean over a second's buckets, and the
 * highest p99 of them.
 */
import type { Table } from './experiment.js';
import type { Study } from './studySummary.js';

/** A last second that is not whole is left out; of one without a delivery no latency is known. */
export function bySecond(title: string, { series, windowSeconds }: Study): Table {
  const rows = Array.from({ length: Math.floor(windowSeconds) }, (_, second) => {
    const buckets = series.filter(({ timeSeconds }) => {
      return timeSeconds > second && timeSeconds <= second + 1;
    });
    const means = buckets.flatMap(({ meanSeconds }) => meanSeconds ?? []);
    const highest = buckets.flatMap(({ p99Seconds }) => p99Seconds ?? []);
    if (means.length === 0) return [second, second + 1, null, null];
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    return [second, second + 1, mean, Math.max(...highest)];
  });
  return { title, labels: 1, columns: ['from_s', 'to_s', 'mean_latency_ms', 'p99_ms'], rows };
}
