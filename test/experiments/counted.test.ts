/**
 * What is counted how: trials of placements, cells, budgets of two, deliveries of some trials; by
 * hand.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { Pool } from '../../src/analysis/pool.js';
import { inlineExecutor, type Executor } from '../../src/execution/executor.js';
import { compare } from '../../src/experiments/compare.js';
import { cross, grid } from '../../src/experiments/design.js';
import { responseOf } from '../../src/experiments/responses.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import { TrialPlan } from '../../src/experiments/trialPlan.js';
import { findWarmup } from '../../src/experiments/warmupSearch.js';
import type { Model } from '../../src/model/index.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const cellsOf = (counts: readonly number[]): string =>
  `cells:\n${counts.map((count) => `  - { home: a, far: b, count: ${count} }\n`).join('')}`;

function model(counts: readonly number[] = [1], more = ''): Model {
  return validModel(
    `users: 100
workload: { events_per_user: 1/s }
regions: { names: [a, b], delay: { a: { b: 1 ms } } }
${cellsOf(counts)}consumers: { g: { processing_time: 1 ms }, h: { processing_time: 1 ms } }
${more}`,
    { fileName: 'counted.yaml' },
  );
}

const GIVEN = 'run: { warmup: 0.1 s, duration: 0.5 s }\n';

test.each([1, 2, 4, 7, 11, 29])(
  'a first round of %d placements has at least 30 trials, as many of each, and no round more than that',
  (count) => {
    const counts = Array.from({ length: count }, () => 5);
    const length = { warmupSeconds: counts.map(() => 1), windowSeconds: 1 };
    const trials = new TrialPlan(model(counts), 'counted', 'sampled', length).first();
    const each = Math.max(3, Math.ceil(30 / count));
    counts.forEach((_, placement) => {
      expect(trials.filter((trial) => trial.placement === placement)).toHaveLength(each);
    });
  },
);

test('later rounds go where trials differ: the spread of one trial is that of the placement times its trials', () => {
  const counts = [900, 900];
  const length = { warmupSeconds: [1, 1], windowSeconds: 1 };
  const plan = new TrialPlan(model(counts), 'counted', 'sampled', length);
  expect(plan.first()).toHaveLength(30);
  const of = (variances: readonly number[]): number[] => {
    const trials = plan.next(variances, 2);
    return [0, 1].map((each) => trials.filter(({ placement }) => placement === each).length);
  };
  // Of 15 each, all spread in the first: it gets all 30, and has 45.
  expect(of([1, 0])).toEqual([30, 0]);
  // Parts of 1 and 3: a trial's variance is 45 to 45, so that the dues are even, and the second
  // catches up.
  expect(of([1, 3])).toEqual([15, 45]);
});

test('a study of one cell simulates one of one, however many trials it makes', async () => {
  const options = {
    ...NESTED_STUDY_OPTIONS,
    seed: 'counted',
    precision: Infinity,
    budgetRecords: 1e5,
  };
  const found = await study(model([1], GIVEN), inlineExecutor(), options);
  expect(found.trials).toBeGreaterThanOrEqual(30);
  expect([found.cellsSimulated, found.cellsTotal]).toEqual([1, 1]);
});

test('experiments/compare: what both designs change, the second does', () => {
  const [point] = cross(grid({ users: [1], rate: [5] }), grid({ users: [2] }));
  expect(point.changes).toEqual({ users: '2', rate: '5' });
});

/**
 * Two trials of 10 s: 40 and 20 records delivered to two groups, 10 delivered again, 6 lost of one.
 */
function counted(): ReturnType<Pool['weighted']> {
  const pool = new Pool(model());
  const trial = shortTrial(model());
  for (const [delivered, again, lost] of [
    [40, 4, 2],
    [20, 6, 4],
  ]) {
    pool.add({
      ...trial,
      windowSeconds: 10,
      deliveredInWindow: delivered,
      duplicatesInWindow: again,
      lostInWindow: lost,
      droppedInWindow: lost,
      retriesInWindow: again,
    });
  }
  return pool.weighted();
}

test.each([
  // Over 20 s and two groups, in records a second; the others in one window, of both trials on
  // average.
  ['throughput', (60 + 10) / 2 / 20],
  ['goodput', 60 / 2 / 20],
  ['duplicates', 10 / 2 / 2],
  ['lost', 6 / 2 / 2],
  ['dropped', 6 / 2],
  ['retries', 10 / 2],
])('%s of some trials is counted over all groups and the window', (name, value) => {
  expect(responseOf(name).measure?.(model(), counted())).toBeCloseTo(value, 12);
});

test('the budget of a comparison is of both: no second round where one alone would leave room for it', async () => {
  const a = model([1], GIVEN);
  const b = { ...a, consumers: a.consumers.map((group) => ({ ...group, threads: 2 })) };
  // 30 trials of each bring about 3,600 records in all; as many more would be wanted.
  const found = await compare(a, b, {
    executor: inlineExecutor(),
    seed: 'both',
    responses: [responseOf('p99')],
    replications: null,
    precision: 1e-9,
    budgetRecords: 6000,
  });
  expect(found.trials).toBe(30);
});

test('a path that settles later than its first delivery is warmed up until then, counted from the start', async () => {
  const direct = model();
  const real = shortTrial(direct);
  // Nothing comes through for 60 buckets of 200, then 20 buckets are slow, and the rest is level.
  const counts = Array.from({ length: 200 }, (_, bucket) => (bucket < 60 ? 0 : 10));
  const sums = counts.map((count, bucket) => count * (bucket < 80 ? 50e-3 : 1e-3));
  const executor: Executor = {
    close: () => Promise.resolve(),
    run: (trials, done) => {
      trials.forEach((trial, index) => {
        const series = {
          ...real.series,
          bucketSeconds: trial.windowSeconds / 200,
          arrived: counts,
          dropped: counts.map(() => 0),
          delivered: [counts, counts],
          latencySum: [sums, sums],
        };
        done({ ...real, placement: trial.placement, series }, index);
      });
      return Promise.resolve();
    },
  };
  const { warmupSeconds } = await findWarmup(direct, executor, 'late', offeredLoad(direct));
  // Of pilots of at least a second.
  expect(warmupSeconds[0]).toBeGreaterThanOrEqual(0.4 - 1e-9);
});
