/**
 * A trial as text and back, number for number: how it travels to another process. JSON with what
 * JSON cannot say: numbers that are not finite and -0 as `{"$number": "Infinity"}`, columns of
 * numbers as `{"$numbers": [...]}`. What is undefined is left out.
 */
import type { Model } from '../model/model.js';
import type { Trial } from '../network/measurements.js';

const NUMBER = '$number';
const NUMBERS = '$numbers';

/** Throws where a value is neither plain data nor a Float64Array. */
export function toText(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each === 'number' && (!Number.isFinite(each) || Object.is(each, -0))) {
      return { [NUMBER]: Object.is(each, -0) ? '-0' : String(each) };
    }
    if (each instanceof Float64Array) return { [NUMBERS]: [...each] };
    if (ArrayBuffer.isView(each) || each instanceof Map || each instanceof Set) {
      throw new Error(`a ${each.constructor.name} cannot travel as text`);
    }
    return each;
  });
}

/** What `toText` wrote; throws SyntaxError where it is not JSON. */
export function fromText(text: string): unknown {
  return JSON.parse(text, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null) return each;
    const { [NUMBER]: number, [NUMBERS]: numbers } = each as Record<string, unknown>;
    if (typeof number === 'string') return Number(number);
    return Array.isArray(numbers) ? new Float64Array(numbers as number[]) : each;
  });
}

/** A trial without its model, which many share. */
export type TrialRest = Omit<Trial, 'model'>;

export function restOf(trial: Trial): TrialRest {
  return Object.fromEntries(Object.entries(trial).filter(([key]) => key !== 'model')) as Omit<
    Trial,
    'model'
  >;
}

export function withModel(model: Model, rest: TrialRest): Trial {
  return { model, ...rest };
}
