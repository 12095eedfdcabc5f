/**
 * The bins of every histogram of seconds: 256 per octave from 2^-30 s (0.93 ns) to 2^20 s (12
 * days). Bin 0 holds what is below 2^-30 s, the last bin what is above the range. The idea is
 * HdrHistogram's (Gil Tene); the bin is read off the number's own bits.
 */
export const SUB_BINS_PER_OCTAVE = 256;
const LOWEST_EXPONENT = -30;
const OCTAVES = 50;
export const BIN_COUNT = OCTAVES * SUB_BINS_PER_OCTAVE + 2;

/**
 * The lower edge of each octave, and of what lies above the range; halving and doubling are exact.
 */
const OCTAVE_SECONDS = Float64Array.from({ length: OCTAVES + 1 }, () => 1);
for (let octave = -LOWEST_EXPONENT - 1; octave >= 0; octave--) {
  OCTAVE_SECONDS[octave] = OCTAVE_SECONDS[octave + 1] / 2;
}
for (let octave = 1 - LOWEST_EXPONENT; octave <= OCTAVES; octave++) {
  OCTAVE_SECONDS[octave] = OCTAVE_SECONDS[octave - 1] * 2;
}

const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
/**
 * Bits of the number's fraction, of its upper 20, that are below a bin: 256 bins an octave are 8
 * bits.
 */
const SHIFT = 20 - 8;
const OFFSET = (1023 + LOWEST_EXPONENT) * SUB_BINS_PER_OCTAVE - 1;
/** A difference of two clock readings may be this far below 0 by rounding; it counts as 0. */
const ROUNDING_SECONDS = -1e-6;

/** The bin of a value in seconds. Throws for NaN and for values clearly below 0. */
export function binOf(value: number): number {
  float[0] = value;
  const high = halves[1];
  if (high >= 0x7ff00000) return oddBin(value);
  const bin = (high >>> SHIFT) - OFFSET;
  if (bin < 1) return 0;
  return bin < BIN_COUNT ? bin : BIN_COUNT - 1;
}

function oddBin(value: number): number {
  if (value <= 0 && value >= ROUNDING_SECONDS) return 0;
  throw new Error(`a histogram got ${String(value)}: a time that is negative or not a number`);
}

/** Lower edge of a bin in seconds, itself in the bin; 0 for bin 0. */
export function binLow(bin: number): number {
  if (bin === 0) return 0;
  const index = bin - 1;
  const octave = Math.floor(index / SUB_BINS_PER_OCTAVE);
  const fraction = 1 + (index - octave * SUB_BINS_PER_OCTAVE) / SUB_BINS_PER_OCTAVE;
  return fraction * OCTAVE_SECONDS[octave];
}

/**
 * Upper edge of a bin in seconds, not in the bin; for the last bin a nominal edge, since it holds
 * all above.
 */
export function binHigh(bin: number): number {
  return binLow(bin + 1);
}

/**
 * The bins that hold something, as two columns of plain memory: a run keeps millions of bins, and
 * adds them up.
 */
export interface SparseBins {
  /** In rising order, below BIN_COUNT. */
  readonly bins: Uint16Array;
  /** Of each of them, above 0. */
  readonly counts: Float64Array;
}

// Room for bins while they are gathered.
const bins = new Uint16Array(BIN_COUNT);
const counts = new Float64Array(BIN_COUNT);

/** The bins of a dense row of counts, of at most BIN_COUNT. */
export function sparseBins(dense: Float64Array | Int32Array): SparseBins {
  let length = 0;
  for (let bin = 0; bin < dense.length; bin++) {
    const count = dense[bin];
    if (count === 0) continue;
    bins[length] = bin;
    counts[length++] = count;
  }
  return { bins: bins.slice(0, length), counts: counts.slice(0, length) };
}

/** The sum of both: one pass over them. */
export function addSparse(a: SparseBins, b: SparseBins): SparseBins {
  let length = 0;
  let left = 0;
  let right = 0;
  while (left < a.bins.length || right < b.bins.length) {
    const binLeft = left < a.bins.length ? a.bins[left] : Infinity;
    const binRight = right < b.bins.length ? b.bins[right] : Infinity;
    bins[length] = Math.min(binLeft, binRight);
    let count = 0;
    if (binLeft <= binRight) count += a.counts[left++];
    if (binRight <= binLeft) count += b.counts[right++];
    counts[length++] = count;
  }
  return { bins: bins.slice(0, length), counts: counts.slice(0, length) };
}
