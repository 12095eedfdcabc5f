/**
 * Latencies measured on a real system, as a CSV: the columns `path` (publish, end_to_end or a
 * consumer group), `quantile` (0.99 or p99) and `milliseconds`; every other column is a path of the
 * model with the value that it had, so that a curve over the load is a column `users`. Lines that
 * begin with # are comments.
 */
import { parse } from 'csv-parse/sync';
import type { Model, Override } from '../model/index.js';
import { MeasuredDataError } from './measuredDataError.js';

/** The values of the model's paths under which something was measured. */
export interface Setting {
  /** For people: `users 8000`; empty where the data have one setting only. */
  readonly label: string;
  readonly overrides: readonly Override[];
}

export interface Target {
  /** Index into settings. */
  readonly setting: number;
  readonly path: string;
  /** 0..1. */
  readonly p: number;
  readonly seconds: number;
}

export interface MeasuredData {
  readonly settings: readonly Setting[];
  readonly targets: readonly Target[];
}

type Row = Record<string, string> & {
  readonly path: string;
  readonly quantile: string;
  readonly milliseconds: string;
};

const OWN = ['path', 'quantile', 'milliseconds'];

export function readMeasured(text: string, fileName: string): MeasuredData {
  let rows: { info: { lines: number }; record: Row }[];
  try {
    rows = parse(text, { columns: true, comment: '#', trim: true, info: true });
  } catch (error) {
    throw new MeasuredDataError(
      `${fileName}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  if (rows.length === 0) throw new MeasuredDataError(`${fileName}: no measurements`);
  const columns = Object.keys(rows[0].record);
  const missing = OWN.find((name) => !columns.includes(name));
  if (missing !== undefined) {
    throw new MeasuredDataError(
      `${fileName}: no column ${missing}; expected ${OWN.join(', ')} and paths of the model`,
    );
  }
  const varied = columns.filter((name) => !OWN.includes(name));
  const settings: Setting[] = [];
  const places = new Map<string, number>();
  const targets = rows.map(({ record, info }): Target => {
    const label = varied.map((name) => `${name} ${record[name]}`).join(', ');
    const setting = places.get(label) ?? settings.length;
    if (setting === settings.length) {
      places.set(label, setting);
      settings.push({
        label,
        overrides: varied.map((path) => ({
          path,
          value: record[path],
          place: { file: fileName, line: info.lines, column: 1 + columns.indexOf(path) },
        })),
      });
    }
    const p = quantileOf(record.quantile);
    const seconds = Number(record.milliseconds) / 1e3;
    if (!(p > 0 && p < 1)) {
      const found = `quantile ${record.quantile}`;
      throw new MeasuredDataError(`${fileName}:${info.lines}: ${found}; expected 0.99 or p99`);
    }
    if (!(seconds > 0 && seconds < Infinity)) {
      const found = `milliseconds ${record.milliseconds}`;
      throw new MeasuredDataError(`${fileName}:${info.lines}: ${found}; expected a time above 0`);
    }
    return { setting, path: record.path, p, seconds };
  });
  return { settings, targets };
}

/** What the model file itself says was measured, under its own values. */
export function measuredOf(model: Model): MeasuredData {
  const targets = model.measured.flatMap(({ path, quantiles }) =>
    quantiles.map(({ p, seconds }) => ({ setting: 0, path, p, seconds })),
  );
  if (targets.length === 0) {
    throw new MeasuredDataError(
      'nothing to fit to: give --to FILE.csv, or a section measured in the model',
    );
  }
  return { settings: [{ label: '', overrides: [] }], targets };
}

/** 0.999 and p99.9 and p999 are the same. */
function quantileOf(text: string): number {
  if (!text.startsWith('p')) return Number(text);
  const digits = text.slice(1);
  if (digits === '100') return NaN;
  return digits.includes('.') || digits.length < 3 ? Number(digits) / 100 : Number(`0.${digits}`);
}
