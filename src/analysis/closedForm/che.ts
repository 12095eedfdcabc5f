/**
 * Hit ratio of a least-recently-used cache under independent references: Che's approximation. Che,
 * Tung & Wang 2002, "Hierarchical web caching systems", section III: the characteristic time T
 * solves sum (1 - exp(-p_i T)) = C, and a key is found with probability 1 - exp(-p_i T).
 */
import * as mathematics from '../../mathematics/index.js';

export function cheHitRatio(popularity: readonly number[], capacity: number): number {
  if (capacity >= popularity.length) return 1;
  const total = popularity.reduce((sum, each) => sum + each, 0);
  const held = (time: number): number =>
    popularity.reduce((sum, each) => sum - mathematics.expm1((-each / total) * time), 0);
  let low = 0;
  let high = 1;
  while (held(high) < capacity) high *= 2;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (held(middle) < capacity) low = middle;
    else high = middle;
  }
  return popularity.reduce(
    (sum, each) => sum - (each / total) * mathematics.expm1((-each / total) * high),
    0,
  );
}

/** Zipf's law over `count` keys: the k-th (from 1) in proportion to k^-exponent. */
export function zipfPopularity(count: number, exponent: number): number[] {
  return Array.from({ length: count }, (_, key) =>
    mathematics.exp(-exponent * mathematics.log(key + 1)),
  );
}
