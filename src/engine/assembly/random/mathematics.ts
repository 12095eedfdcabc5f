/**
 * Elementary functions, the same bits on every platform: of sums, products and quotients alone,
 * which WebAssembly rounds alike everywhere, in place of what a platform's own library makes of
 * them. TypeScript has them from ../../../mathematics/, which the build makes of this file. Errors
 * are below one unit in the last place.
 */
export function exp(value: f64): f64 {
  return NativeMath.exp(value);
}

export function log(value: f64): f64 {
  return NativeMath.log(value);
}

export function cos(value: f64): f64 {
  return NativeMath.cos(value);
}

export function sin(value: f64): f64 {
  return NativeMath.sin(value);
}

export function expm1(value: f64): f64 {
  return NativeMath.expm1(value);
}

export function log1p(value: f64): f64 {
  return NativeMath.log1p(value);
}

export function atan2(y: f64, x: f64): f64 {
  return NativeMath.atan2(y, x);
}

export const TWO_PI: f64 = 6.283185307179586;
