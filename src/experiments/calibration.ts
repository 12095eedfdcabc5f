/**
 * Calibrates a model: fits some of its numbers to measured latency quantiles, under one setting or
 * a curve of them.
 *
 * The distance is that of quantile functions by their logarithms: each residual is ln(simulated /
 * measured), so that a quantile twice too high weighs as one twice too low, and p50 as p99. The
 * loss is robust: one quantile that the model cannot reach (a pause, say) does not pull the others
 * away.
 *
 * Phases: a coarse look around (Sobol points over the ranges, one trial each); a few Gauss-Newton
 * iterations from the model's own values and from the best of those points, and more from where the
 * loss is least, all on one set of random numbers; then slopes, intervals, and both models
 * simulated afresh on other random numbers, which is what the table shows.
 */
import * as mathematics from '../mathematics/index.js';
import { highestLoad, offeredLoad } from '../analysis/offeredLoad.js';
import type { Executor } from '../execution/executor.js';
import type { Override } from '../model/index.js';
import { meanEstimate, sobolPoints, type Estimate } from '../statistics/index.js';
import { simulateCandidates, type CandidateResult, type MakeModel } from './candidates.js';
import { fromCoordinate, overrideAt, toCoordinate, type FreeParameter } from './coordinates.js';
import { identify, type Identification } from './identification.js';
import type { MeasuredData, Target } from './measuredData.js';
import { isFitted, logRatio } from './readTarget.js';
import { centralSlopes, robustLoss, robustWeights, robustFit, type Fitted } from './robustFit.js';
import { findWarmup } from './warmupSearch.js';

export interface CalibrationOptions {
  readonly seed: string;
  /** Of each setting and candidate. */
  readonly trials: number;
  readonly recordsPerTrial: number;
  readonly iterations: number;
  /** Points of the look around. */
  readonly scan: number;
  readonly progress: (done: number, planned: number, what: string) => void;
}

export interface FittedParameter {
  readonly free: FreeParameter;
  readonly value: number;
  /** 95% interval; [0, Infinity] where the data do not see it, null at an edge of its range. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  /** The end of its range at which it is, beyond which a better value may lie. */
  readonly end: 'low' | 'high' | null;
}

export interface TargetOutcome {
  readonly label: string;
  readonly path: string;
  readonly measure: Target['measure'];
  /** In the unit of the measure: seconds, records per second, or a share. */
  readonly measured: number;
  /** The step in which it was told; 0 = as it is. */
  readonly rounding: number;
  /** Not `enough`: a quantile of so few records that it is a point without an interval. */
  readonly before: Estimate;
  readonly after: Estimate;
}

export interface Calibration {
  readonly parameters: readonly FittedParameter[];
  /** What makes the fitted model of the model's text. */
  readonly overrides: readonly Override[];
  readonly targets: readonly TargetOutcome[];
  /** Mean of |ln(simulated / measured)|. */
  readonly distanceBefore: number;
  readonly distanceAfter: number;
  readonly identification: Identification;
  /** Settings at which the fitted model has no steady state. */
  readonly overloaded: readonly string[];
  readonly iterations: number;
  readonly candidates: number;
  readonly validationTrials: number;
}

/** Residuals of 10% pull hardest. */
const SCALE = 0.1;
/**
 * A loss that lets go has more than one valley: so many points of the look around are tried, for so
 * many iterations.
 */
const STARTS = 3;
const FIRST_ITERATIONS = 3;
const STEP = 0.1;
const VALIDATION_TRIALS = 10;
/** Digits of the fitted numbers: more than the data know. */
const DIGITS = 4;

