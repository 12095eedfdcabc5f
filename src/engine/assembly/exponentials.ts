/** The ziggurat of ../exponentials.ts, step for step. */
// @ts-ignore: decorator
@external("highwater", "exp")
declare function exp(value: f64): f64;

const TAIL: f64 = 7.697_117_470_131_05;
const INVERSE_32: f64 = 1.0 / 4_294_967_296.0;
const INVERSE_53: f64 = 1.0 / 9_007_199_254_740_992.0;

/** The next `count` variates times `scale`, into target; the tables are 257 edges and 257 heights. */
export function fillExponentials(
  state: usize,
  tables: usize,
  target: usize,
  count: i32,
  scale: f64,
): void {
  const heights = tables + 257 * 8;
  let s0 = load<u32>(state);
  let s1 = load<u32>(state, 4);
  let s2 = load<u32>(state, 8);
  let s3 = load<u32>(state, 12);
  let base: f64 = 0;
  let candidate: f64 = -1;
  let layer: usize = 0;
  const end = target + (usize(count) << 3);
  while (target < end) {
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
    // Both parts are exact in 53 bits: the sum of the two products is this integer over 2^53.
    const uniform = f64(i64((u64(second) << 21) | u64(first >>> 11))) * INVERSE_53;
    if (candidate >= 0) {
      const low = load<f64>(heights + (layer << 3));
      const height = low + uniform * (load<f64>(heights + (layer << 3), 8) - low);
      if (height < exp(-candidate)) {
        store<f64>(target, (base + candidate) * scale);
        target += 8;
        base = 0;
      }
      candidate = -1;
      continue;
    }
    layer = usize(first & 255);
    const value = uniform * load<f64>(tables + (layer << 3));
    if (value < load<f64>(tables + (layer << 3), 8)) {
      store<f64>(target, (base + value) * scale);
      target += 8;
      base = 0;
    } else if (layer == 0) base += TAIL;
    else candidate = value;
  }
  store<u32>(state, s0);
  store<u32>(state, s1, 4);
  store<u32>(state, s2, 8);
  store<u32>(state, s3, 12);
}
