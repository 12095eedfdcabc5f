/**
 * Promises: `p99 < 50 ms, dropped = 0, far.p95 < 400 ms, utilization(brokers.handlers) < 80%`;
 * `and` may stand for a comma.
 *
 * A condition is judged on noisy trials, so there are three answers: it is kept or broken where its
 * interval says so, and open otherwise. A latency quantile is judged by its rank: p99 < 50 ms says
 * that more than 99% of the records take at most 50 ms, and the share that does is a mean, which
 * few trials estimate well. `= 0` is kept where nothing was counted. Every promise has a first,
 * unwritten condition: a steady state (settling.ts). What has none keeps nothing; of what is not
 * decided nothing is shown to be kept.
 */
import type { Weighted } from '../analysis/pool.js';
import { DesignError, splitAtCommas, type Model } from '../model/index.js';
import { count, duration, rate, QuantityError } from '../model/quantities.js';
import { halfWidthOf, sectionedEstimate, type Estimate } from '../statistics/index.js';
import { checkResponses, responseOf } from './responses.js';
import type { Response } from './response.js';
import { mixtureOf, readQuantile, splitLatency, wayOf } from './latencies.js';
import type { Answer, Judgment } from './judgment.js';
import type { Verdict } from './settling.js';

export type { Answer, Judgment } from './judgment.js';

export interface Condition {
  /** As it was written. */
  readonly text: string;
  readonly response: Response;
  readonly operator: '<' | '>' | '=';
  /** Seconds, records per second, records or a share, as the response has it. */
  readonly bound: number;
  /** Of a latency quantile: which, and of what. */
  readonly quantile: { readonly p: number; readonly path: string } | null;
}

/** The model's own promises; none where it makes none. Throws DesignError. */
export function promisesOf(model: Model): Condition[] {
  if (model.promises.length === 0) return [];
  const conditions = model.promises.flatMap((text) => parsePromise(text));
  checkPromise(model, conditions);
  return conditions;
}

/** Throws DesignError for a promise about what the model does not have. */
export function checkPromise(model: Model, conditions: readonly Condition[]): void {
  checkResponses(
    model,
    conditions.map(({ response }) => response),
  );
}

/** Throws DesignError. */
export function parsePromise(text: string): Condition[] {
  const parts = splitAtCommas(text)
    .flatMap((part) => part.split(/ and |&&|;/))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw new DesignError(`"${text}": no promise; write p99 < 50 ms`);
  return parts.map(conditionOf);
}

function conditionOf(text: string): Condition {
  const at = text.search(/[<>=]/);
  const sign =
    at < 0 ? '' : text.slice(at, at + (text[at] !== '=' && text[at + 1] === '=' ? 2 : 1));
  const [name, given] = [text.slice(0, at).trim(), text.slice(at + sign.length).trim()];
  if (at < 1 || given === '') {
    throw new DesignError(`${text}: no promise; write response < bound, for example p99 < 50 ms`);
  }
  const response = responseOf(name);
  if (response.measure === undefined) {
    throw new DesignError(`${text}: ${name} is no number that trials measure; write p99 < 50 ms`);
  }
  const operator = sign.startsWith('<') ? '<' : sign.startsWith('>') ? '>' : '=';
  const bound = boundOf(text, response.name, given);
  const latency = splitLatency(name);
  const p = readQuantile(latency.what);
  const quantile = operator !== '=' && p !== null ? { p, ...wayOf(latency.path) } : null;
  if (quantile !== null && !(bound > 0)) {
    throw new DesignError(`${text}: no record takes less than no time; write a bound above 0`);
  }
  if (bound === 0 && sign === '<=') {
    throw new DesignError(`${text}: nothing is below 0; write ${name} = 0`);
  }
  if (operator === '=' && bound !== 0) {
    throw new DesignError(`${text}: only = 0 can be shown; write < or >`);
  }
  return { text, response, operator, bound, quantile };
}

function boundOf(text: string, column: string, given: string): number {
  try {
    if (column.endsWith('_per_s')) return rate(given);
    if (/_m?s$/.test(column)) return duration(given);
    if (given.endsWith('%') && !/(?:utilization|_share)$/.test(column)) {
      throw new DesignError(`${text}: ${column} counts records, not a share; write a number`);
    }
    if (given.endsWith('%')) return count(given.slice(0, -1)) / 100;
    return count(given);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new DesignError(`${text}: expected ${error.expected}; ${error.hint}`);
  }
}

/**
 * What the trials say of the promise at so much confidence; two-sided, so one side errs half as
 * often.
 */
