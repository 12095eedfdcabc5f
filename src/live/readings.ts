/**
 * What a live run shows: plain data that a worker can post. Times are simulated seconds, rates
 * records a second.
 */

/** What happened between two moments, the later of which is `time`. */
export interface Slice {
  readonly time: number;
  readonly arrived: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Lost or failed for good, on any path. */
  readonly lost: number;
  /** At `time`: records that wait in producers. */
  readonly inProducers: number;
  readonly groups: readonly GroupSlice[];
}

export interface GroupSlice {
  readonly delivered: number;
  /** Seconds from the event, of what was delivered meanwhile; NaN where nothing was. */
  readonly p50: number;
  readonly p99: number;
  /** Readable records that it had not taken, at `time`. */
  readonly lag: number;
}

/** A resource's alike instances. */
export interface ResourceNow {
  readonly name: string;
  readonly kind: 'station' | 'link' | 'disk' | 'buffer';
  /** [instance]: share of the last second for which its servers were busy: 0..1. */
  readonly utilization: readonly number[];
  /** [instance]: jobs that wait now. */
  readonly waiting: readonly number[];
}

export interface GroupNow {
  readonly perSecond: number;
  readonly lags: readonly number[];
  readonly alive: readonly boolean[];
  readonly callsPerSecond: readonly number[];
}

/** What is to be seen of a world at a moment. */
export interface Now {
  readonly time: number;
  readonly events: number;
  readonly inside: number;
  readonly inProducers: number;
  readonly arrivedPerSecond: number;
  readonly resources: readonly ResourceNow[];
  readonly groups: readonly GroupNow[];
  /** [topic]: records appended a second. */
  readonly appendedPerSecond: readonly number[];
}
