/**
 * Experiments: a question, a model, a design (points at which some of its values are changed), and what is read off each
 * point. Everything in experiments/ is written with this; so can be a YAML file (see experimentFile.ts).
 *
 *     export default experiment({
 *       name: 'partitioning',
 *       question: 'what do more partitions buy a group of 20 instances?',
 *       model: '10k-users',
 *       design: grid({ 'topic.partitions': '5..80 by 15' }),
 *       responses: ['verdict', 'throughput', 'p50', 'p99', 'ceiling(consumers.workers)'],
 *       finding: (outcomes) => `...`,
 *     });
 *
 * All points share the seed, so that they are compared on common random numbers: a component that two points have alike
 * draws the same numbers in both.
 */
import type { Override } from '../model/index.js';
import type { Changes, Design, DesignPoint } from './design.js';
import { responseOf, type Reading, type Response } from './responses.js';
import type { Study } from './study.js';

/** One design point of a model. */
export interface Point extends DesignPoint {
  /** A file name in models/, without .yaml, or a path that ends in it. */
  readonly model: string;
}

export interface Outcome {
  readonly point: Point;
  readonly study: Study;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Reading[])[];
}

export interface Findings {
  readonly tables: readonly Table[];
  /** One sentence, made from the numbers. */
  readonly finding: string;
}

/** What an experiment may do: study points, the trials of all of them side by side. */
export interface Lab {
  /** In the order of the points; those that make no valid model are named elsewhere and left out. */
  study(points: readonly Point[]): Promise<Outcome[]>;
  readonly seed: string;
}

export interface Experiment {
  readonly name: string;
  /** One line for the list. */
  readonly question: string;
  /** Asked half-width of p99, relative; the call may ask for another. */
  readonly precision?: number | undefined;
  /** So many trials a point, in place of a precision. */
  readonly replications?: number | undefined;
  readonly run: (lab: Lab) => Promise<Findings>;
}

/** An experiment of one design. */
export interface Plan {
  readonly name: string;
  readonly question: string;
  /** Stands over the table; default: the question. */
  readonly title?: string;
  readonly model: string;
  /** What is changed in every point. */
  readonly changes?: Changes;
  readonly design: Design | ((seed: string) => Design);
  /** Names (see responses.ts), or responses of your own. */
  readonly responses: readonly (string | Response)[];
  readonly precision?: number | undefined;
  readonly replications?: number | undefined;
  /** One sentence from the numbers; default: how many points are steady. */
  readonly finding?: (outcomes: readonly Outcome[]) => string;
  /** Further tables from the same outcomes. */
  readonly tables?: (outcomes: readonly Outcome[]) => readonly Table[];
}

/** The experiment that a plan describes. Throws DesignError for a response that there is not. */
export function experiment(plan: Plan): Experiment {
  const responses = responsesOf(plan.responses);
  return {
    ...plan,
    run: async (lab) => {
      const outcomes = await lab.study(pointsOf(plan, lab.seed));
      return {
        tables: [
          outcomeTable(plan.title ?? plan.question, outcomes, responses),
          ...(plan.tables?.(outcomes) ?? []),
        ],
        finding: (plan.finding ?? steadyPoints)(outcomes),
      };
    },
  };
}

export function pointsOf(
  { model, changes, design }: Pick<Plan, 'model' | 'changes' | 'design'>,
  seed: string,
): Point[] {
  const points = typeof design === 'function' ? design(seed) : design;
  return points.map((point) => ({ ...point, model, changes: { ...changes, ...point.changes } }));
}

export function responsesOf(given: readonly (string | Response)[]): Response[] {
  return given.map((each) => (typeof each === 'string' ? responseOf(each) : each));
}

function steadyPoints(outcomes: readonly Outcome[]): string {
  const steady = outcomes.filter(({ study }) => !study.overloaded).length;
  return `${steady} of ${outcomes.length} points have a steady state.`;
}

/** One point a value of one path of the model. */
export function vary(
  model: string,
  path: string,
  values: readonly (string | number)[],
  changes: Changes = {},
): Point[] {
  return values.map((value) => ({
    labels: { [path]: value },
    model,
    changes: { ...changes, [path]: value },
  }));
}

export function overridesOf(point: { readonly changes: Changes }): Override[] {
  return Object.entries(point.changes).map(([path, value]) => ({ path, value: String(value) }));
}

/** A table with a row an outcome: its labels, its responses, and how many trials they rest on. */
export function outcomeTable(
  title: string,
  outcomes: readonly Outcome[],
  responses: readonly (string | Response)[],
): Table {
  const labels = Object.keys(outcomes[0].point.labels);
  const read = responsesOf(responses);
  return {
    title,
    columns: [...labels, ...read.map((response) => response.name), 'trials'],
    rows: outcomes.map(({ point, study }) => [
      ...labels.map((label) => point.labels[label]),
      ...read.map((response) => response.read(study)),
      study.trials,
    ]),
  };
}
