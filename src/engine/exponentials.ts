/**
 * Exponential variates of mean 1, drawn in blocks.
 *
 * Semantics: a block is filled by Marsaglia & Tsang's ziggurat (2000, "The ziggurat method for
 * generating random variables", 256 layers) over uniforms of xoshiro128++ (Blackman & Vigna 2021,
 * "Scrambled linear pseudorandom number generators"; period 2^128 - 1): 52 random bits, taken at
 * the middle of their cell of (0, 1), so multiples of 2^-53. Four generators take turns, so that a
 * kernel may run them side by side: variate k is of generator k mod 4. Each is seeded with 128 bits
 * of the stream's own alea; that two of them meet within 2^40 draws has a chance below 2^-80. Exact
 * up to the 53 bits: layers are accepted or rejected by the true density, the tail by the law's own
 * lack of memory. About a quarter of the time of alea and a logarithm. Streams of a trial draw with
 * the arena's kernel; without an arena the loop below does the same.
 */
import * as mathematics from '../mathematics/index.js';
import type { Arena } from './arena.js';
import { HEIGHTS, LAYERS, TAIL, ZIGGURAT } from './ziggurat.js';

const GENERATORS = 4;
const BLOCK = 64;
const INVERSE_52 = 1 / 4_503_599_627_370_496;
const HALF_CELL = INVERSE_52 / 2;

export class Exponentials {
  /** Variates drawn and not yet given: block[used..held-1]. */
  private readonly block: Float64Array;
  private used = 0;
  private held = 0;
  private readonly draw: (target: Float64Array, count: number, scale: number) => void;

  /**
   * `seedWord` gives 32 random bits a call; it is called at least four times for each generator.
   */
  constructor(seedWord: () => number, arena: Arena | null) {
    const words = 4 * GENERATORS;
    const state = arena === null ? new Int32Array(words) : arena.ints(words);
    this.block = arena === null ? new Float64Array(BLOCK) : arena.floats(BLOCK);
    for (let generator = 0; generator < GENERATORS; generator++) {
      let bits = 0;
      // The all-zero state is the one that xoshiro never leaves.
      while (bits === 0) {
        for (let offset = generator; offset < words; offset += GENERATORS) {
          state[offset] = seedWord();
          bits |= state[offset];
        }
      }
    }
    this.draw = arena === null ? drawHere(state) : drawInArena(state, arena);
  }

  next(): number {
    if (this.used === this.held) this.hold(BLOCK);
    return this.block[this.used++];
  }

  /**
   * The next `count` variates times `scale`, into target[0..count-1], a column of the arena where
   * there is one.
   */
  fillInto(target: Float64Array, count: number, scale: number): void {
    const first = Math.min(count, this.held - this.used);
    this.give(target, 0, first, scale);
    const whole = (count - first) & -GENERATORS;
    if (whole > 0) this.draw(first === 0 ? target : target.subarray(first), whole, scale);
    const drawn = first + whole;
    if (drawn === count) return;
    this.hold(GENERATORS);
    this.give(target, drawn, count - drawn, scale);
  }

  private hold(count: number): void {
    this.draw(this.block, count, 1);
    this.used = 0;
    this.held = count;
  }

  private give(target: Float64Array, from: number, count: number, scale: number): void {
    const { block, used } = this;
    for (let index = 0; index < count; index++) target[from + index] = block[used + index] * scale;
    this.used += count;
  }
}

function drawInArena(state: Int32Array, arena: Arena): Exponentials['draw'] {
  const { kernels, ziggurat } = arena;
  const [statePlace, tablesPlace] = [state.byteOffset, ziggurat.byteOffset];
  return (target, count, scale) => {
    kernels.fillExponentials(statePlace, tablesPlace, target.byteOffset, count, scale);
  };
}

function drawHere(state: Int32Array): Exponentials['draw'] {
  return (target, count, scale) => {
    drawExponentials(state, ZIGGURAT, target, count, scale);
  };
}

/** What the kernel fillExponentials does: `count` is a multiple of four. */
export function drawExponentials(
  state: Int32Array,
  tables: Float64Array,
  target: Float64Array,
  count: number,
  scale: number,
): void {
  for (let index = 0; index < count; index++) {
    target[index] = exponential(state, index & (GENERATORS - 1), tables) * scale;
  }
}

/** The next variate of a generator, whose words stand GENERATORS apart. */
function exponential(state: Int32Array, generator: number, tables: Float64Array): number {
  let base = 0;
  for (;;) {
    const first = nextWord(state, generator);
    const layer = first & (LAYERS - 1);
    const value = uniform(first, nextWord(state, generator)) * tables[layer];
    if (value < tables[layer + 1]) return base + value;
    if (layer === 0) {
      base += TAIL;
      continue;
    }
    const low = tables[HEIGHTS + layer];
    const share = uniform(nextWord(state, generator), nextWord(state, generator));
    const height = low + share * (tables[HEIGHTS + layer + 1] - low);
    if (height < mathematics.exp(-value)) return base + value;
  }
}

function uniform(first: number, second: number): number {
  return ((second >>> 0) * 1_048_576 + (first >>> 12)) * INVERSE_52 + HALF_CELL;
}

/** xoshiro128++. */
function nextWord(state: Int32Array, generator: number): number {
  const s0 = state[generator];
  const s1 = state[generator + GENERATORS];
  const s2 = state[generator + 2 * GENERATORS] ^ s0;
  const before = state[generator + 3 * GENERATORS];
  const s3 = before ^ s1;
  state[generator] = s0 ^ s3;
  state[generator + GENERATORS] = s1 ^ s2;
  state[generator + 2 * GENERATORS] = s2 ^ (s1 << 9);
  state[generator + 3 * GENERATORS] = (s3 << 11) | (s3 >>> 21);
  const sum = (s0 + before) | 0;
  return (((sum << 7) | (sum >>> 25)) + s0) | 0;
}
