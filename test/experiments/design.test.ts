import { expect, test } from 'vitest';
import { DesignError, fullGrid, parseFactor } from '../../src/experiments/design.js';

test('a factor is a list or a range, with or without a step', () => {
  expect(parseFactor('users=100, 10K,1M').values).toEqual(['100', '10K', '1M']);
  expect(parseFactor('brokers.count=3..6')).toEqual({
    path: 'brokers.count',
    values: ['3', '4', '5', '6'],
  });
  expect(parseFactor('topic.partitions=12..36 by 12').values).toEqual(['12', '24', '36']);
  expect(parseFactor('consumers.g.processing_time=1 ms,lognormal(5 ms, 0.5)').values).toEqual([
    '1 ms',
    'lognormal(5 ms, 0.5)',
  ]);
});

test.each(['users', '=3', 'users=', 'brokers.count=9..3', 'a=1..5 by 0', 'a=1..1000000'])(
  '%s is refused',
  (text) => {
    expect(() => parseFactor(text)).toThrow(DesignError);
  },
);

test('a grid has every combination once, the last factor fastest, and a limit', () => {
  const points = fullGrid([parseFactor('a=1,2'), parseFactor('b=x,y,z')]);
  expect(points).toHaveLength(6);
  expect(points[1]).toEqual({ a: '1', b: 'y' });
  expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(6);
  expect(() => fullGrid([parseFactor('a=1..100'), parseFactor('b=1..100')])).toThrow(
    '10000 points',
  );
});
