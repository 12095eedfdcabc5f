/** Whose results a folder holds, and how its CSVs say so. */
import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { VERSION } from '../execution/version.js';
import type { Run } from '../execution/runFolder.js';
import { UsageError } from './usageError.js';

/** What only says how precise an answer is asked for: numbers. */
const EFFORT =
  / --(?:precision|budget|trials|replications|time-limit|lengthened|records|iterations|tolerance) [\d.e+-]+/g;
const ID_DIGITS = 12;

/** `call`: as it can be repeated; `texts`: of the files that it reads. */
export function runOf(call: string, texts: readonly string[]): Run {
  const hash = createHash('sha256').update(VERSION);
  for (const text of [call, ...texts]) hash.update(`\0${text}`);
  const files = createHash('sha256').update(texts.join('\0')).digest('hex');
  const id = hash.digest('hex').slice(0, ID_DIGITS);
  return { id, call, work: `${call.replaceAll(EFFORT, '')} ${files}` };
}

/**
 * The folder of a run that names none: results/NAME. A UsageError where the name would lead out of
 * it.
 */
export function resultsFolder(name: string): string {
  if (/^[^/\\\0]+$/.test(name) && name !== '.' && name !== '..') return join('results', name);
  throw new UsageError(`"${name}" cannot name a folder in results/; give --out`);
}

/** Of models that are run together. */
export function runFolder(files: readonly string[], { out }: { readonly out?: string }): string {
  if (out !== undefined) return out;
  return resultsFolder(files.length === 1 ? basename(files[0]).replace(/\.ya?ml$/, '') : 'run');
}

/** Every CSV with two columns more: the run, and what `--set` changed. */
export function stamped(
  files: ReadonlyMap<string, string>,
  run: Run,
  changes: readonly string[],
): Map<string, string> {
  const cell = changes.join('; ');
  const overrides = /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return new Map(
    [...files].map(([name, text]) => [
      name,
      name.endsWith('.csv')
        ? withColumns(text, 'run_id,overrides', `${run.id},${overrides}`)
        : text,
    ]),
  );
}

/** A line end within quotes is part of a cell. */
function withColumns(text: string, header: string, cells: string): string {
  let quoted = false;
  let from = 0;
  let rows = 0;
  let all = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted;
    if (text[at] !== '\n' || quoted) continue;
    all += `${text.slice(from, at)},${rows === 0 ? header : cells}\n`;
    from = at + 1;
    rows++;
  }
  return all + text.slice(from);
}
