/**
 * Rows of a file as a table of the page: without what is the same in every file, and without what
 * is empty.
 */
import type { DataTable } from './figure.js';
import { textIn, type Row } from './results.js';
import { shortNumber } from './words.js';

export function rowsTable(rows: readonly Row[]): DataTable {
  const columns = Object.keys(rows.at(0) ?? {}).filter(
    (column) =>
      !/^(?:run_id|overrides)$/.test(column) && rows.some((row) => textIn(row, column) !== ''),
  );
  return {
    columns,
    rows: rows.map((row) => columns.map((column) => shortNumber(textIn(row, column)))),
  };
}
