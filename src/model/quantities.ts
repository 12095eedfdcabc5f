/** Quantities with units, as people write them: `5 ms`, `16 KiB`, `1 Gbps`, `10/s`, `10K`. */
import { mean, type Distribution } from '../statistics/index.js';
import { nearest } from './faults.js';

/** What a text should have been, where it is not. */
export class QuantityError extends Error {
  constructor(
    readonly expected: string,
    readonly hint: string,
  ) {
    super(expected);
  }
}

const SECONDS = new Map(
  Object.entries({ ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400 }),
);
const BYTES = new Map(
  Object.entries({
    B: 1,
    KB: 1e3,
    kB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    KiB: 1024,
    MiB: 1_048_576,
    GiB: 1_073_741_824,
    TiB: 1_099_511_627_776,
  }),
);
const BITS_PER_SECOND = new Map(
  Object.entries({
    bps: 1,
    Kbps: 1e3,
    kbps: 1e3,
    Mbps: 1e6,
    Gbps: 1e9,
    Tbps: 1e12,
    'Kbit/s': 1e3,
    'Mbit/s': 1e6,
    'Gbit/s': 1e9,
    'Tbit/s': 1e12,
  }),
);
/** Powers of ten. */
const MULTIPLIERS = new Map(Object.entries({ '': 0, K: 3, k: 3, M: 6, G: 9, B: 9 }));

const NUMBER = String.raw`[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?`;
const WITH_UNIT = new RegExp(`^(${NUMBER})\\s*([^\\d\\s].*)?$`);

function split(text: string): { value: number; unit: string } | null {
  const match = WITH_UNIT.exec(text.trim());
  if (match === null) return null;
  const value = Number(match[1]);
  return Number.isFinite(value) ? { value, unit: (match.at(2) ?? '').trim() } : null;
}

function withUnit(
  text: string,
  units: ReadonlyMap<string, number>,
  what: string,
  example: string,
): number {
  const parts = split(text);
  if (parts === null)
    throw new QuantityError(`${what} such as ${example}`, `write for example ${example}`);
  const factor = units.get(parts.unit);
  if (factor === undefined) {
    const known = [...units.keys()].join(', ');
    // A unit of something else is no mistyped one.
    const near = isUnit(parts.unit) ? null : nearest(parts.unit, [...units.keys()]);
    const hint =
      parts.unit === ''
        ? `add a unit: ${text.trim()} ${units.has('B') ? 'B' : example.split(' ')[1]}`
        : near === null
          ? `use one of ${known}`
          : `write ${parts.value} ${near}`;
    throw new QuantityError(`${what} with a unit (${known})`, hint);
  }
  return parts.value * factor;
}

function isUnit(text: string): boolean {
  const name = text.replace(/\/s$/, '');
  return [SECONDS, BYTES, BITS_PER_SECOND].some((units) => units.has(text) || units.has(name));
}

/** Seconds. */
export function duration(text: string): number {
  return withUnit(text, SECONDS, 'a time', '5 ms');
}

/** Bytes. */
export function size(text: string): number {
  return withUnit(text, BYTES, 'a size', '16 KiB');
}

/** Bytes per second, from bits or bytes per second. */
export function bandwidth(text: string): number {
  const parts = split(text);
  if (parts?.unit.endsWith('B/s') === true) {
    return size(`${parts.value} ${parts.unit.slice(0, -2)}`);
  }
  return withUnit(text, BITS_PER_SECOND, 'a bandwidth', '1 Gbps') / 8;
}

/** Per second: `10/s`, `1K/s`, `6/min`. */
export function rate(text: string): number {
  const expected = 'a rate such as 10/s';
  const parts = text.split('/').map((part) => part.trim());
  const amount = parts[0];
  const factor = SECONDS.get(parts.at(1) ?? '');
  if (factor === undefined || parts.length > 2) {
    throw new QuantityError(expected, amount === '' ? 'write 10/s' : `say per what: ${amount}/s`);
  }
  return count(amount, expected) / factor;
}

/** Seconds per byte: `0.5 ns/B`. */
export function durationPerByte(text: string): number {
  const match = /^(.*)\/\s*B$/.exec(text.trim());
  if (match === null)
    throw new QuantityError('a time per byte such as 0.5 ns/B', 'write for example 0.5 ns/B');
  return duration(match[1]);
}

/** A number with an optional K, M, G or B. */
export function count(
  text: string,
  expected = 'a number such as 12 or 10K',
  example = '12, 10K or 1.5M',
): number {
  const parts = split(text);
  const power = parts === null ? undefined : MULTIPLIERS.get(parts.unit);
  if (parts === null || power === undefined)
    throw new QuantityError(expected, `write for example ${example}`);
  return scaled(parts.value, power);
}

