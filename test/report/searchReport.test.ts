/**
 * What a comparison says of B: lower, higher, or not to be told from A, as the interval of B - A
 * has it.
 */
import { expect, test } from 'vitest';
import type { Comparison } from '../../src/experiments/compare.js';
import { responseOf } from '../../src/experiments/responses.js';
import { STEADY } from '../../src/experiments/settling.js';
import { comparisonFindings } from '../../src/report/searchReport.js';
import type { Estimate } from '../../src/statistics/index.js';

const estimate = (value: number, low: number, high: number): Estimate => {
  return { value, low, high, n: 30, enough: true, reason: '' };
};

const sideOf = (verdict: object): Comparison['a'] =>
  ({ model: null, verdict }) as unknown as Comparison['a'];

function said(
  difference: Estimate,
  [first, second]: readonly object[] = [STEADY, STEADY],
): { finding: string; cells: readonly unknown[] } {
  const { finding, tables } = comparisonFindings(
    {
      a: sideOf(first),
      b: sideOf(second),
      trials: 30,
      warmupSeconds: 1,
      windowSeconds: 1,
      differences: [
        {
          response: responseOf('p99'),
          a: estimate(0.04, 0.039, 0.041),
          b: estimate(0.04 + difference.value, 0, 1),
          difference,
          varianceReduction: 4,
        },
      ],
    },
    ['one', 'two'],
  );
  return { finding, cells: tables[0].rows[0] };
}

test.each([
  [-0.01, -0.012, -0.008, 'lower', '25% lower than A'],
  [0.01, 0.008, 0.012, 'higher', '25% higher than A'],
  [0.01, -0.001, 0.021, 'cannot be told apart', 'it cannot be told from A'],
  [-0.01, -0.021, 0.001, 'cannot be told apart', 'it cannot be told from A'],
  [0.01, 0, 0.02, 'cannot be told apart', 'it cannot be told from A'],
])('B - A of %d s, between %d and %d: %s', (value, low, high, word, text) => {
  const { finding, cells } = said(estimate(value, low, high));
  expect(finding).toContain(`p99 of B: ${text}`);
  expect(cells).toEqual(['p99_ms', 0.04, 0.04 + value, value, low, high, value / 0.04, word, 4]);
});

test('a latency without a steady state is hidden on its own side, and with it the difference', () => {
  const full = { kind: 'overloaded' };
  const hidden = [null, null, null, null, null, null];
  const difference = estimate(0.01, 0.008, 0.012);
  expect(said(difference, [STEADY, full]).cells).toEqual(['p99_ms', 0.04, null, ...hidden]);
  expect(said(difference, [full, STEADY]).cells).toEqual(['p99_ms', null, 0.05, ...hidden]);
});
