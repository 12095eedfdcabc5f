/** What a file of a study is: rows and columns; and the units of averages. */
import type { Study } from '../experiments/studySummary.js';
import type { Cell } from './csv.js';
import { text, type Column, type ColumnText } from './column.js';

/** One file: its rows of a study, and its columns. */
export interface StudyTable {
  /** File name without `.csv`; the key in JSON. */
  readonly name: string;
  /** What a row is. */
  readonly row: string;
  readonly columns: readonly ColumnText[];
  /** Cells in the order of the columns. */
  readonly cells: (study: Study) => Cell[][];
}

export const PER_SECOND = { suffix: '_per_second', unit: 'records/s' } as const;
export const RECORDS = { suffix: '_records', unit: 'records' } as const;
export const SHARE = { suffix: '', unit: 'share' } as const;
export const MS = { suffix: '_ms', unit: 'ms', factor: 1e3 } as const;

/** A row of a study's part, with the study that it is of. */
export interface Part<T> {
  readonly study: Study;
  readonly part: T;
}

const modelOf: Column<{ readonly study: Study }> = text(
  'model',
  "the model's name",
  ({ study }) => study.model.name,
);

export function tableOf<T>(
  name: string,
  row: string,
  parts: (study: Study) => readonly T[],
  columns: readonly Column<Part<T>>[],
): StudyTable {
  const all = [modelOf, ...columns];
  return {
    name,
    row,
    columns: all.map(({ name: called, unit, meaning, empty }) => ({
      name: called,
      unit,
      meaning,
      empty,
    })),
    cells: (study) => parts(study).map((part) => all.map(({ read }) => read({ study, part }))),
  };
}
