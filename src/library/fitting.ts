/** Which numbers of a model matter, and which values make it agree with what was measured. */
import { offeredLoad } from '../analysis/offeredLoad.js';
import { autoFit } from '../experiments/autoFit.js';
import { calibrate as calibrateWith, type Calibration } from '../experiments/calibration.js';
import { freeParameter, type FreeParameter } from '../experiments/coordinates.js';
import { factorsOf, type Factors } from '../experiments/design.js';
import { overridesOf, responsesOf } from '../experiments/experiment.js';
import { measuredOf, readMeasured, type MeasuredData } from '../experiments/measuredData.js';
import { recordsFor } from '../experiments/readTarget.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import type { Response } from '../experiments/response.js';
import {
  factorAround,
  sensitivity as sensitivityWith,
  type Sensitivity,
} from '../experiments/sensitivity.js';
import { CALIBRATE_DEFAULTS, SENSITIVITY_DEFAULTS } from '../experiments/usualEffort.js';
import { UsageError } from '../execution/usageError.js';
import {
  findParameters,
  withValues,
  writtenParameters,
  type Factor,
  type Model,
  type Override,
} from '../model/index.js';
import type { LoadedModel } from './loadedModel.js';
import {
  checkOptions,
  checkSubjects,
  COUNT,
  COUNT_OR_NONE,
  TEXT,
  TEXTS,
  USUAL_SEED,
  VALUES,
  withWorkers,
  type SimulationOptions,
} from './options.js';
import { designModel } from './search.js';

export interface SensitivityOptions extends SimulationOptions {
  /**
   * What is varied, by path; the model's `tune`, and 20% around each other number that it writes,
   * where left out.
   */
  readonly vary?: Factors | undefined;
  /** What is watched; the first decides what matters. p99 where left out. */
  readonly responses?: readonly (string | Response)[] | undefined;
  /** Trajectories of the screening; 8 where left out. */
  readonly trajectories?: number | undefined;
  /** Rows of the Sobol design, a power of 2 from 8 on; 0 = screening only. 64 where left out. */
  readonly rows?: number | undefined;
  /** So many factors get Sobol indices; 4 where left out. */
  readonly keep?: number | undefined;
  /** Trials of a point, and records that each measures; 1 and 20,000 where left out. */
  readonly trials?: number | undefined;
  readonly recordsPerTrial?: number | undefined;
}

/**
 * Screens a model's numbers by elementary effects, then gives Sobol indices of those that matter
 * most.
 */
export async function sensitivity(
  loaded: LoadedModel,
  options: SensitivityOptions = {},
): Promise<Sensitivity> {
  checkSubjects('sensitivity', loaded);
  checkOptions('sensitivity', options, {
    vary: VALUES,
    responses: TEXTS,
    trajectories: COUNT,
    rows: COUNT_OR_NONE,
    keep: COUNT,
    trials: COUNT,
    recordsPerTrial: COUNT,
  });
  const { seed = USUAL_SEED, progress = () => undefined } = options;
  const asked = { ...SENSITIVITY_DEFAULTS, ...definedOf(options) };
  checkRows(asked.rows);
  const responses = responsesOf(options.responses ?? ['p99']);
  checkResponses(loaded.model, responses);
  checkMeasured(responses);
  const factors =
    options.vary === undefined
      ? factorsAround(changedText(loaded), loaded.fileName, loaded.model.tune)
      : factorsOf(options.vary);
  return withWorkers(options, (executor) =>
    sensitivityWith(
      (overrides) => designModel(() => changed(loaded, overrides)),
      factors,
      responses,
      executor,
      { ...asked, seed, progress },
    ),
  );
}

/** With fewer the indices say nothing. */
const LEAST_ROWS = 8;

/** Throws UsageError. */
export function checkRows(rows: number): void {
  let left = rows;
  while (left > 1) left /= 2;
  if (rows === 0 || (rows >= LEAST_ROWS && left === 1)) return;
  throw new UsageError(`rows: found ${rows}; expected a power of 2 from ${LEAST_ROWS} on, or 0`);
}

/** The ranges of `tune`, and 20% around every other number that the text writes. */
export function factorsAround(
  text: string,
  fileName: string,
  ranges: readonly Factor[],
): readonly Factor[] {
  const tuned = new Set(ranges.map(({ path }) => path));
  const others = writtenParameters(text, fileName)
    .filter(({ path }) => !/^(run|prices|tune)\./.test(path) && !tuned.has(path))
    .flatMap((parameter) => factorAround(parameter) ?? []);
  return [...ranges, ...others];
}

export interface CalibrateOptions extends SimulationOptions {
  /** What is fitted: `path`, or `path=low..high`, with `*` for any part of a path; or `auto`. */
  readonly fit: readonly string[];
  /**
   * Measured quantiles as CSV (`path,quantile,milliseconds`, and paths of the model); the model's
   * `measured` where left out.
   */
  readonly to?: string | undefined;
  /**
   * Of a candidate at each setting: trials, and records that each measures; 2 and 40,000, or
   * more for rare quantiles, where left out.
   */
  readonly trials?: number | undefined;
  readonly recordsPerTrial?: number | undefined;
  /**
   * Gauss-Newton iterations at most, and points of the look around before; 8 and 16 where left out.
   */
  readonly iterations?: number | undefined;
  readonly scan?: number | undefined;
}

