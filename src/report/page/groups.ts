/** What happens in each group over time: how late it is, and what waits for it. */
import { counted } from '../format.js';
import type { Curve } from './curves.js';
import { timeUnit } from './drawing.js';
import type { Figure } from './figure.js';
import { groupedBy, numberIn, textIn, type ModelResults, type Row } from './results.js';
import { scheduledFaults, timePanels, type Panel } from './timelines.js';
import { listed, milliseconds, roundMilliseconds, shortNumber } from './words.js';

/** More lines than these cannot be told apart. */
const MOST_GROUPS = 6;

/** None where there is one group, whose picture is that of the whole system. */
export function groupsFigures(results: ModelResults, brief: boolean): Figure[] {
  const all = [...groupedBy(results.rows('groups'), 'group')];
  if (all.length < 2) return [];
  const shown = [...all]
    .sort(([, a], [, b]) => most(b, 'p99_ms') - most(a, 'p99_ms'))
    .slice(0, MOST_GROUPS);
  const faults = scheduledFaults(results);
  const bands = faults.length === 0 ? '' : '; gray bands are the faults';
  const some = shown.length < all.length ? ` The ${shown.length} slowest are drawn.` : '';
  return [
    {
      name: 'groups',
      question: 'And in each group?',
      answer: answerOf(all),
      reading: `A line a group, of a few of the trials that were looked at from near${bands}. Latencies are from the event on, over all hops; what is unread is readable and not taken.${some} Every number: groups.csv.`,
      draw:
        brief && faults.length === 0 ? null : (width) => timePanels(panelsOf(shown), faults, width),
      data: [{ columns: ['group', ...COLUMNS], rows: all.map(summed) }],
    },
  ];
}

const COLUMNS = ['p99 at least, ms', 'p99 at most, ms', 'lag at most, records', 'lag at the end'];

function summed([group, rows]: readonly [string, readonly Row[]]): string[] {
  const p99 = valuesIn(rows, 'p99_ms');
  const lag = valuesIn(rows, 'lag_records');
  const numbers = [
    p99.length === 0 ? null : Math.min(...p99),
    p99.length === 0 ? null : Math.max(...p99),
    Math.max(...lag),
    lag.at(-1) ?? 0,
  ];
  return [group, ...numbers.map((each) => (each === null ? '' : shortNumber(String(each))))];
}

function panelsOf(groups: readonly (readonly [string, readonly Row[]])[]): Panel[] {
  const of = (column: string): Curve[] =>
    groups.map(([name, rows]) => ({
      name,
      points: rows.map((row) => ({ x: numberIn(row, 'time_s') ?? 0, y: numberIn(row, column) })),
    }));
  return [
    {
      title: 'p99 from the event on',
      curves: of('p99_ms'),
      written: roundMilliseconds,
      unit: timeUnit,
    },
    { title: 'records unread', curves: of('lag_records'), written: counted, unit: () => 1 },
  ];
}

function answerOf(groups: readonly (readonly [string, readonly Row[]])[]): string {
  const highest = (column: string): { name: string; value: number; at: number } => {
    const tops = groups.map(([name, rows]) => {
      const value = most(rows, column);
      const row = rows.find((each) => numberIn(each, column) === value);
      return { name, value, at: numberIn(row, 'time_s') ?? 0 };
    });
    return tops.reduce((a, b) => (b.value > a.value ? b : a));
  };
  const late = highest('p99_ms');
  const unread = highest('lag_records');
  const parts = [
    `${late.name} is latest, with a p99 of ${milliseconds(late.value)} at ${milliseconds(late.at * 1e3)}`,
    unread.value < 1
      ? 'hardly a record waits to be read'
      : `most waits before ${unread.name}, ${counted(unread.value)} records at ${milliseconds(unread.at * 1e3)}`,
  ];
  return `${listed(parts)}.`;
}

function most(rows: readonly Row[], column: string): number {
  return Math.max(0, ...valuesIn(rows, column));
}

function valuesIn(rows: readonly Row[], column: string): number[] {
  return rows.filter((row) => textIn(row, column) !== '').map((row) => numberIn(row, column) ?? 0);
}
