/**
 * What one trial measured: plain data that survives structuredClone and JSON, and merges.
 * Trial times are simulated seconds; the measured window is [warmupSeconds, warmupSeconds +
 * windowSeconds).
 */
import type { HistogramPlain, SparseBins } from '../statistics/index.js';
import type { Model } from '../model/model.js';

/** A trial is a pure function from this to Measurements. */
export interface Trial {
  readonly model: Model;
  /** Index into model.placements: the stratum the cell is drawn from. */
  readonly placement: number;
  /** Which cell of the placement; part of the random streams' keys, as is the replication. */
  readonly cell: number;
  /**
   * How many cells from that one on are simulated, one after the other, and added up in order; 1
   * where not given.
   */
  readonly cells?: number;
  readonly replication: number;
  readonly seed: string;
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  /** Buckets of equal length into which the time series cuts the window. */
  readonly seriesBuckets: number;
  /** Resource kinds made faster: resource name to speed factor, for experiments. */
  readonly speedup: Readonly<Record<string, number>>;
  /** The trial stops, as overloaded, when this many records are inside the system. */
  readonly maximumInside: number;
  /** How its rare moments are gone on from more than once; not where left out: see splitting.ts. */
  readonly splitting?: Splitting;
}

/** By what a moment's importance is told: ../engine/assembly/world/importance.ts. */
export type Importance = 'records' | 'foretold' | 'waited';

export interface Splitting {
  readonly importance: Importance;
  /** Rising; records, or seconds. */
  readonly levels: readonly number[];
  /** How many go on where one has crossed a level; at least 2. */
  readonly ways: number;
}

/** What a trial saw, all that went on from its rare moments together. */
export interface SplitMeasurements {
  /** Records simulated within the window, and how often one went on besides. */
  readonly records: number;
  readonly splits: number;
  /**
   * As Measurements has them; each record counted ways^levels times as often as it is likely. Sums
   * and extremes are those of the bins.
   */
  readonly paths: readonly PathMeasurements[];
  readonly endToEnd: HistogramPlain;
  /** Of looks after so many events each, in the unit of the levels. */
  readonly importance: HistogramPlain;
}

/** How many cells a trial simulates. */
export function cellCount(trial: Trial): number {
  return trial.cells ?? 1;
}

import { STAGES, type Stage } from './recording/stages.js';
export { STAGES, type Stage };

/** The stages that a trial's records may have. */
export function stagesOf({ stages }: Pick<Measurements, 'stages'>): readonly Stage[] {
  return STAGES.slice(0, stages.length);
}

/** Records that failed for good within the window, on all paths. */
export function failedInWindow({ services }: Pick<Measurements, 'services'>): number {
  return services?.reduce((sum, { failed }) => sum + failed, 0) ?? 0;
}

/** Before the group's name: from the event to there, over all hops. */
export const JOURNEY = 'to ';

/** Whether a path is a group's deliveries, which all of them together are end to end. */
export function isOfDeliveries({ name, broken }: Omit<PathMeasurements, 'histogram'>): boolean {
  return name !== 'publish' && !name.startsWith(JOURNEY) && broken === undefined;
}

export interface PathMeasurements {
  /**
   * `publish` (send to acknowledgement), a consumer group's name (send to processed and stored), or
   * `to ` and that name: from the event that it all began with, where groups send on; or a journey
   * that the model gives a name.
   */
  readonly name: string;
  /**
   * Of a journey with a name, and only there: events of which it was seen, in the window, that they
   * will never be complete.
   */
  readonly broken?: number;
  readonly histogram: HistogramPlain;
}

