import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addSparse, type SparseBins } from '../../src/statistics/bins.js';

const BINS = 12;

function sparse(dense: readonly number[]): SparseBins {
  const bins = [...dense.keys()].filter((bin) => dense[bin] > 0);
  return { bins: Uint16Array.from(bins), counts: Float64Array.from(bins, (bin) => dense[bin]) };
}

test('bins added are those of both, in rising order, each with the counts of both', () => {
  const some = fc.array(fc.nat(3), { minLength: BINS, maxLength: BINS });
  fc.assert(
    fc.property(some, some, (a, b) => {
      expect(addSparse(sparse(a), sparse(b))).toEqual(
        sparse(a.map((count, bin) => count + b[bin])),
      );
    }),
  );
});
