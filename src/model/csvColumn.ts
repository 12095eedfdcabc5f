/**
 * A column of a CSV file beside the model, for `empirical(file.csv, column)` and traces: `file.csv`
 * or `file.csv, column`; the column's name ends in its unit, as in latency_ms. The path may not
 * leave the model's folder; who opens the file checks links and sizes.
 */
import { MAXIMUM_CSV_BYTES } from './limits.js';
import { QuantityError } from './quantities.js';

const UNITS = new Map([
  ['ns', 1e-9],
  ['us', 1e-6],
  ['ms', 1e-3],
  ['s', 1],
]);
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Seconds, rising. */
export function readColumn(
  argument: string,
  readFile: ((relativePath: string) => string) | undefined,
): number[] {
  const [file, column] = argument.split(',').map((part) => part.trim()) as [string, string?];
  const plain = /^[^/\\:\0]+(?:\/[^/\\:\0]+)*$/.test(file) && !file.split('/').includes('..');
  if (!plain || readFile === undefined) {
    throw new QuantityError("a CSV file in the model's own folder", 'give a plain file name');
  }
  const lines = textOf(file, readFile).trim().split(/\r?\n/);
  const header = lines[0].split(',').map((name) => name.trim());
  const index = column === undefined ? 0 : header.indexOf(column);
  const factor = UNITS.get(/_(ns|us|ms|s)$/.exec(header.at(index) ?? '')?.[1] ?? '');
  if (index < 0 || factor === undefined) {
    const hint = `the header of ${file} has ${header.join(', ').slice(0, 80)}`;
    throw new QuantityError('a column whose name ends in its unit, as latency_ms', hint);
  }
  if (lines.length < 2) throw new QuantityError('rows below the header', `add values to ${file}`);
  const values = new Float64Array(lines.length - 1);
  for (let row = 1; row < lines.length; row++) {
    const cell = (lines[row].split(',').at(index) ?? '').trim();
    const value = NUMBER.test(cell) ? Number(cell) * factor : Infinity;
    if (!Number.isFinite(value)) {
      const hint = `line ${row + 1} of ${file} has "${cell.slice(0, 40)}"`;
      throw new QuantityError('a column of numbers of at least 0', hint);
    }
    values[row - 1] = value;
  }
  return [...values.sort()];
}

function textOf(file: string, readFile: (relativePath: string) => string): string {
  try {
    return readFile(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new QuantityError(
      `a CSV file beside the model, of at most ${MAXIMUM_CSV_BYTES / 1e6} MB`,
      `${file}: ${reason}`,
    );
  }
}
