/**
 * Hash tables from a 64-bit key to a 32-bit word that is not 0: open addressing, linear probing, at
 * most half full. A removal moves back what follows, so that nothing is left behind.
 */
import { allocate } from './memory';

const FIRST_CAPACITY: i32 = 16;
/** A cell: the key, then the word; 0 = nobody is there. */
const CELL_SHIFT: usize = 4;

@unmanaged
export class Table {
  cells: usize;
  mask: i32;
  size: i32;

  /** The word of a key, or 0. */
  get(key: i64): usize {
    if (this.size == 0) return 0;
    let index = home(key) & this.mask;
    let cell = this.cells + (usize(index) << CELL_SHIFT);
    while (load<usize>(cell, 8) != 0 && load<i64>(cell) != key) {
      index = (index + 1) & this.mask;
      cell = this.cells + (usize(index) << CELL_SHIFT);
    }
    return load<usize>(cell, 8);
  }

  set(key: i64, word: usize): void {
    if (this.cells == 0 || this.size * 2 > this.mask) this.grow();
    let index = home(key) & this.mask;
    for (; ; index = (index + 1) & this.mask) {
      const cell = this.cells + (usize(index) << CELL_SHIFT);
      const there = load<usize>(cell, 8);
      if (there != 0 && load<i64>(cell) != key) continue;
      if (there == 0) this.size++;
      store<i64>(cell, key);
      store<usize>(cell, word, 8);
      return;
    }
  }

  remove(key: i64): void {
    if (this.size == 0) return;
    let hole = home(key) & this.mask;
    for (; ; hole = (hole + 1) & this.mask) {
      const cell = this.cells + (usize(hole) << CELL_SHIFT);
      if (load<usize>(cell, 8) == 0) return;
      if (load<i64>(cell) == key) break;
    }
    this.size--;
    for (let index = (hole + 1) & this.mask; ; index = (index + 1) & this.mask) {
      const cell = this.cells + (usize(index) << CELL_SHIFT);
      if (load<usize>(cell, 8) == 0) break;
      // It may stand where it is if its home lies after the hole, up to here.
      const from = home(load<i64>(cell)) & this.mask;
      if (((index - from) & this.mask) < ((index - hole) & this.mask)) continue;
      memory.copy(this.cells + (usize(hole) << CELL_SHIFT), cell, 16);
      hole = index;
    }
    store<usize>(this.cells + (usize(hole) << CELL_SHIFT), 0, 8);
  }

  clear(): void {
    if (this.size == 0) return;
    memory.fill(this.cells, 0, usize(this.mask + 1) << CELL_SHIFT);
    this.size = 0;
  }

  private grow(): void {
    const before = this.cells;
    const count = before == 0 ? 0 : this.mask + 1;
    const capacity = before == 0 ? FIRST_CAPACITY : count * 2;
    this.cells = allocate(usize(capacity) << CELL_SHIFT);
    this.mask = capacity - 1;
    this.size = 0;
    for (let index = 0; index < count; index++) {
      const cell = before + (usize(index) << CELL_SHIFT);
      if (load<usize>(cell, 8) != 0) this.set(load<i64>(cell), load<usize>(cell, 8));
    }
  }
}

/** Fibonacci hashing: Knuth, "The Art of Computer Programming" 3, 6.4. */
// @ts-ignore: decorator
@inline
function home(key: i64): i32 {
  return i32((u64(key) * 0x9e3779b97f4a7c15) >>> 33);
}

export function newTable(): Table {
  return changetype<Table>(allocate(offsetof<Table>()));
}
