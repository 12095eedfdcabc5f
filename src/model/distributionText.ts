/**
 * Arguments of a distribution's text by name, so that each can be set by a path of its own:
 * `time_per_request.mean`.
 */
import { splitCall } from './quantities.js';

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  constant: ['value'],
  exponential: ['mean'],
  uniform: ['low', 'high'],
  erlang: ['phases', 'mean'],
  gamma: ['shape', 'mean'],
  lognormal: ['mean', 'cv'],
  hyperexponential: ['probability', 'mean1', 'mean2'],
  weibull: ['shape', 'scale'],
  pareto: ['shape', 'scale'],
};
const PLAIN_NUMBERS = ['phases', 'shape', 'cv', 'probability'];

export interface Argument {
  readonly name: string;
  readonly text: string;
  /** A number without unit, whatever the distribution is of. */
  readonly plain: boolean;
}

/**
 * Name and arguments of `lognormal(5 ms, 0.5)`; null for a bare quantity, and for what is no such
 * distribution.
 */
export function splitDistribution(text: string): { name: string; values: Argument[] } | null {
  const call = splitCall(text);
  if (call === null || !Object.hasOwn(ARGUMENTS, call.name)) return null;
  const names = ARGUMENTS[call.name];
  const given = call.inside.split(',').map((part) => part.trim());
  if (given.length !== names.length) return null;
  return {
    name: call.name,
    values: given.map((part, index) => ({
      name: names[index],
      text: part,
      plain: PLAIN_NUMBERS.includes(names[index]),
    })),
  };
}

/** The distribution's text with one argument replaced; null where it has none of that name. */
export function withArgument(text: string, argument: string, value: string): string | null {
  const parts = splitDistribution(text);
  if (parts?.values.some(({ name }) => name === argument) !== true) return null;
  const values = parts.values.map((each) => (each.name === argument ? value : each.text));
  return `${parts.name}(${values.join(', ')})`;
}
