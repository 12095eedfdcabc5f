/** Values of options, read as the model language reads them. */
import { availableParallelism } from 'node:os';
import { InvalidArgumentError } from 'commander';
import { AddressError, readAddress, type QueueAddress } from '../execution/queue/address.js';
import { splitAtCommas, type Override } from '../model/index.js';
import { count, duration } from '../model/quantities.js';
import { UsageError } from './usageError.js';

/** More than that takes weeks to be known. */
const RAREST = 0.999_999;

export function readPercent(text: string): number {
  const value = Number(text.replace(/%$/, '')) / (text.endsWith('%') ? 100 : 1);
  if (value > 0 && value < 1) return value;
  throw new InvalidArgumentError('expected a percentage such as 2%');
}

/** Ranks above p90 and below p100, each once, in rising order: 0.999 for p99.9. */
export function readRanks(text: string): number[] {
  const ranks = text.split(',').map((each) => {
    // Without the rounding of the division: as the user writes it.
    const rank = Number((Number(each.trim().replace(/^p/, '')) / 100).toPrecision(12));
    if (rank > 0.9 && rank <= RAREST) return rank;
    throw new InvalidArgumentError('expected ranks from p90 to p99.9999, such as p99.99');
  });
  return [...new Set(ranks)].sort((a, b) => a - b);
}

export function readCount(text: string): number {
  return readQuantity(text, whole, 'a whole number such as 30 or 20M');
}

/** A whole number that may be 0. */
export function readTimes(text: string): number {
  return text.trim() === '0' ? 0 : readCount(text);
}

/** More threads than this only wait for each other, and each takes its memory. */
const MOST_WORKERS = Math.max(64, availableParallelism());

export function readWorkers(text: string): number {
  const expected = `a whole number from 1 to ${MOST_WORKERS}: this machine has ${availableParallelism()} cores`;
  return readQuantity(
    text,
    (given) => (whole(given) <= MOST_WORKERS ? whole(given) : NaN),
    expected,
  );
}

/**
 * Where a queue is. A UsageError, since commander's own would print the argument, with its
 * password.
 */
export function readQueue(text: string): QueueAddress {
  try {
    return readAddress(text, process.env);
  } catch (error) {
    throw error instanceof AddressError ? new UsageError(`queue: ${error.message}`) : error;
  }
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

/** Of an option that may be given again: all that was given, in order. */
export function again(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** A seed: any text but none, which is mostly a variable of the shell that is not set. */
export function readSeed(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('expected some text, for example 1');
}

/** Names with commas between; a comma within brackets belongs to the name (of a resource). */
export function readNames(text: string): string[] {
  return splitAtCommas(text);
}

/** `path=value` of --set, which may be given again. */
export function readChange(text: string, before: readonly Override[] = []): Override[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('expected path=value, for example brokers.count=5');
  const path = text.slice(0, at).trim();
  if (before.some((each) => each.path === path)) {
    throw new InvalidArgumentError(`${path} is set a second time; leave one out`);
  }
  return [...before, { path, value: text.slice(at + 1).trim() }];
}

/** NaN where it is not a whole number. */
function whole(text: string): number {
  const value = count(text);
  return Number.isSafeInteger(value) ? value : NaN;
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
