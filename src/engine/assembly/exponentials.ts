/** The ziggurat of ../exponentials.ts: the same numbers. */
// @ts-ignore: decorator
@external("highwater", "exp")
declare function exp(value: f64): f64;

const TAIL: f64 = 7.697_117_470_131_05;
const INVERSE_53: f64 = 1.0 / 9_007_199_254_740_992.0;
/** Bytes from the tables' 257 edges to their 257 heights. */
const HEIGHTS: usize = 257 * 8;

/** The next `count` variates times `scale`, into target; the tables are 257 edges and 257 heights. */
export function fillExponentials(
  state: usize,
  tables: usize,
  target: usize,
  count: i32,
  scale: f64,
): void {
  let s0 = load<u32>(state);
  let s1 = load<u32>(state, 4);
  let s2 = load<u32>(state, 8);
  let s3 = load<u32>(state, 12);
  for (const end = target + (usize(count) << 3); target < end; target += 8) {
    const first = rotl<u32>(s0 + s3, 7) + s0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotl<u32>(s3, 11);
    const second = rotl<u32>(s0 + s3, 7) + s0;
    const shiftedAgain = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shiftedAgain;
    s3 = rotl<u32>(s3, 11);
    const edge = tables + (usize(first & 255) << 3);
    const value = f64(i64((u64(second) << 21) | u64(first >>> 11))) * INVERSE_53 * load<f64>(edge);
    if (value < load<f64>(edge, 8)) {
      store<f64>(target, value * scale);
      continue;
    }
    // One in a hundred.
    store<u32>(state, s0);
    store<u32>(state, s1, 4);
    store<u32>(state, s2, 8);
    store<u32>(state, s3, 12);
    store<f64>(target, settle(state, tables, edge, value) * scale);
    s0 = load<u32>(state);
    s1 = load<u32>(state, 4);
    s2 = load<u32>(state, 8);
    s3 = load<u32>(state, 12);
  }
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
}

/** The variate that comes of a `value` outside the part of its layer that lies wholly below the density. */
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

/** The generator's next two words, the second in the upper half. */
function draw(state: usize): u64 {
  const first = word(state);
  return (u64(word(state)) << 32) | u64(first);
}

/** xoshiro128++. */
function word(state: usize): u32 {
  const s0 = load<u32>(state);
  const s1 = load<u32>(state, 4);
  const s2 = load<u32>(state, 8) ^ s0;
  const s3 = load<u32>(state, 12) ^ s1;
  const before = load<u32>(state, 12);
  store<u32>(state, s0 ^ s3);
  store<u32>(state, s1 ^ s2, 4);
  store<u32>(state, s2 ^ (s1 << 9), 8);
  store<u32>(state, rotl<u32>(s3, 11), 12);
  return rotl<u32>(s0 + before, 7) + s0;
}

/** A uniform number of 53 bits. */
// @ts-ignore: decorator
@inline
function uniformOf(bits: u64): f64 {
  return f64(i64(bits >>> 11)) * INVERSE_53;
}

export function accumulate(column: usize, count: i32, before: f64): f64 {
  let sum = before;
  for (const end = column + (usize(count) << 3); column < end; column += 8) {
    sum += load<f64>(column);
    store<f64>(column, sum);
  }
  return sum;
}
