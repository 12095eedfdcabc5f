/**
 * How latency grows with load: short studies of a model from a tenth of the load that fills its
 * first resource up to a little more than it, all on the same random numbers.
 *
 * Semantics: a load's study ends when p99 is known within PRECISION or its records are spent; where
 * it has no steady state there is no latency to speak of.
 */
import type { Executor } from '../execution/inOrder.js';
import type { Model } from '../model/index.js';
import type { Estimate } from '../statistics/index.js';
import type { CurvePoint } from './curvePoint.js';
import { NESTED_STUDY_OPTIONS, studyLatency } from './study.js';

/** Shares of the ceiling, denser where latency bends. */
const SHARES = [0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 1.05];
const PRECISION = 0.1;
export interface LoadCurveOptions {
  readonly executor: Executor;
  readonly seed: string;
  /** The model at a load. */
  readonly at: (load: number) => Model;
  /** At which the first resource is full, by arithmetic; finite. */
  readonly ceiling: number;
  /** Of each study, beyond a first round of trials. */
  readonly budgetRecords: number;
  readonly progress: (done: number, planned: number) => void;
}

export async function loadCurve(options: LoadCurveOptions): Promise<CurvePoint[]> {
  const { executor, seed, at, ceiling, budgetRecords, progress } = options;
  const points: CurvePoint[] = [];
  for (const share of SHARES) {
    const load = share * ceiling;
    const { latency, overloaded } = await studyLatency(at(load), executor, {
      ...NESTED_STUDY_OPTIONS,
      seed,
      precision: PRECISION,
      budgetRecords,
    });
    const quantile = (p: number): Estimate | null => (overloaded ? null : latency.quantile(p));
    points.push({ load, share, overloaded, p50: quantile(0.5), p99: quantile(0.99) });
    progress(points.length, SHARES.length);
  }
  return points;
}
