/**
 * Where the transient ends: MSER-5 (White 1997, "An effective truncation heuristic for bias reduction in simulation
 * output") on a series averaged over replications.
 *
 * The series is cut into batches of 5; the cut that minimises sum (x - mean)^2 / n^2 over what remains is taken, among
 * cuts in the first half. `reliable` is false when the best cut is at the half: the series is then still moving.
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
  let sum = 0;
  let squares = 0;
  for (let cut = batches.length - 1; cut >= 0; cut--) {
    sum += batches[cut];
    squares += batches[cut] ** 2;
    const n = batches.length - cut;
    const value = (squares - (sum * sum) / n) / (n * n);
    if (cut <= half && value <= bestValue) {
      bestValue = value;
      best = cut;
    }
  }
  return { cut: best * BATCH, reliable: batches.length >= 4 && best < half };
}
