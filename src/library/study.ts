/** One model: by arithmetic (`check`), and simulated (`study`). */
import { firstToSaturate, offeredLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import { worthALook } from '../analysis/worthALook.js';
import { monthlyCost, type Cost } from '../analysis/cost.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { ensureRunnable } from '../experiments/runSize.js';
import { study as studyWith } from '../experiments/study.js';
import type { Study } from '../experiments/studySummary.js';
import { USUAL_BUDGET_RECORDS, USUAL_PRECISION } from '../experiments/usualEffort.js';
import { modelOf, type Subject } from './loadedModel.js';
import {
  checkOptions,
  checkSubjects,
  COUNT,
  FLAG,
  oneOf,
  SHARE,
  USUAL_SEED,
  withWorkers,
  type SimulationOptions,
} from './options.js';

/** What arithmetic says of a model, without simulating. */
export interface Checked {
  /** What each resource is offered and can do, and the load at which it is full. */
  readonly offered: OfferedLoad;
  /**
   * The resource that is full first as the load grows, and the load: records/s, and users (NaN
   * where a model has none).
   */
  readonly first: {
    readonly name: string;
    readonly ceilingEventsPerSecond: number;
    readonly ceilingUsers: number;
  };
  /** What the model costs a month; null without prices. */
  readonly cost: Cost | null;
  /** Settings that look odd, each with its path and the reason. */
  readonly remarks: readonly { readonly path: string; readonly reason: string }[];
}

/**
 * Offered load against capacity by arithmetic: what `highwater check` prints. Takes milliseconds.
 */
export function check(subject: Subject): Checked {
  checkSubjects('check', subject);
  const model = modelOf(subject);
  const offered = offeredLoad(model);
  const { name, ceilingEventsPerSecond, ceilingUsers } = firstToSaturate(offered);
  return {
    offered,
    first: { name, ceilingEventsPerSecond, ceilingUsers },
    cost: monthlyCost(model),
    remarks: worthALook(model, offered).map(({ path, reason }) => ({ path, reason })),
  };
}

export interface StudyOptions extends SimulationOptions {
  /** Half-width of p99's interval that is precise enough, relative; 0.02 (2%) where left out. */
  readonly precision?: number | undefined;
  /** Records that may be simulated beyond a first round of trials; 20 million where left out. */
  readonly budgetRecords?: number | undefined;
  /** So many trials, in place of a precision. */
  readonly trials?: number | undefined;
  /** `exhaustive`: every cell, in place of as many as the precision needs. */
  readonly fidelity?: 'sampled' | 'exhaustive' | undefined;
  /** Whether each resource is tried 10% faster, to see what helps; true where left out. */
  readonly relief?: boolean | undefined;
  /** The window as the model's `run` has it, settled or not. */
  readonly transient?: boolean | undefined;
}

const STUDY_OPTIONS = {
  precision: SHARE,
  budgetRecords: COUNT,
  trials: COUNT,
  fidelity: oneOf('sampled', 'exhaustive'),
  relief: FLAG,
  transient: FLAG,
};

/**
 * Simulates a model until its p99 is as precise as asked: what `highwater run` prints. The same
 * model and seed give the same numbers, whatever the number of workers.
 *
 *     const { endToEnd, bottlenecks } = await study(loadModel('10k-users'), { seed: '7' });
 *     endToEnd.quantiles.p99.value; // seconds, within .low and .high
 *
 * Throws where an option is wrong, the model is too large to run, or a trial fails an audit.
 */
export async function study(subject: Subject, options: StudyOptions = {}): Promise<Study> {
  checkSubjects('study', subject);
  checkOptions('study', options, STUDY_OPTIONS);
  const model = modelOf(subject);
  const { fidelity = 'sampled', trials = null } = options;
  ensureRunnable(model, fidelity, trials);
  const found = await withWorkers(options, (executor) =>
    studyWith(model, executor, {
      seed: options.seed ?? USUAL_SEED,
      precision: options.precision ?? USUAL_PRECISION,
      budgetRecords: options.budgetRecords ?? USUAL_BUDGET_RECORDS,
      fidelity,
      relief: options.relief ?? true,
      trials,
      lengthened: null,
      transient: options.transient ?? false,
      outOfTime: () => false,
      progress: options.progress ?? (() => undefined),
    }),
  );
  if (found.audits.length === 0) return found;
  const [{ law, where }] = found.audits;
  throw new AuditFailure(`audit failed: ${law} (${where})`);
}
