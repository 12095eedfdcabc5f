/**
 * Powers from operations whose bits do not differ between versions of Node, as those of `Math.pow`
 * and `**` do: products, and exp(a log x).
 */
import * as mathematics from '../mathematics/index.js';

export function square(x: number): number {
  return x * x;
}

export function cube(x: number): number {
  return x * x * x;
}

/** x to the power a, x > 0; good to about |a log x| units in the last place. */
export function power(x: number, a: number): number {
  return mathematics.exp(a * mathematics.log(x));
}

/**
 * x^(1/3) of any real x: exp(log |x| / 3), and one step of Newton's, which leaves an error of
 * rounding alone.
 */
export function cubeRoot(x: number): number {
  if (x === 0) return 0;
  const near = Math.sign(x) * power(Math.abs(x), 1 / 3);
  return near - (near - x / (near * near)) / 3;
}

/** Euclidean length. */
export function lengthOf(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
}
