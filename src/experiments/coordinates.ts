/**
 * Fitted numbers as coordinates without unit: logarithms, since times are known by factors;
 * log-odds for shares of 0..1.
 */
import * as mathematics from '../mathematics/index.js';
import { ParameterError, readRange, written } from '../model/index.js';
import type { Override, Parameter } from '../model/index.js';

export interface FreeParameter {
  readonly parameter: Parameter;
  /** Its range, in its unit. */
  readonly low: number;
  readonly high: number;
}

const WIDE = 10;

/**
 * A parameter with its range: as given (`low..high`), or a tenth to ten times its value (for
 * shares: of its odds).
 */
export function freeParameter(parameter: Parameter, range: string | null): FreeParameter {
  if (range !== null) {
    const { low, high } = readRange(parameter, range);
    const share = isShare(parameter);
    if (low <= 0 || (share && high >= 1)) {
      const hint = share ? 'a range within 0 and 1, both excluded' : 'a range above 0';
      throw new ParameterError(`${parameter.path}=${range}: expected ${hint}`);
    }
    return { parameter, low, high };
  }
  const { number, maximum, minimum, path } = parameter;
  if (number <= 0 || (isShare(parameter) && number >= 1)) {
    throw new ParameterError(`${path} is ${number}: give a range, ${path}=low..high`);
  }
  const from = fromCoordinate(parameter, toCoordinate(parameter, number) - mathematics.log(WIDE));
  const to = fromCoordinate(parameter, toCoordinate(parameter, number) + mathematics.log(WIDE));
  return { parameter, low: Math.max(from, minimum), high: Math.min(to, maximum) };
}

export function toCoordinate(parameter: Parameter, number: number): number {
  return isShare(parameter) ? mathematics.log(number / (1 - number)) : mathematics.log(number);
}

export function fromCoordinate(parameter: Parameter, coordinate: number): number {
  const value = mathematics.exp(coordinate);
  return isShare(parameter) ? value / (1 + value) : value;
}

/** The override that gives a parameter the number of a coordinate. */
export function overrideAt(
  { parameter, low, high }: FreeParameter,
  coordinate: number,
  digits?: number,
): Override {
  const number = Math.min(high, Math.max(low, fromCoordinate(parameter, coordinate)));
  return { path: parameter.path, value: written(parameter, number, digits) };
}

function isShare(parameter: Parameter): boolean {
  return parameter.maximum === 1 && !parameter.whole;
}