export function judge(
  promise: readonly Condition[],
  model: Model,
  verdict: Verdict,
  trials: readonly Weighted[],
  confidence: number,
): Judgment {
  if (verdict.kind === 'overloaded') return unsteady(promise, verdict);
  const conditions = promise.map((condition) => {
    const answer = answerOf(condition, model, trials, confidence);
    const isShown = answer !== 'kept' || verdict.kind !== 'not_decided';
    return { text: condition.text, answer: isShown ? answer : 'open' } as const;
  });
  return { answer: worst(conditions.map(({ answer }) => answer)), conditions, verdict };
}

/** The judgment of a model that is overloaded. */
export function unsteady(promise: readonly Condition[], verdict: Verdict): Judgment {
  return {
    answer: 'broken',
    conditions: promise.map(({ text }) => ({ text, answer: 'broken' })),
    verdict,
  };
}

function worst(answers: readonly Answer[]): Answer {
  if (answers.includes('broken')) return 'broken';
  return answers.includes('open') ? 'open' : 'kept';
}

function answerOf(
  { response, operator, bound, quantile }: Condition,
  model: Model,
  trials: readonly Weighted[],
  confidence: number,
): Answer {
  if (quantile !== null) {
    const mixture = mixtureOf(quantile.path, model, trials);
    if (mixture.observations === 0) {
      throw new DesignError(`${quantile.path}: no such path; one of ${pathsOf(trials)}`);
    }
    const { share, spread } = mixture.within(bound);
    const half = halfWidthOf(spread, confidence);
    return operator === '<'
      ? compared(share - half, share + half, quantile.p)
      : opposite(compared(share - half, share + half, quantile.p));
  }
  const measure = response.measure ?? (() => NaN);
  const value = measure(model, trials);
  if (operator === '=') return value === 0 ? 'kept' : 'broken';
  const sections = sectionsOf(trials).map((section) => measure(model, section));
  const { low, high } = sectionedEstimate(value, sections, confidence);
  return operator === '>' ? compared(low, high, bound) : opposite(compared(low, high, bound));
}

/**
 * Of the first latency quantile that is promised to be low: the share of records that take longer
 * than its bound, which
 * is what the promise is judged by, with its 95% interval. Null where there is none.
 */
export function lateShare(
  promise: readonly Condition[],
  model: Model,
  trials: readonly Weighted[],
): Estimate | null {
  const found = firstQuantile(promise);
  if (found === null) return null;
  const { share, spread } = mixtureOf(found.path, model, trials).within(found.bound);
  // What rounding leaves of a share of 1 is none.
  const value = 1 - share < 1e-12 ? 0 : 1 - share;
  const half = halfWidthOf(spread, 0.95);
  const enough = Number.isFinite(half);
  const ends = { low: Math.max(0, value - half), high: Math.min(1, value + half) };
  const n = sectionsOf(trials).length;
  return { value, ...ends, n, enough, reason: enough ? '' : 'fewer than 2 sections of trials' };
}

/** The first condition that a latency quantile is to be low. */
export function firstQuantile(
  promise: readonly Condition[],
): { name: string; p: number; path: string; bound: number } | null {
  const found = promise.find(({ quantile, operator }) => quantile !== null && operator === '<');
  if (found === undefined || found.quantile === null) return null;
  const name = found.text.split('<')[0].trim();
  return { name, ...found.quantile, bound: found.bound };
}

/** Whether the interval lies above the bound. */
function compared(low: number, high: number, bound: number): Answer {
  if (low > bound) return 'kept';
  return high < bound ? 'broken' : 'open';
}

function opposite(answer: Answer): Answer {
  if (answer === 'open') return answer;
  return answer === 'kept' ? 'broken' : 'kept';
}

/** The trials by section, each weighing as if it were all of them. */
export function sectionsOf(trials: readonly Weighted[]): Weighted[][] {
  const sections: Weighted[][] = [];
  for (const trial of trials) (sections[trial.section] ??= []).push(trial);
  const all = new Map<number, number>();
  for (const { measurements, trials: n } of trials) {
    all.set(measurements.placement, (all.get(measurements.placement) ?? 0) + n);
  }
  return sections.map((section) =>
    section.map((trial) => {
      const share = (all.get(trial.measurements.placement) ?? 1) / trial.trials;
      return { ...trial, weight: trial.weight * share };
    }),
  );
}

function pathsOf(trials: readonly Weighted[]): string {
  return trials[0].measurements.paths.map(({ name }) => name).join(', ');
}
