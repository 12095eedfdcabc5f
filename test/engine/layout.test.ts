/** Rows seen from outside, and bins counted by the engine. */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { fillVector, makeRow, makeRows, readField, writeRow } from '../../src/engine/layout.js';
import { SCHEDULE, VECTOR } from '../../src/engine/rows.js';
import { StationBank } from '../../src/engine/station.js';
import { binOf } from '../../src/statistics/bins.js';

test('rows stand one after the other, zeros but for what is written', () => {
  const arena = new Arena();
  const first = makeRows(arena, VECTOR, 2);
  writeRow(arena, VECTOR, first + VECTOR.bytes, { size: 7 });
  const read = (address: number): number[] =>
    (['cells', 'size', 'capacity'] as const).map((field) =>
      readField(arena, VECTOR, address, field),
    );
  expect([read(first), read(first + VECTOR.bytes)]).toEqual([
    [0, 0, 0],
    [0, 7, 0],
  ]);
  const one = makeRow(arena, SCHEDULE, { used: 3 });
  expect(readField(arena, SCHEDULE, one, 'used')).toBe(3);
  expect(one).toBeGreaterThanOrEqual(first + 2 * VECTOR.bytes);
  arena.close();
});

test('a vector has the words that it is filled with', () => {
  const arena = new Arena();
  const vector = makeRow(arena, VECTOR, {});
  fillVector(arena, vector, [5, 6, 7]);
  expect(readField(arena, VECTOR, vector, 'size')).toBe(3);
  const cells = readField(arena, VECTOR, vector, 'cells');
  expect([...arena.intsAt(cells, 3)]).toEqual([5, 6, 7]);
  arena.close();
});

test('engine/assembly/bins: a wait is counted in the bin of its length, below, at and above the edges', () => {
  const arena = new Arena();
  const bank = new StationBank('one', 'station', 1, 1, 0, 1e9, arena);
  // The second of two that come at once waits for the first one's service. Smaller than 2^-30 s and
  // larger than 2^20 s are the first bin and the last.
  const waits = [
    1e-12,
    2 ** -30,
    2 ** -30 * (1 + 1 / 512),
    1e-3,
    0.25,
    1,
    1.999,
    2,
    12_345,
    2 ** 21,
  ];
  const expected = new Map<number, number>();
  const note = (wait: number): void => {
    expected.set(binOf(wait), (expected.get(binOf(wait)) ?? 0) + 1);
  };
  let now = 0;
  for (const wait of waits) {
    bank.offer(0, now, wait, 1);
    const begin = bank.offer(0, now, 1, 1) - 1;
    note(0);
    note(begin - now);
    now = Math.ceil(begin + 2);
  }
  const found = [...bank.waitBins.entries()].filter(([, jobs]) => jobs > 0);
  expect(found).toEqual([...expected].sort(([a], [b]) => a - b));
  arena.close();
});
