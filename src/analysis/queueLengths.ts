/**
 * How many wait at an instance of a resource, as shares of time: the shares of random moments at
 * which so many were seen. Lengths stand by themselves up to 16, then in ranges that double: 17 to
 * 32, 33 to 64 and so on.
 */
import type { Measurements, ResourceMeasurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface QueueLength {
  readonly resource: string;
  /** Jobs that wait: the smallest and the largest number of the range. */
  readonly from: number;
  readonly to: number;
  /** Of time and instances; of consumers while they are there. */
  readonly share: Estimate;
}

const SINGLE = 16;

/** Of each resource whose queue was looked at, the ranges up to the longest queue seen. */
export function summarizeQueueLengths(trials: readonly Weighted[]): QueueLength[] {
  return trials[0].measurements.resources.flatMap(({ name }, index) => {
    const waitingOf = (m: Measurements): ResourceMeasurements['waiting'] =>
      m.resources[index].waiting;
    const seen = (m: Measurements, from = 0, to = Infinity): number =>
      waitingOf(m).reduce(
        (sum, [jobs, times]) => (jobs >= from && jobs <= to ? sum + times : sum),
        0,
      );
    if (trials.every(({ measurements }) => seen(measurements) === 0)) return [];
    const longest = trials.reduce(
      (most, { measurements }) => Math.max(most, waitingOf(measurements).at(-1)?.[0] ?? 0),
      0,
    );
    return rangesUpTo(longest).map(({ from, to }) => {
      const share = ratioEstimate(trials, (m) => seen(m, from, to), seen);
      return { resource: name, from, to, share };
    });
  });
}

function rangesUpTo(longest: number): { from: number; to: number }[] {
  const ranges = [];
  for (let from = 0; from <= longest;) {
    const to = from <= SINGLE ? from : 2 * (from - 1);
    ranges.push({ from, to });
    from = to + 1;
  }
  return ranges;
}
