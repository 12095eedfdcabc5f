/**
 * The pending events: a 4-ary heap over typed columns, ordered by (time, kind, index).
 *
 * Semantics: of two events at the same time the smaller kind goes first, then the smaller index;
 * two events alike in all three are interchangeable. No order depends on when an event was
 * inserted. Push and pop cost O(log n); the columns double when full. Times are seconds, kinds
 * 0..1023, indexes 0..2^40.
 *
 * What is popped leaves its place at the top empty, for what is pushed next: most events bring
 * about one other, soon, so that one way down, mostly a short one, does for both.
 */
/**
 * 2^40, and its inverse: exact, and a product takes less than a quotient (8% of an M/M/1 by
 * events).
 */
const KIND_UNIT = 1_099_511_627_776;
const KIND_SHARE = 1 / KIND_UNIT;

/** What the list below and the one in an arena (arenaEvents.ts) both do, alike. */
export interface PendingEvents {
  /** The event last popped. */
  readonly time: number;
  readonly kind: number;
  readonly index: number;
  /** Events pending. */
  readonly size: number;
  push(time: number, kind: number, index: number): void;
  /** Takes the first event into `time`, `kind`, `index`; false when there is none. */
  pop(): boolean;
}

export class EventList implements PendingEvents {
  time = 0;
  kind = 0;
  index = 0;
  /** Places in use, the empty one at the top included. */
  private used = 0;
  private topIsEmpty = false;
  private times = new Float64Array(1024);
  private ties = new Float64Array(1024);

  get size(): number {
    return this.topIsEmpty ? this.used - 1 : this.used;
  }

  push(time: number, kind: number, index: number): void {
    if (this.topIsEmpty) {
      this.topIsEmpty = false;
      this.sink(time, kind * KIND_UNIT + index, this.used);
      return;
    }
    if (this.used === this.times.length) this.grow();
    const times = this.times;
    const ties = this.ties;
    const tie = kind * KIND_UNIT + index;
    let hole = this.used++;
    while (hole > 0) {
      const parent = (hole - 1) >> 2;
      const parentTime = times[parent];
      if (parentTime < time || (parentTime === time && ties[parent] <= tie)) break;
      times[hole] = parentTime;
      ties[hole] = ties[parent];
      hole = parent;
    }
    times[hole] = time;
    ties[hole] = tie;
  }

  pop(): boolean {
    const times = this.times;
    const ties = this.ties;
    if (this.topIsEmpty) {
      this.topIsEmpty = false;
      const last = --this.used;
      if (last > 0) this.sink(times[last], ties[last], last);
    }
    if (this.used === 0) return false;
    this.time = times[0];
    const first = ties[0];
    this.kind = Math.floor(first * KIND_SHARE);
    this.index = first - this.kind * KIND_UNIT;
    this.topIsEmpty = true;
    return true;
  }

  private sink(time: number, tie: number, size: number): void {
    const times = this.times;
    const ties = this.ties;
    let hole = 0;
    for (;;) {
      const firstChild = hole * 4 + 1;
      if (firstChild >= size) break;
      const end = firstChild + 4 < size ? firstChild + 4 : size;
      let best = firstChild;
      for (let child = firstChild + 1; child < end; child++) {
        const childTime = times[child];
        const bestTime = times[best];
        if (childTime < bestTime || (childTime === bestTime && ties[child] < ties[best])) {
          best = child;
        }
      }
      const bestTime = times[best];
      if (time < bestTime || (time === bestTime && tie <= ties[best])) break;
      times[hole] = bestTime;
      ties[hole] = ties[best];
      hole = best;
    }
    times[hole] = time;
    ties[hole] = tie;
  }

  private grow(): void {
    const times = new Float64Array(this.times.length * 2);
    const ties = new Float64Array(this.ties.length * 2);
    times.set(this.times);
    ties.set(this.ties);
    this.times = times;
    this.ties = ties;
  }
}
