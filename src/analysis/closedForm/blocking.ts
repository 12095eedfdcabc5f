/**
 * Two exponential stations in a row, the first never without work, the second with room for
 * `places` (its server among them): a job that is done stays with the first server until there is
 * room. Hunt 1956, "Sequential arrays of waiting lines", section 3: the number at the second, the
 * one that waits to get there among them, is a birth-death chain on 0..places + 1.
 */
export function blockedThroughput(first: number, second: number, places: number): number {
  let weight = 1;
  let sum = 1;
  for (let inside = 0; inside <= places; inside++) {
    weight *= first / second;
    sum += weight;
  }
  return second * (1 - 1 / sum);
}
