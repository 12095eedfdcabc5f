/** What is said of a promise and of a comparison, and over how long: by the rules alone. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { Pool } from '../../src/analysis/pool.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { compare } from '../../src/experiments/compare.js';
import { judge, parsePromise } from '../../src/experiments/promise.js';
import { responseOf } from '../../src/experiments/responses.js';
import { longerOf } from '../../src/experiments/sample.js';
import { STEADY } from '../../src/experiments/settling.js';
import { chooseWindow } from '../../src/experiments/trialPlan.js';
import type { Model } from '../../src/model/index.js';
import { quantileOf } from '../../src/statistics/index.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const queue = (mean: string, more = ''): Model =>
  validModel(
    `users: 800
workload: { events_per_user: 1/s }
consumers: { g: { processing_time: exponential(${mean}), propagation: 0 s } }
${more}`,
    { fileName: 'queue.yaml' },
  );

test.each([
  [['kept', 'kept'], 'kept'],
  [['kept', 'open'], 'open'],
  [['open', 'broken'], 'broken'],
  [['broken', 'open', 'kept'], 'broken'],
])('conditions that are %j make a promise that is %s', (answers, whole) => {
  const model = queue('1 ms');
  const pool = new Pool(model);
  const trials = [1, 2, 3, 4].map((replication) => shortTrial(model, { replication }));
  for (const trial of trials) pool.add(trial);
  // Some trials have a lower median than the last one, some a higher one.
  const median = trials.map(({ endToEnd }) => quantileOf(endToEnd, 0.5)).sort((a, b) => a - b)[2];
  const texts = { kept: 'p50 < 10 s', open: `p50 < ${1e3 * median} ms`, broken: 'p50 < 1 us' };
  const promise = parsePromise(answers.map((each) => texts[each as keyof typeof texts]).join(', '));
  const judgment = judge(promise, model, STEADY, pool.weighted(), 0.95);
  expect(judgment.conditions.map(({ answer }) => answer)).toEqual(answers);
  expect(judgment.answer).toBe(whole);
});

test('common random numbers save trials: a server that is 1% slower would need far more by itself', async () => {
  const run = 'run: { warmup: 0.5 s, duration: 1 s }\n';
  const found = await compare(queue('1 ms', run), queue('1.01 ms', run), {
    executor: inlineExecutor(),
    seed: 'pairs',
    responses: [responseOf('mean')],
    precision: 1,
    replications: 30,
    budgetRecords: 1e9,
  });
  const [{ a, b, difference, varianceReduction }] = found.differences;
  expect(difference.value).toBeCloseTo(b.value - a.value, 12);
  // (Var A + Var B) / Var (B - A), as the half-widths of the three have it.
  const half = ({ high, low }: typeof a): number => (high - low) / 2;
  const expected = (half(a) ** 2 + half(b) ** 2) / half(difference) ** 2;
  expect((varianceReduction ?? NaN) / expected).toBeCloseTo(1, 2);
  expect(varianceReduction).toBeGreaterThan(5);
});

test('two models are compared over the longer of both warm-ups and the longer of both windows', () => {
  const a = { warmupSeconds: [1, 4], windowSeconds: 2, neededSeconds: null };
  const b = { warmupSeconds: [3], windowSeconds: 9, neededSeconds: 7 };
  expect(longerOf(a, b)).toEqual({ warmupSeconds: [4, 4], windowSeconds: 9, neededSeconds: 7 });
  expect(longerOf(b, a)).toEqual({ warmupSeconds: [4], windowSeconds: 9, neededSeconds: 7 });
});

// Until all faults are over and as long again, at least 10 s; a random one is seen for a minute.
test.each([
  ['at: 20 s, length: 10 s', 60],
  ['at: 1 s, length: 1 s', 12],
  ['time_to_failure: 5 s, time_to_repair: 1 s', 120],
])('the window of a fault (%s) is %d s', (when, seconds) => {
  const model = queue('1 ms', `faults: { f: { kind: consumer_down, ${when} } }\n`);
  expect(chooseWindow(model, offeredLoad(model), 'sampled')).toBe(seconds);
});