export interface ResourceMeasurements {
  /** For example `brokers.handlers`, `consumers.workers`, `stores.orders`. */
  readonly name: string;
  readonly kind: 'station' | 'link' | 'disk' | 'buffer';
  /** Alike instances, and parallel servers of each. */
  readonly count: number;
  readonly servers: number;
  /**
   * Seconds of the window that instances were there, all together: consumers that are down or not
   * started are not.
   */
  readonly instanceSeconds: number;
  /**
   * Busy server-seconds within the window: of all instances; and if each were as busy, while it is
   * there, as the busiest.
   */
  readonly busySeconds: number;
  readonly busySecondsMaximum: number;
  /** Jobs and records that began service within the window. */
  readonly jobs: number;
  readonly records: number;
  /**
   * Time jobs spent waiting within the window (its mean over the window is the mean queue), all
   * instances.
   */
  readonly queueSeconds: number;
  readonly queueMaximum: number;
  /**
   * At random moments: [jobs that wait at an instance, how many instances were seen with so many],
   * rising; none for links.
   */
  readonly waiting: readonly (readonly [jobs: number, seen: number])[];
  /** Wait per job before service, seconds. */
  readonly wait: HistogramPlain;
}

/**
 * Parallel columns, a row per bucket of the measured window. Merged, they are sums over `trials`.
 */
export interface SeriesMeasurements {
  readonly bucketSeconds: number;
  readonly arrived: readonly number[];
  readonly dropped: readonly number[];
  /**
   * Of each topic, where there are several: the same two, and the groups that read it, by number.
   */
  readonly topics?: readonly TopicSeries[];
  /**
   * [path][bucket], a path per consumer group: deliveries in the window and the sum of their
   * latencies, seconds.
   */
  readonly delivered: readonly (readonly number[])[];
  readonly latencySum: readonly (readonly number[])[];
  readonly lost: readonly (readonly number[])[];
  /** [path][bucket]: records that failed for good; only where groups try. */
  readonly failed?: readonly (readonly number[])[];
  /** By bucket: latencies of the records delivered in it, by bins of 16 per octave. */
  readonly latencyBins: readonly SparseBins[];
  /**
   * Records inside the system at the bucket's end: in producers, in the log unread by the slowest
   * group. In direct delivery those that wait for a caller, and those in front of the slowest
   * group's servers.
   */
  readonly producerBacklog: readonly number[];
  readonly lag: readonly number[];
  /**
   * [group][bucket]: consumer instances that are there at the bucket's end; no groups without
   * brokers.
   */
  readonly instances: readonly (readonly number[])[];
}

export interface TopicSeries {
  readonly name: string;
  readonly paths: readonly number[];
  readonly arrived: readonly number[];
  readonly dropped: readonly number[];
}

/**
 * The journeys that ended in a group within the window: from the event that they began with, over
 * all hops.
 */
export interface JourneyMeasurements {
  readonly group: string;
  /** The groups by which they may have come, this one among them. */
  readonly hops: readonly string[];
  /**
   * By latency, bin of 16 per octave -> [count, seconds, then for each hop seconds per stage of
   * STAGES].
   */
  readonly sums: Readonly<Record<string, readonly number[]>>;
}

/** What a group's tries came to, in the window. */
export interface ServiceMeasurements {
  readonly group: string;
  /** Records that failed for good. */
  readonly failed: number;
  readonly calls: readonly CallMeasurements[];
}

/** What the calls came to that one external made for those it answered, in the window. */
export interface InnerServiceMeasurements {
  readonly external: string;
  /** Calls that it was done with, and those of them that failed by what it called. */
  readonly ended: number;
  readonly failed: number;
  readonly calls: readonly CallMeasurements[];
}

/** What a group that gathers did in the window. */
export interface WindowMeasurements {
  readonly group: string;
  /** One for each key of the windows that closed. */
  readonly results: number;
  /** Records, once for each of their windows: gathered, and too late for it. */
  readonly gathered: number;
  readonly tooLate: number;
}

/** How often instances of a group have left it in the window, their polls too long. */
export interface LateMeasurements {
  readonly group: string;
  readonly times: number;
}

/** What a queue handed out in the window: messages, and those of them that had been before. */
export interface QueueMeasurements {
  readonly topic: string;
  readonly handedOut: number;
  readonly again: number;
  /** Where its brokers have a memory alarm: seconds of the window that it was on, of so many. */
  readonly alarm?: { readonly onSeconds: number; readonly ofSeconds: number };
}

