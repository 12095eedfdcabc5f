/** What was seen of a running cell: at the ends of buckets, and at a random moment of each. */
import type { Recorder } from './recording/recorder.js';
import type { TrialContext } from './trialContext.js';

/** Readings at the end of each bucket of the time series. */
export interface Samples {
  readonly producerBacklog: number[];
  readonly lag: number[];
  /** [group][sample]: instances that were there. */
  readonly instances: number[][];
  /** [station]: how many instances were seen with so many waiting; empty for links. */
  readonly waiting: Map<number, number>[];
}

/** A random moment of each bucket. */
export function lookTimes(recorder: Recorder, context: TrialContext): number[] {
  const stream = context.stream('looks', 'times');
  let begin = recorder.windowStart;
  return recorder.bucketEnds.map((end) => {
    const time = begin + stream.next() * (end - begin);
    begin = end;
    return time;
  });
}

/** How often each value is there. */
export function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) countOne(counts, value);
  return counts;
}

/** One more of a value. */
export function countOne(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}
