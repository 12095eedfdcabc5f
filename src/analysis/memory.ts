/**
 * How long a system remembers, and how many independent stretches the measured windows are worth: a
 * window of one busy period is one observation, however many records it holds.
 *
 * Law and Carson (1979, A sequential procedure for determining the length of a steady-state
 * simulation, Operations Research 27) ask that batches of a run be nearly uncorrelated, by the
 * correlation of neighboring batches. Here each window is cut into 20 batches, and r is that
 * correlation, pooled over all trials. Where correlation dies out like exp(-t / m), r / (1 - r) is
 * m / (2 b) for batches of a length b far above m, and up to 3 m / (2 b) below it (integrate
 * exp(-|t - u| / m) over two neighboring batches): m = 2 b r / (1 - r) is right or too long.
 *
 * A batch counts by how much it moves the mean: the sum of its records' departures from the mean of
 * their part. What all trials do at the same time is no memory (cycles that begin together), so
 * their average is taken off first. A variance between 30 trials would tell the same worse: it is
 * off by a quarter, and is smallest just when the longest queues are missing, so that it would let
 * the wrong runs through.
 */
import type { SeriesMeasurements } from '../network/measurements.js';
import type { Weighted } from './weighted.js';

const BATCHES = 20;

/** Series of so many trials, added up, and what each of its records weighs. */
interface Row {
  readonly series: SeriesMeasurements;
  readonly trials: number;
  readonly weight: number;
}

/**
 * How many independent stretches, each of two lengths of memory, all windows together hold;
 * Infinity where no memory is seen. `path`: index of a consumer group, or null for all.
 */
export function effectiveSampleCount(trials: readonly Weighted[], path: number | null): number {
  const groups = new Map<number, Row[]>();
  let windows = 0;
  for (const { measurements, trials: count, weight } of trials) {
    const row = { series: measurements.series, trials: count, weight };
    const group = groups.get(measurements.placement);
    if (group === undefined) groups.set(measurements.placement, [row]);
    else group.push(row);
    windows += count;
  }
  return windows / (2 * memoryShare([...groups.values()], path));
}

/**
 * How long trials of one placement remember, seconds: at most about their length, since more cannot
 * be seen.
 */
export function correlationTimeSeconds(series: readonly SeriesMeasurements[]): number {
  const rows = series.map((each) => ({ series: each, trials: 1, weight: 1 }));
  return memoryShare([rows], null) * series[0].bucketSeconds * series[0].arrived.length;
}

/** m as a share of the window; 0 where neighboring batches are not correlated. */
function memoryShare(groups: readonly (readonly Row[])[], path: number | null): number {
  let square = 0;
  let product = 0;
  for (const group of groups) {
    for (const { values, weight } of departures(group, path)) {
      values.forEach((value, batch) => {
        square += weight * value * value;
        if (batch > 0) product += weight * value * values[batch - 1];
      });
    }
  }
  const r = product / (BATCHES - 1) / (square / BATCHES);
  return r > 0 ? (2 * r) / (1 - r) / BATCHES : 0;
}

/** By batch; a row of several trials is their sum, so that its variance grows as their number. */
function departures(
  group: readonly Row[],
  path: number | null,
): { values: number[]; weight: number }[] {
  const { delivered } = group[0].series;
  const paths = path === null ? delivered.map((_, index) => index) : [path];
  const rows = group.map(({ trials, weight }) => ({
    trials,
    weight: weight * weight,
    values: Array.from({ length: BATCHES }, () => 0),
  }));
  for (const one of paths) {
    const mean = meanOf(group, one);
    group.forEach(({ series }, index) => {
      const counts = series.delivered[one];
      counts.forEach((count, bucket) => {
        const batch = Math.floor((bucket * BATCHES) / counts.length);
        rows[index].values[batch] += series.latencySum[one][bucket] - mean * count;
      });
    });
  }
  const all = rows.reduce((sum, { trials }) => sum + trials, 0);
  for (let batch = 0; batch < BATCHES; batch++) {
    const average = rows.reduce((sum, { values }) => sum + values[batch], 0) / all;
    for (const { values, trials } of rows) values[batch] -= trials * average;
  }
  return rows;
}

function meanOf(group: readonly Row[], path: number): number {
  let count = 0;
  let seconds = 0;
  for (const { delivered, latencySum } of group.map(({ series }) => series)) {
    delivered[path].forEach((each, bucket) => {
      count += each;
      seconds += latencySum[path][bucket];
    });
  }
  return count === 0 ? 0 : seconds / count;
}
