import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrialPlan, allocate, firstCells, groupSizes } from '../../src/experiments/trialPlan.js';
import type { Model } from '../../src/model/index.js';
import { cellCount, type Trial } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';

test('Neyman: trials in proportion to weight times standard deviation', () => {
  // 30 trials, then 30 more: of 60, dues 1 : 2 : 3 ask for 10, 20, 30.
  expect(allocate([10, 10, 10], [1, 2, 3], 30)).toEqual([0, 10, 20]);
  // What has been simulated is not taken back: the first has more than its due, the others share
  // the rest as 2 : 3.
  const given = allocate([40, 10, 10], [1, 2, 3], 20);
  expect(given[0]).toBe(0);
  expect((10 + given[2]) / (10 + given[1])).toBeCloseTo(1.5, 1);
});

test('no other way to hand out the trials leaves a smaller sum of due^2 / n', () => {
  const whole = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
  const three = (max: number): fc.Arbitrary<[number, number, number]> =>
    fc.tuple(whole(max), whole(max), whole(max));
  fc.assert(
    fc.property(three(6), three(9), whole(8), (used, dues, extra) => {
      const left = (given: readonly number[]): number =>
        dues.reduce((sum, due, index) => sum + (due * due) / (used[index] + given[index]), 0);
      const all = range(extra + 1).flatMap((a) =>
        range(extra + 1 - a).map((b) => left([a, b, extra - a - b])),
      );
      expect(left(allocate(used, dues, extra))).toBeCloseTo(Math.min(...all), 12);
    }),
  );
});

test('without any spread, or an unknown one, placements are filled evenly', () => {
  expect(allocate([5, 5, 5], [0, 0, 0], 6)).toEqual([2, 2, 2]);
  expect(allocate([5, 5, 8], [1, Infinity, 2], 6)).toEqual([3, 3, 0]);
});

function largeModel(): Model {
  const file = 'models/100m-users.yaml';
  return validModel(readFileSync(file, 'utf8'), { fileName: file });
}

test('rounds: every placement is in from the first on, cells come in order and none twice', () => {
  const length = { warmupSeconds: [1, 2, 3, 4, 5, 6], windowSeconds: 1 };
  const plan = new TrialPlan(largeModel(), 'plan', 'sampled', length);
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

test('exhaustive: every cell once, in groups that differ little from section to section', () => {
  const { placements } = largeModel();
  const length = { warmupSeconds: placements.map(() => 0.8), windowSeconds: 1 };
  const trials = new TrialPlan(largeModel(), 'plan', 'exhaustive', length).first();
  expect(new Set(cellsOf(trials))).toEqual(
    new Set(
      placements.flatMap(({ cells }, position) =>
        range(cells).map((cell) => `${position}.${cell}`),
      ),
    ),
  );
  expect(cellsOf(trials)).toHaveLength(5000);
  expect(trials.length).toBeLessThan(5000 / 4);
  placements.forEach((_, placement) => {
    const sections = range(30).map(() => 0);
    trials
      .filter((trial) => trial.placement === placement)
      .forEach((trial, index) => (sections[index % 30] += cellCount(trial)));
    expect(Math.max(...sections) - Math.min(...sections)).toBeLessThanOrEqual(1);
  });
});

test('the first cells of a plan are its first groups, the last one cut short', () => {
  const { placements } = largeModel();
  const length = { warmupSeconds: placements.map(() => 0.8), windowSeconds: 1 };
  const trials = new TrialPlan(largeModel(), 'plan', 'exhaustive', length).first();
  const all = cellsOf(trials);
  for (const count of [0, 1, 29, 200, 201, 202, 203, 2500, 4999, 5000]) {
    expect(cellsOf(firstCells(trials, count))).toEqual(all.slice(0, count));
  }
  // A third of a percent of the cells is enough for three of each placement, and 4% for 20.
  const shares = range(placements.length).map(
    (index) => firstCells(trials, 200).filter(({ placement }) => placement === index).length,
  );
  expect(Math.min(...shares)).toBeGreaterThanOrEqual(20);
});

test('groups: never more than a second of work, none for few cells or large ones', () => {
  for (const cells of [1, 2, 29, 30, 31, 44, 45, 75, 89, 90, 91, 500, 5000]) {
    const sizes = groupSizes(cells, 350_000);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(cells);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(12);
  }
  expect(groupSizes(44, 350_000)).toEqual(range(44).map(() => 1));
  expect(groupSizes(200, 1e7)).toEqual(range(200).map(() => 1));
});

function cellsOf(trials: readonly Trial[]): string[] {
  return trials.flatMap((trial) =>
    range(cellCount(trial)).map((more) => `${trial.placement}.${trial.cell + more}`),
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

test('exhaustive, where there are few cells: all of them, and as many replications as an interval needs', () => {
  const model = validModel(
    'users: 10\nworkload: { events_per_user: 1/s }\nconsumers: { g: {} }\ncells:\n  - { home: local, count: 2 }\n  - { home: local, count: 40 }\n',
    { fileName: 'few.yaml' },
  );
  const length = { warmupSeconds: [1, 1], windowSeconds: 1 };
  const trials = new TrialPlan(model, 'plan', 'exhaustive', length).first();
  const of = (placement: number): Trial[] => trials.filter((each) => each.placement === placement);
  expect(cellsOf(of(0))).toHaveLength(15);
  expect(new Set(cellsOf(of(0)))).toEqual(new Set(['0.0', '0.1']));
  expect(of(0).map(({ replication }) => replication)).toContain(8);
  expect(cellsOf(of(1))).toHaveLength(40);
});
