/** Studies as CSV files and as JSON: the tables of `studyTables.ts`. */
import type { Study } from '../experiments/studySummary.js';
import { csvText, type Cell } from './csv.js';
import { STUDY_TABLES } from './studyTables.js';

/** File names and their whole contents. */
export function studyFiles(studies: readonly Study[]): Map<string, string> {
  return new Map(
    STUDY_TABLES.map(({ name, columns, cells }) => [
      `${name}.csv`,
      csvText(
        columns.map((column) => column.name),
        studies.flatMap(cells),
      ),
    ]),
  );
}

const OVER_TIME: readonly string[] = ['timeseries', 'instances', 'groups', 'parts'];

/**
 * One object a study: what the files say, under the same names and in the same units, `summary` as
 * one row and the others as lists of rows; without the time series; and the audits that failed.
 */
export function studyJson(studies: readonly Study[]): string {
  return JSON.stringify(
    studies.map((study) => {
      const rows = STUDY_TABLES.filter(({ name }) => !OVER_TIME.includes(name)).map(
        ({ name, columns, cells }) =>
          [name, cells(study).map((row) => rowOf(columns, row))] as const,
      );
      const tables = Object.fromEntries(rows);
      const { audits, failures, remark } = study;
      return { ...tables, summary: tables['summary'][0], remark, audits, failures };
    }),
  );
}

function rowOf(
  columns: readonly { readonly name: string }[],
  cells: readonly Cell[],
): Record<string, Cell> {
  return Object.fromEntries(columns.map(({ name }, index) => [name, cells[index]]));
}
