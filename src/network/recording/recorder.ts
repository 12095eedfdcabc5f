/**
 * What a trial records while it runs: counts, latencies by path and stage, and the time series.
 *
 * Semantics: a delivery or an acknowledgement belongs to the measured window [windowStart,
 * windowEnd) by its own time, an arrival by its arrival time. The stages of a record are
 * differences of successive times of its life, so they add up to its end-to-end latency; that is
 * checked for every record, to 1e-9 of the later time. A record's wait at the consumer is from
 * receipt to the start of its processing, and from its end to the sending of the poll's write.
 */
import type { Arena, Column } from '../../engine/arena.js';
import type { Values } from '../../engine/layout.js';
import type { RecorderRow } from '../../engine/rows.js';
import { BIN_COUNT } from '../../statistics/index.js';
import { makeBins, type Bins } from './bins.js';
import { COARSE_COUNT, ROW, Recording, freshExtremes, type SharedColumns } from './recording.js';
import { STAGES } from './stages.js';

const RELATIVE_TOLERANCE = 1e-9;

/** What the engine counts, in a row of its own. */
const COUNTS = [
  'arrivedTotal',
  'arrivedBefore',
  'arrivedInWindow',
  'owedTotal',
  'owedBefore',
  'owedInWindow',
  'droppedTotal',
  'droppedBefore',
  'droppedInWindow',
  'owedDropped',
  'owedDroppedBefore',
  'owedDroppedInWindow',
  'deliveredTotal',
  'deliveredBefore',
  'deliveredInWindow',
  'deliveredLater',
  'lostTotal',
  'lostBefore',
  'lostInWindow',
  'failedTotal',
  'failedBefore',
  'failedInWindow',
  'retriesInWindow',
  'duplicatesTotal',
  'duplicatesInWindow',
  'watermarksAhead',
  'promisesBroken',
  'unmirrored',
  'orderBroken',
  'publishSum',
] as const;

/**
 * The measured window, seconds; the buckets of its series, of which the last may be a part of one.
 */
export interface RecordedSpan {
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly bucketSeconds: number;
  readonly buckets: number;
}

export class Recorder {
  arrivedTotal = 0;
  arrivedBefore = 0;
  arrivedInWindow = 0;
  /** Deliveries that these make: one for each group that reads their topic. */
  owedTotal = 0;
  owedBefore = 0;
  owedInWindow = 0;
  droppedTotal = 0;
  droppedBefore = 0;
  droppedInWindow = 0;
  /** Deliveries that these do not make. */
  owedDropped = 0;
  owedDroppedBefore = 0;
  owedDroppedInWindow = 0;
  deliveredTotal = 0;
  deliveredBefore = 0;
  deliveredInWindow = 0;
  /** Deliveries whose time lies after the trial's end: they are still inside. */
  deliveredLater = 0;
  /**
   * Deliveries that will never be made: a record lost on one of its paths counts once for that
   * path.
   */
  lostTotal = 0;
  lostBefore = 0;
  lostInWindow = 0;
  /** Records that failed for good on their path: they will not be delivered there. */
  failedTotal = 0;
  failedBefore = 0;
  failedInWindow = 0;
  /** Deliveries of records that their path had delivered already. */
  duplicatesTotal = 0;
  duplicatesInWindow = 0;
  /** Produce requests sent again. */
  retriesInWindow = 0;
  /**
   * Audit: sightings of a high watermark ahead of its log or of an in-sync follower; see safety.ts.
   */
  watermarksAhead = 0;
  /**
   * Audit: records acknowledged with acks=all that were not committed, and committed records that
   * were cut off.
   */
  promisesBroken = 0;
  /** Readable records that no mirror had yet when the region went down. */
  unmirrored = 0;
  orderBroken = 0;
  readonly stageSums: Float64Array;
  /** [bucket * COARSE_COUNT + coarse bin], all paths. */
  readonly latencyRows: Float64Array;
  readonly recordings: readonly Recording[];
  /** [topic * buckets + bucket]. */
  readonly arrivedSeries: Float64Array;
  readonly droppedSeries: Float64Array;
  /** [path * buckets + bucket]. */
  readonly lostSeries: Float64Array;
  readonly failedSeries: Float64Array;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly buckets: number;
  readonly bucketSeconds: number;
  private readonly bucketsPerSecond: number;
  private readonly shared: SharedColumns;
  private readonly publishBins: Int32Array;
  private readonly publishExtremes: Float64Array;
  publishSum = 0;
  private directBroken = 0;

