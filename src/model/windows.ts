/** Arithmetic of groups that gather by key and window: how many records come out of them. */
import * as mathematics from '../mathematics/index.js';
import { keyWeights } from './keyWeights.js';
import type { ConsumerGroupModel, KeyPopularity } from './model.js';
import type { WindowModel } from './serviceModel.js';

/** Keys beyond the first hundred are taken together with that share of those before them. */
const TOGETHER = 0.01;

/** By which a group gathers; null where it does not. */
export function windowOf({ tries }: Pick<ConsumerGroupModel, 'tries'>): WindowModel | null {
  return tries?.window ?? null;
}

/**
 * How many different keys a number of records has that is Poisson of that mean: the sum over the
 * keys of 1 - exp(-n p). Records without keys have one each.
 */
export function distinctKeys(keys: KeyPopularity, records: number): number {
  if (keys.kind === 'none') return records;
  const weigh = keyWeights(keys);
  const blocks: [size: number, weight: number][] = [];
  let total = 0;
  for (let key = 0; key < keys.count;) {
    const size = Math.min(keys.count - key, Math.max(1, Math.floor(key * TOGETHER)));
    const weight = weigh(key + (size - 1) / 2);
    blocks.push([size, weight]);
    total += size * weight;
    key += size;
  }
  return blocks.reduce(
    (sum, [size, weight]) => sum - size * mathematics.expm1((-records * weight) / total),
    0,
  );
}

/** Results a second, in one cell, of a group that does so many records a second there. */
export function resultsPerSecond(
  { lengthSeconds, everySeconds }: WindowModel,
  keys: KeyPopularity,
  recordsPerSecond: number,
): number {
  return distinctKeys(keys, recordsPerSecond * lengthSeconds) / everySeconds;
}
