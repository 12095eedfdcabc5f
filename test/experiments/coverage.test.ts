/**
 * The small form: 70 studies of M/M/1 at utilization 0.5, seeds fixed. The 99.9% interval of the coverage (Wilson's) holds
 * the nominal 95%; an undersized run is refused its p99.
 */
import { expect, test } from 'vitest';
import { coverage, shareInterval, singleQueue } from '../../src/experiments/coverage.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { validModel } from '../support/validModel.js';

async function rows(windowSeconds: number, replications: number) {
  const { text, truth } = singleQueue(0.5, windowSeconds);
  const model = validModel(text, { fileName: 'coverage.yaml' });
  return coverage(model, truth, inlineExecutor(), {
    replications,
    seed: 'test',
    precision: Infinity,
    budgetRecords: 1,
    progress: () => undefined,
  });
}

test('intervals of 95% cover, in 99.9% intervals of their own', async () => {
  const found = await rows(4, 70);
  for (const { quantity, covered, given } of found.filter((row) => row.quantity !== 'p99.9')) {
    expect(given, quantity).toBeGreaterThan(65);
    const { low, high } = shareInterval(covered, given, 0.999);
    expect(low, quantity).toBeLessThan(0.95);
    expect(high, quantity).toBeGreaterThan(0.95);
  }
}, 120_000);

test('undersized runs are refused p99 and p99.9', async () => {
  const found = await rows(0.02, 10);
  const refused = found.filter(({ quantity }) => quantity.startsWith('p99'));
  expect(refused.map(({ given }) => given)).toEqual([0, 0]);
}, 60_000);

test("Wilson's interval", () => {
  // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 at 95%.
  const { low, high } = shareInterval(81, 263, 0.95);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
});
