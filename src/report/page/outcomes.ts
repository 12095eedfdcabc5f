/** A table of outcomes: at each point what was varied, and what came out. */
import { quantityOf, valueOf, endOf, type Quantity } from './quantity.js';
import { textIn, type Known, type Row, type TableFacts } from './results.js';

export interface Point {
  /** Values of what was varied, as they were given. */
  readonly labels: readonly string[];
  /** `overloaded` where there is no steady state; empty where it is not said. */
  readonly verdict: string;
  readonly row: Row;
}

export interface Outcomes {
  readonly title: string;
  readonly names: readonly string[];
  readonly points: readonly Point[];
  /** Numbers that came out, those that the finding is about first. */
  readonly responses: readonly Quantity[];
  /** How many of them the finding is about; 0: it was not said. */
  readonly shown: number;
  /** Those that are 0 everywhere. */
  readonly zeros: readonly string[];
  /** Those that are known nowhere, and why at the first point; null: none. */
  readonly unknown: { readonly titles: readonly string[]; readonly why: string } | null;
}

const ADDED = new Set(['run_id', 'overrides']);
const UNDRAWN = new Set(['trials', 'precision_note', 'verdict', 'to_s', ...ADDED]);

export function outcomesOf(facts: TableFacts, rows: readonly Row[]): Outcomes {
  const { title, labels = 0, shows = [] } = facts;
  const columns = Object.keys(rows.at(0) ?? {}).filter((column) => !ADDED.has(column));
  const names = columns.slice(0, labels);
  const ends = new Set(columns.flatMap((each) => [endOf(each, 'low'), endOf(each, 'high')]));
  const numbers = columns.slice(labels).filter((column) => {
    if (UNDRAWN.has(column) || ends.has(column)) return false;
    const cells = rows.map((row) => textIn(row, column)).filter((cell) => cell !== '');
    return cells.length > 0 && cells.every((cell) => Number.isFinite(Number(cell)));
  });
  const zeros = numbers.filter((column) => rows.every((row) => Number(row[column]) === 0));
  const drawn = numbers.filter((column) => !zeros.includes(column));
  const first = shows.filter((column) => drawn.includes(column));
  const rest = drawn.filter((column) => !first.includes(column));
  return {
    title,
    names,
    points: rows.map((row) => ({
      labels: names.map((name) => textIn(row, name)),
      verdict: textIn(row, 'verdict'),
      row,
    })),
    responses: [...first, ...rest].map((column) => quantityOf(column)),
    shown: first.length,
    zeros: zeros.map((column) => quantityOf(column).title),
    unknown: unknownOf(columns, rows),
  };
}

/** Beside the column of each stands one of notes: `p99_note` of p99_ms. */
function unknownOf(columns: readonly string[], rows: readonly Row[]): Outcomes['unknown'] {
  const noteOf = (column: string): string => column.replace(/(_per_s|_m?s|)$/, '_note');
  const empty = columns.filter(
    (column) => columns.includes(noteOf(column)) && rows.every((row) => textIn(row, column) === ''),
  );
  const why = rows.length === 0 || empty.length === 0 ? '' : textIn(rows[0], noteOf(empty[0]));
  if (why === '') return null;
  return { titles: empty.map((column) => quantityOf(column).title), why };
}

/** What a point shows of a response; nothing of a latency where there is no steady state. */
export function shownAt({ row }: Point, { column }: Quantity): Known | null {
  return valueOf(row, column);
}

/** `brokers.count 3, acks all`. */
export function placeOf({ names }: Outcomes, { labels }: Point): string {
  return labels.map((label, index) => `${names[index]} ${label}`).join(', ');
}
