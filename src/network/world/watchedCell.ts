/**
 * A running cell of a trial that is split: it stops where its importance crosses a level, and its
 * counts can be taken.
 */
import type { Column, Saved } from '../../engine/arena.js';
import { readField } from '../../engine/layout.js';
import { GROUP, RECORDER } from '../../engine/rows.js';
import { BIN_COUNT } from '../../statistics/index.js';
import { JOURNEY, type Importance, type Trial } from '../measurements.js';
import { RunningCell } from './cell.js';

/** As ../../engine/assembly/world/importance.ts numbers them. */
const KINDS: Readonly<Record<Importance, number>> = { records: 0, foretold: 1, waited: 2 };
/** Events done in one call. */
const EVENTS = 1 << 17;
/** What a call of runWatched says: see cell.ts; and that a level has been crossed. */
const GOES_ON = 1;
const FULL = 2;
const CROSSED = 4;
/** Rows that a look may go over for each event. */
const ROWS_PER_EVENT = 32;

/** Bins in the cell's memory. */
interface Bins {
  readonly name: string;
  readonly address: number;
}

export class WatchedCell extends RunningCell {
  /** Of each path its latencies; last, the importance that was seen. */
  private readonly columns: readonly Bins[];
  private readonly filled: Int32Array;
  private readonly stride: number;
  private readonly kind: number;
  private readonly seen: number;
  /** Only counted into: what a run goes on from does not have them. */
  private readonly countedInto: readonly Column[];

  /** Of a trial's first cell; `trial` is to be split. */
  constructor(trial: Trial) {
    super(trial);
    if (trial.splitting === undefined) throw new Error('a trial that is not to be split');
    const { arena, model } = this.context;
    const { count, address } = { count: BIN_COUNT, address: arena.allocate(BIN_COUNT * 4) };
    this.seen = address;
    this.filled = arena.ints(count);
    this.kind = KINDS[trial.splitting.importance];
    this.columns = [...this.pathColumns(), { name: 'importance', address }];
    const seen = { address, bytes: BIN_COUNT * 4 };
    const filled = { address: this.filled.byteOffset, bytes: BIN_COUNT * 4 };
    const waits = this.context.stations.map(({ waitBins }) => {
      return { address: waitBins.byteOffset, bytes: waitBins.byteLength };
    });
    this.countedInto = [...this.recorder.readAtEnd(), ...waits, seen, filled].sort(
      (a, b) => a.address - b.address,
    );
    const queues =
      this.read('producerCount') * Math.max(...model.topics.map(({ partitions }) => partitions));
    this.stride = Math.max(1, Math.round(queues / ROWS_PER_EVENT));
  }

  get watched(): readonly string[] {
    return this.columns.map(({ name }) => name);
  }

  /** Records that have arrived since the trial began. */
  get arrived(): number {
    const { arena } = this.context;
    return readField(arena, RECORDER, this.read('recorder'), 'arrivedTotal');
  }

  get importance(): number {
    return this.context.arena.kernels.importance(this.kind);
  }

  /**
   * Goes on until the importance is below `low` or not below `high`; false when the trial is over
   * before that.
   */
  watch(low: number, high: number): boolean {
    const { kernels } = this.context.arena;
    let found = GOES_ON;
    while (found === GOES_ON) {
      found = kernels.runWatched(EVENTS, this.stride, this.kind, low, high, this.seen);
    }
    if (found === FULL) throw new Error(`a split trial filled up at ${this.now} s`);
    return found === CROSSED;
  }

  /** What the cell is, but for what it only counts; into `saved`, if that has room. */
  save(saved: Saved | null): Saved {
    return this.context.arena.save(this.countedInto, saved);
  }

  /** Goes on from there; what it has counted stays. */
  goBack(saved: Saved): void {
    this.context.arena.putBack(this.countedInto, saved);
  }

  /** Adds a column's counts to each of `sums`, and begins it anew. */
  take(column: number, ...sums: readonly Float64Array[]): void {
    const { arena } = this.context;
    const { address } = this.columns[column];
    const filled = arena.kernels.filledBins(address, BIN_COUNT, this.filled.byteOffset);
    const bins = arena.intsAt(address, BIN_COUNT);
    for (let index = 0; index < filled; index++) {
      const bin = this.filled[index];
      for (const sum of sums) sum[bin] += bins[bin];
      bins[bin] = 0;
    }
  }

  /** A column's counts are these. */
  put(column: number, counts: Float64Array): void {
    this.context.arena.intsAt(this.columns[column].address, BIN_COUNT).set(counts);
  }

  private pathColumns(): Bins[] {
    const { context, recorder } = this;
    const { arena, model } = context;
    const groups = this.read('groups');
    const journeys = model.consumers.map(({ name }, index) => {
      const address = readField(arena, GROUP, groups + index * GROUP.bytes, 'journeyBins');
      return { name: `${JOURNEY}${name}`, address };
    });
    return [
      { name: 'publish', address: recorder.columns().publishBins ?? 0 },
      ...model.consumers.map(({ name }, index) => {
        return { name, address: recorder.recordings[index].latencyBins.byteOffset };
      }),
      ...journeys.filter(({ address }) => address > 0),
    ];
  }
}
