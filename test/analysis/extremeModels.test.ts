/**
 * Arithmetic at the ends of the language: every value that has a range is set to its least, its
 * most, to nothing and to one, each alone and several together, and what `check` prints holds no
 * figure that is none.
 */
import { expect, test } from 'vitest';
import { offeredLoad, type OfferedResource } from '../../src/analysis/offeredLoad.js';
import { Stream } from '../../src/engine/stream.js';
import { parseModel } from '../../src/model/index.js';
import type { Field, Section } from '../../src/model/fields.js';
import { LANGUAGE } from '../../src/model/language.js';
import { checkReport } from '../../src/report/checkReport.js';
import { validModel } from '../support/validModel.js';

const BASES = [
  `users: 100
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 2, rate_limit: { rate: 1K/s } }
brokers: { count: 2, quota: 1 MB/s, rate_limit: { rate: 1K/s }, pauses: { every: 1 GB, time: 1 ms } }
topic: { partitions: 4, replication_factor: 2 }
mirrors: { far: { region: home, brokers: { count: 1 } } }
consumers: { g: { instances: 2, processing_time: 1 ms, store: s, autoscaler: { target_lag: 100 } } }
stores: { s: { cache: { hit_ratio: 0.5 } } }
faults: { f: { kind: surge, factor: 2, at: 1 s, length: 1 s } }
prices: { broker_hour: 1 }
`,
  `users: 100
workload: { events_per_user: 1/s, record_size: 1 KB, callers: 2 }
consumers: { g: { processing_time: 1 ms, queue_capacity: 5 } }
`,
  `workload: { callers: 2, think_time: 1 s, record_size: 1 KB }
consumers: { g: { processing_time: 1 ms, queue_capacity: 5 } }
`,
];
/** Several topics, and a group that sends on. */
const GRAPH = `users: 100
workload: { record_size: 1 KB }
producers: { app: { sends: t, events_per_user: 1/s, count: 2 } }
brokers: { count: 2 }
topics: { t: { partitions: 4, replication_factor: 2 } }
consumers: { g: { instances: 2, processing_time: 1 ms, sends: { t: { share: 0.1 } } } }
`;
/** The same on two clusters. */
const ON_CLUSTERS = GRAPH.replace(
  'brokers: { count: 2 }',
  'clusters: { c: { count: 2, quota: 1 MB/s, rate_limit: { rate: 1K/s } }, d: { count: 1 } }',
).replace('topics: { t: {', 'topics: { u: { cluster: d }, t: { cluster: c,');
const NAMES: Readonly<Record<string, string>> = {
  topics: 't',
  clusters: 'c',
  sends: 't',
  mirrors: 'far',
  consumers: 'g',
  stores: 's',
  faults: 'f',
};
const TIMES = [
  '0 s',
  '1 s',
  '1 ns',
  '1000 d',
  'exponential(0 s)',
  'pareto(0.5, 1 s)',
  'pareto(2, 1 ns)',
];
const MANY = '1e15';
const OF_KIND: Readonly<Partial<Record<Field['kind'], readonly string[]>>> = {
  fraction: ['0', '1', '1e-300'],
  duration: ['0 s', '1 s', '1 ns', '10000 d'],
  duration_per_byte: ['0 ns/B', '1 ns/B', '1 s/B'],
  size: ['0 B', '1 B', '1000 TB'],
  bandwidth: ['0 B/s', '1 B/s', '1000 TB/s'],
  rate: ['0/s', '1/s', '1e-300/s', '1e12/s'],
  time_distribution: TIMES,
  arrivals: [
    'constant',
    '{kind: on_off, on: 1 us, off: 1000 d}',
    '{kind: diurnal, period: 1 us, amplitude: 1}',
    '{kind: diurnal, period: 1000 d, amplitude: 0}',
  ],
  keys: [
    'none',
    '{kind: hot, count: 1, share: 0}',
    '{kind: hot, count: 1, share: 1}',
    '{kind: hot, count: 2, share: 0}',
    '{kind: hot, count: 2, share: 1}',
    '{kind: uniform, count: 1}',
    '{kind: zipf, count: 1, exponent: 100}',
    '{kind: zipf, count: 1000, exponent: 100}',
  ],
};

function valuesOf(field: Field): readonly string[] {
  if (field.choices !== undefined) return field.choices;
  if (field.kind !== 'count' && field.kind !== 'whole') return OF_KIND[field.kind] ?? [];
  // So many partitions or instances take seconds, and are no other case than 1,000.
  const most =
    field.maximum === undefined
      ? MANY
      : String(Math.min(field.maximum, field.maximum === 100_000 ? 1000 : field.maximum));
  return ['0', '1', String(field.minimum ?? 0), most];
}

/** Every path of the language that has extremes, with them. */
function extremes({ fields, sections = {} }: Section, path = ''): [string, readonly string[]][] {
  const own = Object.entries(fields).map(([key, field]): [string, readonly string[]] => [
    `${path}${key}`,
    valuesOf(field),
  ]);
  const inner = Object.entries(sections)
    .filter(([key]) => !['tune', 'cells', 'regions', 'measured'].includes(key))
    .flatMap(([key, section]) =>
      extremes(section, `${path}${key}.${section.form === 'many' ? `${NAMES[key]}.` : ''}`),
    );
  return [...own.filter(([, values]) => values.length > 0), ...inner];
}

/** Of a system with several topics alone. */
function isOfGraph(path: string): boolean {
  return /^topics\.|^clusters\.|\.sends\./.test(path);
}

