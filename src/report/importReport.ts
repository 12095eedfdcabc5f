/**
 * What `highwater import` says: what it took, what it assumed, what is to be filled in, what to do
 * next.
 */
import { linesOf, type Imported, type Line } from '../importers/imported.js';
import { measuredPaths } from '../importers/observation.js';
import { wrapped } from './wrapped.js';

/** `written`: the model's file, or what it is called where there is none. */
export function importReport(imported: Imported, written: string): string {
  const all = linesOf(imported.lines);
  const of = (origin: Line['origin']): [string, string, string][] =>
    all
      .filter(({ line }) => line.origin === origin && line.key !== 'source')
      .map(({ path, line }) => [path, valueText(line), line.from]);
  const missing = of('missing');
  const fits = measuredPaths(imported.lines).length > 0;
  return [
    ...section('taken', of('taken')),
    ...section('assumed', of('assumed')),
    ...section('to be filled in', missing),
    ...imported.notes.flatMap((note) => wrapped(`Note: ${note}`, 0)),
    '',
    `Written: ${written}. Next:`,
    ...(missing.length === 0 ? [] : [`  fill in ${missing.map(([path]) => path).join(', ')}`]),
    `  highwater check ${written}`,
    fits ? `  highwater calibrate ${written} --fit auto` : `  highwater run ${written}`,
  ].join('\n');
}

function section(title: string, rows: readonly (readonly [string, string, string])[]): string[] {
  const widest = (column: 0 | 1): number => Math.max(...rows.map((row) => row[column].length));
  const lines = rows
    .slice(0, LISTED)
    .map(
      ([path, value, from]) =>
        `  ${path.padEnd(Math.min(MOST, widest(0)))}  ${value.padEnd(Math.min(MOST, widest(1)))}  ${from}`,
    );
  const more = rows.length - lines.length;
  const rest = more === 0 ? [] : [`  and ${more} more, each with its source in the model`];
  return rows.length === 0 ? [] : [`${title} (${rows.length}):`, ...lines, ...rest, ''];
}

/** So many values of a kind are listed. */
const LISTED = 40;

/** Columns are no wider than that for one long cell. */
const MOST = 44;

function valueText({ value }: Line): string {
  return typeof value === 'string' ? value : value.join(', ');
}
