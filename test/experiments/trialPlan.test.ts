import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TrialPlan, allocate } from '../../src/experiments/trialPlan.js';
import { validModel } from '../support/validModel.js';

test('Neyman: trials in proportion to weight times standard deviation', () => {
  // 30 trials, then 30 more: of 60, dues 1 : 2 : 3 ask for 10, 20, 30.
  expect(allocate([10, 10, 10], [1, 2, 3], 30)).toEqual([0, 10, 20]);
  // What has been simulated is not taken back: the first has more than its due, the others share the rest as 2 : 3.
  const given = allocate([40, 10, 10], [1, 2, 3], 20);
  expect(given[0]).toBe(0);
  expect((10 + given[2]) / (10 + given[1])).toBeCloseTo(1.5, 1);
});

test('without any spread, or an unknown one, placements are filled evenly', () => {
  expect(allocate([5, 5, 5], [0, 0, 0], 6)).toEqual([2, 2, 2]);
  expect(allocate([5, 5, 8], [1, Infinity, 2], 6)).toEqual([3, 3, 0]);
});

test('rounds: every placement is in from the first on, cells come in order and none twice', () => {
  const file = 'models/100m-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file });
  const length = { warmupSeconds: [1, 2, 3, 4, 5, 6], windowSeconds: 1 };
  const plan = new TrialPlan(model, 'plan', 'sampled', length);
  const trials = [...plan.first(), ...plan.next([1, 1, 1, 1, 1, 100], 1.5)];
  expect(trials.slice(0, 30).filter(({ placement }) => placement === 5)).toHaveLength(5);
  expect(trials).toHaveLength(45);
  expect(trials.slice(30).filter(({ placement }) => placement === 5).length).toBeGreaterThan(10);
  expect(trials.every((trial) => trial.warmupSeconds === trial.placement + 1)).toBe(true);
  const names = trials.map(({ placement, cell, replication }) =>
    [placement, cell, replication].join('.'),
  );
  expect(new Set(names).size).toBe(45);
});
