/** Sums of trials, and what each weighs, of two kinds of cells: nine of one, one of the other. */
import { expect, test } from 'vitest';
import { Pool } from '../../src/analysis/pool.js';
import { sectionsOf } from '../../src/experiments/promise.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

const MODEL = pipelineModel({
  workers: 'region: far, instances: 4, processing_time: 10 us',
  more: `regions: { names: [a, b], delay: { a: { b: 1 ms } } }
cells:
  - { home: a, far: b, count: 9 }
  - { home: b, far: a, count: 1 }
`,
});
const TRIAL = shortTrial(MODEL, { windowSeconds: 0.05 });

/**
 * 40 trials of the first placement, 33 of the second: dealt to 30 sections, one after the other.
 */
function pool(): Pool {
  const found = new Pool(MODEL);
  for (const [placement, trials] of [40, 33].entries()) {
    for (let trial = 0; trial < trials; trial++) found.add({ ...TRIAL, placement });
  }
  return found;
}

test('trials are counted by placement and in all', () => {
  expect([pool().trialsOf(0), pool().trialsOf(1), pool().trialCount]).toEqual([40, 33, 73]);
});

test('trials are dealt to 30 sections of each placement, in turn; all of a placement together weigh as its cells', () => {
  const rows = pool().weighted();
  const of = (placement: number): typeof rows =>
    rows.filter(({ measurements }) => measurements.placement === placement);
  for (const [placement, trials, cells] of [
    [0, 40, 9],
    [1, 33, 1],
  ]) {
    const own = of(placement);
    expect(own.map(({ section }) => section)).toEqual([...new Array(30).keys()]);
    expect(own.map((each) => each.trials)).toEqual(
      own.map(({ section }) => (section < trials - 30 ? 2 : 1)),
    );
    const weight = own.reduce((sum, each) => sum + each.weight * each.trials, 0);
    expect(weight).toBeCloseTo(cells, 9);
  }
});

test('each section by itself weighs as all of the trials', () => {
  const sections = sectionsOf(pool().weighted());
  expect(sections).toHaveLength(30);
  for (const section of sections) {
    const weights = section.map((each) => each.weight * each.trials);
    expect(weights[0]).toBeCloseTo(9, 9);
    expect(weights[1]).toBeCloseTo(1, 9);
  }
});
