/**
 * Runs one share of the theory suite. Every claim's z-score must be within BOUND: at 1e-3 for all
 * of them together by Bonferroni's inequality. The seed is fixed, so the suite gives the same
 * scores each time; `highwater theory` runs it on others. HIGHWATER_THEORY=1 runs the long ones,
 * too.
 */
import { describe, expect, test } from 'vitest';
import { runTheoryCase, scoreBound, theoryCases } from '../../src/proof/theory/index.js';

const SEED = 'theory';
/** Half of the usual run length, to keep the tests short. */
const SCALE = 0.5;
const CASES = theoryCases().filter(
  ({ long = false }) => !long || process.env['HIGHWATER_THEORY'] !== undefined,
);
const CLAIMS = CASES.reduce((sum, { claims }) => sum + claims.length, 0);
const BOUND = scoreBound(CLAIMS);

/** Runs the cases whose place in the list is `share` modulo `shares`. */
export function theorySuite(share: number, shares: number): void {
  const cases = CASES.filter((_, index) => index % shares === share);
  const families = [...new Set(cases.map(({ family }) => family))];
  describe.each(families)('%s', (family) => {
    test.each(cases.filter((one) => one.family === family))('$name', (one) => {
      for (const finding of runTheoryCase(one, SEED, SCALE)) {
        const { quantity, expected, measured, standardError, z } = finding;
        const said = `${quantity}: ${measured} for ${expected}, z = ${z.toFixed(2)}`;
        expect(Math.abs(z), said).toBeLessThan(BOUND);
        // A quantile is scored by the records above it; the quantile as users see it must agree.
        const distance = Math.abs(measured - expected) / standardError;
        expect(distance, said).toBeLessThan(BOUND + 1);
      }
    });
  });
}
