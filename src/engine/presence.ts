/** How long each of a group's instances is there within a measured window: one that is down, or not started yet, is not. */
import type { Arena } from './arena.js';
import { makeRow } from './layout.js';
import { PRESENCE } from './rows.js';

export class Presence {
  /** Its row: see assembly/presence.ts. */
  readonly place: number;
  /** [instance]: since when it is there, seconds; NaN = it is not. And the seconds of the window before that. */
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
    this.place = makeRow(arena, PRESENCE, {
      windowStart,
      windowEnd,
      since: this.since.byteOffset,
      seconds: this.seconds.byteOffset,
    });
  }

  comes(instance: number, now: number): void {
    this.since[instance] = now;
  }

  goes(instance: number, now: number): void {
    this.seconds[instance] += this.sinceItCame(instance, now);
    this.since[instance] = NaN;
  }

  /** Seconds of the window, if nothing changes any more. */
  of(instance: number): number {
    return this.seconds[instance] + this.sinceItCame(instance, this.windowEnd);
  }

  private sinceItCame(instance: number, now: number): number {
    const seconds =
      Math.min(now, this.windowEnd) - Math.max(this.since[instance], this.windowStart);
    return seconds > 0 ? seconds : 0;
  }
}
