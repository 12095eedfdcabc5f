/**
 * Words that people write, and what they are answered with. Expected values are counted by hand.
 */
import { describe, expect, test } from 'vitest';
import { parsePromise } from '../../src/experiments/promise.js';
import { responseOf } from '../../src/experiments/responses.js';
import { listed, nearest } from '../../src/model/index.js';
import { distribution, duration, rate } from '../../src/model/quantities.js';
import { keysOf, sectionPaths } from '../../src/model/schema.js';

const noColumn = (): readonly number[] => [];

test('model/quantities: times are taken in words, of one or several, in any case', () => {
  expect(duration('7 days')).toBe(604_800);
  expect(duration('1 week')).toBe(604_800);
  expect(duration('2 Hours')).toBe(7200);
  expect(duration('1 minute')).toBe(60);
  expect(duration('3 seconds')).toBe(3);
  expect(rate('120/minute')).toBe(2);
});

test('model/distributionText: the name of a distribution is read in any case', () => {
  expect(distribution('Exponential(2 ms)', duration, noColumn)).toEqual({
    kind: 'exponential',
    mean: 0.002,
  });
});

describe('what is no quantity is answered with one that is', () => {
  const answers: readonly [() => unknown, string][] = [
    [() => rate('1 rps'), 'write 1/s'],
    [() => rate('10 per second'), 'write 10/s'],
    [() => rate('2K msg/s'), 'write 2K/s'],
    [() => rate('5krps'), 'write 5k/s'],
    [() => rate('600 rpm'), 'write 600/min'],
    [() => rate('10 events per hour'), 'write 10/h'],
    [() => rate('12'), 'say per what: 12/s'],
    [() => duration('1 year'), 'write 365 d'],
    [() => duration('5 m'), 'write min, or ms, for m'],
    [() => distribution('exp(2 ms)', duration, noColumn), 'write exponential(mean)'],
  ];
  test.each(answers)('%s', (read, hint) => {
    expect(read).toThrow(expect.objectContaining({ hint }));
  });
});

test('promises may be joined by and; a name with and in it stays whole', () => {
  const [first, second] = parsePromise('p99 < 50ms and dropped = 0');
  expect(first.quantile).toEqual({ p: 0.99, path: 'end_to_end' });
  expect(first.bound).toBe(0.05);
  expect(second.response.name).toBe('dropped');
  expect(parsePromise('pack-and-send.p99.9 < 1 s, lost = 0')[0].quantile).toEqual({
    p: 0.999,
    path: 'pack-and-send',
  });
});

test('a quantile that is not kept is answered with all that are', () => {
  expect(() => responseOf('p98')).toThrow(/p50, p75, p90, p95, p99, p999/);
  expect(() => responseOf('far.p97.5')).toThrow(/p50, p75, p90, p95, p99, p999/);
});

test('model/hints: a word is near one that differs by a third of its letters, or that it begins; no further', () => {
  const sections = ['users', 'workload', 'prices', 'producers', 'consumers'];
  expect(nearest('devices', sections)).toBeNull();
  expect(nearest('services', sections)).toBeNull();
  expect(nearest('cosumers', sections)).toBe('consumers');
  expect(nearest('wrokload', sections)).toBe('workload');
  expect(nearest('prod', sections)).toBe('producers');
});

test('model/keyHint: of many words the nearest are shown, and how to see all', () => {
  const many = Array.from({ length: 30 }, (_, index) => `word${index}`);
  expect(listed('word17', many, 'look there')).toMatch(
    /^one of .*word17.* and others .*look there/,
  );
});

test('model/language: every section of the language lists its keys', () => {
  expect(keysOf('producers')?.map(({ key }) => key)).toContain('batch_size');
  expect(keysOf('consumers.autoscaler')?.map(({ key }) => key)).toContain('target_lag');
  for (const path of ['', ...sectionPaths()]) expect(keysOf(path), path).not.toBeNull();
  expect(keysOf('nothing')).toBeNull();
});
