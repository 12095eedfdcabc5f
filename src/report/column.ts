/**
 * Columns of the files that a study writes: what stands under each name, in one place with how it
 * is read, so that value and name cannot come apart, and a reference can be made of them.
 *
 * A column is of one type. Units stand last in its name: latencies and waits in ms, other times in
 * s. An estimate is its value, the ends of its 95% interval, and a note where an end is empty: why,
 * and what would help.
 */
import type { Return } from '../analysis/recovery.js';
import type { Estimate } from '../statistics/index.js';
import type { Cell } from './csv.js';
import { noteOf } from './notes.js';

export interface ColumnText {
  readonly name: string;
  /** `ms`, `records/s`, `share` (0 to 1), or `text`. */
  readonly unit: string;
  readonly meaning: string;
  /** When the cell is empty; empty where it never is. */
  readonly empty: string;
}

export interface Column<Row> extends ColumnText {
  readonly read: (row: Row) => Cell;
}

export function column<Row>(
  name: string,
  unit: string,
  meaning: string,
  read: (row: Row) => Cell,
  empty = '',
): Column<Row> {
  return { name, unit, meaning, empty, read };
}

export function text<Row>(
  name: string,
  meaning: string,
  read: (row: Row) => Cell,
  empty = '',
): Column<Row> {
  return column(name, 'text', meaning, read, empty);
}

/** When a bucket of a time line ends. */
export function bucketEnd(): Column<{ readonly part: { readonly timeSeconds: number } }> {
  const meaning = "the bucket's end, from the start of the measured window";
  return column('time_s', 's', meaning, ({ part }) => part.timeSeconds);
}

export const ms = (seconds: number): number => seconds * 1e3;

/**
 * An estimate in seconds, in ms; without an interval it has no value either: a far quantile would
 * mislead.
 */
export function latency<Row>(
  name: string,
  meaning: string,
  read: (row: Row) => Estimate | null,
): Column<Row>[] {
  const known = (row: Row): Estimate | null => {
    const estimate = read(row);
    return estimate?.enough === true ? estimate : null;
  };
  const cell = (pick: (estimate: Estimate) => number) => (row: Row) => {
    const estimate = known(row);
    return estimate === null ? null : ms(pick(estimate));
  };
  const empty = 'not enough data (see the note), or no steady state';
  return [
    column(
      `${name}_ms`,
      'ms',
      meaning,
      cell(({ value }) => value),
      empty,
    ),
    ...ends(name, '_ms', 'ms', meaning, cell, empty),
    note(name, meaning, (row) => read(row) ?? 'no steady state'),
  ];
}

/**
 * An average of what was counted: it has a value even where there are too few trials for an
 * interval.
 */
export function average<Row>(
  name: string,
  unit: { readonly suffix: string; readonly unit: string; readonly factor?: number },
  meaning: string,
  read: (row: Row) => Estimate | null,
  empty = '',
): Column<Row>[] {
  const scaled = (value: number): number => value * (unit.factor ?? 1);
  const cell = (pick: (estimate: Estimate) => number) => (row: Row) => {
    const estimate = read(row);
    return estimate?.enough === true ? scaled(pick(estimate)) : null;
  };
  const value = (row: Row): Cell => {
    const estimate = read(row);
    return estimate === null ? null : scaled(estimate.value);
  };
  return [
    column(`${name}${unit.suffix}`, unit.unit, meaning, value, empty),
    ...ends(name, unit.suffix, unit.unit, meaning, cell, 'not enough data (see the note)'),
    note(name, meaning, read),
  ];
}

/** When something is back after a fault: whether, and after how long, of a fault or of nothing. */
export function returned<Row>(
  name: string,
  meaning: string,
  read: (row: Row) => Return | null,
): Column<Row>[] {
  return [
    text(
      name,
      `whether ${meaning} is as before: back, never off, or not within the window (until the next fault, or its end)`,
      (row) => read(row)?.outcome ?? null,
      'no scheduled fault, or nothing of the window lies before the first',
    ),
    ...average<Row>(
      name,
      { suffix: '_s', unit: 's' },
      `from the begin of the fault until ${meaning} is as before`,
      (row) => read(row)?.seconds ?? null,
      'no fault, or not back within the window',
    ),
  ];
}

function ends<Row>(
  name: string,
  suffix: string,
  unit: string,
  meaning: string,
  cell: (pick: (estimate: Estimate) => number) => (row: Row) => Cell,
  empty: string,
): Column<Row>[] {
  return [
    column(
      `${name}_low${suffix}`,
      unit,
      `${meaning}: lower end of the 95% interval`,
      cell(({ low }) => low),
      empty,
    ),
    column(
      `${name}_high${suffix}`,
      unit,
      `${meaning}: upper end of the 95% interval`,
      cell(({ high }) => high),
      empty,
    ),
  ];
}

function note<Row>(
  name: string,
  meaning: string,
  read: (row: Row) => Estimate | string | null,
): Column<Row> {
  const about = `${meaning}: why there is no interval, and what would help`;
  return text(
    `${name}_note`,
    about,
    (row) => {
      const estimate = read(row);
      if (estimate === null || typeof estimate === 'string') return estimate;
      return noteOf(estimate);
    },
    'there is an interval',
  );
}
