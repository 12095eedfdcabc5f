/**
 * Which parameters matter: a screening of all by elementary effects (Morris), then Sobol indices of
 * those that matter most. Every point is simulated on the same random numbers, so that what differs
 * is what the parameters do; what is left of chance is measured at the model's own values and said.
 */
import { offeredLoad } from '../analysis/offeredLoad.js';
import { Pool } from '../analysis/pool.js';
import { Stream } from '../engine/stream.js';
import type { Executor } from '../execution/executor.js';
import {
  DesignError,
  levelsOf,
  positionAt,
  valueAt,
  type Factor,
  type Model,
} from '../model/index.js';
import type { Override, Parameter } from '../model/index.js';
import type { Measurements } from '../network/measurements.js';
import {
  elementaryEffects,
  morrisTrajectories,
  saltelliDesign,
  sobolIndices,
  square,
  type ElementaryEffects,
  type SobolIndices,
} from '../statistics/index.js';
import { isOverloaded, simulateModels, type MakeModel, type TrialSize } from './candidates.js';
import type { Response } from './response.js';
import { findWarmup } from './warmupSearch.js';

export interface SensitivityOptions {
  readonly seed: string;
  readonly trials: number;
  readonly recordsPerTrial: number;
  readonly trajectories: number;
  /** Of each of Saltelli's matrices; a power of 2; 0 = screening only. */
  readonly rows: number;
  /** So many of the factors with the largest effects get Sobol indices. */
  readonly keep: number;
  readonly progress: (done: number, planned: number, what: string) => void;
}

export interface ResponseSensitivity {
  readonly response: string;
  /** At the model's own values: mean, and standard deviation of what one point shows. */
  readonly base: number;
  readonly noise: number;
  /** By factor. */
  readonly effects: readonly ElementaryEffects[];
  /** Of the kept factors; null where none was asked for. */
  readonly indices: SobolIndices | null;
}

export interface Sensitivity {
  readonly factors: readonly Factor[];
  /** Indices into factors, the largest effect on the first response first. */
  readonly kept: readonly number[];
  readonly responses: readonly ResponseSensitivity[];
  /** Factors left out and points without a model, each with the reason. */
  readonly refused: readonly string[];
  readonly points: number;
  readonly overloadedPoints: number;
}

const NOISE_REPLICATIONS = 10;
const SPREAD = 0.2;

/**
 * A factor of plus and minus 20% around a number that the model writes; whole numbers by at least
 * one.
 */
export function factorAround({ path, number, unit, whole, ...limits }: Parameter): Factor | null {
  if (number === 0) return null;
  const away = whole ? Math.max(1, Math.round(SPREAD * number)) : SPREAD * number;
  const low = Math.max(limits.minimum, number - away);
  const high = Math.min(limits.maximum, number + away);
  if (!(low < high)) return null;
  const space = unit === '' || unit.startsWith('/') ? '' : ' ';
  const step = whole ? 1 : null;
  return {
    path,
    range: { kind: 'span', low, high, step, unit: `${space}${unit}`, scale: 'linear' },
  };
}

export async function sensitivity(
  make: MakeModel,
  asked: readonly Factor[],
  responses: readonly Response[],
  executor: Executor,
  options: SensitivityOptions,
): Promise<Sensitivity> {
  const refused: string[] = [];
  const factors = asked.filter((factor) => isPossible(make, factor, refused));
  if (factors.length === 0) throw new DesignError(`no factor is left:\n${refused.join('\n')}`);
  const own = make([]);
  const { warmupSeconds } = await findWarmup(own, executor, options.seed, offeredLoad(own));
  const random = new Stream(`${options.seed}/sensitivity`);
  const lab = new Points(make, responses, executor, options, warmupSeconds, refused);
  const base = await lab.replications(own);

  const trajectories = morrisTrajectories(factors.length, options.trajectories, () =>
    random.next(),
  );
  const screened = await lab.values(
    trajectories.flatMap(({ points }) => points.map((shares) => at(factors, shares))),
    'screening',
  );
  const length = factors.length + 1;
  const taken = trajectories.map(({ points, moved }) => ({
    moved,
    points: points.map((shares) => shares.map((u, index) => positionAt(factors[index].range, u))),
  }));
  const effects = responses.map((_, response) =>
    elementaryEffects(
      taken,
      trajectories.map((_each, t) =>
        screened.slice(t * length, (t + 1) * length).map((row) => row[response]),
      ),
    ),
  );
  const kept = largest(effects[0]).slice(0, options.keep);
  const indices = options.rows === 0 ? null : await indicesOf(lab, factors, kept, options, random);
  return {
    factors,
    kept,
    responses: responses.map(({ name }, response) => ({
      response: name,
      base: base[response].mean,
      noise: base[response].deviation,
      effects: effects[response],
      indices: indices === null ? null : indices[response],
    })),
    refused,
    points: lab.simulated,
    overloadedPoints: lab.overloaded,
  };
}

