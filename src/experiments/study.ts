/**
 * Answers one model: warm-up by pilot trials, trials in rounds until p99 is as precise as asked or
 * the budget is spent, then what would bring relief. Everything that shapes the result counts
 * trials and records, never seconds of a wall. How it is decided whether there is a steady state:
 * settling.ts.
 */
import { knownShares, LatencyMixture } from '../analysis/mixture.js';
import { offeredLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import { loadVerdict, type LoadVerdict } from '../analysis/overload.js';
import { Pool } from '../analysis/pool.js';
import { describeTrial, type Executor, NoTrials } from '../execution/inOrder.js';
import { isDirect } from '../model/clusters.js';
import { isEventful, type Model } from '../model/model.js';
import { cellCount, type AuditResult, type Trial } from '../network/measurements.js';
import { relativeHalf, square } from '../statistics/index.js';
import { Looked } from './closeUps.js';
import { Baseline } from './relief.js';
import { decide, longer } from './settling.js';
import { summarize } from './studySummary.js';
import type { Measured, Round, Study, StudyOptions } from './studyTypes.js';
import { TrialPlan, chooseWindow, firstCells, type TrialLength } from './trialPlan.js';
import { findWarmup } from './warmupSearch.js';

export type { StudyOptions } from './studyTypes.js';

/**
 * A study that others are made of: cells sampled, to its end, unseen, without trying what brings
 * relief.
 */
export const NESTED_STUDY_OPTIONS = {
  fidelity: 'sampled',
  relief: false,
  trials: null,
  lengthened: null,
  transient: false,
  outOfTime: () => false,
  progress: () => undefined,
} as const satisfies Partial<StudyOptions>;

/** `stopped` of a study that the wall-clock limit ended. */
export const TIME_LIMIT = 'the time limit';
/** `stopped` of a study that was asked for so many trials, in place of a precision. */
export const ASKED_TRIALS = 'the requested number of trials';
const NO_TIME = 'the time limit came before a trial of each placement was done: give more time';
/** Here, or in the run that this one repeats. */
const CUT_OFF = 'the time limit came before a longer warm-up had told';
const P99 = 0.99;
const OVERLOAD = 'overload: no steady state to be precise about';
/**
 * Rounds are planned a little larger than the last one's variance asks for, so that most studies
 * need no third.
 */
const MARGIN = 1.2;

export async function study(model: Model, pool: Executor, options: StudyOptions): Promise<Study> {
  /** Failures of trials around the main ones: pilots, and trials of what brings relief. */
  const others: string[] = [];
  const executor = reporting(pool, others);
  const result = await studyWith(model, executor, options);
  return { ...result, failures: [...others, ...result.failures] };
}

/**
 * What a study with these options says of the latency from end to end, without the rest of it: for
 * experiments that repeat a study thousands of times. `overloaded` as Study has it.
 */
export async function studyLatency(
  model: Model,
  executor: Executor,
  options: StudyOptions,
): Promise<{ readonly latency: LatencyMixture; readonly overloaded: boolean }> {
  const round = await settle(model, executor, options, offeredLoad(model));
  const trials = round.pool.weighted();
  const shares = knownShares(model, trials);
  return {
    latency: new LatencyMixture('end_to_end', trials, shares, !isEventful(model)),
    overloaded: round.verdict.kind === 'overloaded',
  };
}

async function studyWith(model: Model, executor: Executor, options: StudyOptions): Promise<Study> {
  const offered = offeredLoad(model);
  const round = await settle(model, executor, options, offered);
  return summarize(model, executor, options, offered, round);
}

/** Finds the warm-up and measures, again where what settles slowly asks for it. */
async function settle(
  model: Model,
  executor: Executor,
  options: StudyOptions,
  offered: OfferedLoad,
): Promise<Measured> {
  const { budgetRecords, fidelity } = options;
  const windowSeconds = chooseWindow(model, offered, fidelity, budgetRecords);
  const warmup = await findWarmup(model, executor, options.seed, offered, budgetRecords);
  let length: TrialLength = { ...warmup, windowSeconds };
  for (let skipped = 0; skipped < (options.lengthened ?? 0); skipped++) length = longer(length);
  let last: Measured | null = null;
  for (let lengthened = options.lengthened ?? 0; ; lengthened++) {
    let round: Round;
    try {
      round = await measure(model, executor, options, offered, length);
    } catch (error) {
      // Out of time before there was as much as from the shorter warm-up.
      if (last === null || !(error instanceof NoTrials)) throw error;
      const so = { ...last, length: last.plan.length, budgetRecords, ended: CUT_OFF };
      const { verdict } = decide(model, last.growth, so, options.transient);
      return { ...last, verdict, stopped: TIME_LIMIT };
    }
    const so = { lengthened, length, records: round.records, budgetRecords, ended: endOf(options) };
    const { verdict, isFinal } = decide(model, round.growth, so, options.transient);
    last = { ...round, lengthened, verdict };
    if (isFinal) return last;
    length = longer(length);
  }
}

/** Why nothing longer may be simulated, whatever the trials say. */
function endOf(options: StudyOptions): string | null {
  if (options.fidelity === 'exhaustive') return 'with --fidelity sampled the warm-up is lengthened';
  return options.lengthened !== null || options.outOfTime() ? CUT_OFF : null;
}

/** The executor, with failures noted where nobody listens for them: the rest goes on. */
function reporting(executor: Executor, failures: string[]): Executor {
  const failed = (trial: Trial, message: string): void => {
    failures.push(describeTrial(trial, message));
  };
  return {
    ...executor,
    run: (trials, done, control = {}) => executor.run(trials, done, { failed, ...control }),
  };
}

async function measure(
  model: Model,
  executor: Executor,
  options: StudyOptions,
  offered: OfferedLoad,
  length: TrialLength,
): Promise<Round> {
  const plan = new TrialPlan(model, options.seed, options.fidelity, length);
  const pool = new Pool(model);
  const baseline = new Baseline(model);
  const audits: AuditResult[] = [];
  const failures: string[] = [];
  let records = 0;
  let growth: LoadVerdict = 'steady';
  let stopped: string | null = null;
  const left = (): number => (options.trials ?? Infinity) - pool.trialCount;
  let trials = plan.first();
  let looked: Looked | null = null;
  while (trials.length > 0) {
    let done = 0;
    const round = firstCells(trials, left());
    if (options.closeUps !== undefined && !isDirect(model)) looked ??= new Looked(model, round);
    const planned = round.reduce((sum, trial) => sum + cellCount(trial), 0);
    const control = {
      stop: options.outOfTime,
      failed: (trial: Trial, message: string) => failures.push(describeTrial(trial, message)),
      ...(looked === null ? {} : { looks: looked }),
    };
    await executor.run(
      round,
      (result, index) => {
        const cells = cellCount(round[index]);
        audits.push(...result.audits.filter((audit) => !audit.passed));
        records += result.recordsIn;
        pool.add(result, cells);
        looked?.done(round[index]);
        baseline.note(round[index], result);
        options.progress((done += cells), planned, model.name);
      },
      control,
    );
    if (model.placements.some((_, placement) => pool.trialsOf(placement) === 0)) {
      throw new NoTrials(failures[0] ?? NO_TIME);
    }
    growth = loadVerdict(model, pool.weighted(), offered);
    if (audits.length > 0) stopped = 'a failed audit';
    else if (failures.length > 0) stopped = 'failed trials';
    else if (left() <= 0) stopped = ASKED_TRIALS;
    else if (options.outOfTime()) stopped = TIME_LIMIT;
    else if (!options.transient && isUnsteady(model, growth)) stopped = OVERLOAD;
    if (stopped !== null || options.fidelity === 'exhaustive') break;
    if (options.precision === Infinity && options.trials === null) {
      stopped = 'the requested precision';
      break;
    }
    const { relative, variances } = precisionOf(model, pool);
    if (options.trials === null) {
      if (relative <= options.precision) stopped = 'the requested precision';
      else if (records * 2 > options.budgetRecords) stopped = 'the budget of records';
    }
    if (stopped !== null) break;
    const missing = options.precision === Infinity ? Infinity : relative / options.precision;
    trials = plan.next(variances, MARGIN * square(missing));
  }
  stopped ??= 'all cells simulated';
  return { plan, pool, baseline, audits, failures, records, growth, stopped, looked };
}

/** Whether more trials of this length are in vain. */
function isUnsteady({ run }: Model, growth: LoadVerdict): boolean {
  if (growth === 'growing') return run.warmupSeconds === null || run.durationSeconds === null;
  return growth === 'overloaded';
}

/**
 * How precise p99 is, relative (Infinity where there is no interval), and each placement's part of
 * its variance.
 */
function precisionOf(model: Model, pool: Pool): { relative: number; variances: readonly number[] } {
  const trials = pool.weighted();
  const mixture = new LatencyMixture('end_to_end', trials, knownShares(model, trials));
  const p99 = mixture.quantile(P99);
  return {
    relative: p99.enough ? relativeHalf(p99) : Infinity,
    variances: mixture.rankSpread(P99).byStratum,
  };
}
