/** Tables fit their width, whatever is in them, and lose nothing. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printedTables, table } from '../../src/report/table.js';
import { forTerminal, sparkline } from '../../src/report/terminal.js';

const widest = (text: string): number => Math.max(...text.split('\n').map((line) => line.length));

test('a table that fits is as wide as its cells; one of few rows is turned; one of many cut in parts', () => {
  const heads = ['name', 'one', 'two'];
  expect(table(heads, [['a', '1', '2']])).toBe('name  one  two\n────  ───  ───\na       1    2');
  expect(table(heads, [['a', '1', '2']], 10)).toBe('name  a\n────  ─\none   1\ntwo   2');
  const many = Array.from({ length: 9 }, (_, row) => [`r${row}`, '1', '2']);
  const parts = table(heads, many, 10).split('\n\n');
  expect(parts.map((part) => part.split('\n')[0])).toEqual(['name  one', 'name  two']);
});

test('columns that say nothing are left out only where the table is too wide', () => {
  const rows = [['a', '-', '2']];
  expect(table(['name', 'one', 'two'], rows)).toContain('one');
  expect(table(['name', 'one', 'two'], rows, 12)).toBe('name  two\n────  ───\na       2');
});

const cell = fc.stringMatching(/^[a-z0-9.%]{1,12}$/);

test('no table is wider than asked where its cells are not, and each cell is in it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 9 }).chain((columns) =>
        fc.tuple(
          fc.array(cell, { minLength: columns, maxLength: columns }),
          fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
            minLength: 1,
            maxLength: 20,
          }),
        ),
      ),
      fc.integer({ min: 30, max: 120 }),
      ([headers, rows], width) => {
        const text = table(headers, rows, width);
        expect(widest(text)).toBeLessThanOrEqual(width);
        const words = text.split(/[\s]+/);
        for (const each of [...headers, ...rows.flat()]) expect(words).toContain(each);
        // What was printed is read again: at the width of a terminal nothing is lost, either.
        const shown = forTerminal(text, { columns: 30, color: false });
        expect(widest(shown)).toBeLessThanOrEqual(30);
        for (const each of rows.flat()) expect(shown.split(/\s+/)).toContain(each);
      },
    ),
    { numRuns: 100 },
  );
});

test('report/terminal: text around tables stays as it is; colors and bars are for terminals alone', () => {
  const text = `OVERLOADED: why.\n\n${table(
    ['resource', 'utilization'],
    [
      ['a', '50%'],
      ['b', '-'],
    ],
  )}\nand 3 others that are less than 1% full\n\nkept`;
  expect(printedTables(text.split('\n'))).toHaveLength(1);
  const plain = forTerminal(text, { columns: 100, color: false });
  expect(plain).toContain('█████       50%');
  expect(plain).toContain('and 3 others');
  expect(plain).not.toContain('\u001B');
  expect(forTerminal(text, { columns: 100, color: true })).toContain(
    '\u001B[31mOVERLOADED\u001B[39m',
  );
});

test('a sparkline has a level for each value, of many the largest of each few', () => {
  expect(sparkline([0, 1, 2, 4])).toBe('▁▃▅█');
  expect(sparkline([0, 0])).toBe('▁▁');
  expect(sparkline([0, 8, 0, 0], 2)).toBe('█▁');
});
