/**
 * Designs of experiments over a model's values: a sweep, or an experiment with several parts and a
 * finding.
 */
import { fullGrid, factorsOf, type Factors } from '../experiments/design.js';
import {
  experiment,
  responsesOf,
  type Experiment,
  type Findings,
  type Outcome,
  type Point,
} from '../experiments/experiment.js';
import { openLab, type OpenLab } from '../experiments/lab.js';
import { checkResponses } from '../experiments/responses.js';
import type { Response } from '../experiments/response.js';
import { NoTrials } from '../execution/executor.js';
import { POINT_BUDGET, POINT_PRECISION, SWEPT } from '../experiments/usualEffort.js';
import type { Model } from '../model/index.js';
import { findingsText } from '../report/experimentReport.js';
import { loadModel, type LoadedModel } from './loadedModel.js';
import {
  checkOptions,
  checkSubjects,
  COUNT,
  SHARE,
  TEXTS,
  USUAL_SEED,
  VALUES,
  withWorkers,
  type SimulationOptions,
} from './options.js';
import { designModel } from './search.js';

export interface PointOptions extends SimulationOptions {
  /** Half-width of each point's p99 that is precise enough, relative; 0.05 where left out. */
  readonly precision?: number | undefined;
  /** So many trials a point, in place of a precision. */
  readonly replications?: number | undefined;
  /** Records that a point may simulate beyond its first round; 8 million where left out. */
  readonly budgetRecords?: number | undefined;
}

const POINT_OPTIONS = { precision: SHARE, replications: COUNT, budgetRecords: COUNT };
export interface SweepOptions extends PointOptions {
  /**
   * The values, by path: `{ users: '100, 1K, 10K', 'brokers.count': [3, 6, 12] }`; all combinations
   * are studied.
   */
  readonly vary: Factors;
  /** Columns of the table; verdict, throughput, quantiles, drops and ceilings where left out. */
  readonly responses?: readonly (string | Response)[] | undefined;
}

/** What was found at each point, and the table of it. */
export interface Swept extends Findings {
  readonly outcomes: readonly Outcome[];
  /** Points left out, each with the reason. */
  readonly refused: readonly string[];
  /** Table and finding, as `highwater sweep` prints them. */
  readonly text: string;
}

/**
 * A model at every combination of some of its values, on common random numbers: what
 * `highwater sweep` prints.
 */
export async function sweep(loaded: LoadedModel, options: SweepOptions): Promise<Swept> {
  checkSubjects('sweep', loaded);
  checkOptions('sweep', options, { ...POINT_OPTIONS, vary: VALUES, responses: TEXTS }, ['vary']);
  const responses = options.responses ?? SWEPT;
  checkResponses(loaded.model, responsesOf(responses));
  const design = fullGrid(factorsOf(options.vary));
  const plan = {
    name: 'sweep',
    question: 'what changes with these values?',
    title: 'On common random numbers',
    model: loaded.fileName,
    design,
    responses,
  };
  return inLab(
    options,
    options,
    (point) => loaded.with(point.changes).model,
    async (lab) => {
      let outcomes: readonly Outcome[] = [];
      const findings = await experiment(plan).run({
        seed: lab.seed,
        study: async (points) => (outcomes = await lab.study(points)),
      });
      const { refused } = lab;
      return { ...findings, outcomes, refused, text: findingsText(plan.name, findings) };
    },
  );
}

/** An experiment's tables and finding, as data and as `highwater experiment` prints them. */
export async function runExperiment(
  asked: Experiment,
  options: PointOptions = {},
): Promise<Findings & { readonly refused: readonly string[]; readonly text: string }> {
  checkOptions('runExperiment', options, POINT_OPTIONS);
  return inLab(
    options,
    asked,
    (point) => loadModel(point.model, point.changes).model,
    async (lab) => {
      const findings = await asked.run(lab);
      return { ...findings, refused: lab.refused, text: findingsText(asked.name, findings) };
    },
  );
}

/** The call's own effort, else the experiment's, else the usual one. */
async function inLab<Result>(
  options: PointOptions,
  asked: Pick<PointOptions, 'precision' | 'replications'>,
  make: (point: Point) => Model,
  work: (lab: OpenLab) => Promise<Result>,
): Promise<Result> {
  const own = options.precision === undefined ? asked.replications : undefined;
  return withWorkers(options, async (executor) => {
    const lab = openLab({
      seed: options.seed ?? USUAL_SEED,
      precision: options.precision ?? asked.precision ?? POINT_PRECISION,
      budgetRecords: options.budgetRecords ?? POINT_BUDGET,
      replications: options.replications ?? own ?? null,
      executor,
      load: (point) => designModel(() => make(point)),
      progress: options.progress ?? (() => undefined),
    });
    const result = await work(lab);
    if (lab.failures.length > 0) throw new NoTrials(lab.failures.join('\n'));
    return result;
  });
}