/** `value` times ten to a power, as it would be written: 8.2 M is 8,200,000, which 8.2 * 1e6 is not. */
export function scaled(value: number, power: number): number {
  const text = String(value);
  return text.includes('e') ? value * Number(`1e${power}`) : Number(`${text}e${power}`);
}

type Arguments = readonly ('value' | 'number')[];
const DISTRIBUTIONS: Readonly<Record<string, { takes: Arguments; form: string }>> = {
  constant: { takes: ['value'], form: 'constant(value)' },
  exponential: { takes: ['value'], form: 'exponential(mean)' },
  uniform: { takes: ['value', 'value'], form: 'uniform(low, high)' },
  erlang: { takes: ['number', 'value'], form: 'erlang(phases, mean)' },
  gamma: { takes: ['number', 'value'], form: 'gamma(shape, mean)' },
  lognormal: { takes: ['value', 'number'], form: 'lognormal(mean, coefficient of variation)' },
  hyperexponential: {
    takes: ['number', 'value', 'value'],
    form: 'hyperexponential(probability, mean1, mean2)',
  },
  weibull: { takes: ['number', 'value'], form: 'weibull(shape, scale)' },
  pareto: { takes: ['number', 'value'], form: 'pareto(shape, scale)' },
};

/**
 * A distribution: a bare quantity is a constant. `quantity` reads its values (times, or plain factors), `readColumn`
 * the sorted values of `empirical(file.csv, column)`.
 */
export function distribution(
  text: string,
  quantity: (text: string) => number,
  readColumn: (argument: string) => readonly number[],
): Distribution {
  const match = /^([a-z_]+)\s*\(([^()]*)\)$/.exec(text.trim());
  if (match === null) return { kind: 'constant', value: quantity(text) };
  const [, name, inside] = match;
  if (name === 'empirical') return { kind: 'empirical', values: readColumn(inside.trim()) };
  if (!Object.hasOwn(DISTRIBUTIONS, name)) {
    const known = [...Object.keys(DISTRIBUTIONS), 'empirical'].join(', ');
    const near = nearest(name, [...Object.keys(DISTRIBUTIONS), 'empirical']);
    const hint = near === null ? 'write for example exponential(2 ms)' : `write ${near}`;
    throw new QuantityError(`one of the distributions ${known}`, hint);
  }
  const { takes, form } = DISTRIBUTIONS[name];
  const given = inside.split(',').map((part) => part.trim());
  if (given.length !== takes.length)
    throw new QuantityError(form, `write ${form}: ${takes.length} of them, not ${given.length}`);
  const values = given.map((part, index) =>
    takes[index] === 'value' ? quantity(part) : plainNumber(part, form),
  );
  if (values.some((value) => value < 0))
    throw new QuantityError(`${form} of values of at least 0`, 'remove the minus');
  const built = build(name, values, form);
  if (mean(built) > Number.MAX_SAFE_INTEGER || Number.isNaN(mean(built)))
    throw new QuantityError('a distribution of finite mean', 'choose a larger shape');
  return built;
}

function plainNumber(text: string, form: string): number {
  try {
    return count(text);
  } catch {
    throw new QuantityError(form, `write a plain number in place of ${text}, as in ${form}`);
  }
}

function build(name: string, values: readonly number[], form: string): Distribution {
  const [a, b, c] = values;
  const must = (holds: boolean, what: string): void => {
    if (!holds) throw new QuantityError(`${form} with ${what}`, what);
  };
  switch (name) {
    case 'constant':
      return { kind: 'constant', value: a };
    case 'exponential':
      return { kind: 'exponential', mean: a };
    case 'uniform':
      must(a <= b, 'low at most high');
      return { kind: 'uniform', low: a, high: b };
    case 'erlang':
      must(Number.isInteger(a) && a >= 1 && a <= 1000, 'phases a whole number from 1 to 1000');
      return { kind: 'erlang', shape: a, mean: b };
    case 'gamma':
      must(a > 0, 'shape above 0');
      return { kind: 'gamma', shape: a, mean: b };
    case 'lognormal':
      must(a > 0, 'mean above 0');
      must(b <= 1000, 'coefficient of variation at most 1000');
      return { kind: 'lognormal', mean: a, cv: b };
    case 'hyperexponential':
      must(a <= 1, 'probability at most 1');
      return { kind: 'hyperexponential', probability: a, mean1: b, mean2: c };
    case 'weibull':
      must(a > 0, 'shape above 0');
      return { kind: 'weibull', shape: a, scale: b };
    default:
      must(a > 0 && b > 0, 'shape and scale above 0');
      return { kind: 'pareto', shape: a, scale: b };
  }
}
