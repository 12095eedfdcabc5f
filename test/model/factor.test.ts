import { expect, test } from 'vitest';
import { DesignError, levelsOf, parseFactor, parseRange, valueAt } from '../../src/model/index.js';

test.each([
  ['users=100, 10K,1M', ['100', '10K', '1M']],
  ['brokers.count=3..6', ['3', '4', '5', '6']],
  ['topic.partitions=12..36 by 12', ['12', '24', '36']],
  ['topic.partitions=12..35 by 12', ['12', '24']],
  ['users=1M..1000003', ['1000000', '1000001', '1000002', '1000003']],
  ['users=1M..2M by 400K', ['1000000', '1400000', '1800000']],
  ['users=5..5', ['5']],
  ['linger=2 ms..2 ms by 1 ms', ['2 ms']],
  ['users=8.2M..8200001', ['8200000', '8200001']],
  ['linger=1 ms..2 ms by 0.5 ms', ['1 ms', '1.5 ms', '2 ms']],
  ['g.processing_time=1 ms,lognormal(5 ms, 0.5)', ['1 ms', 'lognormal(5 ms, 0.5)']],
  ['producers.linger=1 ms..5 ms by 2 ms', ['1 ms', '3 ms', '5 ms']],
  ['producers.linger=0.5..2.5 ms in 3', ['0.5 ms', '1.5 ms', '2.5 ms']],
  ['users=10..1000 log in 3', ['10', '100', '1000']],
  ['users=1K..3K by 1K', ['1000', '2000', '3000']],
  ['stores.s.cache.hit_ratio=0.1..0.9', ['0.1', '0.3', '0.5', '0.7', '0.9']],
  ['workload.events_per_user=1/s..3/s by 1/s', ['1/s', '2/s', '3/s']],
])('%s has the values %j', (text, values) => {
  expect(levelsOf(parseFactor(text).range)).toEqual(values);
});

test.each([
  ['users', 'expected path=values'],
  ['=3', 'expected path=values'],
  ['users=', 'no value'],
  ['brokers.count=9..3', 'the range is empty'],
  ['a=1..5 by 0', 'the step is 0'],
  ['a=1..1000000 by 1', 'more than'],
  ['a=1 ms..5 s', 'two units'],
  ['a=0..5 log', 'begins above 0'],
  ['a=1 s..2 s by 100 ms', 'write both in one'],
  ['a=1..100 log by 3', 'write log in 5'],
  ['a=x..5', 'is no number'],
  ['a=1..5 in 1', 'in how many'],
])('%s is refused: %s', (text, message) => {
  expect(() => parseFactor(text)).toThrow(DesignError);
  expect(() => parseFactor(text)).toThrow(message);
});

test('a share of a range is a value of it: whole numbers in equal parts, real ones anywhere', () => {
  const whole = parseRange('3..12');
  expect([0, 0.0999, 0.1, 0.9999].map((u) => valueAt(whole, u))).toEqual(['3', '3', '4', '12']);
  expect(valueAt(parseRange('1 ms..3 ms'), 0.25)).toBe('1.5 ms');
  expect(valueAt(parseRange('1..100 log'), 0.5)).toBe('10');
});
