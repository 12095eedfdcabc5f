/**
 * Small numbers noted during an event, handed out in rising order at its end: a list that keeps its room, sorted by
 * insertion, since it seldom holds more than a few.
 *
 * Semantics: each is noted once at most between two takings; the list is empty again when all have been taken.
 */
export class WakeList {
  size = 0;
  private taken = 0;
  private items = new Int32Array(16);

  /** Notes a number, 0 or above. */
  add(item: number): void {
    if (this.size === this.items.length) this.grow();
    const { items } = this;
    let place = this.size++;
    for (; place > this.taken && items[place - 1] > item; place--) items[place] = items[place - 1];
    items[place] = item;
  }

  /** The smallest of those left, or -1 when all have been taken. */
  take(): number {
    if (this.taken < this.size) return this.items[this.taken++];
    this.taken = 0;
    this.size = 0;
    return -1;
  }

  private grow(): void {
    const items = new Int32Array(this.items.length * 2);
    items.set(this.items);
    this.items = items;
  }
}
