/**
 * The pending events of a trial: an EventList whose heap lies in the trial's arena, and whose push and pop are kernels
 * (assembly/events.ts). Among the handlers of a whole system that is faster: one piece of code that stays in the
 * processor's cache, in place of a copy in every handler. By itself the twin of eventList.ts is, since a call of a kernel
 * takes longer than a way through a small heap.
 */
import type { Arena } from './arena.js';
import type { PendingEvents } from './eventList.js';
import type { Kernels } from './kernels.js';

/** Fields of a list: places in use, whether the one at the top is empty, pointer to the pairs; doubles from the third on. */
const USED = 0;
const TOP_IS_EMPTY = 1;
const ENTRIES = 2;
const TIME = 2;
const INDEX = 3;
const FIELD_FLOATS = 4;
const FIRST_CAPACITY = 1024;
/** The top stands alone in front of a line of the cache, so that four siblings share one. */
const LEAD_FLOATS = 6;

export class ArenaEvents implements PendingEvents {
  time = 0;
  kind = 0;
  index = 0;
  private readonly kernels: Kernels;
  private readonly place: number;
  private readonly fields: Int32Array;
  private readonly popped: Float64Array;
  private entries: Float64Array;
  private capacity = FIRST_CAPACITY;

  constructor(private readonly arena: Arena) {
    this.kernels = arena.kernels;
    this.popped = arena.floats(FIELD_FLOATS);
    this.place = this.popped.byteOffset;
    this.fields = arena.intsAt(this.place, FIELD_FLOATS * 2);
    this.entries = this.roomFor(FIRST_CAPACITY);
  }

  get size(): number {
    return this.fields[USED] - this.fields[TOP_IS_EMPTY];
  }

  push(time: number, kind: number, index: number): void {
    const used = this.kernels.pushEvent(this.place, time, kind, index);
    if (used === this.capacity) this.grow();
  }

  pop(): boolean {
    const kind = this.kernels.popEvent(this.place);
    if (kind < 0) return false;
    this.kind = kind;
    this.time = this.popped[TIME];
    this.index = this.popped[INDEX];
    return true;
  }

  private grow(): void {
    const before = this.entries;
    this.capacity *= 2;
    this.entries = this.roomFor(this.capacity);
    this.entries.set(before);
  }

  private roomFor(capacity: number): Float64Array {
    const room = this.arena.floats(LEAD_FLOATS + capacity * 2).subarray(LEAD_FLOATS);
    this.fields[ENTRIES] = room.byteOffset;
    return room;
  }
}
