/**
 * Simulates candidates of a model (some of its numbers changed) under the settings of measured
 * data, all on the same random numbers, and reads the measured quantiles off them.
 */
import { cellEventsPerSecond } from '../network/trialContext.js';
import { loadVerdict } from '../analysis/overload.js';
import { offeredLoad } from '../analysis/offeredLoad.js';
import { Pool } from '../analysis/pool.js';
import type { Executor } from '../execution/executor.js';
import type { Model, Override } from '../model/index.js';
import type { Measurements, Trial } from '../network/measurements.js';
import type { MeasuredData } from './measuredData.js';
import { NOTHING, readTarget, type Simulated } from './readTarget.js';
import { AuditFailure } from './auditFailure.js';
import { TrialPlan } from './trialPlan.js';

/** Makes the model with these overrides; throws a user's error where it is invalid. */
export type MakeModel = (overrides: readonly Override[]) => Model;

export interface TrialSize {
  readonly seed: string;
  /** Of each setting; as many of each placement. */
  readonly trials: number;
  /** Of each placement. */
  readonly warmupSeconds: readonly number[];
  /** Records that a trial's window should bring, at the load of its setting. */
  readonly recordsPerTrial: number;
}

export interface CandidateResult {
  /** By target. */
  readonly simulated: readonly Simulated[];
  /** Labels of the settings that have no steady state. */
  readonly overloaded: readonly string[];
}

const LEAST_WINDOW_SECONDS = 0.1;
/** Shorter than this no series is asked for: nobody reads it. */
const BUCKETS = 4;

export async function simulateCandidates(
  candidates: readonly (readonly Override[])[],
  data: MeasuredData,
  make: MakeModel,
  executor: Executor,
  size: TrialSize,
  progress: (done: number, planned: number) => void = () => undefined,
): Promise<CandidateResult[]> {
  const models = candidates.flatMap((overrides) =>
    data.settings.map((setting) => make([...setting.overrides, ...overrides])),
  );
  const settings = data.settings.length;
  // Each setting has random numbers of its own, so that chance evens out over a curve; candidates
  // share them.
  const read = await simulateModels(
    models,
    executor,
    (job) => ({ ...size, seed: `${size.seed}/${job % settings}` }),
    (model, results, job) => ({
      overloaded: isOverloaded(model, results),
      simulated: data.targets.map((target) =>
        target.setting === job % settings ? readTarget(model, results, target) : null,
      ),
    }),
    progress,
  );
  return candidates.map((_, candidate) => {
    const own = read.slice(candidate * settings, (candidate + 1) * settings);
    return {
      simulated: data.targets.map(({ setting }, index) => own[setting].simulated[index] ?? NOTHING),
      overloaded: own.flatMap(({ overloaded }, setting) =>
        overloaded ? [data.settings[setting].label] : [],
      ),
    };
  });
}

/**
 * Simulates models side by side; `read` is called for each, in order, once all its trials are done.
 */
export async function simulateModels<Result>(
  models: readonly Model[],
  executor: Executor,
  sizeOf: (index: number) => TrialSize,
  read: (model: Model, results: readonly Measurements[], index: number) => Result,
  progress: (done: number, planned: number) => void = () => undefined,
): Promise<Result[]> {
  const trials: Trial[] = [];
  /** Number of trials up to the end of each model's. */
  const ends = models.map((model, index) => trials.push(...trialsOf(model, sizeOf(index))));
  const found: Result[] = [];
  let results: Measurements[] = [];
  await executor.run(trials, (result, index) => {
    const broken = result.audits.find(({ passed }) => !passed);
    if (broken !== undefined) {
      throw new AuditFailure(`audit failed: ${broken.law} (${broken.where})`);
    }
    results.push(result);
    progress(index + 1, trials.length);
    const model = found.length;
    if (index + 1 < ends[model]) return;
    found.push(read(models[model], results, model));
    results = [];
  });
  return found;
}

function trialsOf(model: Model, size: TrialSize): Trial[] {
  const rates = model.placements.map((_, index) => cellEventsPerSecond(model, index));
  const windowSeconds =
    model.run.durationSeconds ??
    Math.max(LEAST_WINDOW_SECONDS, size.recordsPerTrial / Math.max(...rates));
  const { seed, warmupSeconds, trials } = size;
  const plan = new TrialPlan(model, seed, 'sampled', { warmupSeconds, windowSeconds }, BUCKETS);
  return model.placements.flatMap((_, placement) => plan.of(placement, trials));
}

/** Whether a model has no steady state, as far as these trials show. */
export function isOverloaded(model: Model, results: readonly Measurements[]): boolean {
  const pool = new Pool(model);
  for (const result of results) pool.add(result);
  return loadVerdict(model, pool.weighted(), offeredLoad(model)) !== 'steady';
}
