/** Numbers for people: three significant digits and the unit. */
import type { Model } from '../model/model.js';
import { relativeHalf, type Estimate } from '../statistics/index.js';

/** `41.2 ms ± 2.1%` (the longer side of the interval), or that the data carry no interval. */
export function estimated(estimate: Estimate): string {
  if (!estimate.enough) return 'not enough data';
  return `${seconds(estimate.value)} ± ${percent(relativeHalf(estimate))}`;
}

/**
 * An average of what was counted, with the longer side of its interval: `1.00K ± 0.3%`; the value
 * alone, which was counted after all, where there are too few trials for an interval, or where it
 * is 0.
 */
export function averaged(estimate: Estimate, written: (value: number) => string): string {
  const value = written(estimate.value);
  if (!estimate.enough || estimate.value === 0) return value;
  // Of a few that were seen, how many there may be says more than a multiple of their share.
  if (relativeHalf(estimate) > 1) return `${value} (at most ${written(estimate.high)})`;
  return `${value} ± ${percent(relativeHalf(estimate))}`;
}

/** p99.99 for 0.9999. */
export function rankName(rank: number): string {
  return `p${Number((rank * 100).toPrecision(12))}`;
}

export function percent(share: number): string {
  if (!Number.isFinite(share)) return '-';
  const value = share * 100;
  const text = Math.abs(value) < 10 ? value.toFixed(1) : value.toFixed(0);
  return text === '-0.0' ? '0.0%' : `${text}%`;
}

/** More than this is no number of anything: the ceiling of what has next to nothing to do. */
const UNCOUNTED = 1e15;

/** 1,234 as 1.23K, and 1,000, which is exact, as 1K; for records and users. */
export function counted(value: number): string {
  if (value >= UNCOUNTED) return '-';
  return scaled(value, 1000, ['', 'K', 'M', 'B', 'T'], '');
}

/** `1 trial`, `1.2K trials`. */
export function several(count: number, noun: string): string {
  const text = counted(count);
  return `${text} ${noun}${text === '1' ? '' : 's'}`;
}

/** What loads a model: its users, or callers that think. */
export function whoLoads({ thinkTime }: Pick<Model, 'thinkTime'>): 'user' | 'caller' {
  return thinkTime === null ? 'user' : 'caller';
}

/** ` (1.2K users)`; nothing where the model does not count them. */
export function inUsers(users: number, model: Pick<Model, 'thinkTime'>): string {
  return Number.isFinite(users) ? ` (${several(users, whoLoads(model))})` : '';
}

export function bytes(value: number): string {
  return scaled(value, 1000, ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'], ' ');
}

/** Shorter than anything modeled: what rounding leaves of differences of times. */
const NO_TIME = 1e-8;

export function seconds(value: number): string {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) < NO_TIME) return '0 ms';
  if (Math.abs(value) < 1) return `${significant(value * 1e3)} ms`;
  if (Math.abs(value) < 120) return `${significant(value)} s`;
  return Math.abs(value) < 7200
    ? `${significant(value / 60)} min`
    : `${significant(value / 3600)} h`;
}

/**
 * A column's or a response's name without the unit at its end, which its values carry; rates keep
 * theirs.
 */
export function withoutUnit(name: string): string {
  return name.replace(/_(m?s|per_s)$/, (unit) => (unit === '_per_s' ? ' /s' : ''));
}

function scaled(value: number, step: number, units: readonly string[], space: string): string {
  if (!Number.isFinite(value)) return '-';
  let size = Math.abs(value);
  let unit = 0;
  while (size >= step * 0.9995 && unit < units.length - 1) {
    size /= step;
    unit++;
  }
  const digits = significant(size);
  const exact = Math.abs(Number(digits) - size) <= 1e-12 * size;
  const shown = exact ? String(Number(digits)) : digits;
  return `${value < 0 ? '-' : ''}${shown}${space}${units[unit]}`;
}

function significant(value: number): string {
  if (value === 0) return '0';
  // Rounded first: 0.9996 has the digits of 1.00.
  const rounded = Math.abs(Number(value.toPrecision(3)));
  const digits = Math.max(0, 2 - Number(rounded.toExponential().split('e')[1]));
  return digits > 6 ? value.toExponential(2) : value.toFixed(digits);
}

/** A model's name, and what it asks where it asks something. */
export function titled({ name, question }: Pick<Model, 'name' | 'question'>): string {
  return question === '' ? name : `${name}: ${question}`;
}
