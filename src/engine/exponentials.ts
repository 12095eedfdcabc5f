/**
 * Exponential variates of mean 1, drawn in blocks.
 *
 * Semantics: a block is filled by Marsaglia & Tsang's ziggurat (2000, "The ziggurat method for generating random
 * variables", 256 layers) over 53-bit uniforms of xoshiro128++ (Blackman & Vigna 2021, "Scrambled linear pseudorandom
 * number generators"; period 2^128 - 1), seeded with 128 bits of the stream's own alea. Exact up to the 53 bits: layers
 * are accepted or rejected by the true density, the tail by the law's own lack of memory. About a quarter of the time
 * of alea and a logarithm. Streams of a trial draw with the arena's kernel; without an arena the loop below does the same.
 */
import type { Arena } from './arena.js';

const LAYERS = 256;
/** Where the tail begins, and each layer's area: Marsaglia & Tsang 2000, section 3. */
const TAIL = 7.697_117_470_131_05;
const AREA = 3.949_659_822_581_557e-3;
const HEIGHTS = LAYERS + 1;
const BLOCK = 64;
const INVERSE_32 = 1 / 4_294_967_296;
const INVERSE_53 = 1 / 9_007_199_254_740_992;

/** Right edges of the layers from the widest, LAYERS + 1 of them, then the density at each. */
export const ZIGGURAT = zigguratTables();

export class Exponentials {
  private readonly block: Float64Array;
  private used = BLOCK;
  private readonly draw: (target: Float64Array, count: number, scale: number) => void;

  /** `seedWord` gives 32 random bits a call; it is called at least four times. */
  constructor(seedWord: () => number, arena: Arena | null) {
    const state = arena === null ? new Int32Array(4) : arena.ints(4);
    this.block = arena === null ? new Float64Array(BLOCK) : arena.floats(BLOCK);
    // The all-zero state is the one that xoshiro never leaves.
    while ((state[0] | state[1] | state[2] | state[3]) === 0) {
      for (let word = 0; word < 4; word++) state[word] = seedWord();
    }
    this.draw = arena === null ? drawHere(state) : drawInArena(state, arena);
  }

  next(): number {
    if (this.used === BLOCK) {
      this.draw(this.block, BLOCK, 1);
      this.used = 0;
    }
    return this.block[this.used++];
  }

  /** The next `count` variates times `scale`, into target[0..count-1], a column of the arena where there is one. */
  fillInto(target: Float64Array, count: number, scale: number): void {
    const { block, used } = this;
    const held = Math.min(count, BLOCK - used);
    for (let index = 0; index < held; index++) target[index] = block[used + index] * scale;
    this.used += held;
    if (held === 0) this.draw(target, count, scale);
    else if (held < count) this.draw(target.subarray(held), count - held, scale);
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

/** What the kernel fillExponentials does. */
export function drawExponentials(
  state: Int32Array,
  tables: Float64Array,
  target: Float64Array,
  count: number,
  scale: number,
): void {
  let s0 = state[0];
  let s1 = state[1];
  let s2 = state[2];
  let s3 = state[3];
  let base = 0;
  let filled = 0;
  /** The density's height below which a candidate is taken, where its layer alone does not decide; -1 = no candidate. */
  let candidate = -1;
  let layer = 0;
  while (filled < count) {
    const sum = (s0 + s3) | 0;
    const first = (((sum << 7) | (sum >>> 25)) + s0) | 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const sumAgain = (s0 + s3) | 0;
    const second = (((sumAgain << 7) | (sumAgain >>> 25)) + s0) | 0;
    const shiftedAgain = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shiftedAgain;
    s3 = (s3 << 11) | (s3 >>> 21);
    const uniform = (second >>> 0) * INVERSE_32 + (first >>> 11) * INVERSE_53;
    if (candidate >= 0) {
      const low = tables[HEIGHTS + layer];
      const height = low + uniform * (tables[HEIGHTS + layer + 1] - low);
      if (height < Math.exp(-candidate)) {
        target[filled++] = (base + candidate) * scale;
        base = 0;
      }
      candidate = -1;
      continue;
    }
    layer = first & (LAYERS - 1);
    const value = uniform * tables[layer];
    if (value < tables[layer + 1]) {
      target[filled++] = (base + value) * scale;
      base = 0;
    } else if (layer === 0) base += TAIL;
    else candidate = value;
  }
  state[0] = s0;
  state[1] = s1;
  state[2] = s2;
  state[3] = s3;
}

function zigguratTables(): Float64Array {
  const tables = new Float64Array(2 * HEIGHTS);
  tables[0] = AREA / Math.exp(-TAIL);
  tables[1] = TAIL;
  for (let layer = 2; layer < LAYERS; layer++) {
    const below = tables[layer - 1];
    tables[layer] = -Math.log(AREA / below + Math.exp(-below));
  }
  tables[LAYERS] = 0;
  for (let layer = 0; layer <= LAYERS; layer++) tables[HEIGHTS + layer] = Math.exp(-tables[layer]);
  return tables;
}
