/**
 * How long each of a group's instances is there within a measured window: one that is down, or not
 * started yet, is not.
 */
import type { Arena } from './arena.js';
import { makeRow } from './layout.js';
import { PRESENCE } from './rows.js';

export class Presence {
  /** Its row: see assembly/presence.ts. */
  readonly address: number;
  /**
   * [instance]: since when it is there, seconds; NaN = it is not. And the seconds of the window
   * before that.
   */
  private readonly since: Float64Array;
  private readonly seconds: Float64Array;

  /** The first `here` of `count` instances are there from the trial's beginning. */
  constructor(
    arena: Arena,
    count: number,
    here: number,
    private readonly windowStart: number,
    private readonly windowEnd: number,
  ) {
    this.since = arena.floats(count).fill(NaN).fill(0, 0, here);
    this.seconds = arena.floats(count);
    this.address = makeRow(arena, PRESENCE, {
      windowStart,
      windowEnd,
      since: this.since.byteOffset,
      seconds: this.seconds.byteOffset,
    });
  }

  /** Seconds of the window, if nothing changes any more. */
  of(instance: number): number {
    const { since, seconds, windowStart, windowEnd } = this;
    const more = windowEnd - Math.max(since[instance], windowStart);
    return seconds[instance] + (more > 0 ? more : 0);
  }
}
