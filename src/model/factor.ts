import * as mathematics from '../mathematics/index.js';
import { splitAtCommas } from './listText.js';
import { scaled, split } from './quantities.js';

/**
 * A factor: one path of the model and what it may be. Read from text, as people write it in a call
 * or a file:
 *
 *     100, 10K, 1M              these values
 *     3..12                     whole numbers from 3 to 12
 *     12..96 by 12              every twelfth
 *     1 ms..20 ms               any value between (a search or a sample chooses)
 *     1 ms..100 ms in 5         five values, evenly spaced
 *     1 ms..100 ms log in 5     five values, in equal ratios
 *
 * Values stay texts with their units, as the model language reads them.
 */
export interface Factor {
  readonly path: string;
  readonly range: Range;
}

export type Range =
  | { readonly kind: 'values'; readonly values: readonly string[] }
  | {
      readonly kind: 'span';
      readonly low: number;
      readonly high: number;
      /** From one value to the next; null = any value between. */
      readonly step: number | null;
      /** Written after the number: ` ms`, `/s`, or nothing. */
      readonly unit: string;
      readonly scale: 'linear' | 'log';
    };

/** What is wrong with a factor or a design, and how to mend it. */
export class DesignError extends Error {}

const MAXIMUM_VALUES = 10_000;
/** Values tried of a range of real numbers where all must be named. */
const LEVELS = 5;
const SIGNIFICANT_DIGITS = 6;

/** `path=values`. Throws DesignError. */
export function parseFactor(text: string): Factor {
  const at = text.indexOf('=');
  if (at < 1) throw new DesignError(`${text}: expected path=values, for example users=100,10K`);
  return { path: text.slice(0, at).trim(), range: parseRange(text.slice(at + 1), text) };
}

/** What stands after the `=`; `name` is how a message calls it. Throws DesignError. */
export function parseRange(given: string, name = given): Range {
  const span = spanOf(given.trim());
  if (span !== null) return spanRange(span, name);
  const values = splitAtCommas(given).filter((value) => value !== '');
  if (values.length === 0) throw new DesignError(`${name}: no value; give some, or low..high`);
  return { kind: 'values', values };
}

/** The texts of `low..high [log] [by|in amount]`. */
interface SpanTexts {
  readonly low: string;
  readonly high: string;
  readonly log: boolean;
  readonly word: 'by' | 'in' | null;
  readonly amount: string;
}

/** Null where there is no `..`, or only after a comma: then it is a list. */
function spanOf(text: string): SpanTexts | null {
  const dots = text.indexOf('..');
  const comma = text.indexOf(',');
  if (dots < 0 || (comma >= 0 && comma < dots)) return null;
  const rest = text.slice(dots + 2);
  const [by, within] = [rest.indexOf(' by '), rest.indexOf(' in ')];
  const word = by >= 0 ? 'by' : within >= 0 ? 'in' : null;
  const at = by >= 0 ? by : within;
  const head = (at >= 0 ? rest.slice(0, at) : rest).trim();
  const log = head.endsWith(' log');
  return {
    low: text.slice(0, dots),
    high: log ? head.slice(0, -' log'.length) : head,
    log,
    word,
    amount: at >= 0 ? rest.slice(at + ' by '.length) : '',
  };
}

