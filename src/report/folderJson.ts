/**
 * A result as one JSON object, made of the files of its folder: what its manifest says, and each
 * CSV as rows. So a command's `--json` and `show DIR --json` say the same. Numbers are in the units
 * at the end of their names; an empty cell is null, and the `_note` beside it says why.
 */
import { readResults, type Row } from './page/results.js';

type Value = string | number | null;

interface JsonTable {
  /** Of its file, without `.csv`. */
  readonly name: string;
  readonly title: string | null;
  /** So many first columns say what was varied. */
  readonly labels: number;
  readonly rows: readonly Readonly<Record<string, Value>>[];
}

/** `files`: names and whole contents. */
export function folderJson(files: ReadonlyMap<string, string>): string {
  const { manifest, tables } = readResults(files);
  const { command, version, repeat, seed, experiment, question, finding, missed, facts } = manifest;
  const all = [...tables].map(([name, rows]): JsonTable => {
    const told = manifest.tables?.find(({ file }) => file === name);
    return {
      name,
      title: told?.title ?? null,
      labels: told?.labels ?? 0,
      rows: rows.map((row) => valuesOf(row)),
    };
  });
  return JSON.stringify({
    format: 'highwater/result/1',
    command: command ?? null,
    version: version ?? null,
    repeat: repeat ?? null,
    seed: seed ?? null,
    experiment: experiment ?? null,
    question: question ?? null,
    finding: finding ?? null,
    missed: missed ?? [],
    facts: facts ?? {},
    tables: all,
  });
}

/** What only tells files of several runs apart is left out. */
function valuesOf(row: Row): Record<string, Value> {
  const cells = Object.entries(row).filter(([name]) => name !== 'run_id' && name !== 'overrides');
  return Object.fromEntries(cells.map(([name, cell]) => [name, valueOf(name, cell)]));
}

function valueOf(name: string, cell: string): Value {
  if (cell === '') return null;
  const value = Number(cell);
  return name.endsWith('_note') || !Number.isFinite(value) ? cell : value;
}
