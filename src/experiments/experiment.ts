/**
 * Experiments: a question, design points (each a model with some of its values changed), a study of each, and what is
 * read off the studies. Everything in experiments/ is written with this.
 *
 * All points share the seed, so that they are compared on common random numbers: a component that two points have alike
 * draws the same numbers in both.
 */
import type { Estimate } from '../statistics/index.js';
import type { Override } from '../model/index.js';
import { QUANTILES } from '../analysis/pool.js';
import type { Study } from './study.js';

/** One design point: what it is called, the model file, and what is changed in it. */
export interface Point {
  /** Column name to the value shown for it; the same columns in every point of a design. */
  readonly labels: Readonly<Record<string, string | number>>;
  /** A file name in models/, without .yaml, or a path that ends in it. */
  readonly model: string;
  readonly changes: Readonly<Record<string, string | number>>;
}

export interface Outcome {
  readonly point: Point;
  readonly study: Study;
}

/** What is read off a study: a number, an estimate with its interval, or a word. */
export type Reading = number | string | Estimate | null;

export interface Response {
  /** Column name, unit last. */
  readonly name: string;
  readonly read: (study: Study) => Reading;
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

/** What an experiment may do: study points, in order, side by side within each study. */
export interface Lab {
  study(points: readonly Point[]): Promise<Outcome[]>;
  readonly seed: string;
}

export interface Experiment {
  readonly name: string;
  /** One line for the list. */
  readonly question: string;
  readonly run: (lab: Lab) => Promise<Findings>;
}

/** One point a value of one path of the model. */
export function vary(
  model: string,
  path: string,
  values: readonly (string | number)[],
  changes: Point['changes'] = {},
): Point[] {
  return values.map((value) => ({
    labels: { [path]: value },
    model,
    changes: { ...changes, [path]: value },
  }));
}

export function overridesOf(point: Point): Override[] {
  return Object.entries(point.changes).map(([path, value]) => ({ path, value: String(value) }));
}

/** A table with a row an outcome: its labels, then its responses. */
export function outcomeTable(
  title: string,
  outcomes: readonly Outcome[],
  responses: readonly Response[],
): Table {
  const labels = Object.keys(outcomes[0].point.labels);
  return {
    title,
    columns: [...labels, ...responses.map((response) => response.name)],
    rows: outcomes.map(({ point, study }) => [
      ...labels.map((label) => point.labels[label]),
      ...responses.map((response) => response.read(study)),
    ]),
  };
}

export const throughput: Response = {
  name: 'throughput_per_s',
  read: (study) => study.throughputPerSecond,
};
export const goodput: Response = {
  name: 'goodput_per_s',
  read: (study) => study.goodputPerSecond,
};
export const verdict: Response = {
  name: 'verdict',
  read: (study) => (study.overloaded ? 'overloaded' : 'steady'),
};
/** A quantile of the end-to-end latency, seconds; null without a steady state. */
export function latency(p: number, path = 'end_to_end'): Response {
  const percent = String(p * 100).replace('.', '');
  return {
    name: `${path === 'end_to_end' ? '' : `${path}_`}p${percent}_s`,
    read: (study) => quantile(study, p, path),
  };
}

export function quantile(study: Study, p: number, path = 'end_to_end'): Estimate | null {
  if (study.overloaded) return null;
  const summary = [study.endToEnd, ...study.paths].find(({ name }) => name === path);
  return summary?.quantiles[QUANTILES.findIndex((one) => one === p)] ?? null;
}

/** Mean utilization of a resource, 0..1. */
export function utilization(resource: string): Response {
  return {
    name: `${resource}_utilization`,
    read: (study) => study.resources.find(({ name }) => name === resource)?.utilizationMean ?? null,
  };
}

/** The arithmetic ceiling of a resource, records per second. */
export function ceiling(resource: string): Response {
  return {
    name: `${resource}_ceiling_per_s`,
    read: (study) =>
      study.offered.resources.find(({ name }) => name === resource)?.ceilingEventsPerSecond ?? null,
  };
}
