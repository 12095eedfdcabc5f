/**
 * When a trial begins and ends, and what of it is measured.
 *
 * Semantics: the window of a trial that goes to its end is [warmup, warmup + window), cut into
 * buckets. A trial that has filled up is simulated once more, up to that moment: all that is
 * counted, clipped and audited then ends there, as in any other trial. Its window begins as it
 * would have, but not after the middle of its time (where it fills up before that it has no steady
 * state to warm up to, and what passes can still be measured). It has the buckets that it passed
 * altogether, or none if its window began earlier, since they are not those of other trials.
 */
import type { Trial } from './measurements.js';

export interface Span {
  /** Seconds; the trial ends at windowEnd. */
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly bucketSeconds: number;
  /**
   * Of the series: those of which something lies in the window, and those which lie in it
   * altogether.
   */
  readonly buckets: number;
  readonly wholeBuckets: number;
  readonly stoppedFull: boolean;
}

export function wholeSpan(trial: Trial): Span {
  const { warmupSeconds, windowSeconds, seriesBuckets } = trial;
  const windowEnd = warmupSeconds + windowSeconds;
  return {
    windowStart: warmupSeconds,
    windowEnd,
    bucketSeconds: (windowEnd - warmupSeconds) / seriesBuckets,
    buckets: seriesBuckets,
    wholeBuckets: seriesBuckets,
    stoppedFull: false,
  };
}

/** Of a trial that filled up at `time`, within the span. */
export function spanUntil({ windowStart: planned, bucketSeconds }: Span, time: number): Span {
  const windowStart = Math.min(planned, time / 2);
  const passed = (time - windowStart) / bucketSeconds;
  // A bucket's end that is the trial's, but for its last bits.
  const rounding = 1e-9 * (1 + passed);
  return {
    windowStart,
    windowEnd: time,
    bucketSeconds,
    buckets: Math.max(1, Math.ceil(passed - rounding)),
    wholeBuckets: windowStart < planned ? 0 : Math.floor(passed + rounding),
    stoppedFull: true,
  };
}
