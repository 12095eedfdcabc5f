/** A running cell of which the whole is read again and again, at little cost: for close-ups. */
import { readField, writeRow } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import { BIN_COUNT, binLow } from '../../statistics/index.js';
import type { Trial } from '../measurements.js';
import { LiveCell } from './liveCell.js';
import { packTold, type PackedJourneys } from './told.js';
import type { Tracing } from './tracing.js';

/** Bins that have gained, in rising order, and what each has. */
export interface NewLatencies {
  readonly bins: Int32Array;
  readonly counts: Int32Array;
}

export class SeenCell extends LiveCell {
  /** [group]: its bins when they were asked for last. */
  private readonly before: readonly number[];
  private readonly bins: Int32Array;
  private readonly gained: Int32Array;

  constructor(trial: Trial, tracings: readonly Tracing[]) {
    super(trial, tracings);
    const { arena } = this.context;
    this.before = trial.model.consumers.map(() => arena.ints(BIN_COUNT).byteOffset);
    this.bins = arena.ints(BIN_COUNT);
    this.gained = arena.ints(BIN_COUNT);
  }

  /** What a group was delivered since it was asked last: from the event, over all hops. */
  newLatencies(group: number): NewLatencies {
    const { arena } = this.context;
    const { bins, gained } = this;
    const { byteOffset } = this.latencyBins(group);
    const { kernels } = arena;
    const length = kernels.newlyFilled(
      byteOffset,
      BIN_COUNT,
      this.before[group],
      bins.byteOffset,
      gained.byteOffset,
    );
    return { bins: bins.slice(0, length), counts: gained.slice(0, length) };
  }

  /** [partition, topic by topic], of a copy. */
  lags(group: number): Float64Array {
    return this.readLags(this.groupPlace(group)).slice();
  }

  /** From where on at least so many have been delivered to it, seconds; 0 while they are fewer. */
  slowestFrom(group: number, most: number): number {
    const { byteOffset } = this.latencyBins(group);
    return binLow(this.context.arena.kernels.binOfSlowest(byteOffset, BIN_COUNT, most));
  }

  /** From now on journeys that are traced, the `place`-th of what is, are told from so long on. */
  tellFrom(place: number, leastSeconds: number): void {
    writeRow(this.context.arena, TRACE, this.traceAt(place), { least: leastSeconds });
  }

  /** What was told since the cell began, of the `place`-th of what is traced. */
  told(place: number, leastSeconds: number): PackedJourneys {
    return packTold(this.context.arena, this.traceAt(place), leastSeconds);
  }

  private traceAt(place: number): number {
    let trace = this.read('trace');
    for (let before = 0; before < place; before++) {
      trace = readField(this.context.arena, TRACE, trace, 'next');
    }
    return trace;
  }
}