/** What was found, and the model's text with the fitted values in their places, comments kept. */
export interface Calibrated extends Calibration {
  readonly text: string;
}

/**
 * Fits numbers of a model to measured latency quantiles. Throws where a path or a setting makes no
 * model.
 */
export async function calibrate(
  loaded: LoadedModel,
  options: CalibrateOptions,
): Promise<Calibrated> {
  const counts = { trials: COUNT, recordsPerTrial: COUNT, iterations: COUNT, scan: COUNT_OR_NONE };
  checkSubjects('calibrate', loaded);
  checkOptions('calibrate', options, { fit: TEXTS, to: TEXT, ...counts }, ['fit']);
  const own = changedText(loaded);
  const plain = (overrides: readonly Override[]): Model => changed(loaded, overrides);
  const data = options.to === undefined ? measuredOf(loaded.model) : readMeasured(options.to, 'to');
  checkMeasuredPaths(data, plain, options.to === undefined ? loaded.fileName : 'to');
  const { free, start, text } = chosenFit(own, loaded.fileName, options.fit, loaded.model, data);
  const make = (overrides: readonly Override[]): Model => plain([...start, ...overrides]);
  const { seed = USUAL_SEED, progress = () => undefined } = options;
  const recordsPerTrial = usualRecords(data, options.trials ?? CALIBRATE_DEFAULTS.trials);
  const asked = { ...CALIBRATE_DEFAULTS, recordsPerTrial, ...definedOf(options) };
  const found = await withWorkers(options, (executor) =>
    calibrateWith(make, free, data, executor, { ...asked, seed, progress }),
  );
  return { ...found, text: withValues(text, found.overrides) };
}

/** What is fitted, and the model's text with the values that it begins with. */
export interface ChosenFit {
  readonly free: readonly FreeParameter[];
  /** Values in place of the model's own, where these are no beginning. */
  readonly start: readonly Override[];
  readonly text: string;
  readonly notes: readonly string[];
}

/** `fit` is ['auto'], or as in freeParametersOf. Throws UsageError and ParameterError. */
export function chosenFit(
  text: string,
  fileName: string,
  fit: readonly string[],
  model: Model,
  data: MeasuredData,
): ChosenFit {
  if (fit.length !== 1 || fit[0].trim() !== 'auto') {
    return { free: freeParametersOf(text, fileName, fit), start: [], text, notes: [] };
  }
  const written = writtenParameters(text, fileName).map(({ path }) => path);
  const auto = autoFit(model, data, (path) =>
    written.some((each) => each === path || each.startsWith(`${path}.`)),
  );
  const begun = withValues(text, auto.start);
  return {
    free: freeParametersOf(begun, fileName, auto.fit),
    start: auto.start,
    text: begun,
    notes: auto.notes,
  };
}

/** More records than this a trial, and a fit takes minutes. */
const MOST_RECORDS = 300_000;

/** Records that a trial measures where nobody says: enough of them beyond the rarest quantile. */
export function usualRecords({ targets }: MeasuredData, trials: number): number {
  const rare = Math.ceil(recordsFor(targets) / trials);
  return Math.min(MOST_RECORDS, Math.max(CALIBRATE_DEFAULTS.recordsPerTrial, rare));
}

/**
 * `path` or `path=low..high`, each path with `*` for any part. Throws UsageError where there is
 * nothing to fit.
 */
export function freeParametersOf(
  text: string,
  fileName: string,
  fit: readonly string[],
): FreeParameter[] {
  const free = fit.flatMap((part) => {
    const at = part.indexOf('=');
    const path = (at < 0 ? part : part.slice(0, at)).trim();
    const range = at < 0 ? null : part.slice(at + 1).trim();
    return findParameters(text, fileName, path).map((each) => freeParameter(each, range));
  });
  if (free.length > 0) return free;
  throw new UsageError(`fit ${fit.join(', ')}: nothing to fit; name a path of the model`);
}

/**
 * Each setting must make a valid model, and have the paths that were measured; throws UsageError.
 */
export function checkMeasuredPaths(
  data: MeasuredData,
  make: (overrides: readonly Override[]) => Model,
  where: string,
): void {
  for (const setting of data.settings) make(setting.overrides);
  const model = make([]);
  const paths = ['publish', 'end_to_end', ...model.consumers.map(({ name }) => name)];
  const resources = offeredLoad(model).resources.map(({ name }) => name);
  const knownOf = ({ measure }: MeasuredData['targets'][number]): string[] =>
    measure === 'utilization' ? resources : paths;
  const odd = data.targets.find((target) => !knownOf(target).includes(target.path));
  if (odd === undefined) return;
  const known = knownOf(odd);
  throw new UsageError(
    `${where}: the path ${odd.path}; the model has ${known.join(', ')}: write one of these`,
  );
}

function changed(loaded: LoadedModel, overrides: readonly Override[]): Model {
  return loaded.with(Object.fromEntries(overrides.map(({ path, value }) => [path, value]))).model;
}

/** The text with the changes in it. */
function changedText({ text, changes }: LoadedModel): string {
  return withValues(text, overridesOf({ changes }));
}

/** Without what is undefined. */
function definedOf<Options extends object>(
  options: Options,
): { [K in keyof Options]?: NonNullable<Options[K]> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof Options]?: NonNullable<Options[K]> };
}
