/**
 * The benchmark's own sides, small: each gives the hash that it gave before, so that none gets
 * faster by simulating something else, and the four M/M/1 and the networks of queues agree with
 * theory. After a change that is meant to alter results: UPDATE_GOLDEN=1 npx vitest run
 * test/bench/bench.test.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { studentQuantile } from '../../src/statistics/index.js';
import { goldenHash } from '../support/goldenHash.js';
import { SIDES, TIERS, batchSide } from './sides.js';
import { TANDEMS, tandem, tandemName } from './tandem.js';
import { RHO, type QueueResult } from './yardsticks.js';

const FILE = 'test/bench/golden.json';
const QUEUES = ['event loop by hand', 'event list', 'Lindley by hand', 'model, no events'];
const PIPELINES = [...TIERS, batchSide(1), batchSide(100)];

async function hashOf(side: string, units: number): Promise<string> {
  const { found } = await SIDES[side](units, 1);
  return goldenHash(found);
}

test('every side gives its golden result', async () => {
  const found: Record<string, string> = {};
  for (const side of [...QUEUES, ...TANDEMS.map(tandemName)])
    found[side] = await hashOf(side, 10_000);
  for (const side of PIPELINES) found[side] = await hashOf(side, 120_000);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
  }
  expect(found).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
});

describe.each(QUEUES)('%s', (side) => {
  test('has the mean time in system of an M/M/1', async () => {
    // The variance of the mean of n waits is sigma^2 / n with sigma^2 = rho (2 + 5 rho - 4 rho^2 +
    // rho^3) / (1 - rho)^4 (Whitt 1989, "Planning queueing simulations", mu = 1); the start from
    // empty costs less than a tenth of that.
    // Four standard errors: 4 assertions fail by chance once in 4,000 seeds; the seed is fixed.
    const customers = 200_000;
    const { found } = await SIDES[side](customers, 7);
    const { mean } = found as QueueResult;
    const spread = RHO * (2 + 5 * RHO - 4 * RHO ** 2 + RHO ** 3);
    const standardError = Math.sqrt(spread / customers) / (1 - RHO) ** 2;
    expect(Math.abs(mean - 1 / (1 - RHO))).toBeLessThan(4 * standardError);
  });
});

const REPLICATIONS = 20;
/** Two-sided; of two intervals, so one in 500 choices of seeds would fail. They are fixed. */
const CONFIDENCE = 0.999;

// Burke 1956, Jackson 1957: what leaves an M/M/c is a Poisson stream again, so each station is an
// M/M/c by itself.
test.each([
  { stations: 10, servers: 1, rho: 0.4, customers: 800, expected: 10 / (1 - 0.4) },
  // Of two servers: 1 / (1 - rho^2).
  { stations: 3, servers: 2, rho: 0.6, customers: 2500, expected: 3 / (1 - 0.6 ** 2) },
])('$stations stations of $servers in a row: the mean time in the network', (row) => {
  const means = Array.from(
    { length: REPLICATIONS },
    (_, seed) => tandem({ ...row, skipped: 200 }, row.customers, seed).mean,
  );
  const mean = means.reduce((sum, each) => sum + each) / REPLICATIONS;
  const squares = means.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / (REPLICATIONS * (REPLICATIONS - 1)));
  const half = studentQuantile((1 + CONFIDENCE) / 2, REPLICATIONS - 1) * standardError;
  expect(Math.abs(mean - row.expected)).toBeLessThan(half);
  // An interval that is wide would hold anything.
  expect(half).toBeLessThan(0.05 * row.expected);
});
