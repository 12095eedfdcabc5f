/**
 * Searches: two models side by side, the highest load that keeps a promise, and the cheapest system
 * that does.
 */
import { firstToSaturate, offeredLoad } from '../analysis/offeredLoad.js';
import { monthlyCost } from '../analysis/cost.js';
import { UsageError } from '../execution/usageError.js';
import { capacity as searchCapacity, type Capacity } from '../experiments/capacity.js';
import { compare as compareWith, type Comparison } from '../experiments/compare.js';
import { factorsOf, type Factors } from '../experiments/design.js';
import { responsesOf } from '../experiments/experiment.js';
import { counted } from '../experiments/lab.js';
import { checkPromise, parsePromise, promisesOf, type Condition } from '../experiments/promise.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import type { Response } from '../experiments/response.js';
import { tune as tuneWith, type Tuned } from '../experiments/tune.js';
import {
  COMPARED,
  COMPARE_BUDGET,
  COMPARE_PRECISION,
  SEARCH_TOLERANCE,
  SEARCH_TRIALS,
} from '../experiments/usualEffort.js';
import type { Executor } from '../execution/executor.js';
import { DesignError, type Model } from '../model/index.js';
import { modelOf, ModelError, type LoadedModel, type Subject } from './loadedModel.js';
import {
  checkOptions,
  checkSubjects,
  COUNT,
  oneOf,
  SHARE,
  TEXT,
  TEXTS,
  USUAL_SEED,
  VALUES,
  withWorkers,
  type SimulationOptions,
} from './options.js';

export interface CompareOptions extends SimulationOptions {
  /** What is compared, by name; p99, p50, mean and throughput where left out. */
  readonly responses?: readonly (string | Response)[] | undefined;
  /**
   * Half-width of the first response's difference, relative to the first model's value; 0.01 where
   * left out.
   */
  readonly precision?: number | undefined;
  /** So many trials of each model (3 or more), in place of a precision. */
  readonly replications?: number | undefined;
  /** Records that both together may simulate; 16 million where left out. */
  readonly budgetRecords?: number | undefined;
}

/**
 * How `b` differs from `a`, on common random numbers. Throws where an option is wrong or a model
 * has no such response.
 */
export async function compare(
  a: Subject,
  b: Subject,
  options: CompareOptions = {},
): Promise<Comparison> {
  checkSubjects('compare', a, b);
  checkOptions('compare', options, {
    responses: TEXTS,
    precision: SHARE,
    replications: COUNT,
    budgetRecords: COUNT,
  });
  const responses = responsesOf(options.responses ?? COMPARED);
  for (const each of [a, b]) checkResponses(modelOf(each), responses);
  checkMeasured(responses);
  return withWorkers(options, (executor) =>
    compareWith(modelOf(a), modelOf(b), {
      executor: watched(executor, 'compare', options),
      seed: options.seed ?? USUAL_SEED,
      responses,
      precision: options.precision ?? COMPARE_PRECISION,
      replications: options.replications ?? null,
      budgetRecords: options.budgetRecords ?? COMPARE_BUDGET,
    }),
  );
}

export interface CapacityOptions extends SimulationOptions {
  /** The promise: `p99 < 50 ms, dropped = 0`; the model's `promises` where left out. */
  readonly keep?: string | undefined;
  /**
   * What the load is counted in: `users`, or `records` (records/s that are sent); as the model
   * says where left out.
   */
  readonly by?: 'users' | 'records' | undefined;
  /** Width of the bracket that ends the search, relative; 0.02 where left out. */
  readonly tolerance?: number | undefined;
  /** At most so many trials at one load; 64 where left out. */
  readonly trials?: number | undefined;
}

/**
 * The highest load that keeps a promise, and what gives way above it: what `highwater capacity`
 * prints.
 */
export async function capacity(subject: Subject, options: CapacityOptions = {}): Promise<Capacity> {
  checkSubjects('capacity', subject);
  checkOptions('capacity', options, {
    keep: TEXT,
    by: oneOf('users', 'records'),
    tolerance: SHARE,
    trials: COUNT,
  });
  const { promise, at, typical, ceiling } = capacityQuestion(
    modelOf(subject),
    options.keep,
    options.by,
  );
  return withWorkers(options, (executor) =>
    searchCapacity(typical, ceiling, {
      executor: watched(executor, 'capacity', options),
      seed: options.seed ?? USUAL_SEED,
      promise,
      at,
      tolerance: options.tolerance ?? SEARCH_TOLERANCE,
      mostTrials: options.trials ?? SEARCH_TRIALS,
      progress: () => undefined,
    }),
  );
}

/** What a search for the highest load needs to know of a model. */
export interface CapacityQuestion {
  readonly by: 'users' | 'records';
  readonly promise: readonly Condition[];
  /** The model at a load, which is counted in `by`, as `typical` and `ceiling` are. */
  readonly at: (load: number) => Model;
  readonly typical: number;
  readonly ceiling: number;
}

