/**
 * Screening by elementary effects: how much a function changes when one input moves and the others
 * stay, at many places. Morris 1991, "Factorial sampling plans for preliminary computational
 * experiments"; mu* is Campolongo, Cariboni & Saltelli 2007, "An effective screening design for
 * sensitivity analysis of large models".
 *
 * Inputs are shares 0..1 of their ranges, on a grid of LEVELS levels; a step is LEVELS / (2
 * (LEVELS - 1)), which makes all levels equally likely. A trajectory is dimensions + 1 points, each
 * of which differs from the one before in one input.
 */
import { studentQuantile } from './interval.js';
import { square } from './powers.js';

export interface Trajectory {
  readonly points: readonly (readonly number[])[];
  /** moved[k]: the input in which point k + 1 differs from point k. */
  readonly moved: readonly number[];
}

export interface ElementaryEffects {
  /**
   * Mean effect of moving over the whole range, its mean size, and its standard deviation: large
   * where the effect bends or depends on other inputs.
   */
  readonly mu: number;
  readonly muStar: number;
  readonly sigma: number;
  /** Half of the 95% interval of mu, by Student's t; infinite for fewer than two effects. */
  readonly muHalf: number;
  /** Effects that it rests on. */
  readonly n: number;
}

const LEVELS = 4;
const STEP = LEVELS / (2 * (LEVELS - 1));

/**
 * `count` trajectories at random: a random grid point, the inputs in random order, each moved up or
 * down as there is room.
 */
export function morrisTrajectories(
  dimensions: number,
  count: number,
  random: () => number,
): Trajectory[] {
  return Array.from({ length: count }, () => {
    const start = Array.from({ length: dimensions }, () => {
      return Math.floor(random() * LEVELS) / (LEVELS - 1);
    });
    const moved = start.map((_, index) => index);
    for (let last = dimensions - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [moved[last], moved[other]] = [moved[other], moved[last]];
    }
    const points = [start];
    for (const index of moved) {
      const next = [...points[points.length - 1]];
      next[index] += next[index] + STEP <= 1 + 1e-9 ? STEP : -STEP;
      points.push(next);
    }
    return { points, moved };
  });
}

/**
 * The effects by input; `values[t][k]` is the function at point k of trajectory t, NaN where it has
 * none.
 */
export function elementaryEffects(
  trajectories: readonly Trajectory[],
  values: readonly (readonly number[])[],
): ElementaryEffects[] {
  const dimensions = trajectories[0].moved.length;
  const effects = Array.from({ length: dimensions }, (): number[] => []);
  trajectories.forEach(({ points, moved }, t) => {
    moved.forEach((index, k) => {
      const distance = points[k + 1][index] - points[k][index];
      const effect = (values[t][k + 1] - values[t][k]) / distance;
      if (Number.isFinite(effect)) effects[index].push(effect);
    });
  });
  return effects.map((each) => {
    const n = each.length;
    const mu = average(each);
    const squares = each.reduce((sum, effect) => sum + square(effect - mu), 0);
    const sizes = each.map(Math.abs);
    const sigma = Math.sqrt(squares / (n - 1));
    const muHalf = n < 2 ? Infinity : (studentQuantile(0.975, n - 1) * sigma) / Math.sqrt(n);
    return { mu, muStar: average(sizes), sigma, muHalf, n };
  });
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