function spanRange(texts: SpanTexts, name: string): Range {
  const low = amountOf(texts.low, name);
  const high = amountOf(texts.high, name);
  const unit = high.unit;
  if (low.unit !== '' && low.unit !== unit) {
    throw new DesignError(`${name}: two units,${low.unit} and${unit}; write both ends in one`);
  }
  if (!(low.value <= high.value)) {
    throw new DesignError(`${name}: the range is empty; write the lower end first`);
  }
  const scale = texts.log ? 'log' : 'linear';
  if (scale === 'log' && low.value <= 0) {
    throw new DesignError(`${name}: a log range begins above 0`);
  }
  const ends = { kind: 'span', low: low.value, high: high.value, unit, scale } as const;
  if (texts.word === 'in') {
    const count = Number(texts.amount);
    if (!(Number.isInteger(count) && count >= 2 && count <= MAXIMUM_VALUES)) {
      throw new DesignError(`${name}: in how many? write in 5`);
    }
    const range: Range = { ...ends, step: null };
    return { kind: 'values', values: levelsOf(range, count) };
  }
  const whole = unit === '' && Number.isInteger(low.value) && Number.isInteger(high.value);
  if (texts.word === null) return { ...ends, step: whole && scale === 'linear' ? 1 : null };
  const by = amountOf(texts.amount, name);
  const step = by.value;
  if (by.unit !== '' && by.unit !== unit) {
    throw new DesignError(
      `${name}: steps of${by.unit} in a range of${unit || ' numbers'}; write both in one`,
    );
  }
  if (scale === 'log') {
    throw new DesignError(`${name}: a log range has no steps of one size; write log in 5`);
  }
  if (!(step > 0)) throw new DesignError(`${name}: the step is ${step}; write by 1 or more`);
  if ((high.value - low.value) / step >= MAXIMUM_VALUES) {
    throw new DesignError(`${name}: more than ${MAXIMUM_VALUES} values; write a larger step`);
  }
  return { ...ends, step };
}

const POWERS: Readonly<Record<string, number>> = { '': 0, K: 3, k: 3, M: 6, G: 9, B: 9 };

/** A number and its unit; `10K` is a number without unit. */
function amountOf(text: string, name: string): { value: number; unit: string } {
  const parts = split(text);
  if (parts === null) {
    throw new DesignError(`${name}: "${text}" is no number; write for example 3..12`);
  }
  const { value, unit } = parts;
  if (Object.hasOwn(POWERS, unit)) return { value: scaled(value, POWERS[unit]), unit: '' };
  return { value, unit: unit.startsWith('/') ? unit : ` ${unit}` };
}

/** All its values; of a range of real numbers `count`, ends included. */
export function levelsOf(range: Range, count = LEVELS): string[] {
  if (range.kind === 'values') return [...range.values];
  const { low, high, step } = range;
  if (step === null) {
    const most = Math.max(2, count) - 1;
    return Array.from({ length: most + 1 }, (_, index) =>
      written(range, between(range, index / most)),
    );
  }
  const steps = Math.floor((high - low) / step + 1e-9);
  if (steps >= MAXIMUM_VALUES) {
    throw new DesignError(
      `${low}..${high}: more than ${MAXIMUM_VALUES} values; write a larger step`,
    );
  }
  return Array.from({ length: steps + 1 }, (_, index) => written(range, low + index * step));
}

/** The value at share 0 <= u < 1 of the range: where a sampled design puts a point. */
export function valueAt(range: Range, u: number): string {
  if (range.kind === 'span' && range.step === null) return written(range, between(range, u));
  const levels = levelsOf(range);
  return levels[levelAt(levels.length, u)];
}

/**
 * Where that value lies in the range, 0 at its first and 1 at its last: of separate values, the
 * place among them.
 */
export function positionAt(range: Range, u: number): number {
  if (range.kind === 'span' && range.step === null) return u;
  const count = levelsOf(range).length;
  return count === 1 ? 0 : levelAt(count, u) / (count - 1);
}

function levelAt(count: number, u: number): number {
  return Math.min(count - 1, Math.floor(u * count));
}

type Span = Range & { kind: 'span' };

function between({ low, high, scale }: Span, u: number): number {
  return scale === 'log'
    ? low * mathematics.exp(u * mathematics.log(high / low))
    : low + u * (high - low);
}

function written({ unit }: Span, value: number): string {
  const whole = Math.round(value);
  const exact = Math.abs(value - whole) <= 1e-9 * Math.abs(value);
  return `${exact ? whole : Number(value.toPrecision(SIGNIFICANT_DIGITS))}${unit}`;
}