  constructor(
    private readonly arena: Arena,
    { windowStart, windowEnd, bucketSeconds, buckets }: RecordedSpan,
    groupCount: number,
    topicCount = 1,
  ) {
    this.windowStart = windowStart;
    this.windowEnd = windowEnd;
    this.buckets = buckets;
    this.bucketSeconds = bucketSeconds;
    this.bucketsPerSecond = 1 / bucketSeconds;
    this.stageSums = arena.floats(COARSE_COUNT * ROW);
    this.latencyRows = arena.floats(buckets * COARSE_COUNT);
    const { stageSums, latencyRows, bucketsPerSecond } = this;
    const stageBins = arena.ints(STAGES.length * BIN_COUNT);
    const span = { windowStart, windowEnd, buckets, bucketsPerSecond };
    const shared = { arena, ...span, stageBins, stageSums, latencyRows };
    this.shared = shared;
    this.recordings = Array.from({ length: groupCount }, () => new Recording(shared));
    this.publishBins = arena.ints(BIN_COUNT);
    this.publishExtremes = freshExtremes(arena, 1);
    this.arrivedSeries = arena.floats(buckets * topicCount);
    this.droppedSeries = arena.floats(buckets * topicCount);
    this.lostSeries = arena.floats(buckets * groupCount);
    this.failedSeries = arena.floats(buckets * groupCount);
  }

  /** What the engine writes to: where its columns stand, and the span. */
  columns(): Values<RecorderRow> {
    const { windowStart, windowEnd, bucketSeconds, bucketsPerSecond, buckets } = this;
    return {
      windowStart,
      windowEnd,
      bucketSeconds,
      bucketsPerSecond,
      buckets,
      arrivedSeries: this.arrivedSeries.byteOffset,
      droppedSeries: this.droppedSeries.byteOffset,
      lostSeries: this.lostSeries.byteOffset,
      failedSeries: this.failedSeries.byteOffset,
      publishBins: this.publishBins.byteOffset,
      publishExtremes: this.publishExtremes.byteOffset,
    };
  }

  /** Large columns that nothing reads before the trial's end. */
  readAtEnd(): Column[] {
    const { stageSums, recordings, publishBins } = this;
    const bins = [
      this.shared.stageBins,
      publishBins,
      ...recordings.map((each) => each.latencyBins),
    ];
    return [stageSums, ...bins].map(({ byteOffset, byteLength }) => {
      return { address: byteOffset, bytes: byteLength };
    });
  }

  /** Takes over what the engine has counted in its own row. */
  takeCounts(read: (field: (typeof COUNTS)[number]) => number): void {
    for (const field of COUNTS) this[field] = read(field);
  }

  /** `count` calls arrived, for every group, none at or after `arrivalEdge` of the first. */
  arrived(time: number, count = 1): void {
    if (time >= this.windowEnd) return;
    const owed = count * this.recordings.length;
    this.arrivedTotal += count;
    this.owedTotal += owed;
    if (time < this.windowStart) {
      this.arrivedBefore += count;
      this.owedBefore += owed;
      return;
    }
    this.arrivedInWindow += count;
    this.owedInWindow += owed;
    this.arrivedSeries[this.bucketOf(time)] += count;
  }

  /** When a bucket of the series ends, seconds. */
  bucketEnd(bucket: number): number {
    if (bucket >= this.buckets - 1) return this.windowEnd;
    return this.windowStart + (bucket + 1) * this.bucketSeconds;
  }

  /** The end of each bucket, seconds. */
  get bucketEnds(): number[] {
    return Array.from({ length: this.buckets }, (_, bucket) => this.bucketEnd(bucket));
  }

  /** Until when (not with) arrivals count as one at `time` does. */
  arrivalEdge(time: number): number {
    if (time < this.windowStart) return this.windowStart;
    if (time >= this.windowEnd) return Infinity;
    return this.bucketEnd(this.bucketOf(time));
  }

