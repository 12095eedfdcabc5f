/**
 * A real LRU against Che's approximation, within 1 percentage point (the approximation's own error
 * is far below that).
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cheHitRatio, zipfPopularity } from '../../src/analysis/closedForm/che.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

test.each([100, 1000, 5000])('engine/assembly/stores: %d of 10,000 zipf keys', (entries) => {
  const changes: Readonly<Record<string, string>> = {
    users: '1000',
    'workload.keys.kind': 'zipf',
    'workload.keys.count': '10000',
    'workload.keys.exponent': '0.9',
    'stores.events.reads_per_record': '1',
    'stores.events.cache.entries': String(entries),
  };
  const overrides = Object.entries(changes).map(([path, value]) => ({ path, value }));
  const file = 'models/100-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file, overrides });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'cache',
    warmupSeconds: 5,
    windowSeconds: 10,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e6,
  });
  const [{ reads, hits }] = measured.caches;
  expect(reads).toBeGreaterThan(90_000);
  const expected = cheHitRatio(zipfPopularity(10_000, 0.9), entries);
  expect(Math.abs(hits / reads - expected)).toBeLessThan(0.01);
});
