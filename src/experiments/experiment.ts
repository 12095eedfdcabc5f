/**
 * Experiments: a question, a model, a design (points at which some of its values are changed), and
 * what is read off each point. Everything in experiments/ is written with this; so can be a YAML
 * file (see experimentFile.ts).
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
 * All points share the seed, so that they are compared on common random numbers: a component that
 * two points have alike draws the same numbers in both.
 */
import { DesignError, type Override } from '../model/index.js';
import type { Changes, Design, DesignPoint } from './design.js';
import { missedPrecision } from './precision.js';
import { responseOf } from './responses.js';
import type { ResponseValue, Response } from './response.js';
import type { Verdict } from './settling.js';
import type { Study } from './studySummary.js';

/** One design point of a model. */
export interface Point extends DesignPoint {
  /** A file name in models/, without .yaml, or a path that ends in it. */
  readonly model: string;
}

export interface Outcome {
  readonly point: Point;
  readonly study: Study;
}

/**
 * Rows hold seconds, also under a name that ends in _ms, as latencies' do: files then hold
 * milliseconds.
 */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ResponseValue[])[];
  /** So many first columns say what was varied; left out: none. */
  readonly labels?: number;
  /** Columns that the finding is about, which the page's first picture shows; left out: all. */
  readonly shows?: readonly string[] | undefined;
  /**
   * The unit of a row's numbers stands at the end of its first cell, where their columns' names
   * tell none.
   */
  readonly unitInFirst?: boolean;
  /**
   * A picture of its own: the question over it and what answers it. Such a table is in the files
   * and on the page, not in what is printed.
   */
  readonly asked?: { readonly question: string; readonly answer: string };
}

export interface Findings {
  readonly tables: readonly Table[];
  /** One sentence, made from the numbers. */
  readonly finding: string;
  /** What was asked for and not reached, a line each; left out: nothing. */
  readonly missed?: readonly string[];
  /**
   * Numbers and words that pictures need beside the tables; in the units of the files. Left out:
   * nothing.
   */
  readonly facts?: Readonly<Record<string, string | number | null>>;
}

