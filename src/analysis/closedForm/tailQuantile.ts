/**
 * The p-quantile of a non-negative variable by its tail P(X > x): the x where a continuous, falling
 * tail is 1 - p, and 0 where no more than 1 - p lies above 0. `scale` (> 0) is any value of its
 * order of magnitude. Regula falsi on the tail's logarithm, which is nearly straight, with the
 * Illinois rule (Dowell & Jarratt 1971), to a relative 1e-11.
 */
import * as mathematics from '../../mathematics/index.js';

export function tailQuantile(tail: (x: number) => number, p: number, scale: number): number {
  const beyond = 1 - p;
  /** Falls through 0 at the quantile; bounded where the tail has no digits left. */
  const excess = (x: number): number => mathematics.log(Math.max(tail(x), 1e-12 * beyond) / beyond);
  let low = 0;
  let lowExcess = excess(0);
  if (lowExcess <= 0) return 0;
  let high = scale;
  let highExcess = excess(high);
  while (highExcess > 0) {
    low = high;
    lowExcess = highExcess;
    high *= 2;
    highExcess = excess(high);
  }
  let side = 0;
  for (let step = 0; step < 200 && high - low > 1e-11 * high; step++) {
    const middle = (low * highExcess - high * lowExcess) / (highExcess - lowExcess);
    const value = excess(middle);
    if (Math.abs(value) < 1e-12) return middle;
    if (value > 0) {
      low = middle;
      lowExcess = value;
      if (side > 0) highExcess /= 2;
      side = 1;
    } else {
      high = middle;
      highExcess = value;
      if (side < 0) lowExcess /= 2;
      side = -1;
    }
  }
  return (low + high) / 2;
}
