/**
 * The linear memory of a world: everything is allocated here, and nothing is given back before the
 * memory is closed.
 *
 * Semantics: what is allocated is zeros, begins at a multiple of 64 bytes, and never moves; so
 * pointers stay valid for good, and a copy of the memory is a copy of the world. The first lines
 * are the header and the world's own row.
 */

import { checkRow, noteBlock } from '../checks/blocks';

/** Where the pointer to what is free stands, and the two tables of exponentials.ts. */
const USED: usize = 64;
const ZIGGURAT: usize = 72;
/** The world's row: see ../world/rows.ts. */
export const WORLD_ADDRESS: usize = 128;

export function worldAddress(): usize {
  return WORLD_ADDRESS;
}
/** Bytes that one double more than a column's last may reach. */
const SLACK: usize = 64;
const LINE: usize = 63;

/**
 * Throws, in whoever runs the trial, that a memory of so many bytes is not to be had: see
 * ../../fullMemory.ts.
 */
// @ts-ignore: decorator
@external('env', 'memoryIsFull')
declare function memoryIsFull(bytes: f64): void;

/** `bytes` of zeros. Throws when 4 GiB are full, or the memory does not grow. */
export function allocate(bytes: usize): usize {
  let address = load<usize>(USED);
  if (address == 0) address = (__heap_base + LINE) & ~LINE;
  const next = address + ((bytes + LINE) & ~LINE);
  if (next < address || next > 0xffff0000) memoryIsFull(f64(address) + f64(bytes));
  const pages = i32((next + SLACK + 0xffff) >>> 16);
  if (pages > memory.size()) {
    if (memory.grow(pages - memory.size()) < 0) memoryIsFull(f64(next));
  }
  store<usize>(USED, next);
  if (CHECKED) noteBlock(address, bytes);
  return address;
}

/** Makes all that was allocated zeros again, and free. */
export function clearAll(): void {
  const used = load<usize>(USED);
  const begin = (__heap_base + LINE) & ~LINE;
  if (used > begin) memory.fill(begin, 0, used - begin);
  memory.fill(USED, 0, 1024 - USED);
}

export function setZiggurat(tables: usize): void {
  store<usize>(ZIGGURAT, tables);
}

// @ts-ignore: decorator
@inline
export function zigguratTables(): usize {
  return load<usize>(ZIGGURAT);
}

/** Whether a pointer points to something. */
// @ts-ignore: decorator
@inline
export function some<T>(row: T): bool {
  return changetype<usize>(row) != 0;
}

// @ts-ignore: decorator
@inline
export function none<T>(): T {
  return changetype<T>(<usize>0);
}

/** Bytes between two rows of a kind that stand one after the other: whole lines of the cache. */
// @ts-ignore: decorator
@inline
export function rowBytes<T>(): usize {
  return (offsetof<T>() + LINE) & ~LINE;
}

/** The row of number `index` of those that stand from `rows` on. */
// @ts-ignore: decorator
@inline
export function rowAt<T>(rows: usize, index: i32): T {
  if (CHECKED) checkRow(nameof<T>(), rows, index, rowBytes<T>());
  return changetype<T>(rows + usize(index) * rowBytes<T>());
}
