/** The judge of the scores: passes what is standard normal, and names what is not. Fixed seeds. */
import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import { normalCdf, normalQuantile } from '../../src/statistics/index.js';
import {
  familySummaries,
  scoreBound,
  testScores,
  theoryCases,
} from '../../src/proof/theory/index.js';
import type { TheoryFinding } from '../../src/proof/theory/index.js';
import { kolmogorovTail, testLaw } from '../../src/proof/theory/scores.js';

const N = 2000;

function normals(key: string): number[] {
  const stream = new Stream(key);
  return Array.from({ length: N }, () => normalQuantile(stream.next()));
}

test('proof/theory/theoryCase, proof/theory/directCases, proof/theory/engineCases, proof/theory/networkCases, proof/theory/topicCases, proof/theory/deskCases, proof/theory/deskModel: the suite has what it promises: at least 60 models, 300 assertions, 100 of them on percentiles', () => {
  const cases = theoryCases();
  const claims = cases.flatMap((one) => one.claims);
  expect(cases.length).toBeGreaterThanOrEqual(60);
  expect(claims.length).toBeGreaterThanOrEqual(300);
  const quantiles = claims.filter(({ reading }) => reading.kind === 'quantile');
  expect(quantiles.length).toBeGreaterThanOrEqual(100);
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  expect(claims.every(({ expected }) => Number.isFinite(expected) && expected > 0)).toBe(true);
});

test('proof/theory/scores: normal scores pass, on 20 seeds', () => {
  for (let seed = 0; seed < 20; seed++) {
    expect(testLaw('means', normals(`scores ${seed}`)).passed).toBe(true);
  }
});

test('a bias of 0.15, intervals 12% too short or too wide, and a skewed law do not', () => {
  const scores = normals('scores');
  expect(
    testLaw(
      'means',
      scores.map((z) => z + 0.15),
    ).meanProbability,
  ).toBeLessThan(1e-6);
  expect(
    testLaw(
      'means',
      scores.map((z) => z * 1.12),
    ).varianceProbability,
  ).toBeLessThan(1e-5);
  expect(
    testLaw(
      'means',
      scores.map((z) => z / 1.12),
    ).varianceProbability,
  ).toBeLessThan(1e-5);
  // Exponential of mean 1, less its mean: mean 0, variance 1.
  const skewed = scores.map((z) => -Math.log(normalCdf(-z)) - 1);
  expect(testLaw('means', skewed).passed).toBe(false);
  expect(testLaw('means', skewed).shapeProbability).toBeLessThan(1e-9);
});

test("Kolmogorov's law: published points", () => {
  // The 5% and 1% points are 1.3581 and 1.6276 (Smirnov 1948).
  expect(kolmogorovTail(1.3581)).toBeCloseTo(0.05, 4);
  expect(kolmogorovTail(1.6276)).toBeCloseTo(0.01, 4);
});

test('the bound is Bonferroni: 4.57 for 200 claims at 1e-3', () => {
  expect(scoreBound(200)).toBeCloseTo(4.5648, 3);
});

test('proof/theory/runTheoryCase: one score of each kind a case is tested, and the worst of a family is named', () => {
  const finding = (caseName: string, quantity: string, z: number): TheoryFinding => ({
    family: 'F',
    caseName,
    quantity,
    kind: quantity.includes(' p') ? 'quantile' : 'mean',
    expected: 1,
    measured: 1,
    standardError: 1,
    z,
  });
  const run = [
    finding('one', 'wait mean', 1),
    finding('one', 'sojourn mean', -3),
    finding('one', 'wait p99', 0.5),
    finding('two', 'wait mean', 2),
  ];
  const laws = testScores([run, run]);
  expect(laws.map(({ group, scores }) => [group, scores])).toEqual([
    ['means', 4],
    ['p99', 2],
  ]);
  expect(laws[0].mean).toBe(1.5);
  const [family] = familySummaries(run);
  expect(family).toMatchObject({ models: 2, assertions: 4, percentiles: 1 });
  expect(family.worst.quantity).toBe('sojourn mean');
});
