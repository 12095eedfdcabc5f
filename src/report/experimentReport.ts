/** An experiment's findings as text and as CSV files. */
import type { Findings, Table } from '../experiments/experiment.js';
import type { ResponseValue } from '../experiments/response.js';
import { relativeHalf } from '../statistics/index.js';
import { csvText, type Cell } from './csv.js';
import { averaged, counted, estimated, percent, seconds, withoutUnit } from './format.js';
import { noteOf } from './notes.js';
import type { TableFacts } from './page/results.js';
import { table, WIDTH } from './table.js';
import { wrapped } from './wrapped.js';

export function findingsText(name: string, findings: Findings): string {
  const printed = findings.tables.filter(({ asked }) => asked === undefined);
  const parts = printed.flatMap((each) => [each.title, tableText(each), '']);
  const missed = (findings.missed ?? []).map((line) => `${line}.`);
  return [`Experiment ${name}`, '', ...parts, ...missed, `Finding: ${findings.finding}`].join('\n');
}

/** Longer texts are told in a paragraph a row. */
const LONGEST = 60;
const SHARE = /utilization|share|ratio/;
const UNIT = /utilization|share|ratio|_(m?s|times)$/;

/**
 * A table; or, where its texts would make lines too long to read, a paragraph a row. Notes are not
 * for it: see `missed`.
 */
function tableText(whole: Table): string {
  const { columns, rows, unitInFirst, labels = 1 } = withoutNotes(whole);
  const headers = columns.map(withoutUnit);
  const cells = rows.map((row) => {
    const [first] = row;
    if (unitInFirst !== true || typeof first !== 'string') {
      return row.map((value, index) => shown(columns[index], value));
    }
    const others = row
      .slice(1)
      .map((value, index) => shown(unitOf(columns[index + 1], first), value));
    return [withoutUnit(first), ...others];
  });
  const longest = Math.max(0, ...cells.flat().map((text) => text.length));
  if (longest <= LONGEST) return table(headers, cells, WIDTH, Math.max(1, labels));
  const name = Math.max(...headers.slice(1).map((header) => header.length)) + 5;
  return cells
    .map(([first, ...others]) => {
      const lines = others.flatMap((text, index) => {
        const [begin, ...rest] = wrapped(text, name);
        return [`   ${headers[index + 1].padEnd(name - 3)}${begin.trim()}`, ...rest];
      });
      return [...wrapped(first, 0), ...lines].join('\n');
    })
    .join('\n');
}

function withoutNotes({ columns, rows, ...rest }: Table): Table {
  const isShown = (_: unknown, index: number): boolean => !columns[index].endsWith('_note');
  return {
    ...rest,
    columns: columns.filter(isShown),
    rows: rows.map((row) => row.filter(isShown)),
  };
}

/** The column's own name where it tells a unit, else that of the row. */
function unitOf(column: string, row: string): string {
  return UNIT.test(column) ? column : row;
}

/** By the unit at the end of the column's name. */
function shown(column: string, value: ResponseValue): string {
  if (value === null) return '-';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') {
    if (column.endsWith('_per_s')) {
      if (!value.enough) return counted(value.value);
      const half = relativeHalf(value) * Math.abs(value.value);
      return `${counted(value.value)} ± ${counted(half)}`;
    }
    if (column.endsWith('_ms')) return estimated(value);
    if (column.endsWith('_s')) return averaged(value, seconds);
    return averaged(value, SHARE.test(column) ? percent : counted);
  }
  if (column.endsWith('_per_s')) return counted(value);
  if (/_m?s$/.test(column)) return seconds(value);
  if (SHARE.test(column)) return percent(value);
  return Number.isInteger(value) ? String(value) : counted(value);
}

/** Which file holds which table, for whoever draws them. */
export function tablesFacts({ tables }: Findings): TableFacts[] {
  return tables.map(({ title, labels = 0, shows, asked }, index) => ({
    file: fileName(tables.length, index),
    title,
    labels,
    ...(shows === undefined ? {} : { shows }),
    ...asked,
  }));
}

function fileName(tables: number, index: number): string {
  return tables === 1 ? 'results' : `results-${index + 1}`;
}

/** One tidy CSV a table; estimates become three columns. */
export function findingsFiles(findings: Findings): Map<string, string> {
  const files = new Map<string, string>();
  findings.tables.forEach((each, index) => {
    files.set(`${fileName(findings.tables.length, index)}.csv`, tableCsv(each));
  });
  return files;
}

function tableCsv({ columns, rows, unitInFirst }: Table): string {
  const wide = columns.map((_, index) =>
    rows.some((row) => typeof row[index] === 'object' && row[index] !== null),
  );
  const header = columns.flatMap((column, index) =>
    wide[index] ? [column, low(column), high(column), note(column)] : [column],
  );
  const body = rows.map((row): Cell[] =>
    row.flatMap((value, index): Cell[] => {
      const [first] = row;
      const name =
        unitInFirst === true && typeof first === 'string'
          ? unitOf(columns[index], first)
          : columns[index];
      const inFile = (each: number): number => (name.endsWith('_ms') ? 1e3 * each : each);
      if (value === null) return wide[index] ? [null, null, null, UNKNOWN] : [null];
      if (typeof value !== 'object') {
        const cell = typeof value === 'number' ? inFile(value) : value;
        return wide[index] ? [cell, null, null, null] : [cell];
      }
      const { low, high } = value;
      if (value.enough) return [inFile(value.value), inFile(low), inFile(high), null];
      // A count has a value without an interval, a latency has none.
      return [name.endsWith('_ms') ? null : value.value, null, null, noteOf(value)];
    }),
  );
  return csvText(header, body);
}

/** Units stay last: p99_ms becomes p99_low_ms. */
function low(column: string): string {
  return column.replace(/(_per_s|_m?s|)$/, '_low$1');
}
/** Why there is no value or no interval. */
function note(column: string): string {
  return `${column.replace(/(_per_s|_m?s)$/, '')}_note`;
}
const UNKNOWN = 'not known: no steady state, or none was seen';
function high(column: string): string {
  return column.replace(/(_per_s|_m?s|)$/, '_high$1');
}
