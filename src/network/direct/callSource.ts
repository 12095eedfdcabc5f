/** Where the calls of direct delivery come from. Semantics: direct.ts. */
import type { Sampler } from '../../engine/variates.js';
import type { Recorder } from '../recording/recorder.js';
import type { ArrivalTimes } from './arrivals.js';
import { Line } from './line.js';

export interface CallSource {
  /** What waits for a caller; null = nothing ever does. */
  readonly line: Line | null;
  /**
   * When the next record arrives, never before the last one; asked for when `answered` was told of
   * that.
   */
  next(): number;
  /** When the record that arrived last is sent. */
  send(arrival: number): number;
  /** All its answers are back at `time`. */
  answered(time: number): void;
}

/** Users that do not wait for answers. */
export class UserCalls implements CallSource {
  readonly line = null;

  constructor(private readonly arrivals: ArrivalTimes) {}

  next(): number {
    return this.arrivals.next();
  }

  send(arrival: number): number {
    return arrival;
  }

  answered(): void {
    // Nobody waits for it.
  }
}

/** Users' records, each of which waits for one of `count` callers. */
export class CallerCalls implements CallSource {
  readonly line: Line;
  private readonly free: RisingTimes;

  constructor(
    private readonly arrivals: ArrivalTimes,
    count: number,
    recorder: Recorder,
  ) {
    this.free = new RisingTimes(new Float64Array(count));
    this.line = new Line(recorder.bucketEnds);
  }

  next(): number {
    return this.arrivals.next();
  }

  send(arrival: number): number {
    this.line.come(arrival);
    const { first } = this.free;
    if (first <= arrival) return arrival;
    this.line.begin(first);
    return first;
  }

  answered(time: number): void {
    this.free.replaceFirst(time);
  }
}

/** `count` callers that think, call, wait for the answers, and think again. */
export class ThinkingCalls implements CallSource {
  readonly line = null;
  /** When each caller's next call is made. */
  private readonly calls: RisingTimes;

  constructor(
    count: number,
    private readonly drawThink: Sampler,
  ) {
    this.calls = new RisingTimes(Float64Array.from({ length: count }, () => drawThink()).sort());
  }

  next(): number {
    return this.calls.first;
  }

  send(arrival: number): number {
    return arrival;
  }

  answered(time: number): void {
    this.calls.replaceFirst(time + this.drawThink());
  }
}

/** A binary heap of times; made of times that rise. */
class RisingTimes {
  constructor(private readonly times: Float64Array) {}

  get first(): number {
    return this.times[0];
  }

  /** By one that is not before it. */
  replaceFirst(time: number): void {
    const { times } = this;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= times.length) break;
      if (child + 1 < times.length && times[child + 1] < times[child]) child++;
      if (times[child] >= time) break;
      times[hole] = times[child];
      hole = child;
    }
    times[hole] = time;
  }
}
