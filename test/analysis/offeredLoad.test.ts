/** Ceilings against arithmetic by hand. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { validModel } from '../support/validModel.js';

test('100-users: ceilings are what one disk, one link and the handlers carry of records of 1 KB', () => {
  const file = 'models/100-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file });
  const { resources } = offeredLoad(model);
  const ceiling = (name: string): number =>
    resources.find((row) => row.name === name)?.ceilingEventsPerSecond ?? NaN;
  expect(ceiling('brokers.disk')).toBeCloseTo(200e6 / 1000, 6);
  expect(ceiling('brokers.nic_in')).toBeCloseTo(125e6 / 1000, 6);
  // 64 records a request: 100 us, 4 batches of 20 us, 64 records of 24 us, and two fetches of 50 us.
  expect(Math.abs(ceiling('brokers.handlers') / (64 / 1.816e-3) - 1)).toBeLessThan(0.005);
});
