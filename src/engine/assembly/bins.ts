/** Bins of two non-negative numbers at once; the same as binOf of statistics/bins.ts. */
const SHIFT: i32 = 44; // 52 bits of fraction, of which 8 choose one of an octave's 256 bins
const OFFSET: i32 = (1023 - 30) * 256 - 1;
export const BIN_COUNT: i32 = 50 * 256 + 2;

/** Bins in the 32-bit lanes 0 and 2. */
// @ts-ignore: decorator
@inline
export function binsOf(values: v128): v128 {
  const raw = i32x4.sub(i64x2.shr_u(values, SHIFT), i32x4.splat(OFFSET));
  return i32x4.min_s(i32x4.max_s(raw, i32x4.splat(0)), i32x4.splat(BIN_COUNT - 1));
}

// @ts-ignore: decorator
@inline
export function binOfOne(value: f64): i32 {
  const raw = i32(reinterpret<u64>(value) >>> SHIFT) - OFFSET;
  return raw < 0 ? 0 : raw < BIN_COUNT ? raw : BIN_COUNT - 1;
}

// @ts-ignore: decorator
@inline
export function count(bins: usize, bin: i32, some: i32): void {
  const address = bins + (usize(bin) << 2);
  store<i32>(address, load<i32>(address) + some);
}

/** Neither below 0: a rounding error counts as 0. */
// @ts-ignore: decorator
@inline
export function clamped(values: v128): v128 {
  return f64x2.pmax(values, f64x2.splat(0));
}

// @ts-ignore: decorator
@inline
export function sumOf(values: v128): f64 {
  return f64x2.extract_lane(values, 0) + f64x2.extract_lane(values, 1);
}

// @ts-ignore: decorator
@inline
export function smallerOf(values: v128): f64 {
  const a = f64x2.extract_lane(values, 0);
  const b = f64x2.extract_lane(values, 1);
  return a < b ? a : b;
}

// @ts-ignore: decorator
@inline
export function largerOf(values: v128): f64 {
  const a = f64x2.extract_lane(values, 0);
  const b = f64x2.extract_lane(values, 1);
  return a > b ? a : b;
}
