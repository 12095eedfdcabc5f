/** The ziggurat of ../exponentials.ts, its four generators side by side: the same numbers. */
import { exp } from './random/mathematics';

const TAIL: f64 = 7.697_117_470_131_05;
/**
 * 52 random bits as the fraction of a number of [1, 2), less this: the middle of their cell of (0,
 * 1).
 */
const ONE: u64 = 0x3ff0_0000_0000_0000;
const MIDDLE: f64 = 1.0 - 1.0 / 9_007_199_254_740_992.0;
/** Bytes from the tables' 257 edges to their 257 heights. */
const HEIGHTS: usize = 257 * 8;

/**
 * The next `count` variates times `scale`, into target: a multiple of four, one of each generator
 * in turn. At `state` stand the generators' first words, then their second, third and fourth; the
 * tables are 257 edges and 257 heights.
 */
export function fillExponentials(
  state: usize,
  tables: usize,
  target: usize,
  count: i32,
  scale: f64,
): void {
  const scales = f64x2.splat(scale);
  let s0 = v128.load(state);
  let s1 = v128.load(state, 16);
  let s2 = v128.load(state, 32);
  let s3 = v128.load(state, 48);
  for (const end = target + (usize(count) << 3); target < end; target += 32) {
    const first = i32x4.add(rotated(i32x4.add(s0, s3), 7), s0);
    const shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = rotated(s3, 11);
    const second = i32x4.add(rotated(i32x4.add(s0, s3), 7), s0);
    const shiftedAgain = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shiftedAgain);
    s3 = rotated(s3, 11);
    const layers = i32x4.shl(v128.and(first, i32x4.splat(255)), 3);
    // Of each generator its layer's edge, and the next.
    const a = v128.load(tables + usize(i32x4.extract_lane(layers, 0)));
    const b = v128.load(tables + usize(i32x4.extract_lane(layers, 1)));
    const c = v128.load(tables + usize(i32x4.extract_lane(layers, 2)));
    const d = v128.load(tables + usize(i32x4.extract_lane(layers, 3)));
    const words = v128.shuffle<i32>(first, second, 0, 4, 1, 5);
    const moreWords = v128.shuffle<i32>(first, second, 2, 6, 3, 7);
    const low = f64x2.mul(uniforms(words), v128.shuffle<f64>(a, b, 0, 2));
    const high = f64x2.mul(uniforms(moreWords), v128.shuffle<f64>(c, d, 0, 2));
    v128.store(target, f64x2.mul(low, scales));
    v128.store(target, f64x2.mul(high, scales), 16);
    const lowIn = f64x2.lt(low, v128.shuffle<f64>(a, b, 1, 3));
    const highIn = f64x2.lt(high, v128.shuffle<f64>(c, d, 1, 3));
    if (i64x2.all_true(v128.and(lowIn, highIn))) continue;
    // One time in twenty-five.
    v128.store(state, s0);
    v128.store(state, s1, 16);
    v128.store(state, s2, 32);
    v128.store(state, s3, 48);
    if (!i64x2.extract_lane(lowIn, 0)) {
      const edge = tables + usize(i32x4.extract_lane(layers, 0));
      store<f64>(target, settle(state, tables, edge, f64x2.extract_lane(low, 0)) * scale);
    }
    if (!i64x2.extract_lane(lowIn, 1)) {
      const edge = tables + usize(i32x4.extract_lane(layers, 1));
      store<f64>(target, settle(state + 4, tables, edge, f64x2.extract_lane(low, 1)) * scale, 8);
    }
    if (!i64x2.extract_lane(highIn, 0)) {
      const edge = tables + usize(i32x4.extract_lane(layers, 2));
      store<f64>(target, settle(state + 8, tables, edge, f64x2.extract_lane(high, 0)) * scale, 16);
    }
    if (!i64x2.extract_lane(highIn, 1)) {
      const edge = tables + usize(i32x4.extract_lane(layers, 3));
      store<f64>(target, settle(state + 12, tables, edge, f64x2.extract_lane(high, 1)) * scale, 24);
    }
    s0 = v128.load(state);
    s1 = v128.load(state, 16);
    s2 = v128.load(state, 32);
    s3 = v128.load(state, 48);
  }
  v128.store(state, s0);
  v128.store(state, s1, 16);
  v128.store(state, s2, 32);
  v128.store(state, s3, 48);
}

/**
 * The variate that comes of a `value` outside the part of its layer that lies wholly below the
 * density.
 */
function settle(state: usize, tables: usize, edge: usize, value: f64): f64 {
  let base: f64 = 0;
  while (true) {
    if (edge == tables) base += TAIL;
    else {
      const low = load<f64>(edge + HEIGHTS);
      const height = low + uniformOf(draw(state)) * (load<f64>(edge + HEIGHTS, 8) - low);
      if (height < exp(-value)) return base + value;
    }
    const bits = draw(state);
    edge = tables + (usize(bits & 255) << 3);
    value = uniformOf(bits) * load<f64>(edge);
    if (value < load<f64>(edge, 8)) return base + value;
  }
}

/** A generator's next two words, the second in the upper half. */
function draw(state: usize): u64 {
  const first = word(state);
  return (u64(word(state)) << 32) | u64(first);
}

/** xoshiro128++: its words stand 16 bytes apart. */
function word(state: usize): u32 {
  const s0 = load<u32>(state);
  const s1 = load<u32>(state, 16);
  const s2 = load<u32>(state, 32) ^ s0;
  const before = load<u32>(state, 48);
  const s3 = before ^ s1;
  store<u32>(state, s0 ^ s3);
  store<u32>(state, s1 ^ s2, 16);
  store<u32>(state, s2 ^ (s1 << 9), 32);
  store<u32>(state, rotl<u32>(s3, 11), 48);
  return rotl<u32>(s0 + before, 7) + s0;
}

/** The uniform number of a generator's two words, the second in the upper half. */
// @ts-ignore: decorator
@inline
function uniformOf(bits: u64): f64 {
  return reinterpret<f64>((bits >>> 12) | ONE) - MIDDLE;
}

/** Of two generators' words. */
// @ts-ignore: decorator
@inline
function uniforms(words: v128): v128 {
  const fractions = v128.or(i64x2.shr_u(words, 12), i64x2.splat(ONE));
  return f64x2.sub(fractions, f64x2.splat(MIDDLE));
}

// @ts-ignore: decorator
@inline
function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

export function accumulate(column: usize, count: i32, before: f64): f64 {
  let sum = before;
  for (const end = column + (usize(count) << 3); column < end; column += 8) {
    sum += load<f64>(column);
    store<f64>(column, sum);
  }
  return sum;
}
