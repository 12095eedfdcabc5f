/**
 * Numbers of the page in words: those of the files, in ms and records/s, as `format.ts` writes
 * them.
 */
import { counted, percent, seconds } from '../format.js';
import type { Known } from './results.js';

export function milliseconds(value: number): string {
  return seconds(value / 1e3);
}

/** At an axis, without zeros that say nothing: 50 ms, and 0. */
export function roundMilliseconds(value: number): string {
  if (value === 0) return '0';
  return milliseconds(value).replace(/\.0+(?= )|(?<=\.\d*[1-9])0+(?= )/, '');
}

export function perSecond(value: number): string {
  return `${counted(value)}/s`;
}

/**
 * `8.40 ms ± 0.3%`: the longer side of the interval, of the value; the value alone where there is
 * none.
 */
export function plusMinus(known: Known | null, written: (value: number) => string): string {
  if (known === null) return 'not known';
  const { value, low, high } = known;
  if (low === null || high === null || value === 0) return written(value);
  return `${written(value)} ± ${percent(Math.max(high - value, value - low) / Math.abs(value))}`;
}

/** `8.38 ms to 8.43 ms`; empty where there is no interval. */
export function interval(known: Known | null, written: (value: number) => string): string {
  if (known === null || known.low === null || known.high === null) return '';
  return `${written(known.low)} to ${written(known.high)}`;
}

/** `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

const FOUR_DIGITS = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

/**
 * Four significant digits, as the tables of the page show the cells of the files; text as it is.
 */
export function shortNumber(cell: string): string {
  const value = Number(cell);
  if (cell === '' || !Number.isFinite(value)) return cell;
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const rounded = Number(value.toPrecision(4));
  const size = Math.abs(rounded);
  if (size !== 0 && size < 1e-4) return rounded.toExponential();
  return FOUR_DIGITS.format(rounded);
}
