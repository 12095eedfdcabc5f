/**
 * A line of first come, first served: how many wait when one comes, and at given times.
 *
 * Semantics: at a time t those wait that came before t and begin after it. Records come in time
 * order, and begin in it.
 */
import { FloatRing } from '../../engine/ring.js';

export class Line {
  /** Those that waited when the last one came. */
  found = 0;
  /** When each that waits will begin. */
  private readonly begins = new FloatRing();
  private readonly readings: Readings;

  /** `times`: when it is read, rising. */
  constructor(times: readonly number[]) {
    this.readings = new Readings(times);
  }

  /** One comes. */
  come(time: number): void {
    this.readings.readUntil(time, this.waitingAt);
    this.found = this.waitingAt(time);
  }

  /** The one that came last will begin (or give up) at `time`. */
  begin(time: number): void {
    this.begins.push(time);
  }

  /** Nobody else comes: how many waited at each of the times. */
  close(): readonly number[] {
    this.readings.readUntil(Infinity, this.waitingAt);
    return this.readings.values;
  }

  private readonly waitingAt = (time: number): number => {
    const { begins } = this;
    while (begins.size > 0 && begins.at(0) <= time) begins.shift();
    return begins.size;
  };
}

/** What is read at times that rise, in order. */
export class Readings {
  readonly values: number[] = [];

  constructor(private readonly times: readonly number[]) {}

  /** All that happens before `time` is known: takes the readings up to then. */
  readUntil(time: number, read: (at: number) => number): void {
    const { times, values } = this;
    while (values.length < times.length && times[values.length] <= time) {
      values.push(read(times[values.length]));
    }
  }
}
