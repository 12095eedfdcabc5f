/**
 * Sobol indices: the share of a response's variance that an input explains alone (first order), and
 * with all that it does together with others (total). Sobol 2001; sampled as in Saltelli et al.
 * 2010, "Variance based sensitivity analysis of model output", Comput. Phys. Commun. 181, with its
 * estimator (b) of the first-order and Jansen's (1999) of the total index. Values are centered
 * first, which leaves both estimators their mean and lowers the first one's variance.
 */
import { square } from './powers.js';
import { sobolPoints } from './sobol.js';

/**
 * The points at which the function is asked: A and B, then for each input A with that input's
 * column from B.
 */
export interface SaltelliDesign {
  readonly rows: number;
  readonly dimensions: number;
  /** rows of A, rows of B, rows of AB_0, ...: (dimensions + 2) * rows points in all. */
  readonly points: readonly (readonly number[])[];
}

export interface SobolIndex {
  readonly first: number;
  readonly total: number;
  /** 95% intervals: percentiles over resampled rows. */
  readonly firstInterval: readonly [number, number];
  readonly totalInterval: readonly [number, number];
}

export interface SobolIndices {
  readonly inputs: readonly SobolIndex[];
  readonly mean: number;
  readonly variance: number;
  /** Rows without a missing value. */
  readonly rows: number;
}

/**
 * `rows` should be a power of 2; at most 26 inputs. The first points are skipped so that blocks
 * stay balanced.
 */
export function saltelliDesign(dimensions: number, rows: number): SaltelliDesign {
  const both = sobolPoints(2 * dimensions, rows, rows);
  const a = both.map((point) => point.slice(0, dimensions));
  const b = both.map((point) => point.slice(dimensions));
  const mixed = Array.from({ length: dimensions }, (_, input) =>
    a.map((point, row) => point.map((value, index) => (index === input ? b[row][index] : value))),
  );
  return { rows, dimensions, points: [...a, ...b, ...mixed.flat()] };
}

const RESAMPLES = 1000;

/**
 * `values` in the order of the design's points; rows with a value that is not finite are left out.
 */
export function sobolIndices(
  { rows, dimensions }: SaltelliDesign,
  values: readonly number[],
  random: () => number,
): SobolIndices {
  const at = (block: number, row: number): number => values[block * rows + row];
  const whole = Array.from({ length: rows }, (_, row) => row).filter((row) =>
    Array.from({ length: dimensions + 2 }, (_, block) => at(block, row)).every(Number.isFinite),
  );
  const one = (sample: readonly number[], input: number): { first: number; total: number } => {
    const { mean, variance } = momentsOf(sample, at);
    let first = 0;
    let total = 0;
    for (const row of sample) {
      const [a, b, mixed] = [at(0, row), at(1, row), at(2 + input, row)];
      first += (b - mean) * (mixed - a);
      total += (a - mixed) * (a - mixed);
    }
    const scale = variance * sample.length;
    return { first: first / scale, total: total / (2 * scale) };
  };
  const samples = Array.from({ length: RESAMPLES }, () =>
    whole.map(() => whole[Math.floor(random() * whole.length)]),
  );
  const inputs = Array.from({ length: dimensions }, (_, input): SobolIndex => {
    const again = samples.map((sample) => one(sample, input));
    return {
      ...one(whole, input),
      firstInterval: middle(again.map(({ first }) => first)),
      totalInterval: middle(again.map(({ total }) => total)),
    };
  });
  return { inputs, ...momentsOf(whole, at), rows: whole.length };
}

/** Of A and B together. */
function momentsOf(
  sample: readonly number[],
  at: (block: number, row: number) => number,
): { mean: number; variance: number } {
  let sum = 0;
  for (const row of sample) sum += at(0, row) + at(1, row);
  const mean = sum / (2 * sample.length);
  let squares = 0;
  for (const row of sample) squares += square(at(0, row) - mean) + square(at(1, row) - mean);
  return { mean, variance: squares / (2 * sample.length - 1) };
}

function middle(values: readonly number[]): [number, number] {
  const sorted = [...values].sort((left, right) => left - right);
  const last = sorted.length - 1;
  return [sorted[Math.round(0.025 * last)], sorted[Math.round(0.975 * last)]];
}