/**
 * Throws UsageError for a model whose load cannot be turned, DesignError for a promise that there
 * is not.
 */
export function capacityQuestion(
  model: Model,
  keep: string | undefined,
  given: string | undefined,
): CapacityQuestion {
  const promise = promiseToKeep(model, keep);
  return { promise, ...loadQuestion(model, given) };
}

/** The model at any load. Throws UsageError for a model whose load cannot be turned. */
export function loadQuestion(
  model: Model,
  given: string | undefined,
): Omit<CapacityQuestion, 'promise'> {
  if (model.thinkTime !== null) {
    throw new UsageError(
      `${model.name}: callers with a think time bring their own load; compare some: sweep with workload.callers=10,20,50`,
    );
  }
  const by = loadBy(model, given);
  const offered = offeredLoad(model);
  const { ceilingEventsPerSecond, ceilingUsers } = firstToSaturate(offered);
  return {
    by,
    at: (load) =>
      by === 'users'
        ? { ...model, users: Math.max(1, Math.round(load)) }
        : { ...model, eventsPerUserPerSecond: load / model.users },
    typical: by === 'users' ? model.users : offered.eventsPerSecond,
    ceiling: by === 'users' ? ceilingUsers : ceilingEventsPerSecond,
  };
}

/**
 * The one given, or the model's. Throws UsageError where there is none, DesignError where it is of
 * what the model does not have.
 */
export function promiseToKeep(model: Model, given: string | undefined): readonly Condition[] {
  const promise = given === undefined ? promisesOf(model) : parsePromise(given);
  if (promise.length === 0) {
    throw new UsageError(
      `${model.name}: no promise to keep; give one, for example 'p99 < 50 ms, dropped = 0', or add promises: [p99 < 50 ms] to the model`,
    );
  }
  checkPromise(model, promise);
  return promise;
}

/** A promise as it is written. */
export function promiseText(promise: readonly Condition[]): string {
  return promise.map(({ text }) => text).join(', ');
}

/** What the load is counted in. */
function loadBy(model: Model, given: string | undefined): 'users' | 'records' {
  const by = given ?? (model.load === 'rate' ? 'records' : 'users');
  if (by !== 'users' && by !== 'records') {
    throw new UsageError(`--by ${by}: expected users or records`);
  }
  if (by === 'users' && model.load === 'rate') {
    throw new UsageError('--by users: the model gives workload.rate and no users; leave it out');
  }
  return by;
}

export interface TuneOptions extends SimulationOptions {
  /** The promise: `p99 < 50 ms, dropped = 0`; the model's `promises` where left out. */
  readonly target?: string | undefined;
  /**
   * What may be changed, by path: `{ 'brokers.count': '3..12' }`; the model's `tune` where left
   * out.
   */
  readonly vary?: Factors | undefined;
  /** At most so many trials of one configuration; 64 where left out. */
  readonly trials?: number | undefined;
}

/**
 * The cheapest configuration that keeps a promise, by the model's `prices`: what `highwater tune`
 * prints.
 */
export async function tune(loaded: LoadedModel, options: TuneOptions = {}): Promise<Tuned> {
  checkSubjects('tune', loaded);
  checkOptions('tune', options, { target: TEXT, vary: VALUES, trials: COUNT });
  const { model } = loaded;
  const promise = promiseToKeep(model, options.target);
  if (model.prices === null) {
    throw new UsageError(
      `tune: ${loaded.fileName} has no prices; add prices: { broker_hour: 0.19, ... }`,
    );
  }
  const factors = options.vary === undefined ? model.tune : factorsOf(options.vary);
  if (factors.length === 0) {
    throw new UsageError(
      `tune: nothing to tune; add tune: { path: low..high } to ${loaded.fileName}, or give vary`,
    );
  }
  return withWorkers(options, (executor) =>
    tuneWith({
      executor: watched(executor, 'tune', options),
      seed: options.seed ?? USUAL_SEED,
      promise,
      factors,
      at: (changes) => designModel(() => loaded.with(changes).model),
      cost: (each) => monthlyCost(each)?.perMonth ?? 0,
      mostTrials: options.trials ?? SEARCH_TRIALS,
      progress: () => undefined,
    }),
  );
}

/** Values that make no model are those of a point, which is left out: a DesignError. */
export function designModel(make: () => Model): Model {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new DesignError(error.message);
  }
}

/** Tells `progress` of the trials that go through an executor. */
export function watched(
  executor: Executor,
  what: string,
  { progress }: SimulationOptions,
): Executor {
  const count = counted(executor);
  if (progress !== undefined) {
    count.changed = () => {
      progress(count.done, count.planned, what);
    };
  }
  return count.executor;
}
