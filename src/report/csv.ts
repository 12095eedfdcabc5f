/**
 * CSV text: numbers round-trip exactly, empty for what is not known, text that a spreadsheet would
 * run is disarmed.
 */
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | null;

/**
 * Throws where a row has more or fewer cells than there are columns: what follows would stand under
 * another's name.
 */
export function csvText(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  for (const row of rows) {
    if (row.length === columns.length) continue;
    throw new Error(
      `a CSV row of ${row.length} cells under ${columns.length} columns (${columns[0]}, ...)`,
    );
  }
  return stringify([columns, ...rows.map((row) => row.map(written))], { record_delimiter: '\n' });
}

function written(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  return /^[=+\-@\t\r\0]/.test(cell) ? `'${cell}` : cell;
}
