/**
 * Exponential variates of mean 1, drawn in blocks.
 *
 * Semantics: a block is filled by Marsaglia & Tsang's ziggurat (2000, "The ziggurat method for generating random
 * variables", 256 layers) over 53-bit uniforms of xoshiro128++ (Blackman & Vigna 2021, "Scrambled linear pseudorandom
 * number generators"; period 2^128 - 1), seeded with 128 bits of the stream's own alea. Exact up to the 53 bits: layers
 * are accepted or rejected by the true density, the tail by the law's own lack of memory. About a quarter of the time
 * of alea and a logarithm.
 */
const LAYERS = 256;
/** Where the tail begins, and each layer's area: Marsaglia & Tsang 2000, section 3. */
const TAIL = 7.697_117_470_131_05;
const AREA = 3.949_659_822_581_557e-3;
const BLOCK = 512;
const INVERSE_32 = 1 / 4_294_967_296;
const INVERSE_53 = 1 / 9_007_199_254_740_992;

/** Right edges of the layers from the widest, and the density there. */
const edges = new Float64Array(LAYERS + 1);
const heights = new Float64Array(LAYERS + 1);
edges[0] = AREA / Math.exp(-TAIL);
edges[1] = TAIL;
for (let layer = 2; layer < LAYERS; layer++) {
  const below = edges[layer - 1];
  edges[layer] = -Math.log(AREA / below + Math.exp(-below));
}
edges[LAYERS] = 0;
for (let layer = 0; layer <= LAYERS; layer++) heights[layer] = Math.exp(-edges[layer]);

export class Exponentials {
  private readonly block = new Float64Array(BLOCK);
  private used = BLOCK;
  private readonly state = new Int32Array(4);

  /** `seedWord` gives 32 random bits a call; it is called at least four times. */
  constructor(seedWord: () => number) {
    const { state } = this;
    // The all-zero state is the one that xoshiro never leaves.
    while ((state[0] | state[1] | state[2] | state[3]) === 0) {
      for (let word = 0; word < 4; word++) state[word] = seedWord();
    }
  }

  next(): number {
    if (this.used === BLOCK) this.fill();
    return this.block[this.used++];
  }

  /** The next `count` variates times `scale`, into target[0..count-1]. */
  fillInto(target: Float64Array, count: number, scale: number): void {
    let filled = 0;
    while (filled < count) {
      if (this.used === BLOCK) this.fill();
      const { block, used } = this;
      const some = Math.min(count - filled, BLOCK - used);
      for (let index = 0; index < some; index++) {
        target[filled + index] = block[used + index] * scale;
      }
      this.used += some;
      filled += some;
    }
  }

  private fill(): void {
    const { block, state } = this;
    let s0 = state[0];
    let s1 = state[1];
    let s2 = state[2];
    let s3 = state[3];
    let base = 0;
    let filled = 0;
    /** The density's height below which a candidate is taken, where its layer alone does not decide; -1 = no candidate. */
    let candidate = -1;
    let layer = 0;
    while (filled < BLOCK) {
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
        const height = heights[layer] + uniform * (heights[layer + 1] - heights[layer]);
        if (height < Math.exp(-candidate)) {
          block[filled++] = base + candidate;
          base = 0;
        }
        candidate = -1;
        continue;
      }
      layer = first & (LAYERS - 1);
      const value = uniform * edges[layer];
      if (value < edges[layer + 1]) {
        block[filled++] = base + value;
        base = 0;
      } else if (layer === 0) base += TAIL;
      else candidate = value;
    }
    state[0] = s0;
    state[1] = s1;
    state[2] = s2;
    state[3] = s3;
    this.used = 0;
  }
}
