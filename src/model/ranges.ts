/** Ranges of values. */
import { QuantityError } from './quantities.js';

/** Of calls and of messages: 0 up to one less. */
export const PRIORITIES = 10;

/** The value, where it is within the range; `unit` is that of both. */
export function within(
  range: { readonly minimum?: number; readonly maximum?: number },
  value: number,
  unit = '',
): number {
  const { minimum = -Infinity, maximum = Number.MAX_SAFE_INTEGER } = range;
  if (value >= minimum && value <= maximum) return value;
  const space = unit === '' ? '' : ' ';
  const least = `at least ${minimum}${space}${unit}`;
  const most = `at most ${maximum === Number.MAX_SAFE_INTEGER ? '2^53' : maximum}${space}${unit}`;
  const bounds = minimum === -Infinity ? most : `${least} and ${most}`;
  const expected = range.maximum === undefined && value < minimum ? least : bounds;
  throw new QuantityError(`a value of ${expected}`, `write ${value < minimum ? least : most}`);
}

/** The value, where it is above 0. */
export function positive(value: number): number {
  if (value > 0) return value;
  throw new QuantityError('a value above 0', 'make it positive');
}
