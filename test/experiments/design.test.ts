import { expect, test } from 'vitest';
import {
  cases,
  cross,
  factorsOf,
  fullGrid,
  grid,
  latinHypercube,
  oneAtATime,
  sobol,
} from '../../src/experiments/design.js';
import { levelsOf, parseFactor } from '../../src/model/index.js';

test('a grid has every combination once, the last factor fastest, and a limit', () => {
  const points = grid({ a: [1, 2], b: 'x, y, z' });
  expect(points).toHaveLength(6);
  expect(points[1].changes).toEqual({ a: '1', b: 'y' });
  expect(new Set(points.map(({ changes }) => JSON.stringify(changes))).size).toBe(6);
  expect(() => grid({ a: '1..100', b: '1..100' })).toThrow('10000 points');
});

test('one at a time is the model as it is, then each value alone', () => {
  const points = oneAtATime(factorsOf({ a: [1, 2], b: ['x'] }));
  expect(points.map(({ changes }) => changes)).toEqual([{}, { a: '1' }, { a: '2' }, { b: 'x' }]);
});

test('cases are named, and cross with a grid', () => {
  const points = cross(grid({ users: [1, 2] }), cases('move', { none: {}, more: { b: 3 } }));
  expect(points).toHaveLength(4);
  expect(points[3]).toEqual({
    labels: { users: '2', move: 'more' },
    changes: { users: '2', b: 3 },
  });
});

test.each(['latin hypercube', 'sobol'])(
  'a %s of 8 points on 4 values takes each value twice in each factor; more points differ',
  (kind) => {
    const factors = ['a=1..4', 'b=p,q,r,s', 'c=1 ms..5 ms by 1 ms'].map(parseFactor).slice(0, 2);
    const points = kind === 'sobol' ? sobol(factors, 7) : latinHypercube(factors, 8, '1');
    for (const { path, range } of factors) {
      for (const level of levelsOf(range)) {
        const times = points.filter(({ changes }) => changes[path] === level).length;
        // Sobol's point 0, the origin, is left out.
        expect(times).toBe(kind === 'sobol' && level === levelsOf(range)[0] ? 1 : 2);
      }
    }
  },
);

test('a latin hypercube is drawn from its seed', () => {
  const factors = factorsOf({ a: '0.0..1.0', b: '0.0..1.0' });
  expect(latinHypercube(factors, 9, '1')).toEqual(latinHypercube(factors, 9, '1'));
  expect(latinHypercube(factors, 9, '1')).not.toEqual(latinHypercube(factors, 9, '2'));
});

test('an empty list of values is refused by its path', () => {
  expect(() => fullGrid(factorsOf({ 'brokers.count': [] }))).toThrow('brokers.count: no value');
});
