/** A histogram's dense columns, as a trial hands them over at its end. */
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
