/**
 * The pending events: a 4-ary heap in an arena, ordered by (time, kind, index). What is done to it at each event is a
 * kernel (assembly/events.ts): one piece of code that stays in the processor's cache, in place of a copy in every handler.
 *
 * Semantics: of two events at the same time the smaller kind goes first, then the smaller index; two events alike in
 * all three are interchangeable. No order depends on when an event was inserted. Push and pop cost O(log n); the
 * heap doubles when full. Times are seconds, kinds 0..1023, indexes 0..2^40.
 *
 * What is popped leaves its place at the top empty, for what is pushed next: most events bring about one other, soon, so
 * that one way down, mostly a short one, does for both.
 */
import { Arena } from './arena.js';
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

export class EventList {
  /** The event last popped. */
  time = 0;
  kind = 0;
  index = 0;
  private readonly kernels: Kernels;
  private readonly place: number;
  private readonly fields: Int32Array;
  private readonly popped: Float64Array;
  private entries: Float64Array;
  private capacity = FIRST_CAPACITY;

  constructor(private readonly arena: Arena = new Arena()) {
    this.kernels = arena.kernels;
    this.popped = arena.floats(FIELD_FLOATS);
    this.place = this.popped.byteOffset;
    this.fields = new Int32Array(this.popped.buffer, this.place, FIELD_FLOATS * 2);
    this.entries = this.roomFor(FIRST_CAPACITY);
  }

  /** Events pending. */
  get size(): number {
    return this.fields[USED] - this.fields[TOP_IS_EMPTY];
  }

  push(time: number, kind: number, index: number): void {
    const used = this.kernels.pushEvent(this.place, time, kind, index);
    if (used === this.capacity) this.grow();
  }

  /** Takes the first event into `time`, `kind`, `index`; false when there is none. */
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
