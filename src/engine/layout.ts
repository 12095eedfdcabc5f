/**
 * Reading and writing the rows of a world from outside, by the layouts that are made of the
 * engine's own classes (rows.ts).
 */
import type { Arena } from './arena.js';
import type { Fields, FieldType, Layout, Values } from './rowLayout.js';
import { VECTOR } from './rows.js';

export type { Fields, FieldType, Layout, Values } from './rowLayout.js';

/** `count` rows of zeros, one after the other; returns where the first begins. */
export function makeRows(arena: Arena, layout: { readonly bytes: number }, count: number): number {
  return arena.allocate(layout.bytes * count);
}

/** Makes one row with these values; the others are 0. */
export function makeRow<Row>(arena: Arena, layout: Layout<Row>, values: Values<Row>): number {
  const address = makeRows(arena, layout, 1);
  writeRow(arena, layout, address, values);
  return address;
}

export function writeRow<Row>(
  arena: Arena,
  layout: Layout<Row>,
  address: number,
  values: Values<Row>,
): void {
  const fields: Readonly<Record<string, readonly [number, FieldType]>> = layout.fields;
  for (const [field, value] of Object.entries(values as Readonly<Record<string, number>>)) {
    const [offset, type] = fields[field];
    arena.write(address + offset, type, value);
  }
}

export function readField<Row>(
  arena: Arena,
  layout: Layout<Row>,
  address: number,
  field: Fields<Row>,
): number {
  const [offset, type] = layout.fields[field];
  return arena.read(address + offset, type);
}

/** Makes these words what a Vector row has. */
export function fillVector(arena: Arena, vector: number, words: readonly number[]): void {
  const cells = arena.ints(words.length);
  cells.set(words);
  const { byteOffset, length } = cells;
  writeRow(arena, VECTOR, vector, { cells: byteOffset, size: length, capacity: length });
}