/** What an experiment may do: study points, the trials of all of them side by side. */
export interface Lab {
  /**
   * In the order of the points; those that make no valid model are named elsewhere and left out.
   */
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

/** One design and what is read off it: a table. */
export interface Part {
  /** Stands over the table. */
  readonly title: string;
  readonly model: string;
  /** What is changed in every point. */
  readonly changes?: Changes;
  readonly design: Design | ((seed: string) => Design);
  /** Names (see responses.ts), or responses of your own. */
  readonly responses: readonly (string | Response)[];
  /**
   * Of the responses those that the finding is about: the page's first picture; all where left out.
   */
  readonly shows?: readonly (string | Response)[];
  /** Further tables from the same outcomes. */
  readonly tables?: (outcomes: readonly Outcome[]) => readonly Table[];
}

interface Named {
  readonly name: string;
  readonly question: string;
  readonly precision?: number | undefined;
  readonly replications?: number | undefined;
}

/** An experiment of one design; its title is the question where none is given. */
export interface Plan extends Named, Omit<Part, 'title'> {
  readonly title?: string;
  /** One sentence from the numbers; default: how many points are steady. */
  readonly finding?: (outcomes: readonly Outcome[]) => string;
}

/** An experiment of several designs, by name: the finding gets the outcomes of each. */
export interface PartedPlan<Name extends string> extends Named {
  readonly parts: Readonly<Record<Name, Part>>;
  readonly finding: (outcomes: Readonly<Record<Name, readonly Outcome[]>>) => string;
}

/**
 * The experiment that a plan describes. Throws DesignError for a response that there is not, or a
 * part of the plan.
 */
export function experiment({ finding, ...plan }: Plan): Experiment {
  const needed = ['name', 'question', 'model', 'design', 'responses'] as const;
  const missing = needed.find((key) => !Object.hasOwn(plan, key));
  if (missing !== undefined) {
    throw new DesignError(`experiment: ${missing} is missing; give ${needed.join(', ')}`);
  }
  return experimentInParts({
    ...plan,
    parts: { only: { title: plan.question, ...plan } },
    finding: ({ only }) => (finding ?? steadyPoints)(only),
  });
}

/** The parts run one after the other, a table (or more) each. Throws DesignError, as above. */
export function experimentInParts<Name extends string>(plan: PartedPlan<Name>): Experiment {
  const { name, question, precision, replications, finding } = plan;
  const parts = Object.entries<Part>(plan.parts).map(
    ([key, part]) => [key, part, responsesOf(part.responses)] as const,
  );
  return {
    name,
    question,
    precision,
    replications,
    run: async (lab) => {
      const seen: Record<string, readonly Outcome[]> = {};
      const tables: Table[] = [];
      for (const [key, part, responses] of parts) {
        const outcomes = await lab.study(pointsOf(part, lab.seed));
        seen[key] = outcomes;
        const shows = part.shows === undefined ? undefined : responsesOf(part.shows);
        tables.push(outcomeTable(part.title, outcomes, responses, shows));
        tables.push(...(part.tables?.(outcomes) ?? []));
      }
      const missed = Object.values<readonly Outcome[]>(seen).flat().flatMap(missedAt);
      return { tables, finding: finding(seen as Record<Name, readonly Outcome[]>), missed };
    },
  };
}

export function pointsOf(
  { model, changes, design }: Pick<Part, 'model' | 'changes' | 'design'>,
  seed: string,
): Point[] {
  const points = typeof design === 'function' ? design(seed) : design;
  return points.map((point) => ({ model, ...point, changes: { ...changes, ...point.changes } }));
}

export function responsesOf(given: readonly (string | Response)[]): Response[] {
  const responses = given.map((each) => (typeof each === 'string' ? responseOf(each) : each));
  const names = responses.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new DesignError(`${twice}: asked for twice; leave one out`);
  return responses;
}

function steadyPoints(outcomes: readonly Outcome[]): string {
  const count = (kind: Verdict['kind']): number =>
    outcomes.filter(({ study }) => study.verdict.kind === kind).length;
  const open = count('not_decided');
  const undecided = open === 0 ? '' : `; of ${open} it is not decided`;
  return `${count('steady')} of ${outcomes.length} points have a steady state${undecided}.`;
}

function missedAt({ point, study }: Outcome): string[] {
  const missed = missedPrecision(study);
  const labels = Object.entries(point.labels).map(([label, value]) => `${label}=${value}`);
  return missed === null ? [] : [`p99 at ${labels.join(', ')}: ${missed}`];
}

/** A response of each outcome as a number, in their order: NaN where it is none. For findings. */
export function numbers(outcomes: readonly Outcome[], response: string | Response): number[] {
  const { read } = typeof response === 'string' ? responseOf(response) : response;
  return outcomes.map(({ study }) => {
    const value = read(study);
    if (typeof value === 'object') return value?.value ?? NaN;
    return typeof value === 'number' ? value : NaN;
  });
}

export function overridesOf(point: { readonly changes: Changes }): Override[] {
  return Object.entries(point.changes).map(([path, value]) => ({ path, value: String(value) }));
}

/**
 * A table with a row an outcome: its labels, its responses, how many trials they rest on, and where
 * that is too few.
 */
export function outcomeTable(
  title: string,
  outcomes: readonly Outcome[],
  responses: readonly (string | Response)[],
  shows?: readonly Response[],
): Table {
  const labels = Object.keys(outcomes[0].point.labels);
  const read = responsesOf(responses);
  return {
    title,
    labels: labels.length,
    shows: shows?.map(({ name }) => name),
    columns: [...labels, ...read.map((response) => response.name), 'trials', 'precision_note'],
    rows: outcomes.map(({ point, study }) => [
      ...labels.map((label) => point.labels[label]),
      ...read.map((response) => response.read(study)),
      study.trials,
      missedPrecision(study),
    ]),
  };
}
