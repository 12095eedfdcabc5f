/**
 * What was asked for and not reached is said: in a line of the text, in a column of the CSV, in the
 * manifest.
 */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import type { Capacity } from '../../src/experiments/capacity.js';
import { experiment, type Findings } from '../../src/experiments/experiment.js';
import { openLab } from '../../src/experiments/lab.js';
import type { Tuned } from '../../src/experiments/tune.js';
import { findingsFiles, findingsText } from '../../src/report/experimentReport.js';
import { capacityFindings, tunedFindings } from '../../src/report/searchReport.js';
import { validModel } from '../support/validModel.js';

/** M/M/1 at 0.2 and at 0.4, and at 2: overloaded. */
function sweep(precision: number): Promise<Findings> {
  const lab = openLab({
    seed: 'precision',
    precision,
    budgetRecords: 1e5,
    replications: null,
    executor: inlineExecutor(),
    load: ({ changes }) =>
      validModel(
        `users: ${changes['users']}\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: exponential(1 ms) } }\n`,
        { fileName: 'm.yaml' },
      ),
    progress: () => undefined,
  });
  const design = [200, 400, 2000].map((users) => ({ labels: { users }, changes: { users } }));
  return experiment({
    name: 'sweep',
    question: 'users?',
    model: 'm',
    design,
    responses: ['p99'],
  }).run(lab);
}

test('experiments/lab: each point of a sweep whose p99 is known less well than asked is named, with what ended it', async () => {
  const findings = await sweep(1e-4);
  const missed = findings.missed ?? [];
  expect(missed).toHaveLength(2);
  const ended = / ± [\d.]+% where ± 0\.01% was asked: ended by the budget of records$/;
  expect(missed[0]).toMatch(new RegExp(`^p99 at users=200:${ended.source}`));
  expect(missed[1]).toMatch(/^p99 at users=400:/);
  const [header, ...rows] = (findingsFiles(findings).get('results.csv') ?? '').trim().split('\n');
  expect(header).toMatch(/,precision_note$/);
  expect(rows.map((row) => !row.endsWith(','))).toEqual([true, true, false]);
  const text = findingsText('sweep', findings);
  expect(text).toContain(`${missed[0]}.\n`);
  expect(text).not.toContain('precision_note');
  // Thirty times as wide as the first round of 30 trials brings.
  expect((await sweep(10)).missed).toEqual([]);
});

test('capacity says how wide its bracket is left, and why; tune what is left open', () => {
  const step = { quantile: null, late: null, trials: 64, broken: [] };
  const found: Capacity = {
    load: 105,
    keptAt: 100,
    brokenAt: 110,
    steps: [
      { ...step, load: 100, answer: 'kept' },
      { ...step, load: 104, answer: 'open' },
      { ...step, load: 110, answer: 'broken' },
    ],
    latency: 'p99',
    trials: 192,
    tolerance: 0.02,
    mostTrials: 64,
    above: null,
  };
  // 10 of 110.
  expect(capacityFindings(found, 'p99 < 1 s', 'users').missed).toEqual([
    'The bracket is 9.1% wide where 2.0% was asked: 1 load between stays open after 64 trials (--trials)',
  ]);
  expect(capacityFindings({ ...found, tolerance: 0.1 }, 'p99 < 1 s', 'users').missed).toEqual([]);
  const tuned: Tuned = {
    best: null,
    curve: [],
    tried: [
      {
        changes: { 'brokers.count': 2 },
        cost: 1,
        answer: 'open',
        trials: 64,
        p99: null,
        late: null,
        why: '',
      },
      {
        changes: { 'brokers.count': 1 },
        cost: 1,
        answer: 'broken',
        trials: 8,
        p99: null,
        late: null,
        why: '',
      },
    ],
    configurations: 2,
    invalid: 0,
    overloadedByArithmetic: 0,
    mostTrials: 64,
  };
  expect(tunedFindings(tuned, 'p99 < 1 s', 'USD', 72).missed).toEqual([
    'Still open after 64 trials (--trials): brokers.count=2',
  ]);
});
