import { expect, test } from 'vitest';
import { knownShares } from '../../src/analysis/mixture.js';
import type { Weighted } from '../../src/analysis/pool.js';
import type { Measurements } from '../../src/network/measurements.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

const MODEL = pipelineModel({
  more: `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, count: 3, weight: 2 }
  - { home: b, count: 2, weight: 1 }
`,
});
const CLEAN = shortTrial(MODEL);

function of(change: Partial<Measurements>): Weighted[] {
  return [CLEAN, { ...CLEAN, ...change }].map((measurements, section) => ({
    measurements,
    trials: 1,
    weight: 1,
    section,
  }));
}

test('what each placement delivers of the whole is its cells by their weight', () => {
  expect(knownShares(MODEL, of({}))).toEqual([6 / 8, 2 / 8]);
});

test.each<[string, Partial<Measurements>]>([
  ['dropped', { droppedInWindow: 1 }],
  ['lost', { lostInWindow: 1 }],
  ['delivered twice', { duplicatesInWindow: 1 }],
  ['missing, since a trial filled up', { stoppedFull: true }],
])('nobody knows the shares where in one trial one record is %s', (_, change) => {
  expect(knownShares(MODEL, of(change))).toBeNull();
});
