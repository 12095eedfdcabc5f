/**
 * Mutated model texts: what typing mistakes, a broken editor, or someone who means harm makes of a
 * model.
 */
import type { Stream } from '../../src/engine/stream.js';

/** Values that no field, or nearly none, should take. */
const VALUES = [
  '5 parsecs',
  '5',
  '5 ms',
  '16 KiB',
  '10/s',
  '1 Gbps',
  '1e308',
  '1e309',
  '9007199254740993',
  '1e12',
  '1e-300',
  '1e-12 s',
  '1 ns',
  '0',
  '0 s',
  '0 B',
  '-0',
  '-1',
  '-5 ms',
  '.nan',
  'NaN',
  '.inf',
  '-.inf',
  'Infinity',
  'null',
  '~',
  'true',
  '""',
  '[]',
  '{}',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  "'=1+1'",
  "'@SUM(A1)'",
  '"\\u202e"',
  '"\\x1b[31m"',
  '../../../etc/passwd',
  'empirical(/etc/passwd, 1)',
  'empirical(../package.json, name)',
  'exponential(0 s)',
  'exponential(-1 ms)',
  'exponential(1e300 s)',
  'pareto(0.5, 1 ms)',
  'pareto(1e-9, 1 ms)',
  'weibull(0.001, 1 ms)',
  'gamma(1e-9, 1 ms)',
  'lognormal(1 ms, 1e6)',
  'lognormal(1 ms, 0)',
  'hyperexponential(0.5, 0 s, 1 s)',
  'uniform(1 ms, 1 ms)',
  'erlang(1000, 1 us)',
  'constant(1 ms)',
  '{kind: zipf, count: 1e9, exponent: 0.9}',
  '{kind: hot, count: 1, share: 1}',
  '{kind: uniform, count: 1}',
  '{kind: on_off, on: 1 ns, off: 1 d}',
  '{kind: diurnal, period: 1 ns, amplitude: 1}',
  '{kind: trace, file: trace.csv, column: time}',
  'constant',
  '&a [*a, *a]',
  '*a',
  '!!js/function "x"',
  '<<: *a',
  '1'.repeat(400),
  'x'.repeat(5000),
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '<<',
  '"=1+1"',
  '""',
  '?',
  'faults',
  'run',
  'cells',
  'cache',
  'autoscaler',
  'rate_limit',
  'quota',
  'request_timeout',
  'acks',
  'home',
  'null',
  '1',
];
/** Whole sections that the models here do not have. */
const SECTIONS = [
  'faults: { f: { kind: broker_down, at: 0 s, length: 1 ms } }',
  'faults: { f: { kind: surge, factor: 1e9, at: 0 s, length: 1 s } }',
  'faults: { f: { kind: link_cut, link: producers, at: 0 s, length: 1 d } }',
  'faults: { f: { kind: consumer_down, time_to_failure: 1 ms, time_to_repair: 1 ms } }',
  'faults: { __proto__: { kind: surge } }',
  'measured: { publish: { p50: 5 ms, p99: 1 ms } }',
  'tune: { brokers.count: 1..9, __proto__.x: 1..2 }',
  'prices: { broker_hour: 1e308 }',
  'run: { warmup: 1 d, duration: 1e9 d }',
  'cells: [{ home: local, weight: 0 }, { home: local, weight: 1e-300 }]',
];
const KEY = /[A-Za-z_][\w-]*(?=:(?:\s|$))/g;
const VALUE = /(?<=:\s)(?:\{[^{}]*\}|\[[^[\]]*\]|[^\s,{}[\]][^,{}[\]\n]*)/g;
const NUMBER = /\d+(?:\.\d+)?/g;
const UNIT = /(?<=\d\s?)(?:ns|us|ms|s|min|KB|KiB|MiB|MB|B|Gbps|Mbps|\/s|ns\/B|K|M)\b/g;

type Mutation = (text: string, stream: Stream) => string;

const mutations: readonly Mutation[] = [
  (text, stream) => replaceOne(text, KEY, stream, (key) => misspelt(key, stream)),
  (text, stream) => replaceOne(text, KEY, stream, () => one(KEYS, stream)),
  (text, stream) => replaceOne(text, KEY, stream, () => one(text.match(KEY) ?? ['k'], stream)),
  // Half of all: values are what most of the language is about.
  ...Array.from(
    { length: 8 },
    (): Mutation => (text, stream) => replaceOne(text, VALUE, stream, () => one(VALUES, stream)),
  ),
  (text, stream) => replaceOne(text, VALUE, stream, () => one(text.match(VALUE) ?? ['v'], stream)),
  (text, stream) => replaceOne(text, VALUE, stream, (value) => nested(value, stream)),
  (text, stream) =>
    replaceOne(text, NUMBER, stream, (number) =>
      String(Number(number) * 10 ** Math.floor(stream.next() * 40 - 20)),
    ),
  (text, stream) => replaceOne(text, NUMBER, stream, (number) => `-${number}`),
  (text, stream) => replaceOne(text, UNIT, stream, () => one(text.match(UNIT) ?? ['s'], stream)),
  (text, stream) => `${text}\n${one(SECTIONS, stream)}\n`,
  (text, stream) => lines(text, stream, (all, at, other) => all.splice(at, 0, all[other])),
  (text, stream) => lines(text, stream, (all, at) => all.splice(at, 1)),
  (text, stream) =>
    lines(text, stream, (all, at, other) => ([all[at], all[other]] = [all[other], all[at]])),
  (text, stream) =>
    lines(
      text,
      stream,
      (all, at) => (all[at] = ' '.repeat(Math.floor(stream.next() * 9)) + all[at]),
    ),
  (text, stream) => text.slice(0, Math.floor(stream.next() * text.length)),
  (text, stream) => {
    const at = Math.floor(stream.next() * text.length);
    return text.slice(0, at) + bytes(stream) + text.slice(at + Math.floor(stream.next() * 4));
  },
];

/** The text after one to four mutations, fewer more often. */
export function mutate(text: string, stream: Stream): string {
  let mutated = text;
  do mutated = one(mutations, stream)(mutated, stream);
  while (stream.next() < 0.4);
  return mutated;
}

function one<T>(choices: readonly T[], stream: Stream): T {
  return choices[Math.floor(stream.next() * choices.length)];
}

function replaceOne(
  text: string,
  pattern: RegExp,
  stream: Stream,
  by: (found: string) => string,
): string {
  const found = [...text.matchAll(pattern)];
  if (found.length === 0) return text;
  const match = one(found, stream);
  return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
}

function misspelt(key: string, stream: Stream): string {
  const at = Math.floor(stream.next() * key.length);
  return (
    key.slice(0, at) + one(['', 'x', '.', ' ', '_', key.slice(at)], stream) + key.slice(at + 1)
  );
}

function nested(value: string, stream: Stream): string {
  const depth = Math.floor(stream.next() * 100);
  const [open, close] = one(
    [
      ['[', ']'],
      ['{ a: ', '}'],
    ],
    stream,
  );
  return open.repeat(depth) + value + close.repeat(depth);
}

function lines(
  text: string,
  stream: Stream,
  change: (all: string[], at: number, other: number) => unknown,
): string {
  const all = text.split('\n');
  change(all, Math.floor(stream.next() * all.length), Math.floor(stream.next() * all.length));
  return all.join('\n');
}

function bytes(stream: Stream): string {
  const length = 1 + Math.floor(stream.next() * 8);
  const codes = Array.from({ length }, () =>
    Math.floor(stream.next() * (stream.next() < 0.5 ? 128 : 65536)),
  );
  return String.fromCharCode(...codes);
}
