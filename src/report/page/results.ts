/**
 * What the page is made of: the files of a result, by name, as they lie in its folder. So a page
 * can be made anew from the folder alone, and what it says is what the files say.
 */
import { parse } from 'csv-parse/sync';

/** Cells by column, as they are written. */
export type Row = Readonly<Record<string, string>>;

/**
 * What the manifest says of one model that was run; all of it may be missing in results of earlier
 * versions.
 */
export interface RunFacts {
  readonly model?: string;
  readonly question?: string;
  readonly model_text?: string;
  readonly faults?: readonly FaultFacts[];
  readonly measured?: readonly MeasuredFacts[];
  readonly audits_failed?: readonly AuditFacts[];
  readonly failures?: readonly string[];
  readonly remark?: string;
}

/** Seconds from the start of the measured window; null of faults that come at random. */
export interface FaultFacts {
  readonly name: string;
  readonly kind: string;
  /** Of a surge: what the load is multiplied by. */
  readonly factor?: number;
  readonly at_s: number | null;
  readonly length_s: number | null;
}

export interface MeasuredFacts {
  readonly path: string;
  readonly quantile: number;
  readonly ms: number;
}

export interface AuditFacts {
  readonly law: string;
  readonly where: string;
  readonly expected: number;
  readonly measured: number;
}

/** A table of findings: its file, without `.csv`. */
export interface TableFacts {
  readonly file: string;
  readonly title: string;
  /** So many first columns say what was varied. */
  readonly labels?: number;
  /** What the finding is about; all where it is not said. */
  readonly shows?: readonly string[];
  /** Of a table with a question of its own. */
  readonly question?: string;
  readonly answer?: string;
}

export interface Manifest {
  readonly version?: string;
  readonly repeat?: string;
  readonly seed?: string;
  readonly command?: string;
  /** Of an experiment. */
  readonly experiment?: string;
  readonly question?: string;
  readonly finding?: string;
  readonly facts?: Readonly<Record<string, string | number | null>>;
  readonly missed?: readonly string[];
  readonly tables?: readonly TableFacts[];
  readonly runs?: readonly RunFacts[];
}

export interface Results {
  readonly manifest: Manifest;
  /** As it was printed. */
  readonly report: string;
  /** By file name without `.csv`. */
  readonly tables: ReadonlyMap<string, readonly Row[]>;
}

/** The part of the results that is of one model. */
export interface ModelResults {
  readonly model: string;
  readonly summary: Row;
  readonly facts: RunFacts;
  /** Of a file, those of the model; none where there is no such file. */
  readonly rows: (table: string) => readonly Row[];
}

/** `files`: names and whole contents; those that are neither CSV nor known are left out. */
export function readResults(files: ReadonlyMap<string, string>): Results {
  const tables = new Map<string, readonly Row[]>();
  for (const [name, text] of files) {
    if (name.endsWith('.csv')) tables.set(name.slice(0, -4), rowsOf(text));
  }
  return {
    manifest: JSON.parse(files.get('manifest.json') ?? '{}') as Manifest,
    report: files.get('report.txt') ?? '',
    tables,
  };
}

/**
 * Cells that are quoted are the parser's; files without any, which the long ones are, need none:
 * that takes a tenth of the time.
 */
function rowsOf(text: string): Row[] {
  if (text.includes('"')) return parse(text, { columns: true });
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    const row: Record<string, string> = {};
    for (let index = 0; index < columns.length; index++) row[columns[index]] = cells[index] ?? '';
    return row;
  });
}

/** A part for each row of the summary; none where there is no summary. */
export function modelsOf({ tables, manifest }: Results): ModelResults[] {
  const byModel = new Map([...tables].map(([name, rows]) => [name, groupedBy(rows, 'model')]));
  return (tables.get('summary') ?? []).map((summary) => {
    const { model = '' } = summary;
    return {
      model,
      summary,
      facts: manifest.runs?.find((run) => run.model === model) ?? {},
      rows: (table) => byModel.get(table)?.get(model) ?? [],
    };
  });
}

/** By what stands in a column, in the order in which it first comes. */
export function groupedBy(rows: readonly Row[], column: string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = textIn(row, column);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}

/** A cell as a number; null where it is empty or not there. */
export function numberIn(row: Row | undefined, column: string): number | null {
  const cell = row?.[column] ?? '';
  return cell === '' ? null : Number(cell);
}

export function textIn(row: Row | undefined, column: string): string {
  return row?.[column] ?? '';
}

/**
 * A value with the ends of its 95% interval, null where they are not known; in the unit of the
 * column.
 */
export interface Known {
  readonly value: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** `name_UNIT`, `name_low_UNIT` and `name_high_UNIT`; null where there is no value. */
export function known(row: Row | undefined, name: string, unit: string): Known | null {
  const end = unit === '' ? '' : `_${unit}`;
  const value = numberIn(row, `${name}${end}`);
  if (value === null) return null;
  return {
    value,
    low: numberIn(row, `${name}_low${end}`),
    high: numberIn(row, `${name}_high${end}`),
  };
}
