/** Growing lists of 32-bit words: pointers to rows, or numbers. */
import { checkIndex } from '../checks/rules';
import { allocate } from './memory';

const FIRST_CAPACITY: i32 = 8;

@unmanaged
export class Vector {
  cells: usize;
  size: i32;
  capacity: i32;

  // @ts-ignore: decorator
  @inline
  at(index: i32): usize {
    // Who shortens a vector by its last looks one beyond its end.
    if (CHECKED) checkIndex('memory', 'place of a vector', index, this.size + 1);
    return load<usize>(this.cells + (usize(index) << 2));
  }

  // @ts-ignore: decorator
  @inline
  set(index: i32, word: usize): void {
    if (CHECKED) checkIndex('memory', 'place of a vector', index, this.size);
    store<usize>(this.cells + (usize(index) << 2), word);
  }

  push(word: usize): void {
    if (this.size == this.capacity) this.grow();
    store<usize>(this.cells + (usize(this.size++) << 2), word);
  }

  /** Takes one out that is there; what follows moves up. */
  remove(word: usize): void {
    let index = 0;
    while (this.at(index) != word) index++;
    const cell = this.cells + (usize(index) << 2);
    memory.copy(cell, cell + 4, usize(--this.size - index) << 2);
  }

  grow(): void {
    const capacity = this.capacity == 0 ? FIRST_CAPACITY : this.capacity * 2;
    const cells = allocate(usize(capacity) << 2);
    memory.copy(cells, this.cells, usize(this.size) << 2);
    this.cells = cells;
    this.capacity = capacity;
  }
}

export function newVector(): Vector {
  return changetype<Vector>(allocate(offsetof<Vector>()));
}

/**
 * Small numbers noted during an event, handed out in rising order at its end, sorted by insertion,
 * since there are seldom more than a few. Each is noted once at most between two takings; the list
 * is empty again when all have been taken.
 */
@unmanaged
export class WakeList {
  cells: usize;
  size: i32;
  capacity: i32;
  taken: i32;

  add(number: i32): void {
    if (this.size == this.capacity) changetype<Vector>(changetype<usize>(this)).grow();
    let index = this.size++;
    for (; index > this.taken; index--) {
      const cell = this.cells + (usize(index - 1) << 2);
      if (load<i32>(cell) <= number) break;
      store<i32>(cell, load<i32>(cell), 4);
    }
    store<i32>(this.cells + (usize(index) << 2), number);
  }

  /** The smallest of those left, or -1 when all have been taken. */
  take(): i32 {
    if (this.taken < this.size) return load<i32>(this.cells + (usize(this.taken++) << 2));
    this.taken = 0;
    this.size = 0;
    return -1;
  }
}

export function newWakeList(): WakeList {
  return changetype<WakeList>(allocate(offsetof<WakeList>()));
}
