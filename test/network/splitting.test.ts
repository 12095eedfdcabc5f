/** Splitting leaves expectations what they are, and the first run what it is. */
import { expect, test } from 'vitest';
import { pack, unpack } from '../../src/execution/packing.js';
import type { Measurements, Splitting } from '../../src/network/measurements.js';
import { mergeMeasurements } from '../../src/network/merge.js';
import { countUpTo, meanEstimate } from '../../src/statistics/index.js';
import { shortTrial } from '../support/shortTrial.js';
import { SERVICE_SECONDS, singleQueue } from '../support/singleQueue.js';

const LOAD = 0.8;
const MODEL = singleQueue(LOAD);
const LEVELS = [4.5, 8.5, 13.5];

function split(splitting: Splitting, replication = 1): Measurements {
  const length = { warmupSeconds: 4, windowSeconds: 10 };
  return shortTrial(MODEL, { ...length, replication, splitting, maximumInside: Infinity });
}

function splitOf({ split: found }: Measurements): NonNullable<Measurements['split']> {
  if (found === undefined) throw new Error('not split');
  return found;
}

test('network/world/watchedCell: without levels all is seen once, and the first run is the same with any', () => {
  const plain = split({ importance: 'records', levels: [], ways: 3 });
  const { paths, endToEnd, splits } = splitOf(plain);
  expect(splits).toBe(0);
  expect(endToEnd.counts).toEqual(plain.endToEnd.counts);
  expect(paths.map(({ name }) => name)).toEqual(['publish', 'server']);
  const found = split({ importance: 'records', levels: LEVELS, ways: 3 });
  expect(splitOf(found).splits).toBeGreaterThan(100);
  expect(found).toEqual({ ...plain, split: found.split });
  expect(found.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(unpack(pack(found))).toEqual(found);
  const both = splitOf(mergeMeasurements(found, found));
  expect(both.endToEnd.count).toBe(2 * splitOf(found).endToEnd.count);
});

test.each(['records', 'foretold', 'waited'] as const)(
  'the tail of M/M/1, by levels of %s',
  (importance) => {
    const inSeconds = LEVELS.map((level) => level * SERVICE_SECONDS);
    const levels = importance === 'records' ? LEVELS : inSeconds;
    // P(T > t) = exp(-(mu - lambda) t).
    const seconds = (Math.log(100) * SERVICE_SECONDS) / (1 - LOAD);
    const shares = Array.from({ length: 8 }, (_, index) => {
      const { endToEnd } = splitOf(split({ importance, levels, ways: 3 }, index + 1));
      return 1 - countUpTo(endToEnd, seconds) / endToEnd.count;
    });
    const { low, high } = meanEstimate(shares, 0.9999);
    expect(low).toBeLessThan(0.01);
    expect(high).toBeGreaterThan(0.01);
  },
);
