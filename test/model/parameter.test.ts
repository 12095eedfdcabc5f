import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  findParameters,
  parseModel,
  readRange,
  withValues,
  written,
  writtenParameters,
} from '../../src/model/index.js';

const TEXT = `# kept
users: 10K # also kept
workload: { events_per_user: 10/s, record_size: 1 KB }
producers: { count: 2, linger: 5 ms }
brokers:
  count: 1
  time_per_request: hyperexponential(0.9, 60 us, 2 ms) # a tail
  time_per_byte: 0.5 ns/B
  nic: 1 Gbps
topic: { partitions: 4 }
consumers:
  near: { instances: 2, processing_time: "lognormal(1 ms, 0.5)" }
  far: { processing_time: exponential(3 ms) }
measured: { publish: { p50: 2 ms } }
`;
const find = (path: string) => findParameters(TEXT, 'm.yaml', path);

test('every written number is a parameter, each argument of a distribution too; what was measured is none', () => {
  const listed = writtenParameters(TEXT, 'm.yaml').map(({ path, number, unit }) => [
    path,
    number,
    unit,
  ]);
  expect(listed).toEqual([
    ['users', 10_000, ''],
    ['workload.events_per_user', 10, '/s'],
    ['workload.record_size', 1, 'KB'],
    ['producers.count', 2, ''],
    ['producers.linger', 5, 'ms'],
    ['brokers.count', 1, ''],
    ['brokers.time_per_request.probability', 0.9, ''],
    ['brokers.time_per_request.mean1', 60, 'us'],
    ['brokers.time_per_request.mean2', 2, 'ms'],
    ['brokers.time_per_byte', 0.5, 'ns/B'],
    ['brokers.nic', 1, 'Gbps'],
    ['topic.partitions', 4, ''],
    ['consumers.near.instances', 2, ''],
    ['consumers.near.processing_time.mean', 1, 'ms'],
    ['consumers.near.processing_time.cv', 0.5, ''],
    ['consumers.far.processing_time.mean', 3, 'ms'],
  ]);
});

test('each argument of a distribution has the bounds of its own: shapes and phases above 0, shares up to 1', () => {
  const bounds = (time: string): unknown[] => {
    const text = TEXT.replace('exponential(3 ms)', time);
    return findParameters(text, 'm.yaml', 'consumers.far.processing_time.*').map((each) => {
      return [each.path.split('.')[3], each.minimum, each.maximum, each.whole, each.unit];
    });
  };
  expect(bounds('exponential(3 ms)')).toEqual([['mean', 0, Infinity, false, 'ms']]);
  expect(bounds('"gamma(0.5, 3 ms)"')).toEqual([
    ['shape', 1e-3, Infinity, false, ''],
    ['mean', 0, Infinity, false, 'ms'],
  ]);
  expect(bounds('"weibull(0.5, 3 s)"')).toEqual([
    ['shape', 1e-3, Infinity, false, ''],
    ['scale', 0, Infinity, false, 's'],
  ]);
  expect(bounds('"erlang(4, 3 ms)"')).toEqual([
    ['phases', 1, Infinity, true, ''],
    ['mean', 0, Infinity, false, 'ms'],
  ]);
  expect(bounds('"hyperexponential(0.5, 3 ms, 4 s)"')).toEqual([
    ['probability', 0, 1, false, ''],
    ['mean1', 0, Infinity, false, 'ms'],
    ['mean2', 0, Infinity, false, 's'],
  ]);
});

test('a path finds presets, any part by *, and the only argument of a distribution', () => {
  expect(find('brokers.time_per_replica_append')[0]).toMatchObject({ number: 50, unit: 'us' });
  expect(find('consumers.*.instances').map(({ path }) => path)).toEqual([
    'consumers.near.instances',
    'consumers.far.instances',
  ]);
  expect(find('brokers.time_per_request.*').map(({ path }) => path.split('.')[2])).toEqual([
    'probability',
    'mean1',
    'mean2',
  ]);
  expect(find('consumers.far.processing_time')[0].path).toBe('consumers.far.processing_time.mean');
  expect(() => find('brokers.time_per_request')).toThrow(/say which: .*mean1, .*mean2/);
  expect(() => find('brokers.time_per_reqest')).toThrow(/write brokers\.time_per_request$/);
});

test('ranges are read in the units they are written in, and must lie within the language', () => {
  const [mean1] = find('brokers.time_per_request.mean1');
  expect(readRange(mean1, '10 us..2 ms')).toEqual({ low: 10, high: 2000 });
  expect(readRange(mean1, '1..2 ms')).toEqual({ low: 1000, high: 2000 });
  expect(() => readRange(mean1, '10..20')).toThrow(/add a unit: 10 ms/);
  expect(() => readRange(mean1, '5 us..5 us')).toThrow(/empty/);
  expect(() => readRange(mean1, '1 MB..2 ms')).toThrow(/a time with a unit/);
  const [probability] = find('brokers.time_per_request.probability');
  expect(() => readRange(probability, '0.5..1.5')).toThrow(/allows 0 to 1/);
  expect(written(find('topic.partitions')[0], 4.6)).toBe('5');
  expect(written(mean1, 61.25)).toBe('61.25 us');
});

test('values are replaced in place, comments and layout kept, and the text means what was set', () => {
  const overrides = [
    { path: 'brokers.time_per_request.mean1', value: '75 us' },
    { path: 'brokers.time_per_request.probability', value: '0.8' },
    { path: 'consumers.near.processing_time.mean', value: '2 ms' },
    { path: 'users', value: '12345' },
    { path: 'brokers.time_per_replica_append', value: '10 us' },
  ];
  const changed = withValues(TEXT, overrides);
  expect(changed).toContain('# kept\nusers: 12345 # also kept\n');
  expect(changed).toContain('  time_per_request: hyperexponential(0.8, 75 us, 2 ms) # a tail\n');
  expect(changed).toContain('processing_time: "lognormal(2 ms, 0.5)" }');
  const model = (text: string, set: typeof overrides) => {
    const parsed = parseModel(text, { fileName: 'm.yaml', overrides: set });
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
    return parsed.model;
  };
  expect(model(changed, [])).toEqual(model(TEXT, overrides));
});

test("a value set in a model's own file changes nothing else of it", () => {
  const text = readFileSync('models/kafka-200k.yaml', 'utf8');
  const changed = withValues(text, [{ path: 'brokers.time_per_byte', value: '0.7 ns/B' }]);
  expect(changed).toBe(text.replace('time_per_byte: 0.5 ns/B', 'time_per_byte: 0.7 ns/B'));
});
