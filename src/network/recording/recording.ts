/**
 * The latencies and stages of one path's deliveries: columns in the arena, which the engine fills
 * (assembly/deliveries.ts).
 *
 * A stage's sum over all its records is that of the rows of the stage sums, and a path's that of
 * its series; so only bins and extremes are kept by the stage. Stages that most records pass in no
 * time (waiting for memory, for a place in flight) are counted where they took some; the others are
 * added at the end.
 */
import type { Arena } from '../../engine/arena.js';
import {
  RECORDING,
  RECORDING_BUCKETS_PER_SECOND,
  RECORDING_BYTES,
  RECORDING_WINDOW_END,
  RECORDING_WINDOW_START,
} from '../../engine/kernels.js';
import { BIN_COUNT, SUB_BINS_PER_OCTAVE, binOf } from '../../statistics/index.js';
import { STAGES } from './stages.js';

/** Bins of the stage sums and of the series: 16 per octave. */
const COARSE = SUB_BINS_PER_OCTAVE / 16;
export const COARSE_COUNT = Math.ceil(BIN_COUNT / COARSE);
const STAGE_COUNT = STAGES.length;
/** Columns of a row of stage sums: the count, then a column per stage; an even number of them. */
export const ROW = 2 * Math.ceil((STAGE_COUNT + 1) / 2);

/** What the paths of a trial share. */
export interface SharedColumns {
  readonly arena: Arena;
  readonly windowStart: number;
  readonly windowEnd: number;
  readonly buckets: number;
  readonly bucketsPerSecond: number;
  /** [stage * BIN_COUNT + bin]. */
  readonly stageBins: Int32Array;
  /** [coarse bin * ROW + column]. */
  readonly stageSums: Float64Array;
  /** [bucket * COARSE_COUNT + coarse bin]: deliveries of all paths. */
  readonly latencyRows: Float64Array;
}

export class Recording {
  readonly latencyBins: Int32Array;
  /** Smallest and largest latency, then those of each stage: seconds. */
  readonly extremes: Float64Array;
  /** [bucket]: deliveries, and the sum of their latencies. */
  readonly countSeries: Float64Array;
  readonly latencySeries: Float64Array;
  private readonly fields: Int32Array;
  /** Where its fields begin in the arena. */
  readonly address: number;

  constructor(private readonly shared: SharedColumns) {
    const { arena, buckets } = shared;
    this.latencyBins = arena.ints(BIN_COUNT);
    this.extremes = freshExtremes(arena, ROW);
    this.countSeries = arena.floats(buckets);
    this.latencySeries = arena.floats(buckets);
    const fields = arena.ints(RECORDING_BYTES / 4);
    fields[RECORDING.latencyBins] = this.latencyBins.byteOffset;
    fields[RECORDING.stageBins] = shared.stageBins.byteOffset;
    fields[RECORDING.stageSums] = shared.stageSums.byteOffset;
    fields[RECORDING.countSeries] = this.countSeries.byteOffset;
    fields[RECORDING.latencySeries] = this.latencySeries.byteOffset;
    fields[RECORDING.rowSeries] = shared.latencyRows.byteOffset;
    fields[RECORDING.extremes] = this.extremes.byteOffset;
    // The first of a row's values is 1: it counts the records.
    const values = arena.floats(ROW);
    values[0] = 1;
    fields[RECORDING.values] = values.byteOffset;
    fields[RECORDING.buckets] = buckets;
    const numbers = arena.floatsAt(fields.byteOffset, RECORDING_BYTES / 8);
    numbers[RECORDING_WINDOW_START] = shared.windowStart;
    numbers[RECORDING_WINDOW_END] = shared.windowEnd;
    numbers[RECORDING_BUCKETS_PER_SECOND] = shared.bucketsPerSecond;
    this.fields = fields;
    this.address = fields.byteOffset;
  }

  /** Records whose stages do not add up to their latency. */
  get broken(): number {
    return this.fields[RECORDING.broken];
  }

  /** A record without a broker: what it waited for its caller, its way, its wait, its service. */
  deliverDirect(
    bucket: number,
    latency: number,
    block: number,
    network: number,
    wait: number,
    service: number,
  ): void {
    const bin = binOf(latency);
    const coarse = Math.floor(bin / COARSE);
    this.latencyBins[bin]++;
    widen(this.extremes, 0, latency);
    this.shared.stageSums[coarse * ROW]++;
    if (block !== 0) this.addStage(coarse, 0, block);
    this.addStage(coarse, 3, network);
    this.addStage(coarse, 10, wait);
    this.addStage(coarse, 11, service);
    this.countSeries[bucket]++;
    this.latencySeries[bucket] += latency;
    this.shared.latencyRows[bucket * COARSE_COUNT + coarse]++;
  }

  private addStage(coarse: number, stage: number, value: number): void {
    const { stageBins, stageSums } = this.shared;
    stageBins[stage * BIN_COUNT + binOf(value)]++;
    stageSums[coarse * ROW + 1 + stage] += value;
    widen(this.extremes, 1 + stage, value);
  }
}

/** Pairs of the smallest and the largest of nothing yet. */
export function freshExtremes(arena: Arena, count: number): Float64Array {
  const extremes = arena.floats(count * 2);
  for (let index = 0; index < count; index++) extremes[2 * index] = Infinity;
  return extremes;
}

function widen(extremes: Float64Array, index: number, value: number): void {
  if (value < extremes[2 * index]) extremes[2 * index] = value;
  if (value > extremes[2 * index + 1]) extremes[2 * index + 1] = value;
}
