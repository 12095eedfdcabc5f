/**
 * When a series that a fault has driven off is back, from the sums of its sections.
 *
 * A band says what is usual: up to the mean before the fault plus two standard deviations of a
 * single system's value (not of the average's, so that more trials make the answer more precise and
 * no later), or plus 1% of the excursion where that is more. The series averaged over all trials is
 * back at the first moment after its highest point from which on it lies within the band, and so
 * does the mean of the next tenth of the series: a single bucket below or above says nothing.
 * Between the ends of two buckets it is a straight line.
 */
export interface Excursion {
  readonly outcome: 'back' | 'never off' | 'not within the window';
  /**
   * Seconds from the begin of the fault until it is back; 0 where it was never off, Infinity where
   * it is not back.
   */
  readonly seconds: number;
}

const DEVIATIONS = 2;
const SHARE_OF_EXCURSION = 0.01;
const LASTING = 0.1;

/**
 * What the series may reach and count as usual; `deviation` is that of one system's value before
 * the fault.
 */
export function upperEnd(mean: number, deviation: number, highest: number): number {
  return mean + Math.max(DEVIATIONS * deviation, SHARE_OF_EXCURSION * (highest - mean));
}

/**
 * `values[k]` is the series at the end of bucket k (or within it), `from` the fault's begin and
 * `to` the end of what may be looked at, seconds.
 */
export function excursion(
  values: readonly number[],
  bucketSeconds: number,
  from: number,
  to: number,
  limitOf: (highest: number) => number,
): Excursion {
  const time = (bucket: number): number => (bucket + 1) * bucketSeconds;
  const seen = [...values.keys()].filter((bucket) => time(bucket) > from && time(bucket) <= to);
  if (seen.length === 0) return { outcome: 'never off', seconds: 0 };
  const peak = seen.reduce((best, bucket) => (values[bucket] > values[best] ? bucket : best));
  const limit = limitOf(values[peak]);
  if (values[peak] <= limit) return { outcome: 'never off', seconds: 0 };
  const last = seen[seen.length - 1];
  const long = Math.max(1, Math.round(LASTING * values.length));
  for (let bucket = peak + 1; bucket < last; bucket++) {
    const next = values.slice(bucket, Math.min(bucket + long, last) + 1);
    const mean = next.reduce((sum, value) => sum + value, 0) / next.length;
    if (values[bucket] > limit || mean > limit) continue;
    const before = values[bucket - 1];
    const fall = before - values[bucket];
    const share = Number.isFinite(fall) && fall > 0 ? Math.max(0, (before - limit) / fall) : 1;
    const seconds = time(bucket - 1) + Math.min(1, share) * bucketSeconds - from;
    return { outcome: 'back', seconds };
  }
  return { outcome: 'not within the window', seconds: Infinity };
}
