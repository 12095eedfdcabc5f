/**
 * How well data determine fitted parameters: the estimate's covariance, and what the data cannot
 * tell apart.
 *
 * With slopes J (residuals by coordinates), the loss's weights W and A = (J'WJ)^-1 J'W, an estimate
 * moves by A e when the residuals move by e: covariance A S A' (the sandwich of Huber 1967). S =
 * the simulation's own noise, with its correlations between quantiles, plus what is left
 * unexplained, as independent noise of variance s^2 = r'Wr / (n - p): measurement noise and misfit
 * in one. The interval is Student's with n - p degrees of freedom.
 */
import * as mathematics from '../mathematics/index.js';
import { EigenvalueDecomposition, Matrix, inverse } from 'ml-matrix';
import { lengthOf, studentQuantile } from '../statistics/index.js';

export interface Identification {
  /**
   * By coordinate: half the width of the 95% interval; Infinity where the data do not see the
   * coordinate.
   */
  readonly halfWidths: readonly number[];
  /** [coordinate][coordinate], of the estimates. */
  readonly correlations: readonly (readonly number[])[];
  /**
   * Directions (unit vectors in coordinates) that are uncertain by more than a factor of 2, the
   * worst first.
   */
  readonly loose: readonly { readonly factor: number; readonly direction: readonly number[] }[];
}

/** Slopes this small beside the steepest mean that a coordinate does nothing. */
const INVISIBLE = 1e-3;

export function identify(
  slopes: readonly (readonly number[])[],
  residuals: readonly number[],
  weights: readonly number[],
  simulationNoise: readonly (readonly number[])[],
): Identification {
  const n = residuals.length;
  const count = slopes[0].length;
  const steepness = slopes[0].map((_, j) => lengthOf(slopes.map((row) => row[j])));
  const steepest = Math.max(...steepness);
  const seen = steepness.flatMap((each, j) => (each > INVISIBLE * steepest ? [j] : []));
  const freedom = Math.max(1, n - seen.length);
  const unexplained =
    residuals.reduce((sum, residual, i) => sum + weights[i] * residual * residual, 0) / freedom;
  const t = studentQuantile(0.975, freedom);
  const halfWidths = Array.from({ length: count }, () => Infinity);
  const correlations = halfWidths.map((_, i) => halfWidths.map((_half, j) => Number(i === j)));
  if (seen.length === 0) return { halfWidths, correlations, loose: [] };

  const J = new Matrix(slopes.map((row) => seen.map((j) => row[j])));
  const weighted = new Matrix(slopes.map((row, i) => seen.map((j) => weights[i] * row[j])));
  const normal = J.transpose().mmul(weighted);
  const ridge = 1e-9 * normal.trace();
  const gain = inverse(normal.add(Matrix.eye(seen.length).mul(ridge))).mmul(weighted.transpose());
  const noise = new Matrix(simulationNoise.map((row) => [...row]));
  const spread = gain.mmul(noise.add(Matrix.eye(n).mul(unexplained))).mmul(gain.transpose());
  seen.forEach((a, i) => {
    halfWidths[a] = t * Math.sqrt(spread.get(i, i));
    seen.forEach((b, j) => {
      const scale = Math.sqrt(spread.get(i, i) * spread.get(j, j));
      correlations[a][b] = spread.get(i, j) / scale;
    });
  });
  return { halfWidths, correlations, loose: looseDirections(spread, seen, count, t) };
}

function looseDirections(
  spread: Matrix,
  seen: readonly number[],
  count: number,
  t: number,
): Identification['loose'] {
  const symmetric = spread.clone().add(spread.transpose()).mul(0.5);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(symmetric, {
    assumeSymmetric: true,
  });
  return realEigenvalues
    .map((value, column) => {
      const direction = Array.from({ length: count }, () => 0);
      const vector = eigenvectorMatrix.getColumn(column);
      seen.forEach((index, i) => (direction[index] = vector[i]));
      return { factor: mathematics.exp(t * Math.sqrt(Math.max(0, value))), direction };
    })
    .filter(({ factor }) => factor > 2)
    .sort((a, b) => b.factor - a.factor);
}
