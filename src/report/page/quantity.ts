/**
 * Columns of findings as pictures need them: what they are called, in which unit they are written,
 * and their values.
 */
import { counted, percent, withoutUnit } from '../format.js';
import { timeUnit } from './drawing.js';
import { numberIn, type Known, type Row } from './results.js';
import { milliseconds, perSecond, roundMilliseconds } from './words.js';

export interface Quantity {
  readonly column: string;
  /** Without its unit. */
  readonly title: string;
  /** A value of the file. */
  readonly written: (value: number) => string;
  /** The same at an axis. */
  readonly tick: (value: number) => string;
  /** What ticks are whole numbers of. */
  readonly unit: (values: readonly number[]) => number;
}

const SHARE = /utilization|share|ratio/;
const one = (): number => 1;

/**
 * By the unit at the end of the column's name; `named`: what it is called where the column says too
 * little.
 */
export function quantityOf(column: string, named = column): Quantity {
  const title = withoutUnit(named).replace(/ \/s$/, '').replaceAll('_', ' ');
  const base = { column, title };
  if (named.endsWith('_per_s')) return { ...base, written: perSecond, tick: counted, unit: one };
  if (named.endsWith('_ms')) {
    return { ...base, written: milliseconds, tick: roundMilliseconds, unit: timeUnit };
  }
  if (named.endsWith('_s')) {
    const written = (value: number): string => milliseconds(1e3 * value);
    const tick = (value: number): string => roundMilliseconds(1e3 * value);
    const unit = (values: readonly number[]): number => timeUnit(values.map((v) => 1e3 * v)) / 1e3;
    return { ...base, written, tick, unit };
  }
  if (SHARE.test(named)) {
    const tick = (value: number): string => percent(value).replace('.0%', '%');
    return { ...base, written: percent, tick, unit: one };
  }
  return { ...base, written: counted, tick: counted, unit: one };
}

/** `p99_low_ms` of p99_ms: units stay last. */
export function endOf(column: string, end: 'low' | 'high'): string {
  return column.replace(/(_per_s|_m?s|)$/, `_${end}$1`);
}

/** A value with its interval, where there is one; null where there is no number. */
export function valueOf(row: Row, column: string): Known | null {
  const value = numberIn(row, column);
  if (value === null || !Number.isFinite(value)) return null;
  return {
    value,
    low: numberIn(row, endOf(column, 'low')),
    high: numberIn(row, endOf(column, 'high')),
  };
}

const UNITS: Readonly<Record<string, number>> = {
  us: 1e-6,
  ms: 1e-3,
  s: 1,
  min: 60,
  h: 3600,
  K: 1e3,
  M: 1e6,
  KB: 1e3,
  MB: 1e6,
  KiB: 1024,
  MiB: 1_048_576,
};

/**
 * Where what was varied stands at an axis: a number, or a time or a size with its unit; null where
 * it is neither.
 */
export function positionOf(label: string): number | null {
  const [, number = '', unit = ''] = /^(-?[\d.]+(?:e[-+]?\d+)?) ?([a-zA-Z]*)$/.exec(label) ?? [];
  if (number === '') return null;
  if (unit !== '' && !Object.hasOwn(UNITS, unit)) return null;
  const value = Number(number) * (unit === '' ? 1 : UNITS[unit]);
  return Number.isFinite(value) ? value : null;
}
