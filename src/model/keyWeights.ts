/** How often each key comes. */
import * as mathematics from '../mathematics/index.js';
import { power } from '../statistics/index.js';
import type { KeyPopularity } from './model.js';

/** Weights of keys 0.., not normalized. */
export function keyWeights(
  keys: Exclude<KeyPopularity, { kind: 'none' }>,
): (key: number) => number {
  switch (keys.kind) {
    case 'uniform':
      return () => 1;
    case 'zipf':
      return (key) => power(key + 1, -keys.exponent);
    case 'hot': {
      // The only key has all, whatever its share.
      if (keys.count < 2) return () => 1;
      const other = (1 - keys.share) / (keys.count - 1);
      return (key) => (key === 0 ? keys.share : other);
    }
    default:
      return keys satisfies never;
  }
}

/**
 * Weight of the keys from `first` on, many as they are: for zipf the integral from first + 1/2 to
 * count + 1/2.
 */
export function weightBeyond(
  keys: Exclude<KeyPopularity, { kind: 'none' }>,
  first: number,
): number {
  if (keys.kind !== 'zipf') return (keys.count - first) * keyWeights(keys)(first);
  const [low, high] = [first + 0.5, keys.count + 0.5];
  const beyond = 1 - keys.exponent;
  return Math.abs(beyond) < 1e-9
    ? mathematics.log(high / low)
    : (power(high, beyond) - power(low, beyond)) / beyond;
}

/** Of the most popular key, all records being 1; records without key have one each. */
export function hottestShare(keys: KeyPopularity): number {
  if (keys.kind === 'none') return 0;
  const weigh = keyWeights(keys);
  // A hot key may weigh less than the others, which weigh alike.
  return Math.max(weigh(0), weigh(Math.min(1, keys.count - 1))) / wholeWeight(keys);
}

/** Weights of so many keys are added up one by one, and are known to 1e-11 of all beyond them. */
const ONE_BY_ONE = 100_000;

/** Of all keys. */
export function wholeWeight(keys: Exclude<KeyPopularity, { kind: 'none' }>): number {
  if (keys.kind === 'uniform') return keys.count;
  if (keys.kind === 'hot') return 1;
  const weigh = keyWeights(keys);
  const first = Math.min(keys.count, ONE_BY_ONE);
  let sum = first < keys.count ? weightBeyond(keys, first) : 0;
  for (let key = 0; key < first; key++) sum += weigh(key);
  return sum;
}