export async function calibrate(
  make: MakeModel,
  free: readonly FreeParameter[],
  data: MeasuredData,
  executor: Executor,
  options: CalibrationOptions,
): Promise<Calibration> {
  const low = free.map(({ parameter, low: number }) => toCoordinate(parameter, number));
  const high = free.map(({ parameter, high: number }) => toCoordinate(parameter, number));
  const own = free.map((each) =>
    toCoordinate(each.parameter, Math.min(each.high, Math.max(each.low, each.parameter.number))),
  );
  const at = (point: readonly number[], digits?: number): Override[] =>
    free.map((each, index) => overrideAt(each, point[index], digits));
  const warmupFor = (overrides: readonly Override[]): Promise<readonly number[]> =>
    warmupOf(make, data, overrides, executor, options.seed);
  let warmupSeconds: readonly number[] = await warmupFor([]);
  let candidates = 0;
  let phase = 'calibrate';
  const evaluate = async (
    points: readonly (readonly number[])[],
    trials: number,
  ): Promise<CandidateResult[]> => {
    candidates += points.length;
    const size = { ...options, seed: `${options.seed}/fit`, trials, warmupSeconds };
    return simulateCandidates(
      points.map((point) => at(point)),
      data,
      make,
      executor,
      size,
      (done, planned) => {
        options.progress(done, planned, phase);
      },
    );
  };
  const residualsOf = (result: CandidateResult): number[] => logRatios(result, data);
  const problem = {
    evaluate: async (points: readonly (readonly number[])[]) =>
      (await evaluate(points, options.trials)).map(residualsOf),
    low,
    high,
    scale: SCALE,
    step: STEP,
    iterations: options.iterations,
    progress: (iteration: number, loss: number) => {
      phase = `calibrate: iteration ${iteration}, loss ${loss.toPrecision(3)}`;
    },
  };
  phase = 'calibrate: looking around';
  const starts = await bestStarts(own, lookAround(low, high, options.scan), async (points) =>
    (await evaluate(points, 1)).map(residualsOf),
  );
  const fits: Fitted[] = [];
  for (const start of starts) {
    fits.push(await robustFit({ ...problem, iterations: FIRST_ITERATIONS }, start));
  }
  const best = fits.reduce((a, b) => (b.loss < a.loss ? b : a));
  const last = await robustFit(problem, best.point);
  const before = fits.reduce((sum, each) => sum + each.iterations, 0);
  const fit = { ...last, iterations: before + last.iterations };
  phase = 'calibrate: slopes and intervals';
  const settled = await warmupFor(at(fit.point));
  warmupSeconds = warmupSeconds.map((seconds, index) => Math.max(seconds, settled[index]));
  const slopes = await centralSlopes(problem, fit.point);
  const fresh = await simulateCandidates(
    [[], at(fit.point, DIGITS)],
    data,
    make,
    executor,
    { ...options, seed: `${options.seed}/check`, trials: VALIDATION_TRIALS, warmupSeconds },
    (done, planned) => {
      options.progress(done, planned, 'calibrate: checking on fresh random numbers');
    },
  );
  return summarize(free, data, fit, slopes, fresh, {
    overrides: at(fit.point, DIGITS),
    candidates,
    trials: options.trials,
    recordsPerTrial: options.recordsPerTrial,
    low,
    high,
  });
}

/** Of every target; what nothing is fitted to counts as met. */
function logRatios(result: CandidateResult, data: MeasuredData): number[] {
  return result.simulated.map(({ value }, index) =>
    isFitted(data.targets[index]) ? logRatio(value, data.targets[index]) : 0,
  );
}

function lookAround(low: readonly number[], high: readonly number[], count: number): number[][] {
  return sobolPoints(low.length, count).map((shares) =>
    shares.map((share, index) => low[index] + share * (high[index] - low[index])),
  );
}

/** The model's own values, and the best few of the other points. */
async function bestStarts(
  own: readonly number[],
  others: readonly (readonly number[])[],
  evaluate: (points: readonly (readonly number[])[]) => Promise<number[][]>,
): Promise<(readonly number[])[]> {
  if (others.length === 0) return [own];
  const losses = (await evaluate(others)).map((residuals) => robustLoss(residuals, SCALE));
  const order = [...losses.keys()].sort((a, b) => losses[a] - losses[b]);
  return [own, ...order.slice(0, STARTS).map((index) => others[index])];
}

