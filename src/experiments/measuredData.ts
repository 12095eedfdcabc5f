/**
 * What was measured on a real system, as a CSV. The columns `path` (publish, end_to_end or a
 * consumer group), `quantile` (0.99, p99, mean or max) and `milliseconds`; or `path` (or a
 * resource), `measure` (the same, throughput or utilization) and `value` with its unit (4.2 ms,
 * 200K/s, 35%). Every other column is a path of the model with the value that it had, so that a
 * curve over the load is a column `users`. Lines that begin with # are comments.
 */
import { parse } from 'csv-parse/sync';
import type { Model, Override } from '../model/index.js';
import type { Measure, Observed } from '../importers/observation.js';
import { duration, QuantityError, rate, share } from '../model/quantities.js';
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
  /** publish, end_to_end or a consumer group; of a utilization, a resource. */
  readonly path: string;
  /** The rank of a quantile, 0..1, or what else was measured. */
  readonly measure: Measure;
  /** Seconds; of a throughput, records per second; of a utilization, 0..1. */
  readonly value: number;
  /** The step in which a tool told it, in the unit of the value; 0 = as it is. */
  readonly rounding: number;
}

export interface MeasuredData {
  readonly settings: readonly Setting[];
  readonly targets: readonly Target[];
}

type Row = Readonly<Record<string, string>>;

/** Of latencies alone, and of all. */
const FORMS = [
  ['path', 'quantile', 'milliseconds'],
  ['path', 'measure', 'value'],
] as const;

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
  const form = FORMS[columns.includes('measure') ? 1 : 0];
  const missing = form.find((name) => !columns.includes(name));
  if (missing !== undefined) {
    const others = FORMS.map((each) => each.join(', ')).join(', or ');
    throw new MeasuredDataError(
      `${fileName}: no column ${missing}; expected ${others}; and paths of the model`,
    );
  }
  const varied = columns.filter((name) => !form.some((own) => own === name));
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
    return { setting, ...targetOf(record, form, `${fileName}:${info.lines}`), rounding: 0 };
  });
  return { settings, targets };
}

function targetOf(
  record: Row,
  [, name, unit]: (typeof FORMS)[number],
  place: string,
): Pick<Target, 'path' | 'measure' | 'value'> {
  const measure = measureOf(record[name], name === 'measure');
  if (measure === null) {
    const others = name === 'measure' ? ', mean, max, throughput or utilization' : ', mean or max';
    throw new MeasuredDataError(`${place}: ${name} ${record[name]}; expected 0.99 or p99${others}`);
  }
  const value =
    unit === 'milliseconds' ? Number(record[unit]) / 1e3 : valueOf(record[unit], measure, place);
  if (value > 0 && value < Infinity) return { path: record['path'], measure, value };
  const expected = unit === 'milliseconds' ? 'a time above 0' : 'a value above 0';
  throw new MeasuredDataError(`${place}: ${unit} ${record[unit]}; expected ${expected}`);
}

function valueOf(text: string, measure: Measure, place: string): number {
  try {
    if (measure === 'throughput') return rate(text);
    return measure === 'utilization' ? share(text) : duration(text);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new MeasuredDataError(
      `${place}: value ${text}; expected ${error.expected}; fix: ${error.hint}`,
    );
  }
}

/** What the model file itself says was measured, under its own values. */
export function measuredOf(model: Model): MeasuredData {
  const targets = model.measured.flatMap((each): Target[] => {
    const { path, quantiles, meanSeconds, maxSeconds, recordsPerSecond, roundedSeconds } = each;
    const other = (measure: Measure, value: number | null, rounding: number): Target[] =>
      value === null ? [] : [{ setting: 0, path, measure, value, rounding }];
    return [
      ...quantiles.flatMap(({ p, seconds }) => other(p, seconds, roundedSeconds)),
      // A mean of many rounded times is exact.
      ...other('mean', meanSeconds, 0),
      ...other('max', maxSeconds, roundedSeconds),
      ...other('throughput', recordsPerSecond, 0),
    ];
  });
  if (targets.length === 0) {
    throw new MeasuredDataError(
      'nothing to fit to: give --to FILE, or a section measured in the model',
    );
  }
  return { settings: [{ label: '', overrides: [] }], targets };
}

/** What other tools measured, a setting for each of them, with the load that it had. */
export function measuredFrom(
  sources: readonly { readonly setting: Setting; readonly observed: readonly Observed[] }[],
): MeasuredData {
  return {
    settings: sources.map(({ setting }) => setting),
    targets: sources.flatMap(({ observed }, setting) =>
      observed.flatMap(({ observations, rounding }) =>
        observations.map(({ path, measure, value }): Target => {
          const isRounded = typeof measure === 'number' || measure === 'max';
          return { setting, path, measure, value, rounding: isRounded ? rounding : 0 };
        }),
      ),
    ),
  };
}

/** Null where it is none. 0.999 and p99.9 and p999 are the same. */
function measureOf(text: string, all: boolean): Measure | null {
  if (text === 'mean' || text === 'max') return text;
  if (all && (text === 'throughput' || text === 'utilization')) return text;
  const rank = rankOf(text);
  return rank > 0 && rank < 1 ? rank : null;
}

function rankOf(text: string): number {
  if (!text.startsWith('p')) return Number(text);
  const digits = text.slice(1);
  if (digits === '100') return NaN;
  return digits.includes('.') || digits.length < 3 ? Number(digits) / 100 : Number(`0.${digits}`);
}
