/**
 * A line of first come, first served: how many wait when one comes, and at the end of each bucket of the series.
 *
 * Semantics: at a time t those wait that came before t and begin after it. Records come in time order, and begin in it.
 */
import { FloatRing } from '../engine/ring.js';
import type { Recorder } from './recorder.js';

export class Line {
  /** Those that waited when the last one came. */
  found = 0;
  /** When each that waits will begin. */
  private readonly begins = new FloatRing();
  private readonly ends: BucketEnds;

  constructor(recorder: Recorder) {
    this.ends = new BucketEnds(recorder);
  }

  /** One comes. */
  come(time: number): void {
    this.ends.readUntil(time, this.waitingAt);
    this.found = this.waitingAt(time);
  }

  /** The one that came last will begin (or give up) at `time`. */
  begin(time: number): void {
    this.begins.push(time);
  }

  /** Nobody else comes: how many waited at the end of each bucket. */
  close(): readonly number[] {
    this.ends.readUntil(Infinity, this.waitingAt);
    return this.ends.readings;
  }

  private readonly waitingAt = (time: number): number => {
    const { begins } = this;
    while (begins.size > 0 && begins.at(0) <= time) begins.shift();
    return begins.size;
  };
}

/** What is read at the end of each bucket of the series, in order. */
export class BucketEnds {
  readonly readings: number[] = [];
  private next: number;

  constructor(private readonly recorder: Recorder) {
    this.next = recorder.bucketEnd(0);
  }

  /** All that happens before `time` is known: takes the readings of the buckets that have ended by then. */
  readUntil(time: number, read: (end: number) => number): void {
    while (this.next <= time && this.readings.length < this.recorder.buckets) {
      this.readings.push(read(this.next));
      this.next = this.recorder.bucketEnd(this.readings.length);
    }
  }
}