/** What the most loaded setting needs, for each placement. */
async function warmupOf(
  make: MakeModel,
  data: MeasuredData,
  overrides: readonly Override[],
  executor: Executor,
  seed: string,
): Promise<readonly number[]> {
  const models = data.settings.map((setting) => make([...setting.overrides, ...overrides]));
  const loads = models.map((model) => highestLoad(offeredLoad(model)));
  const busiest = loads.indexOf(Math.max(...loads));
  const model = models[busiest];
  return (await findWarmup(model, executor, seed, offeredLoad(model))).warmupSeconds;
}

interface Rest {
  readonly overrides: readonly Override[];
  readonly candidates: number;
  readonly trials: number;
  readonly recordsPerTrial: number;
  readonly low: readonly number[];
  readonly high: readonly number[];
}

function summarize(
  free: readonly FreeParameter[],
  data: MeasuredData,
  fit: Fitted,
  slopes: readonly (readonly number[])[],
  [before, after]: readonly CandidateResult[],
  rest: Rest,
): Calibration {
  const ends = fit.point.map((value, index): FittedParameter['end'] => {
    if (value - rest.low[index] < 1e-6) return 'low';
    return rest.high[index] - value < 1e-6 ? 'high' : null;
  });
  const visible = slopes.map((row) =>
    row.map((slope, index) => (ends[index] === null ? slope : 0)),
  );
  const residuals = logRatios(after, data);
  const identification = identify(
    visible,
    residuals,
    robustWeights(residuals, SCALE),
    noiseOf(after, data, rest.trials),
  );
  const parameters = free.map((each, index): FittedParameter => {
    const half = identification.halfWidths[index];
    const edge = (by: number): number => fromCoordinate(each.parameter, fit.point[index] + by);
    const interval = ends[index] === null ? { low: edge(-half), high: edge(half) } : null;
    return { free: each, value: edge(0), interval, end: ends[index] };
  });
  const distance = (result: CandidateResult): number =>
    logRatios(result, data).reduce((sum, ratio) => sum + Math.abs(ratio), 0) /
    data.targets.filter(isFitted).length;
  return {
    parameters,
    overrides: rest.overrides,
    targets: data.targets.map((target, index) => ({
      label: data.settings[target.setting].label,
      path: target.path,
      measure: target.measure,
      measured: target.value,
      rounding: target.rounding,
      before: estimateOf(before, target, index, rest.recordsPerTrial),
      after: estimateOf(after, target, index, rest.recordsPerTrial),
    })),
    distanceBefore: distance(before),
    distanceAfter: distance(after),
    identification,
    overloaded: after.overloaded,
    iterations: fit.iterations,
    candidates: rest.candidates,
    validationTrials: VALIDATION_TRIALS,
  };
}

/** Fewer records beyond a quantile than that, and a trial's own says little. */
const FEW = 5;

/** The pooled value with the t interval of the trials' own around it. */
function estimateOf(
  result: CandidateResult,
  { measure }: Target,
  index: number,
  recordsPerTrial: number,
): Estimate {
  const { value, ofTrials } = result.simulated[index];
  const estimate = meanEstimate(ofTrials);
  const half = estimate.high - estimate.value;
  const enough = typeof measure !== 'number' || recordsPerTrial * (1 - measure) >= FEW;
  return {
    ...estimate,
    value,
    low: value - half,
    high: value + half,
    enough: estimate.enough && enough && measure !== 'max',
  };
}

/**
 * Covariance of the log quantiles of `trials` pooled trials: that of single trials, divided by
 * their number. Settings have random numbers of their own: between them there is none.
 */
export function noiseOf(result: CandidateResult, data: MeasuredData, trials: number): number[][] {
  const logs = result.simulated.map(({ ofTrials }) =>
    ofTrials.map((value) => mathematics.log(value)),
  );
  const means = logs.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length);
  return logs.map((left, i) =>
    logs.map((right, j) => {
      if (data.targets[i].setting !== data.targets[j].setting) return 0;
      const products = left.map((value, k) => (value - means[i]) * (right[k] - means[j]));
      const covariance = products.reduce((sum, value) => sum + value, 0) / (left.length - 1);
      return Number.isFinite(covariance) ? covariance / trials : 0;
    }),
  );
}
