/**
 * What is printed as a terminal shows it: tables no wider than it, shares with bars beside them,
 * and colors where they are wanted. Files and pipes have the text as it is.
 */
import { printedTables, table, WIDTH, type PrintedTable } from './table.js';

export interface Terminal {
  /** Characters in a line. */
  readonly columns: number;
  readonly color: boolean;
}

export function forTerminal(text: string, { columns, color }: Terminal): string {
  const lines = text.split('\n');
  const shown: string[] = [];
  let at = 0;
  for (const printed of printedTables(lines)) {
    shown.push(...lines.slice(at, printed.from).map((line) => (color ? colored(line) : line)));
    shown.push(...laidOut(printed, Math.min(WIDTH, columns), color));
    at = printed.to;
  }
  shown.push(...lines.slice(at).map((line) => (color ? colored(line) : line)));
  return shown.join('\n');
}

const SHARES = new Set(['utilization', 'of the slowest 1%', 'of all time']);
const BAR = 10;

function laidOut({ headers, rows }: PrintedTable, width: number, color: boolean): string[] {
  const withBars = rows.map((row) =>
    row.map((cell, column) => {
      const share = /^([\d.]+)%$/.exec(cell);
      return share !== null && SHARES.has(headers[column])
        ? `${barOf(Number(share[1]) / 100).padEnd(BAR)} ${cell.padStart(4)}`
        : cell;
    }),
  );
  const plain = table(headers, rows, width).split('\n');
  const rich = table(headers, withBars, width).split('\n');
  // Bars are left out where the table would have to be turned for them.
  const lines = rich.length === plain.length ? rich : plain;
  if (!color) return lines;
  return lines.map((line, index) => {
    if (line.startsWith('─')) return dim(line);
    return lines.at(index + 1)?.startsWith('─') === true ? bold(line) : colored(line);
  });
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of up to ten characters; of a share of 1 all ten. */
function barOf(share: number): string {
  const eighths = Math.round(8 * BAR * Math.max(0, Math.min(1, share)));
  return '█'.repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

const LEVELS = '▁▂▃▄▅▆▇█';

/** A character a value, from 0 up to the largest; of more than `most` the largest of each few. */
export function sparkline(values: readonly number[], most = 30): string {
  const each = Math.ceil(values.length / most);
  const shown: number[] = [];
  for (let at = 0; at < values.length; at += each) {
    shown.push(Math.max(...values.slice(at, at + each)));
  }
  const top = Math.max(...shown);
  return shown
    .map((value) => LEVELS[top > 0 ? Math.min(7, Math.floor((8 * value) / top)) : 0])
    .join('');
}

const painted =
  (code: string, end: string) =>
  (text: string): string =>
    `\u001B[${code}m${text}\u001B[${end}m`;
const [bold, dim] = [painted('1', '22'), painted('2', '22')];
const [red, yellow, green] = [painted('31', '39'), painted('33', '39'), painted('32', '39')];

/** Words that say how it went; each says so by itself, too. */
function colored(line: string): string {
  return line
    .replaceAll(/\b(?:OVERLOADED|BROKEN|AUDIT FAILED|broken|overloaded)\b/g, red)
    .replaceAll(/\b(?:NOT DECIDED|TRANSIENT|not enough data|open)\b/g, yellow)
    .replaceAll(/\b(?:kept|steady)\b/g, green)
    .replace(/^(?:First to saturate|Finding|Bottlenecks|Promises):/, bold);
}
