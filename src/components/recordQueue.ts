/**
 * Admitted records of one producer and partition that wait to be sent, in order: a ring of typed columns that doubles
 * when full. Arrivals stand in the arena, as those that come in runs and the columns that they move to do: they are
 * copied by the kernel. Reading beyond its size is the caller's fault.
 *
 * Semantics: most records are admitted when they arrive, so a column of admissions is kept only from the first record
 * on that was not, until the queue is empty again.
 */
import type { Arena } from '../engine/arena.js';
import type { Records } from './records.js';

const FIRST_CAPACITY = 64;

export class RecordQueue {
  // What is asked for most stands first, in one line of the cache.
  size = 0;
  private head = 0;
  private mask = -1;
  /** Where the ring of arrivals begins among the arena's doubles. */
  private begin = 0;
  private late = false;
  /** Empty while every record was admitted when it arrived. */
  private admissions = new Float64Array(0);
  private keys = new Int32Array(0);

  constructor(
    private readonly arena: Arena,
    private readonly keepsKeys: boolean,
  ) {}

  /** Times in seconds, neither before that of the record pushed last; the key is kept where keys are. */
  push(arrival: number, admitted: number, key: number): void {
    if (this.size > this.mask) this.grow();
    if (admitted !== arrival && !this.late) this.becomeLate();
    const place = (this.head + this.size++) & this.mask;
    this.arena.doubles[this.begin + place] = arrival;
    if (this.late) this.admissions[place] = admitted;
    if (this.keepsKeys) this.keys[place] = key;
  }

  /** Pushes source[from..from+count-1], a column of the arena: records admitted when they arrived. Not for queues that keep keys. */
  pushRun(source: Float64Array, from: number, count: number): void {
    while (this.size + count > this.mask + 1) this.grow();
    const { mask } = this;
    const ring = this.begin * 8;
    const { kernels } = this.arena;
    const end = this.head + this.size;
    const place = end & mask;
    const part = Math.min(count, mask + 1 - place);
    const sourcePlace = source.byteOffset + from * 8;
    kernels.copy(ring + place * 8, sourcePlace, part);
    if (part < count) kernels.copy(ring, sourcePlace + part * 8, count - part);
    if (this.late) {
      for (let index = 0; index < count; index++) {
        this.admissions[(end + index) & mask] = source[from + index];
      }
    }
    this.size += count;
  }

  /** Of the record `offset` places from the oldest, as the next. */
  arrivalAt(offset: number): number {
    return this.arena.doubles[this.begin + ((this.head + offset) & this.mask)];
  }

  admittedAt(offset: number): number {
    if (this.late) return this.admissions[(this.head + offset) & this.mask];
    return this.arrivalAt(offset);
  }

  /** Takes the oldest away. */
  shift(): void {
    this.drop(1);
  }

  /** Of the first `limit` records, how many were admitted by `time`. */
  countAdmitted(time: number, limit: number): number {
    if (limit === 0 || this.admittedAt(limit - 1) <= time) return limit;
    let low = 0;
    let high = limit - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.admittedAt(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** How many arrived before `time`: they stand in order of arrival. */
  countArrived(time: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.arrivalAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Moves the oldest `count` records into the columns from `first` on; true when one of them was admitted later than it
   * arrived. Admissions are only written where the queue keeps any.
   */
  moveInto(records: Records, first: number, count: number): boolean {
    const { head, mask, begin, admissions, keys } = this;
    const { kernels, doubles } = this.arena;
    const ring = begin * 8;
    const target = records.arrivalPlace + first * 8;
    const part = Math.min(count, mask + 1 - head);
    kernels.copy(target, ring + head * 8, part);
    if (part < count) kernels.copy(target + part * 8, ring, count - part);
    let blocked = false;
    if (this.late) {
      const { admitted } = records;
      for (let index = 0; index < count; index++) {
        const place = (head + index) & mask;
        admitted[first + index] = admissions[place];
        if (admissions[place] !== doubles[begin + place]) blocked = true;
      }
    }
    if (this.keepsKeys) {
      for (let index = 0; index < count; index++) {
        records.key[first + index] = keys[(head + index) & mask];
      }
    }
    this.drop(count);
    return blocked;
  }

  private drop(count: number): void {
    this.head = (this.head + count) & this.mask;
    this.size -= count;
    if (this.size > 0) return;
    // Back to the beginning, which is still in the processor's cache.
    this.head = 0;
    this.late = false;
  }

  private becomeLate(): void {
    const { begin, mask } = this;
    if (this.admissions.length === 0) this.admissions = new Float64Array(mask + 1);
    this.admissions.set(this.arena.doubles.subarray(begin, begin + mask + 1));
    this.late = true;
  }

  private grow(): void {
    const capacity = Math.max(FIRST_CAPACITY, 2 * (this.mask + 1));
    const arrivals = this.arena.floats(capacity);
    const admissions = new Float64Array(this.late ? capacity : 0);
    const keys = new Int32Array(this.keepsKeys ? capacity : 0);
    for (let index = 0; index < this.size; index++) {
      const place = (this.head + index) & this.mask;
      arrivals[index] = this.arena.doubles[this.begin + place];
      if (this.late) admissions[index] = this.admissions[place];
      if (this.keepsKeys) keys[index] = this.keys[place];
    }
    this.begin = arrivals.byteOffset / 8;
    this.admissions = admissions;
    this.keys = keys;
    this.head = 0;
    this.mask = capacity - 1;
  }
}
