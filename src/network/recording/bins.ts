import type { Arena } from '../../engine/arena.js';
import { BIN_COUNT, type HistogramPlain } from '../../statistics/index.js';

/** A histogram's dense columns, in the arena, as a trial hands them over at its end. */
export interface Bins {
  readonly counts: Int32Array;
  /** Seconds, all three. */
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A difference of two clock readings may be this far below 0 by rounding; it counts as 0. */
const ROUNDING_SECONDS = -1e-6;

/** Checks what was recorded: throws where a time was not a number or clearly negative. */
export function makeBins(
  counts: Int32Array,
  sum: number,
  smallest: number,
  largest: number,
  what: string,
): Bins {
  if (!(smallest >= ROUNDING_SECONDS) || Number.isNaN(sum)) {
    const found = Number.isNaN(sum) ? 'not a number' : `${smallest} s`;
    throw new Error(`${what}: a time that is ${found} was recorded`);
  }
  return { counts, sum, minimum: Math.max(0, smallest), maximum: largest };
}

/** The same as plainHistogram; `nonzero` is room in the arena for BIN_COUNT numbers. */
export function plainBins(arena: Arena, nonzero: Int32Array, dense: Bins): HistogramPlain {
  const { counts: all, sum, minimum, maximum } = dense;
  const filled = arena.kernels.filledBins(all.byteOffset, BIN_COUNT, nonzero.byteOffset);
  const bins = new Uint16Array(filled);
  const counts = new Float64Array(filled);
  let count = 0;
  for (let index = 0; index < filled; index++) {
    const bin = nonzero[index];
    bins[index] = bin;
    counts[index] = all[bin];
    count += all[bin];
  }
  return { bins, counts, count, sum, minimum: count === 0 ? 0 : minimum, maximum };
}
