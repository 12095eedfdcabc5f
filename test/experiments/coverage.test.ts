/**
 * The small form, seeds fixed: M/M/1 and a pipeline, whose truth was simulated, at utilization 0.5.
 * The 99.9% interval of the coverage (Wilson's) reaches the nominal 95%; undersized runs are
 * refused. `highwater coverage` has the long form.
 */
import { expect, test } from 'vitest';
import { coverage, nominalCoverage, shareInterval } from '../../src/proof/coverage/coverage.js';
import { coverageCase, singleQueue } from '../../src/proof/coverage/coverageCases.js';
import { UTILIZATIONS, type Truth } from '../../src/proof/coverage/knownLatency.js';
import { coverageChecks } from '../../src/proof/verify.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { validModel } from '../support/validModel.js';

const covering = { name: 'a case', text: '', undersized: false };

async function rows({ text, truth }: { text: string; truth: Truth }, studies: number) {
  const model = validModel(text, { fileName: 'coverage.yaml' });
  return coverage(model, truth, inlineExecutor(), {
    studies,
    seed: 'test',
    progress: () => undefined,
  });
}

test.each([
  { name: 'M/M/1', each: singleQueue(0.5, 2), studies: 16, quantities: 3 },
  { name: 'pipeline', each: coverageCase('pipeline', 0.5), studies: 10, quantities: 4 },
])(
  '$name: intervals of 95% cover, in 99.9% intervals of their own',
  async ({ each, studies, quantities }) => {
    const checks = coverageChecks({ ...covering, ...each }, await rows(each, studies));
    expect(checks).toHaveLength(quantities);
    expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  },
  300_000,
);

test('an interval around the wrong truth, or one too wide, fails the check', async () => {
  const { text, truth } = singleQueue(0.5, 1);
  const off = { ...truth, mean: { seconds: truth.mean.seconds * 1.1, halfWidth: 0 } };
  const [wrong] = await rows({ text, truth: off }, 8);
  expect(coverageChecks({ ...covering, truth }, [wrong])[0]).toMatchObject({ passed: false });
  const wide = { ...wrong, studies: 2000, given: 2000, covered: 1970 };
  expect(coverageChecks({ ...covering, truth }, [wide])[0]).toMatchObject({ passed: false });
  const right = { ...wide, covered: 1925 };
  expect(coverageChecks({ ...covering, truth }, [right])[0]).toMatchObject({ passed: true });
}, 200_000);

test('proof/coverage/coverage: only what more than nine studies in ten give is judged, a mean always', () => {
  const row = {
    studies: 100,
    covered: 0,
    tooLow: 0,
    tooHigh: 0,
    relativeHalfWidth: 0.1,
    nominal: 0.95,
  };
  const rows = [
    { ...row, quantity: 'mean', given: 50 },
    { ...row, quantity: 'p50', given: 91 },
    { ...row, quantity: 'p99', given: 90 },
  ];
  const judged = coverageChecks({ ...covering, ...singleQueue(0.5, 1) }, rows);
  expect(judged.map(({ check }) => check.split(', ').at(-1))).toEqual(['mean', 'p50']);
});

test('runs of five relaxation times are refused mean, p99 and p99.9', async () => {
  const each = coverageCase('M/M/1', 0.9, true);
  const found = await rows(each, 8);
  const refused = found.filter(({ quantity }) => quantity !== 'p50');
  expect(refused.map(({ given }) => given)).toEqual([0, 0, 0]);
  const lenient = { ...found[0], studies: 200, given: 20 };
  expect(coverageChecks(each, [found[0], lenient]).map(({ passed }) => passed)).toEqual([
    true,
    false,
  ]);
}, 200_000);

test('a truth that is itself off by a tenth of the half-width costs 0.2 points at most', () => {
  expect(nominalCoverage(0)).toBeCloseTo(0.95, 10);
  // Phi(1.96 (1 + d)) - Phi(1.96 (d - 1)), d = 0.1: Phi(2.15596) - Phi(-1.76397).
  expect(nominalCoverage(0.1)).toBeCloseTo(0.984457 - 0.038868, 4);
});

test("Wilson's interval", () => {
  // Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662 at 95%.
  const { low, high } = shareInterval(81, 263, 0.95);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
});

test.each(UTILIZATIONS)(
  'proof/coverage/coverageCases: windows at %d are as long as their head says',
  (utilization) => {
    const seconds = (undersized: boolean, family: 'M/M/1' | 'pipeline'): number => {
      const { text } = coverageCase(family, utilization, undersized);
      return validModel(text, { fileName: 'case.yaml' }).run.durationSeconds ?? NaN;
    };
    // Services of 1 ms.
    const relaxation = 0.001 / (1 - Math.sqrt(utilization)) ** 2;
    expect(seconds(false, 'M/M/1') / relaxation).toBeGreaterThan(950);
    expect(Math.abs(seconds(true, 'M/M/1') / relaxation - 5)).toBeLessThan(0.05);
    expect(30 * seconds(false, 'M/M/1') * utilization * 1000 * 1e-3).toBeGreaterThanOrEqual(450);
    // A request of the pipeline: 4 ms after its first record, which comes 1 / 32,000 s after the
    // last.
    const request = 0.004 + 1 / 32_000;
    expect(seconds(false, 'pipeline') / request).toBeGreaterThan(490);
    expect(Math.round(seconds(true, 'pipeline') / request)).toBe(2);
  },
);
