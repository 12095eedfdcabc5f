/**
 * Fixed seeds; every check fails by chance with probability below 1e-6, all together below 1e-4.
 */
import { describe, expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import { makeAlias, makeSampler, makeZipf } from '../../src/engine/variates.js';
import { cdf, mean, variance, type Distribution } from '../../src/statistics/index.js';
import { CONTINUOUS_LAWS } from '../support/continuousLaws.js';

const N = 100_000;
const CONTINUOUS: readonly Distribution[] = [
  ...CONTINUOUS_LAWS,
  { kind: 'pareto', shape: 12, scale: 1 },
];

describe.each(CONTINUOUS)('%o', (d) => {
  const draw = makeSampler(d, new Stream(`variates/${JSON.stringify(d)}`));
  const sample = Float64Array.from({ length: N }, draw);

  test('mean and variance within 5 standard errors', () => {
    const average = mean(d);
    let sum = 0;
    let squares = 0;
    let fourths = 0;
    for (const value of sample) {
      const square = (value - average) * (value - average);
      sum += value;
      squares += square;
      fourths += square * square;
    }
    expect(Math.abs(sum / N - average)).toBeLessThan(5 * Math.sqrt(variance(d) / N));
    const spread = Math.sqrt(fourths / N - (squares / N) * (squares / N));
    expect(Math.abs(squares / N - variance(d))).toBeLessThan((5 * spread) / Math.sqrt(N));
  });

  test('Kolmogorov-Smirnov distance', () => {
    // P(sqrt(N) D > 2.7) = 2 exp(-2 * 2.7 * 2.7) = 9e-7 (Kolmogorov 1933).
    let distance = 0;
    sample.toSorted().forEach((value, index) => {
      const p = cdf(d, value);
      distance = Math.max(distance, p - index / N, (index + 1) / N - p);
    });
    expect(distance * Math.sqrt(N)).toBeLessThan(2.7);
  });
});

test('a constant draws nothing', () => {
  const [used, fresh] = [new Stream('c'), new Stream('c')];
  const draw = makeSampler({ kind: 'constant', value: 3 }, used);
  expect([draw(), draw()]).toEqual([3, 3]);
  expect(used.next()).toBe(fresh.next());
});

/** Every share within 5 standard errors, with probability 0 never drawn. */
function expectShares(draw: () => number, shares: readonly number[]): void {
  const seen = shares.map(() => 0);
  for (let index = 0; index < N; index++) seen[draw()]++;
  shares.forEach((share, index) => {
    const error = Math.sqrt(share * (1 - share) * N);
    expect(Math.abs(seen[index] - share * N)).toBeLessThanOrEqual(5 * error);
  });
}

test('empirical values are equally likely', () => {
  const draw = makeSampler({ kind: 'empirical', values: [0, 1, 2, 3] }, new Stream('empirical'));
  expectShares(draw, [0.25, 0.25, 0.25, 0.25]);
});

test('alias shares, with a weight of 0 and a rounding sum', () => {
  expectShares(makeAlias([1, 0, 6, 3], new Stream('alias')), [0.1, 0, 0.6, 0.3]);
  expectShares(makeAlias([0.1, 0.1, 0.1], new Stream('thirds')), [1 / 3, 1 / 3, 1 / 3]);
  expectShares(makeAlias([5], new Stream('one')), [1]);
  for (const weights of [[], [0, 0], [1, -1, 1], [NaN], [Infinity]]) {
    expect(() => makeAlias(weights, new Stream('bad'))).toThrow('alias');
  }
});

test.each([0, 0.5, 1, 2])('Zipf of exponent %d on few keys', (exponent) => {
  const weights = Array.from({ length: 6 }, (_, key) => Math.pow(key + 1, -exponent));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  expectShares(
    makeZipf(6, exponent, new Stream(`zipf/${exponent}`)),
    weights.map((weight) => weight / total),
  );
});

test('Zipf of exponent 1 on 1e8 keys: share of the first is 1 / (ln n + gamma)', () => {
  const draw = makeZipf(1e8, 1, new Stream('zipf/large'));
  const share = 1 / (Math.log(1e8) + 0.5772156649);
  let first = 0;
  let inside = true;
  for (let index = 0; index < N; index++) {
    const key = draw();
    if (key === 0) first++;
    inside &&= Number.isInteger(key) && key >= 0 && key < 1e8;
  }
  expect(inside).toBe(true);
  expect(Math.abs(first / N - share)).toBeLessThan(5 * Math.sqrt((share * (1 - share)) / N));
});
