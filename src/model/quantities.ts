/** Quantities with units, as people write them: `5 ms`, `16 KiB`, `1 Gbps`, `10/s`, `10K`. */
import { mean, type Distribution } from '../statistics/index.js';
import { nearest } from './hints.js';

/** What a text should have been, where it is not. */
export class QuantityError extends Error {
  constructor(
    readonly expected: string,
    readonly hint: string,
  ) {
    super(expected);
  }
}

const DAY = 86_400;
const SECONDS = new Map(
  Object.entries({ ns: 1e-9, us: 1e-6, µs: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: DAY }),
);
/** The same in words, of one or of several. */
const SECONDS_IN_WORDS = new Map(
  Object.entries({
    nanosecond: 1e-9,
    microsecond: 1e-6,
    usec: 1e-6,
    millisecond: 1e-3,
    msec: 1e-3,
    sec: 1,
    second: 1,
    minute: 60,
    hr: 3600,
    hour: 3600,
    day: DAY,
    w: 7 * DAY,
    week: 7 * DAY,
  }).flatMap(([word, seconds]): [string, number][] => [
    [word, seconds],
    [`${word}s`, seconds],
  ]),
);
/** Of no one length. */
const DAYS_ABOUT = new Map(Object.entries({ month: 30, months: 30, year: 365, years: 365 }));
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

/** Each digit can be read in one way only: time is linear in the length. */
const LEADING_NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;

/**
 * A number and what follows it, trimmed; null where no finite number begins the text, or another
 * digit follows.
 */
export function split(text: string): { value: number; unit: string } | null {
  const trimmed = text.trim();
  const number = LEADING_NUMBER.exec(trimmed)?.[0] ?? '';
  const unit = trimmed.slice(number.length).trim();
  const value = number === '' ? NaN : Number(number);
  return Number.isFinite(value) && !/^\d/.test(unit) ? { value, unit } : null;
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
  if (factor !== undefined) return parts.value * factor;
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

function isUnit(text: string): boolean {
  const name = text.endsWith('/s') ? text.slice(0, -2) : text;
  return [SECONDS, BYTES, BITS_PER_SECOND].some((units) => units.has(text) || units.has(name));
}

/** Seconds: `5 ms`, `7 d`, `7 days`, `1 week`. */
export function duration(text: string): number {
  const parts = split(text);
  const word = parts?.unit.toLowerCase() ?? '';
  const seconds = SECONDS_IN_WORDS.get(word);
  if (parts !== null && seconds !== undefined) return parts.value * seconds;
  const days = DAYS_ABOUT.get(word);
  if (parts !== null && days !== undefined) {
    throw new QuantityError('a time of one length', `write ${parts.value * days} d`);
  }
  if (parts?.unit === 'm') {
    throw new QuantityError('minutes or milliseconds', 'write min, or ms, for m');
  }
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

const RATE = 'a rate such as 10/s';

/** Per second: `10/s`, `1K/s`, `6/min`. */
export function rate(text: string): number {
  const parts = text.split('/').map((part) => part.trim());
  const per = parts.at(1) ?? '';
  const seconds = SECONDS.get(per) ?? SECONDS_IN_WORDS.get(per);
  const amount = split(parts[0]);
  if (parts.length !== 2 || seconds === undefined || !MULTIPLIERS.has(amount?.unit ?? '-')) {
    throw new QuantityError(RATE, rateHint(text));
  }
  return count(parts[0], RATE) / seconds;
}

/** Names of rates, with the unit of time that they mean. */
const PER = new Map(
  Object.entries({
    rps: 's',
    qps: 's',
    tps: 's',
    ops: 's',
    eps: 's',
    mps: 's',
    hz: 's',
    rpm: 'min',
  }),
);

/** `1 rps`, `10 per second`, `2K messages/s`: the number is meant, and what it is per. */
function rateHint(text: string): string {
  const parts = split(text);
  if (parts === null) return 'write 10/s';
  const { value, unit } = parts;
  const power = /^[KkMGB](?![a-z])|^[KkMG](?=[rqte]ps|ops|mps)/i.exec(unit)?.[0] ?? '';
  const rest = unit.slice(power.length).trim().toLowerCase();
  const named = PER.get(rest);
  if (named !== undefined) return `write ${value}${power}/${named}`;
  const slash = Math.max(
    rest.lastIndexOf('/') + 1,
    rest.lastIndexOf('per ') + 4 * Number(rest.includes('per ')),
  );
  const per = rest.slice(slash).trim();
  const seconds = slash > 0 ? (SECONDS.get(per) ?? SECONDS_IN_WORDS.get(per)) : undefined;
  const short = [...SECONDS].find(([, each]) => each === seconds)?.[0];
  return short === undefined
    ? `say per what: ${value}${power}/s`
    : `write ${value}${power}/${short}`;
}

/** Seconds per byte: `0.5 ns/B`. */
export function durationPerByte(text: string): number {
  const slash = text.lastIndexOf('/');
  if (slash < 0 || text.slice(slash + 1).trim() !== 'B')
    throw new QuantityError('a time per byte such as 0.5 ns/B', 'write for example 0.5 ns/B');
  return duration(text.slice(0, slash));
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

/** A share: 0.97, or 97%. */
export function share(text: string): number {
  const parts = split(text);
  if (parts?.unit === '%') return scaled(parts.value, -2);
  return count(text, 'a number from 0 to 1, or percent', '0.05 or 5%');
}

/**
 * `value` times ten to a power, as it would be written: 8.2 M is 8,200,000, which 8.2 * 1e6 is not.
 */
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

/** What others call them; a time is never below 0, as a normal one would be. */
const OTHER_NAMES = new Map(
  Object.entries({
    exp: 'exponential',
    poisson: 'exponential',
    const: 'constant',
    fixed: 'constant',
    deterministic: 'constant',
    normal: 'lognormal',
    gaussian: 'lognormal',
  }),
);

/** `name(inside)`, the name in any case; null for what is no such call. */
export function splitCall(text: string): { name: string; inside: string } | null {
  const match = /^([a-z_]+)\s*\(([^()]*)\)$/i.exec(text.trim());
  return match === null ? null : { name: match[1].toLowerCase(), inside: match[2] };
}

/**
 * A distribution: a bare quantity is a constant. `quantity` reads its values (times, or plain
 * factors), `readColumn` the sorted values of `empirical(file.csv, column)`.
 */
export function distribution(
  text: string,
  quantity: (text: string) => number,
  readColumn: (argument: string) => readonly number[],
): Distribution {
  const call = splitCall(text);
  if (call === null) return { kind: 'constant', value: quantity(text) };
  const { name, inside } = call;
  if (name === 'empirical') return { kind: 'empirical', values: readColumn(inside.trim()) };
  if (!Object.hasOwn(DISTRIBUTIONS, name)) {
    const known = [...Object.keys(DISTRIBUTIONS), 'empirical'].join(', ');
    const near =
      OTHER_NAMES.get(name) ?? nearest(name, [...Object.keys(DISTRIBUTIONS), 'empirical']);
    const hint =
      near === null
        ? 'write for example exponential(2 ms)'
        : `write ${Object.hasOwn(DISTRIBUTIONS, near) ? DISTRIBUTIONS[near].form : near}`;
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