export interface CallMeasurements {
  readonly external: string;
  /**
   * Calls sent; those sent again among them; those that ended in an error or were refused, and in a
   * time-out.
   */
  readonly sent: number;
  readonly again: number;
  readonly errors: number;
  readonly timeouts: number;
  /**
   * Calls failed at once by a bulkhead or a breaker, and how often breakers opened; only where
   * there is one of these.
   */
  readonly refused?: number;
  readonly opened?: number;
  /** Calls that left before they were begun, errors for who made them; only where they may. */
  readonly left?: number;
}

/** One law checked on one trial; `difference` must be within `tolerance`. */
export interface AuditResult {
  readonly law: string;
  readonly where: string;
  readonly expected: number;
  readonly measured: number;
  readonly passed: boolean;
}

/**
 * What a run comes to when there are more records inside than its trial may hold: when that was,
 * seconds.
 */
export interface FilledUp {
  readonly filledAt: number;
}

export interface Measurements {
  readonly placement: number;
  readonly cell: number;
  readonly replication: number;
  readonly windowSeconds: number;
  /**
   * Whole-trial counts, warm-up included; each record counted once per group for delivered and
   * inside.
   */
  readonly recordsIn: number;
  readonly recordsDropped: number;
  /** Simulation events executed: what the trial cost. */
  readonly events: number;
  /** Within the window. */
  readonly arrivedInWindow: number;
  readonly droppedInWindow: number;
  readonly deliveredInWindow: number;
  /** Deliveries that will never be made, and deliveries made again, each counted once a path. */
  readonly lostInWindow: number;
  readonly duplicatesInWindow: number;
  /** Batches sent again. */
  readonly retriesInWindow: number;
  /** Readable records that no mirror had when the region went down: its recovery point. */
  readonly unmirrored: number;
  /**
   * Records inside the system (summed over groups, divided by their number) at the window's start
   * and end.
   */
  readonly insideAtStart: number;
  readonly insideAtEnd: number;
  /**
   * True when the trial stopped at `maximumInside`; windowSeconds is then what was measured until
   * that moment: see span.ts.
   */
  readonly stoppedFull: boolean;
  /** All groups' deliveries pooled: send to the end of the path. */
  readonly endToEnd: HistogramPlain;
  readonly paths: readonly PathMeasurements[];
  /** Per stage of STAGES, over all deliveries; the last two only where groups try: see stagesOf. */
  readonly stages: readonly HistogramPlain[];
  /**
   * Sum of each stage's seconds by end-to-end latency: bin of 16 per octave -> [count, ...seconds
   * per stage].
   */
  readonly stageSums: Readonly<Record<string, readonly number[]>>;
  readonly resources: readonly ResourceMeasurements[];
  /** Real caches in front of stores: reads within the window, and those found. */
  readonly caches: readonly {
    readonly name: string;
    readonly reads: number;
    readonly hits: number;
  }[];
  /** Of groups whose records are tried; only where there are any. */
  readonly services?: readonly ServiceMeasurements[];
  /** Of externals that call others; only where there are any. */
  readonly innerServices?: readonly InnerServiceMeasurements[];
  /**
   * Of the groups of which any has left, working on a poll for too long; only where there are any.
   */
  readonly late?: readonly LateMeasurements[];
  /** Of topics that are queues; only where there are any. */
  readonly queues?: readonly QueueMeasurements[];
  /** Of groups that gather by key and window; only where there are any. */
  readonly windows?: readonly WindowMeasurements[];
  /** Where the time of journeys goes, a group each; only where groups send on. */
  readonly journeys?: readonly JourneyMeasurements[];
  readonly series: SeriesMeasurements;
  readonly audits: readonly AuditResult[];
  /** Of a trial that was split; all else is of its first run. */
  readonly split?: SplitMeasurements;
}
