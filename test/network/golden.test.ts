/**
 * A golden result for every model: the hash of one small trial's Measurements. It says that something changed what the
 * models give, not that what they gave was right (the theory tests and the sums by hand do that). After a change that
 * is meant to alter results: UPDATE_GOLDEN=1 npx vitest run test/network/golden.test.ts
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import { goldenHash } from '../support/goldenHash.js';
import { validModel } from '../support/validModel.js';

const FILE = 'test/network/golden.json';

function hashOf(file: string): string {
  const model = validModel(readFileSync(`models/${file}`, 'utf8'), { fileName: file });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'golden',
    warmupSeconds: 0.3,
    windowSeconds: 0.2,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  });
  return goldenHash(measured);
}

test('every model gives its golden result', () => {
  const files = readdirSync('models').filter((name) => name.endsWith('.yaml'));
  const found = Object.fromEntries(files.map((file) => [file, hashOf(file)]));
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
});
