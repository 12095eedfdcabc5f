import { binHigh, binLow } from '../statistics/index.js';

/**
 * Of what came into bins of seconds since `before`: how many, and quantiles at rising ranks; NaN
 * where nothing came.
 */
export function quantileBetween(
  before: Int32Array,
  after: Int32Array,
  ranks: readonly number[],
): { readonly count: number; readonly quantiles: readonly number[] } {
  let count = 0;
  for (let bin = 0; bin < after.length; bin++) count += after[bin] - before[bin];
  if (count === 0) return { count, quantiles: ranks.map(() => NaN) };
  const quantiles: number[] = [];
  let below = 0;
  for (let bin = 0; bin < after.length && quantiles.length < ranks.length; bin++) {
    const here = after[bin] - before[bin];
    if (here === 0) continue;
    while (quantiles.length < ranks.length && below + here >= ranks[quantiles.length] * count) {
      const inside = (ranks[quantiles.length] * count - below) / here;
      quantiles.push(binLow(bin) + inside * (binHigh(bin) - binLow(bin)));
    }
    below += here;
  }
  return { count, quantiles };
}
