/**
 * The engine's pending events (src/engine/assembly/events.ts) seen from outside, as an EventList: a
 * schedule of its own, or a running cell's.
 */
import type { Arena } from '../../src/engine/arena.js';
import type { PendingEvents } from '../../src/engine/eventList.js';
import { readField } from '../../src/engine/layout.js';
import { SCHEDULE } from '../../src/engine/rows.js';

export class ArenaEvents implements PendingEvents {
  time = 0;
  kind = 0;
  index = 0;
  /** Time and index of the event popped last. */
  private readonly popped: Float64Array;

  constructor(
    private readonly arena: Arena,
    private readonly at = arena.kernels.newSchedule(),
  ) {
    this.popped = arena.floats(2);
  }

  get size(): number {
    return this.read('used') - this.read('topIsEmpty');
  }

  push(time: number, kind: number, index: number): void {
    this.arena.kernels.pushEvent(this.at, time, kind, index);
  }

  pop(): boolean {
    const kind = this.arena.kernels.popEvent(this.at, this.popped.byteOffset);
    if (kind < 0) return false;
    this.kind = kind;
    this.time = this.popped[0];
    this.index = this.popped[1];
    return true;
  }

  /** The next event, which stays. */
  first(): { time: number; kind: number; index: number } | null {
    if (!this.pop()) return null;
    const { time, kind, index } = this;
    this.push(time, kind, index);
    return { time, kind, index };
  }

  private read(field: keyof typeof SCHEDULE.fields): number {
    return readField(this.arena, SCHEDULE, this.at, field);
  }
}
