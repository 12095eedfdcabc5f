/**
 * A world that runs live: it goes on to a moment, is looked at, goes back to any moment that it has
 * passed.
 *
 * Semantics: the same model, seed and placement, and faults at the same moments, give the same
 * world at any moment, however it came there: in one go, in steps, or back and on again. Slices end
 * at multiples of `stepSeconds`.
 */
import { cellEventsPerSecond } from '../network/trialContext.js';
import { FullMemory } from '../engine/fullMemory.js';
import type { FaultModel, Model } from '../model/model.js';
import { LiveCell, type Counts, type GroupReading } from '../network/world/liveCell.js';
import type { TracedJourney } from '../network/world/tracing.js';
import { BIN_COUNT } from '../statistics/index.js';
import { LIVE_INSIDE, LIVE_SECONDS, liveTrial } from './liveTrial.js';
import { quantileBetween } from './quantileBetween.js';
import type { GroupSlice, Now, Slice } from './readings.js';
import { Snapshots } from './snapshots.js';

/**
 * Why it does not go on: it has come to where it should, time is up, it is full, or an hour has
 * passed.
 */
export type Standing = 'there' | 'under way' | 'full' | 'over';

/** A fault that was brought about in it. */
export interface Injected {
  readonly fault: FaultModel;
  readonly at: number;
  readonly seconds: number;
}

/** Events between two looks at the clock: some milliseconds. */
const EVENTS = 1 << 14;
/** A slice has about so many records at least, for a p99. */
const RECORDS = 100;
const STEPS = [0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];
/** Rates are those of the last second, or of so many slices. */
const RATE_SECONDS = 1;
const RATE_SLICES = 4;
const SNAPSHOT_BYTES = 200e6;
/** Slices between snapshots; more where they are large, since copying takes time, too. */
const SNAPSHOT_SLICES = 4;
const BYTES_PER_SLICE = 5e6;

/** What rates and slices are differences of. */
interface Mark {
  readonly time: number;
  readonly counts: Counts;
  readonly groups: readonly GroupReading[];
  readonly appended: readonly number[];
  readonly busy: readonly (readonly number[])[];
}

export class LiveWorld {
  readonly stepSeconds: number;
  private readonly cell: LiveCell;
  private readonly snapshots = new Snapshots(SNAPSHOT_BYTES);
  /** Of the last slices' ends, the last one last. */
  private marks: Mark[];
  /** [group]: as they were at the last slice's end. */
  private readonly bins: readonly Int32Array[];
  private slices = 0;
  private keepsAt = SNAPSHOT_SLICES;
  private injected: Injected[] = [];
  private standing: Standing = 'there';
  private reached = 0;

  /** The model must have brokers. */
  constructor(
    readonly model: Model,
    seed: string,
    placement = 0,
  ) {
    this.cell = new LiveCell(liveTrial(model, seed, placement));
    const rate = cellEventsPerSecond(model, placement);
    this.stepSeconds = STEPS.find((step) => step * rate >= RECORDS && step >= 0.25) ?? 10;
    this.bins = model.consumers.map(() => new Int32Array(BIN_COUNT));
    this.marks = [this.mark()];
    this.snapshots.add(this.cell.snapshot());
  }

  /** All before it has happened. */
  get now(): number {
    return this.reached;
  }

  get faults(): readonly Injected[] {
    return this.injected;
  }

  /** Goes on to `until` or until `outOfTime`; `done` is told of each slice that ends. */
  advance(until: number, outOfTime: () => boolean, done: (slice: Slice) => void): Standing {
    const end = Math.min(until, LIVE_SECONDS);
    while (this.reached < end) {
      if (this.standing === 'full') return 'full';
      const sliceEnd = (this.slices + 1) * this.stepSeconds;
      const target = Math.min(end, sliceEnd);
      const came = this.go(target);
      if (came === 'full') return (this.standing = 'full');
      if (came === 'more') {
        if (outOfTime()) return 'under way';
        continue;
      }
      this.reached = target;
      if (target === sliceEnd) done(this.closeSlice());
      if (this.reached < end && outOfTime()) return 'under way';
    }
    return this.reached >= LIVE_SECONDS ? 'over' : 'there';
  }

  /**
   * Goes back to a moment that it has passed: from the last snapshot before it, on the same random
   * numbers.
   */
  rewind(time: number, done: (slice: Slice) => void = () => undefined): void {
    const to = Math.max(0, Math.min(time, this.reached));
    // Rates need some time before.
    const kept = this.snapshots.before(Math.max(0, to - RATE_SECONDS));
    const faults = this.injected.filter(({ at }) => at < to);
    this.cell.restore(kept);
    this.standing = 'there';
    this.reached = kept.now;
    this.slices = Math.round(kept.now / this.stepSeconds);
    this.keepsAt = this.slices + SNAPSHOT_SLICES;
    this.injected = faults.filter(({ at }) => at < kept.now);
    this.snapshots.forgetAfter(kept.now);
    this.bins.forEach((bins, group) => {
      bins.set(this.cell.latencyBins(group));
    });
    this.marks = [this.mark()];
    const never = (): boolean => false;
    for (const each of faults.filter(({ at }) => at >= kept.now)) {
      this.advance(each.at, never, done);
      this.inject(each.fault, each.seconds);
    }
    this.advance(to, never, done);
  }