/** Without brokers there are but a workload and its consumers. */
function basesWith(path: string): readonly string[] {
  if (path.startsWith('clusters.')) return [ON_CLUSTERS];
  if (isOfGraph(path)) return [GRAPH];
  return /^(?:workload|consumers)\./.test(path) ? BASES : BASES.slice(0, 1);
}

const EXTREMES = extremes(LANGUAGE);
const OF_PIPELINES = EXTREMES.filter(([path]) => !isOfGraph(path));

/**
 * What is no number among the figures of a model with these values; undefined = the model is
 * refused.
 */
function wrongWith(
  base: string,
  overrides: { path: string; value: string }[],
): string[] | undefined {
  // A mapping cannot be an override.
  const mappings = overrides.filter(({ value }) => value.startsWith('{'));
  const text = mappings.reduce(
    (all, { path, value }) =>
      all.replace('record_size:', `${path.replace('workload.', '')}: ${value}, record_size:`),
    base,
  );
  const parsed = parseModel(text, {
    fileName: 'm.yaml',
    overrides: overrides.filter(({ value }) => !value.startsWith('{')),
  });
  if ('faults' in parsed) return undefined;
  const said = JSON.stringify(overrides);
  try {
    const offered = offeredLoad(parsed.model);
    const report = checkReport(parsed.model, offered);
    const wrong = /NaN|undefined|null/.test(report) ? [`${said}: ${report}`] : [];
    return [...wrong, ...noNumbers(said, offered)];
  } catch (error) {
    return [`${said}: ${String(error)}`];
  }
}

/** Paths of what is NaN in plain data. */
function noNumbers(path: string, value: unknown): string[] {
  if (typeof value === 'number') return Number.isNaN(value) ? [path] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => noNumbers(`${path}.${key}`, each));
}

test('check: each value of the language at each of its ends', () => {
  let accepted = 0;
  const wrong = EXTREMES.flatMap(([path, values]) =>
    basesWith(path).flatMap((base) =>
      values.flatMap((value) => {
        const found = wrongWith(base, [{ path, value }]);
        if (found !== undefined) accepted++;
        return found ?? [];
      }),
    ),
  );
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(300);
});

const ROUNDS = 150;

/**
 * What is wrong in so many rounds of what `choose` makes, and how many models of them are accepted.
 */
function tryRounds(choose: () => { path: string; value: string }[]): [string[], number] {
  const found = Array.from({ length: ROUNDS }, () => wrongWith(BASES[0], choose()));
  const accepted = found.filter((each) => each !== undefined);
  return [accepted.flat(), accepted.length];
}

const stream = new Stream('extremes');
const pick = <T>(list: readonly T[]): T => list[Math.floor(stream.next() * list.length)];

test('check: several values at their ends at a time', () => {
  const [wrong, accepted] = tryRounds(() => {
    const changes = new Map<string, string>();
    for (let change = 0; change < 3; change++) {
      const [path, values] = pick(OF_PIPELINES);
      changes.set(path, pick(values));
    }
    return [...changes].map(([path, value]) => ({ path, value }));
  });
  expect(wrong).toEqual([]);
  expect(accepted).toBeGreaterThan(ROUNDS / 8);
});

test('check: about half of all times are nothing', () => {
  const times = EXTREMES.flatMap(([path, values]) => {
    const nothing = values.find((value) => value === '0 s' || value === '0 ns/B');
    if (nothing === undefined) return [];
    const change = { path, value: nothing };
    return wrongWith(BASES[0], [change]) === undefined ? [] : [change];
  });
  const [wrong, accepted] = tryRounds(() => times.filter(() => stream.next() < 0.5));
  expect(wrong).toEqual([]);
  expect(accepted).toBe(ROUNDS);
});

test('check: one key has all records, whatever its share; handlers that take no time are never full', () => {
  const text = (keys: string): string => `users: 100
workload: { events_per_user: 1/s, record_size: 1 KB, keys: ${keys} }
producers: { count: 2 }
brokers: { count: 3, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B }
topic: { partitions: 4 }
consumers: { g: { processing_time: 1 ms, propagation: 0 s } }
`;
  const resources = (keys: string): readonly OfferedResource[] =>
    offeredLoad(validModel(text(keys), { fileName: 'm.yaml' })).resources;
  const nothing = resources('{ kind: hot, count: 1, share: 0 }');
  expect(nothing).toEqual(resources('{ kind: hot, count: 1, share: 1 }'));
  const handlers = nothing.find(({ name }) => name === 'brokers.handlers');
  expect(handlers).toMatchObject({ utilization: 0, ceilingEventsPerSecond: Infinity });
});

test('check: fewer keys than partitions, of which some followers have nothing to copy', () => {
  const text = `workload: { rate: 44/s, keys: { kind: uniform, count: 2 } }
producers: { count: 4 }
brokers: { count: 3 }
topic: { partitions: 6, replication_factor: 2 }
mirrors: { far: { tasks: 3, brokers: { count: 3 } } }
consumers: { g: { instances: 3, processing_time: 1 ms }, copied: { reads: far, processing_time: 1 ms } }
regions: { names: [here, there], delay: { here: { there: 9 ms } } }
cells: [{ home: here, far: there }]
`;
  const { resources } = offeredLoad(validModel(text, { fileName: 'm.yaml' }));
  for (const { name, utilization } of resources)
    expect([name, utilization < 1]).toEqual([name, true]);
});
