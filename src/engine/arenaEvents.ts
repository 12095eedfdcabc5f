/**
 * The pending events of a trial: an EventList whose heap lies in the trial's arena, and whose push and pop are kernels
 * (assembly/events.ts). Among the handlers of a whole system that is faster: one piece of code that stays in the
 * processor's cache, in place of a copy in every handler. By itself the twin of eventList.ts is, since a call of a kernel
 * takes longer than a way through a small heap.
 */
import type { Arena } from './arena.js';
import type { PendingEvents } from './eventList.js';
import type { Kernels } from './kernels.js';
import { readField } from './layout.js';
import { SCHEDULE } from './rows.js';

export class ArenaEvents implements PendingEvents {
  time = 0;
  kind = 0;
  index = 0;
  private readonly kernels: Kernels;
  private readonly place: number;
  /** Time and index of the event popped last. */
  private readonly popped: Float64Array;
  private readonly poppedPlace: number;

  constructor(private readonly arena: Arena) {
    this.kernels = arena.kernels;
    this.place = arena.kernels.newSchedule();
    this.popped = arena.floats(2);
    this.poppedPlace = this.popped.byteOffset;
  }

  get size(): number {
    const { arena, place } = this;
    const used = readField(arena, SCHEDULE, place, 'used');
    return used - readField(arena, SCHEDULE, place, 'topIsEmpty');
  }

  push(time: number, kind: number, index: number): void {
    this.kernels.pushEvent(this.place, time, kind, index);
  }

  pop(): boolean {
    const kind = this.kernels.popEvent(this.place, this.poppedPlace);
    if (kind < 0) return false;
    this.kind = kind;
    this.time = this.popped[0];
    this.index = this.popped[1];
    return true;
  }
}
