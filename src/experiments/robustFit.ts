/**
 * Fits parameters to residuals by Gauss-Newton steps with Levenberg's and Marquardt's damping,
 * under a loss that lets go of what it cannot reach.
 *
 * Why this and not a simplex: each evaluation is a simulation, and returns not one distance but a
 * residual for every quantile. Finite differences on common random numbers turn n + 1 evaluations
 * into the slope of every quantile in every parameter; from there the way down is nearly straight,
 * since the logarithm of a quantile is nearly linear in the logarithms of times. A simplex sees
 * only the sum and needs hundreds of evaluations for six parameters. The slopes then give the
 * intervals, and the directions that the data cannot see, for nothing.
 * Marquardt 1963, "An algorithm for least-squares estimation of nonlinear parameters"; reweighting:
 * Holland & Welsch 1977, "Robust regression using iteratively reweighted least-squares".
 *
 * The loss is Cauchy's, c^2/2 ln(1 + (r/c)^2), whose pull falls off beyond c. Huber's, which pulls
 * on with a constant force, was tried: a p99.9 that the model cannot reach moves fastest with every
 * parameter of the tail, and took p99 and p95 along.
 *
 * Semantics: coordinates stay within their box; one that a step would push out of it is held at its
 * edge for that step.
 * All points of a step (slopes; then three dampings) are asked for together, so that they can be
 * simulated side by side.
 */
import * as mathematics from '../mathematics/index.js';
import { Matrix, solve } from 'ml-matrix';
import { square } from '../statistics/index.js';

export type Evaluate = (points: readonly (readonly number[])[]) => Promise<number[][]>;

export interface FitProblem {
  /** The residuals of each point: as many for every point. */
  readonly evaluate: Evaluate;
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** Residuals of this size pull hardest. */
  readonly scale: number;
  /** Of finite differences, in coordinates. */
  readonly step: number;
  readonly iterations: number;
  readonly progress: (iteration: number, loss: number) => void;
}

export interface Fitted {
  readonly point: readonly number[];
  readonly loss: number;
  readonly iterations: number;
}

/** Least part of the loss that an iteration must gain to go on. */
const WORTHWHILE = 0.003;
/** No coordinate moves further in one step. */
const LONGEST_STEP = 1;
const DAMPINGS = [0.01, 0.3, 10] as const;

export async function robustFit(problem: FitProblem, start: readonly number[]): Promise<Fitted> {
  let point = start.map((value, index) => inside(problem, index, value));
  let [residuals] = await problem.evaluate([point]);
  let loss = robustLoss(residuals, problem.scale);
  let damping = 0.1;
  let iteration = 0;
  while (iteration < problem.iterations) {
    iteration++;
    problem.progress(iteration, loss);
    const slopes = await forwardSlopes(problem, point, residuals);
    let gained = 0;
    for (let attempt = 0; attempt < 2 && gained <= 0; attempt++) {
      const dampings = DAMPINGS.map((factor) => factor * damping);
      const points = dampings.map((each) => stepFrom(problem, point, residuals, slopes, each));
      const tried = await problem.evaluate(points);
      const losses = tried.map((each) => robustLoss(each, problem.scale));
      const best = losses.indexOf(Math.min(...losses));
      gained = loss - losses[best];
      if (gained > 0) {
        point = points[best];
        residuals = tried[best];
        loss = losses[best];
        damping = Math.max(1e-4, dampings[best]);
      } else damping *= 100;
    }
    if (gained < WORTHWHILE * loss) break;
  }
  return { point, loss, iterations: iteration };
}

/** Cauchy's loss: c^2/2 ln(1 + (r/c)^2), about r^2 / 2 for small residuals. */
export function robustLoss(residuals: readonly number[], scale: number): number {
  return residuals.reduce(
    (sum, residual) => sum + ((scale * scale) / 2) * mathematics.log1p(square(residual / scale)),
    0,
  );
}

/** The weights by which least squares pull as the loss does: 1 / (1 + (r/c)^2). */
export function robustWeights(residuals: readonly number[], scale: number): number[] {
  return residuals.map((residual) => 1 / (1 + square(residual / scale)));
}

/** [residual][coordinate], by differences of `step` toward the roomier side. */
async function forwardSlopes(
  problem: FitProblem,
  point: readonly number[],
  residuals: readonly number[],
): Promise<number[][]> {
  const steps = point.map((value, index) => {
    const roomAbove = problem.high[index] - value;
    return roomAbove >= value - problem.low[index]
      ? Math.min(problem.step, roomAbove)
      : -Math.min(problem.step, value - problem.low[index]);
  });
  const points = steps.map((step, index) => moved(point, index, step));
  const moves = await problem.evaluate(points);
  return residuals.map((base, row) =>
    steps.map((step, column) => (moves[column][row] - base) / step),
  );
}

/** [residual][coordinate], by central differences, one-sided at an edge of the box. */
export async function centralSlopes(
  problem: Pick<FitProblem, 'evaluate' | 'low' | 'high' | 'step'>,
  point: readonly number[],
): Promise<number[][]> {
  const below = point.map((value, index) => Math.max(problem.low[index], value - problem.step));
  const above = point.map((value, index) => Math.min(problem.high[index], value + problem.step));
  const points = point.flatMap((value, index) => [
    moved(point, index, below[index] - value),
    moved(point, index, above[index] - value),
  ]);
  const values = await problem.evaluate(points);
  return values[0].map((_, row) =>
    point.map((_value, column) => {
      const [before, after] = values.slice(2 * column, 2 * column + 2);
      return (after[row] - before[row]) / (above[column] - below[column]);
    }),
  );
}

function moved(point: readonly number[], index: number, by: number): number[] {
  return point.map((value, each) => (each === index ? value + by : value));
}

/** Solves (J'WJ + damping diag(J'WJ)) s = -J'Wr over the coordinates that are free to move. */
function stepFrom(
  problem: FitProblem,
  point: readonly number[],
  residuals: readonly number[],
  slopes: readonly (readonly number[])[],
  damping: number,
): number[] {
  const weights = robustWeights(residuals, problem.scale);
  let free = point.map((_, index) => index);
  for (;;) {
    const normal = Matrix.zeros(free.length, free.length);
    const gradient = Matrix.zeros(free.length, 1);
    slopes.forEach((row, r) => {
      free.forEach((a, i) => {
        gradient.set(i, 0, gradient.get(i, 0) - weights[r] * row[a] * residuals[r]);
        free.forEach((b, j) => {
          normal.set(i, j, normal.get(i, j) + weights[r] * row[a] * row[b]);
        });
      });
    });
    free.forEach((_, i) => {
      normal.set(i, i, normal.get(i, i) * (1 + damping) + 1e-9);
    });
    if (free.length === 0) return [...point];
    const step = solve(normal, gradient).to1DArray();
    const stuck = free.filter((index, i) => {
      const edge = step[i] < 0 ? problem.low[index] : problem.high[index];
      return Math.abs(point[index] - edge) < 1e-9;
    });
    if (stuck.length === 0) {
      const next = [...point];
      free.forEach((index, i) => {
        const by = Math.min(LONGEST_STEP, Math.max(-LONGEST_STEP, step[i]));
        next[index] = inside(problem, index, point[index] + by);
      });
      return next;
    }
    free = free.filter((index) => !stuck.includes(index));
  }
}

function inside({ low, high }: FitProblem, index: number, value: number): number {
  return Math.min(high[index], Math.max(low[index], value));
}
