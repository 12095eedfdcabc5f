/**
 * Ceilings of what stands behind windows. What comes out of a window is one record for each key,
 * however many go in: twice the load is less than twice the results, and a ceiling that is worked
 * out at one load is not that of another. Here it is the load at which the ceiling, worked out at
 * that load, is that load.
 */
import * as mathematics from '../mathematics/index.js';

/** Loads at which ceilings are worked out, in multiples of the given one. */
const LOADS = [1 / 64, 1 / 8, 1 / 2, 1, 2, 8, 64, 4096];
/** Of the lowest ceiling, which is looked at more closely. */
const STEPS = 8;

/**
 * `ceilingsAt`: of each resource, at so many times the load; both in the same unit. At a load too
 * small, or too large, for the ceiling that is that of the last one.
 */
export function settledCeilings(
  load: number,
  ceilingsAt: (times: number) => readonly number[],
): readonly number[] {
  const grid = LOADS.map((times): Point => [times * load, ceilingsAt(times)]);
  const settled = grid[0][1].map((_, resource) => crossing(grid, resource));
  const lowest = settled.indexOf(Math.min(...settled));
  // Between two loads around it, the one above its ceiling and the other below.
  const near = grid.findIndex(([at, ceilings]) => ceilings[lowest] <= at);
  if (near <= 0) return settled;
  let [below, above] = [grid[near - 1], grid[near]];
  for (let step = 0; step < STEPS; step++) {
    const at = crossing([below, above], lowest);
    const ceilings = ceilingsAt(at / load);
    settled[lowest] = ceilings[lowest];
    if (ceilings[lowest] <= at) above = [at, ceilings];
    else below = [at, ceilings];
  }
  return settled;
}

type Point = readonly [load: number, ceilings: readonly number[]];

/** Where a resource's ceiling is the load, on straight lines of their logarithms. */
function crossing(points: readonly Point[], resource: number): number {
  const next = points.findIndex(([load, ceilings]) => ceilings[resource] <= load);
  if (next < 0) return points[points.length - 1][1][resource];
  if (next === 0) return points[0][1][resource];
  const log = ([load, ceilings]: Point): [number, number] => {
    return [mathematics.log(load), mathematics.log(ceilings[resource])];
  };
  const [[low, former], [high, later]] = [log(points[next - 1]), log(points[next])];
  // The ceiling is above the load at the first, and below it at the second.
  const [gap, deficit] = [former - low, high - later];
  return mathematics.exp(low + ((high - low) * gap) / (gap + deficit));
}