/** Indices of the kept factors by response, the others at the model's own values. */
async function indicesOf(
  lab: Points,
  factors: readonly Factor[],
  kept: readonly number[],
  { rows }: SensitivityOptions,
  random: Stream,
): Promise<SobolIndices[]> {
  const design = saltelliDesign(kept.length, rows);
  const some = kept.map((index) => factors[index]);
  const values = await lab.values(
    design.points.map((shares) => at(some, shares)),
    'Sobol indices',
  );
  return values[0].map((_, response) =>
    sobolIndices(
      design,
      values.map((row) => row[response]),
      () => random.next(),
    ),
  );
}

function at(factors: readonly Factor[], shares: readonly number[]): Override[] {
  return factors.map(({ path, range }, index) => ({ path, value: valueAt(range, shares[index]) }));
}

function largest(effects: readonly ElementaryEffects[]): number[] {
  const size = (index: number): number => effects[index].muStar || 0;
  return [...effects.keys()].sort((a, b) => size(b) - size(a)).filter((index) => size(index) > 0);
}

/** Whether both ends of a factor alone make a model; otherwise says why not. */
function isPossible(make: MakeModel, { path, range }: Factor, refused: string[]): boolean {
  const levels = levelsOf(range, 2);
  for (const value of [levels[0], levels[levels.length - 1]]) {
    try {
      make([{ path, value }]);
    } catch (error) {
      if (!(error instanceof DesignError)) throw error;
      refused.push(`${path} is left out: ${error.message}`);
      return false;
    }
  }
  return true;
}

/** Simulates points and reads all responses off each. */
class Points {
  simulated = 0;
  overloaded = 0;
  private readonly size: TrialSize;

  constructor(
    private readonly make: MakeModel,
    private readonly responses: readonly Response[],
    private readonly executor: Executor,
    private readonly options: SensitivityOptions,
    warmupSeconds: readonly number[],
    private readonly refused: string[],
  ) {
    this.size = { ...options, warmupSeconds };
  }

  /** [point][response]; NaN for points that make no model. */
  async values(points: readonly (readonly Override[])[], what: string): Promise<number[][]> {
    const models = points.map((overrides) => this.model(overrides));
    const found = await simulateModels(
      models.filter((model) => model !== null),
      this.executor,
      () => this.size,
      (model, results) => {
        if (isOverloaded(model, results)) this.overloaded++;
        return this.read(model, results);
      },
      (done, planned) => {
        this.options.progress(done, planned, what);
      },
    );
    this.simulated += found.length;
    let next = 0;
    return models.map((model) => (model === null ? this.responses.map(() => NaN) : found[next++]));
  }

  /**
   * Mean and standard deviation of each response over replications of one model, each as long as a
   * point.
   */
  async replications(model: Model): Promise<{ mean: number; deviation: number }[]> {
    const rows: number[][] = [];
    for (let replication = 0; replication < NOISE_REPLICATIONS; replication++) {
      const size = { ...this.size, seed: `${this.size.seed}/noise ${replication}` };
      rows.push(
        ...(await simulateModels(
          [model],
          this.executor,
          () => size,
          (each, results) => this.read(each, results),
        )),
      );
    }
    return this.responses.map((_, response) => {
      const values = rows.map((row) => row[response]);
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const squares = values.reduce((sum, value) => sum + square(value - mean), 0);
      return { mean, deviation: Math.sqrt(squares / (values.length - 1)) };
    });
  }

  private read(model: Model, results: readonly Measurements[]): number[] {
    const pool = new Pool(model);
    for (const result of results) pool.add(result);
    const weighted = pool.weighted();
    return this.responses.map(({ measure }) => measure?.(model, weighted) ?? NaN);
  }

  private model(overrides: readonly Override[]): Model | null {
    try {
      return this.make(overrides);
    } catch (error) {
      if (!(error instanceof DesignError)) throw error;
      this.refused.push(error.message);
      return null;
    }
  }
}
