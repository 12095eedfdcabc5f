/**
 * Checked build: what has been allocated, so that rows and columns can be held to the block that
 * they stand in.
 *
 * Semantics: a block is what one call of allocate has handed out; nothing reaches from one into
 * another. Blocks stand in the header in order of their begins, which is that of their allocation:
 * their list, two words each, its size and its room.
 */
import { allocate } from '../memory/memory';
import { broken } from './rules';

const BLOCKS: usize = 80;
const SIZE: usize = 84;
const ROOM: usize = 88;
/** Not 0 while the list itself grows: it is no block. */
const GROWS: usize = 92;
const FIRST_ROOM: i32 = 4096;

export function noteBlock(address: usize, bytes: usize): void {
  if (bytes == 0 || load<i32>(GROWS) != 0) return;
  const size = load<i32>(SIZE);
  if (size == load<i32>(ROOM)) grow(size);
  const cell = load<usize>(BLOCKS) + (usize(size) << 3);
  store<usize>(cell, address);
  store<usize>(cell, address + bytes, 4);
  store<i32>(SIZE, size + 1);
}

function grow(size: i32): void {
  const room = size == 0 ? FIRST_ROOM : size * 2;
  store<i32>(GROWS, 1);
  const list = allocate(usize(room) << 3);
  store<i32>(GROWS, 0);
  memory.copy(list, load<usize>(BLOCKS), usize(size) << 3);
  store<usize>(BLOCKS, list);
  store<i32>(ROOM, room);
}

/** Where the block ends that an address lies in; 0 = it lies in none. */
function blockEnd(address: usize): usize {
  let low = 0;
  let high = load<i32>(SIZE);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<usize>(load<usize>(BLOCKS) + (usize(middle) << 3)) <= address) low = middle + 1;
    else high = middle;
  }
  if (low == 0) return 0;
  const end = load<usize>(load<usize>(BLOCKS) + (usize(low - 1) << 3), 4);
  return address < end ? end : 0;
}

/** Number `index` of the rows, or cells, of so many bytes that stand from `rows` on. */
export function checkRow(what: string, rows: usize, index: i64, bytes: i64): void {
  const end = blockEnd(rows);
  if (end == 0) broken('memory', what, 'stands at byte %, where nothing is', f64(rows), 0);
  const count = i64(end - rows) / bytes;
  if (index >= 0 && index < count) return;
  broken('memory', what, '% is none of %', f64(index), f64(count));
}
