/**
 * The small form of the experiments: the points that each begins with are valid models; one runs
 * whole.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EXPERIMENTS } from '../../experiments/index.js';
import { describedExperiments } from '../../src/cli/findExperiment.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import {
  overridesOf,
  type Lab,
  type Outcome,
  type Point,
} from '../../src/experiments/experiment.js';
import { study } from '../../src/experiments/study.js';
import { type Model } from '../../src/model/index.js';
import { findingsFiles, findingsText } from '../../src/report/experimentReport.js';
import { validModel } from '../support/validModel.js';

const ALL = [...EXPERIMENTS, ...describedExperiments()];

class Seen extends Error {}

function load(point: Point): Model {
  const file = `models/${point.model}.yaml`;
  const model = validModel(readFileSync(file, 'utf8'), {
    fileName: file,
    overrides: overridesOf(point),
  });
  return model;
}

test.each(ALL.map((each) => [each.name, each] as const))(
  '%s begins with valid points',
  async (_, experiment) => {
    const lab: Lab = {
      seed: 'test',
      study: (points) => {
        expect(points.length).toBeGreaterThan(0);
        points.forEach(load);
        throw new Seen();
      },
    };
    await expect(experiment.run(lab)).rejects.toThrow(Seen);
  },
);

test('experiments/experiment: names are unique, questions are one line', () => {
  expect(new Set(ALL.map((each) => each.name)).size).toBe(ALL.length);
  expect(ALL.map((each) => each.name)).toContain('batching');
  for (const { question } of ALL) expect(question).toMatch(/^[^\n]{10,100}$/);
});

const TRIALS = 10;

test('delivery-styles, whole: a crash loses nothing in the queue, and what comes meanwhile without one', async () => {
  const executor = inlineExecutor();
  const lab: Lab = {
    seed: 'test',
    study: async (points) => {
      const outcomes: Outcome[] = [];
      for (const point of points) {
        const result = await study(load(point), executor, {
          seed: 'test',
          precision: Infinity,
          budgetRecords: 1e6,
          fidelity: 'sampled',
          relief: false,
          trials: TRIALS,
          lengthened: null,
          transient: false,
          outOfTime: () => false,
          progress: () => undefined,
        });
        expect(result.audits).toEqual([]);
        outcomes.push({ point, study: result });
      }
      return outcomes;
    },
  };
  const experiment = EXPERIMENTS.find(({ name }) => name === 'delivery-styles');
  const findings = await experiment?.run(lab);
  if (findings === undefined) throw new Error('no experiment');
  const column = findings.tables[0].columns.indexOf('lost');
  const lost = findings.tables[0].rows.map((row) => {
    const cell = row[column];
    return typeof cell === 'object' && cell !== null ? cell.value : cell;
  });
  expect(lost[1]).toBe(0);
  // 2 s of 4,000 a second, within four standard deviations of a Poisson count averaged over the
  // trials.
  expect(Math.abs(Number(lost[5]) - 8000)).toBeLessThan(4 * Math.sqrt(8000 / TRIALS));
  expect(findingsText('delivery-styles', findings)).toContain('Finding: ');
  expect([...findingsFiles(findings).keys()]).toEqual(['results.csv']);
}, 60_000);
