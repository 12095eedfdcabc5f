/**
 * Where the transient ends: MSER-5 (White 1997, "An effective truncation heuristic for bias
 * reduction in simulation output") on a series averaged over replications.
 *
 * The series is cut into batches of 5; the cut that minimizes sum (x - mean)^2 / n^2 over what
 * remains is taken, among cuts in the first half (Hoad, Robinson & Davies 2010 on automating it);
 * the earliest of equals. `reliable` is false when the best cut is at the half: the series is then
 * still moving.
 */
export interface WarmUp {
  /** Values to drop from the series' beginning. */
  readonly cut: number;
  readonly reliable: boolean;
}

const BATCH = 5;

export function mser5(series: readonly number[]): WarmUp {
  const batches: number[] = [];
  for (let first = 0; first + BATCH <= series.length; first += BATCH) {
    let sum = 0;
    for (let index = first; index < first + BATCH; index++) sum += series[index];
    batches.push(sum / BATCH);
  }
  const half = Math.floor(batches.length / 2);
  let best = 0;
  let bestValue = Infinity;
  // Welford's update: sums of squares cancel, so that a level series would be cut where rounding
  // says.
  let average = 0;
  let squares = 0;
  for (let cut = batches.length - 1; cut >= 0; cut--) {
    const n = batches.length - cut;
    const difference = batches[cut] - average;
    average += difference / n;
    squares += difference * (batches[cut] - average);
    const value = squares / (n * n);
    if (cut <= half && value <= bestValue) {
      bestValue = value;
      best = cut;
    }
  }
  const cut = best * BATCH;
  return { cut, reliable: batches.length >= 4 && best < half };
}
