/** Values of options, read as the model language reads them. */
import { InvalidArgumentError } from 'commander';
import { count, duration } from '../model/quantities.js';

export function readPercent(text: string): number {
  const value = Number(text.replace(/%$/, '')) / (text.endsWith('%') ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a percentage such as 2%');
}

export function readCount(text: string): number {
  return readQuantity(text, count, 'a number such as 20M');
}

export function readDuration(text: string): number {
  return readQuantity(text, duration, 'a time such as 30 s');
}

/** A factor of 0.2 or more: shorter runs give scores that are not normal. */
export function readScale(text: string): number {
  const value = Number(text);
  if (value >= 0.2 && value <= 1000) return value;
  throw new InvalidArgumentError('expected a factor from 0.2 to 1000');
}

function readQuantity(text: string, read: (text: string) => number, expected: string): number {
  try {
    const value = read(text);
    if (value > 0) return value;
  } catch {
    // Said below, with what was expected.
  }
  throw new InvalidArgumentError(`expected ${expected}`);
}
