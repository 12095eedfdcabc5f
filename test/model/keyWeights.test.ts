/** How often keys come. */
import { expect, test } from 'vitest';
import { hottestShare, keyWeights, weightBeyond } from '../../src/model/keyWeights.js';

test('the first key has what its weight is of all', () => {
  expect(hottestShare({ kind: 'none' })).toBe(0);
  expect(hottestShare({ kind: 'uniform', count: 8 })).toBe(1 / 8);
  expect(hottestShare({ kind: 'hot', count: 5, share: 0.3 })).toBe(0.3);
  expect(hottestShare({ kind: 'hot', count: 1, share: 0.3 })).toBe(1);
  // 1 / (1 + 1/2 + 1/3 + 1/4)
  expect(hottestShare({ kind: 'zipf', count: 4, exponent: 1 })).toBeCloseTo(12 / 25, 12);
  // A hot key that has less than the other's 70%.
  expect(hottestShare({ kind: 'hot', count: 2, share: 0.3 })).toBe(0.7);
});

test('all keys count, however many: the sum of 1 / sqrt(k) is 2 sqrt(n) + zeta(1/2), and 1 / (2 sqrt(n)) more', () => {
  const count = 1_000_000_000;
  const sum = 2 * Math.sqrt(count) - 1.460_354_508_809_586_8 + 1 / (2 * Math.sqrt(count));
  const share = hottestShare({ kind: 'zipf', count, exponent: 0.5 });
  expect(share * sum).toBeCloseTo(1, 9);
});

test('what is beyond the thousandth of a million keys is what they weigh one by one', () => {
  const keys = { kind: 'zipf', count: 1_000_000, exponent: 0.9 } as const;
  const weigh = keyWeights(keys);
  let sum = 0;
  for (let key = 1000; key < keys.count; key++) sum += weigh(key);
  expect(weightBeyond(keys, 1000) / sum).toBeCloseTo(1, 3);
});