  /**
   * `count` records are lost on a path at `time`; one at or after the trial's end is still inside.
   */
  lost(path: number, time: number, count = 1): void {
    if (time >= this.windowEnd) {
      this.deliveredLater += count;
      return;
    }
    this.lostTotal += count;
    if (time < this.windowStart) {
      this.lostBefore += count;
      return;
    }
    this.lostInWindow += count;
    this.lostSeries[path * this.buckets + this.bucketOf(time)] += count;
  }

  /** Which bucket of the series a time within the window falls into. */
  bucketOf(time: number): number {
    const bucket = Math.floor((time - this.windowStart) * this.bucketsPerSecond);
    return bucket < this.buckets ? bucket : this.buckets - 1;
  }

  /** A record that went straight to its consumer, without a broker: network, wait, service. */
  deliverDirect(
    path: number,
    arrival: number,
    sent: number,
    come: number,
    start: number,
    finish: number,
  ): void {
    if (!this.countDeliveries(finish, 1)) return;
    const latency = finish - arrival;
    const [block, network] = [sent - arrival, come - sent];
    const [wait, service] = [start - come, finish - start];
    const bucket = this.bucketOf(finish);
    this.recordings[path].deliverDirect(bucket, latency, block, network, wait, service);
    const difference = block + network + wait + service - latency;
    if (Math.abs(difference) > RELATIVE_TOLERANCE * finish) this.directBroken++;
  }

  /** Counts deliveries of one time; returns whether they are to be measured. */
  countDeliveries(time: number, count: number): boolean {
    if (time >= this.windowEnd) {
      this.deliveredLater += count;
      return false;
    }
    this.deliveredTotal += count;
    if (time < this.windowStart) {
      this.deliveredBefore += count;
      return false;
    }
    this.deliveredInWindow += count;
    return true;
  }

  /** So many more direct deliveries whose stages do not add up to their latency. */
  addBroken(count: number): void {
    this.directBroken += count;
  }

  /** The bins of a stage: of all paths. */
  binsOfStage(stage: number): Int32Array {
    return this.shared.stageBins.subarray(stage * BIN_COUNT, (stage + 1) * BIN_COUNT);
  }

  /** Records whose stages do not add up to their latency. */
  get stagesBroken(): number {
    return this.recordings.reduce((sum, { broken }) => sum + broken, this.directBroken);
  }

  /** Latencies of acknowledgements. */
  publish(): Bins {
    const [smallest, largest] = this.publishExtremes;
    return makeBins(this.publishBins, this.publishSum, smallest, largest, 'publish');
  }

  /** Latencies of a path's deliveries. */
  latencies(path: number): Bins {
    const { latencyBins, latencySeries, extremes } = this.recordings[path];
    const sum = latencySeries.reduce((before, each) => before + each, 0);
    return makeBins(latencyBins, sum, extremes[0], extremes[1], `path ${path}`);
  }

  /**
   * A stage of all deliveries; those that passed it in no time may not have been counted yet, and
   * are now.
   */
  stage(stage: number): Bins {
    let sum = 0;
    for (let row = 0; row < COARSE_COUNT; row++) sum += this.stageSums[row * ROW + 1 + stage];
    let smallest = Infinity;
    let largest = 0;
    for (const { extremes } of this.recordings) {
      smallest = Math.min(smallest, extremes[2 * (stage + 1)]);
      largest = Math.max(largest, extremes[2 * (stage + 1) + 1]);
    }
    // Most models lack most stages: all records passed them in no time, and no bin needs to be
    // looked at.
    const counts = this.binsOfStage(stage);
    if (sum === 0 && largest === 0) {
      counts[0] = this.deliveredInWindow;
      return makeBins(counts, 0, Math.min(0, smallest), 0, STAGES[stage]);
    }
    const counted = this.arena.kernels.totalOf(counts.byteOffset, BIN_COUNT);
    const zeros = this.deliveredInWindow - counted;
    counts[0] += zeros;
    if (zeros > 0 && smallest > 0) smallest = 0;
    return makeBins(counts, sum, smallest, largest, STAGES[stage]);
  }
}