  /** Brings a fault about now. */
  inject(fault: FaultModel, seconds: number): void {
    this.injected.push({ fault, at: this.reached, seconds });
    this.cell.inject(fault, this.reached, seconds);
  }

  follow(group: number, leastSeconds: number): void {
    this.cell.follow(group, leastSeconds);
  }

  followed(): TracedJourney | null {
    return this.cell.followed();
  }

  look(): Now {
    const now = this.mark();
    const before = this.marks[0];
    const seconds = now.time - before.time;
    const rate = (count: number): number => (seconds > 0 ? Math.max(0, count / seconds) : 0);
    const stations = this.cell.stations();
    return {
      time: now.time,
      events: now.counts.events,
      inside: now.counts.inside,
      inProducers: this.cell.inProducers(),
      arrivedPerSecond: rate(now.counts.arrived - before.counts.arrived),
      resources: stations.map(({ name, kind, servers, busySeconds, waiting }, index) => ({
        name,
        kind,
        waiting,
        utilization: busySeconds.map((busy, instance) =>
          Math.min(1, rate(busy - before.busy[index][instance]) / servers),
        ),
      })),
      groups: now.groups.map((group, index) => {
        const then = before.groups[index];
        return {
          perSecond: rate(group.delivered - then.delivered),
          lags: group.lags,
          alive: group.alive,
          callsPerSecond: group.calls.map((sent, call) => rate(sent - then.calls[call])),
        };
      }),
      appendedPerSecond: now.appended.map((count, topic) => rate(count - before.appended[topic])),
    };
  }

  /** A number of its whole memory: equal worlds have equal ones. FNV-1a of 32-bit words, twice. */
  fingerprint(): string {
    const { memory } = this.cell.snapshot();
    const words = new Uint32Array(memory.buffer, 0, memory.length >> 2);
    let [one, two] = [0x811c9dc5, 0x01000193];
    for (const word of words) {
      one = Math.imul(one ^ word, 0x01000193);
      two = Math.imul(two ^ (word >>> 7) ^ (one >>> 3), 0x85ebca6b);
    }
    return [one, two].map((each) => (each >>> 0).toString(16).padStart(8, '0')).join('');
  }

  close(): void {
    this.cell.close();
  }

  private go(until: number): 'done' | 'more' | 'full' {
    try {
      const came = this.cell.go(until, EVENTS);
      return came === 'over' ? 'done' : came;
    } catch (error) {
      if (error instanceof FullMemory) return 'full';
      throw error;
    }
  }

  private mark(): Mark {
    return {
      time: this.reached,
      counts: this.cell.counts(),
      groups: this.cell.groups(),
      appended: this.cell.appended(),
      busy: this.cell.stations().map(({ busySeconds }) => busySeconds),
    };
  }

  private closeSlice(): Slice {
    this.slices++;
    const before = this.marks[this.marks.length - 1].counts;
    const mark = this.mark();
    const { counts } = mark;
    this.marks.push(mark);
    while (this.marks.length > RATE_SLICES + 1 && mark.time - this.marks[1].time >= RATE_SECONDS) {
      this.marks.shift();
    }
    if (counts.inside > LIVE_INSIDE) this.standing = 'full';
    this.keep();
    return {
      time: this.reached,
      arrived: counts.arrived - before.arrived,
      delivered: counts.delivered - before.delivered,
      dropped: counts.dropped - before.dropped,
      lost: counts.lost + counts.failed - before.lost - before.failed,
      inProducers: this.cell.inProducers(),
      groups: mark.groups.map((group, index) => this.groupSlice(group, index)),
    };
  }

  private keep(): void {
    if (this.slices < this.keepsAt) return;
    const snapshot = { ...this.cell.snapshot(), now: this.reached };
    this.snapshots.add(snapshot);
    const bySize = Math.ceil(snapshot.memory.length / BYTES_PER_SLICE);
    this.keepsAt = this.slices + Math.max(SNAPSHOT_SLICES, bySize);
  }

  private groupSlice({ lags }: GroupReading, index: number): GroupSlice {
    const [before, bins] = [this.bins[index], this.cell.latencyBins(index)];
    const { count, quantiles } = quantileBetween(before, bins, [0.5, 0.99]);
    before.set(bins);
    const [p50, p99] = quantiles;
    return { delivered: count, p50, p99, lag: lags.reduce((sum, each) => sum + each, 0) };
  }
}
