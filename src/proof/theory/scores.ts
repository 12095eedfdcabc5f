/**
 * What the z-scores of a run of cases say together: by family, and whether they are standard
 * normal.
 *
 * A claim fails where |z| exceeds the bound of Bonferroni's inequality for all claims together.
 * Scores of one case are dependent, those of different cases and seeds are not: a law is tested on
 * the first mean, the first ratio, the first p50, p95 and p99 of each case and seed. Its mean is
 * normal of variance 1/n, the sum of squares chi-squared with n degrees of freedom, and the shape
 * is tested by Kolmogorov's distance (p by Stephens 1970, "Use of the Kolmogorov-Smirnov,
 * Cramer-von Mises and related statistics without extensive tables"). A bias moves the mean, an
 * interval that is too short (or too wide) the variance.
 */
import * as mathematics from '../../mathematics/index.js';
import { incompleteGamma, normalCdf, normalQuantile } from '../../statistics/index.js';
import type { TheoryFinding } from './runTheoryCase.js';

/**
 * Probability that all is well and yet any claim of one run fails, or any of the tests of the
 * scores' law.
 */
export const FAMILY_WISE_ERROR = 1e-3;

/** |z| that no claim of `claims` should exceed. */
export function scoreBound(claims: number): number {
  return -normalQuantile(FAMILY_WISE_ERROR / 2 / claims);
}

export interface FamilySummary {
  readonly family: string;
  readonly models: number;
  readonly assertions: number;
  /** Of the assertions, those on percentiles. */
  readonly percentiles: number;
  readonly worst: TheoryFinding;
}

/** A row a family, in order; with several seeds an assertion counts once for each. */
export function familySummaries(findings: readonly TheoryFinding[]): FamilySummary[] {
  const families = new Map<string, TheoryFinding[]>();
  for (const finding of findings) {
    const known = families.get(finding.family);
    if (known === undefined) families.set(finding.family, [finding]);
    else known.push(finding);
  }
  return [...families].map(([family, all]) => ({
    family,
    models: new Set(all.map(({ caseName }) => caseName)).size,
    assertions: all.length,
    percentiles: all.filter(({ kind }) => kind === 'quantile').length,
    worst: all.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a)),
  }));
}

export interface LawTest {
  /** means, ratios, p50, p95 or p99. */
  readonly group: string;
  readonly scores: number;
  readonly mean: number;
  readonly variance: number;
  /** Kolmogorov's, from the standard normal law. */
  readonly distance: number;
  /** Two-sided probabilities of what was seen, were the scores standard normal. */
  readonly meanProbability: number;
  readonly varianceProbability: number;
  readonly shapeProbability: number;
  /** Whether none of the three is below its part of the family-wise error. */
  readonly passed: boolean;
}

const GROUPS = ['means', 'ratios', 'p50', 'p95', 'p99'] as const;

/** A test a group that has scores; `runs` holds the findings of each seed. */
export function testScores(runs: readonly (readonly TheoryFinding[])[]): LawTest[] {
  return GROUPS.map((group) => ({ group, scores: independentScores(runs, group) }))
    .filter(({ scores }) => scores.length > 0)
    .map(({ group, scores }) => testLaw(group, scores));
}

function independentScores(
  runs: readonly (readonly TheoryFinding[])[],
  group: (typeof GROUPS)[number],
): number[] {
  return runs.flatMap((findings) => {
    const seen = new Set<string>();
    return findings
      .filter((finding) => {
        if (groupOf(finding) !== group || seen.has(finding.caseName)) return false;
        seen.add(finding.caseName);
        return true;
      })
      .map(({ z }) => z);
  });
}

function groupOf({ kind, quantity }: TheoryFinding): string {
  if (kind === 'quantile') return quantity.slice(quantity.lastIndexOf(' ') + 1);
  return kind === 'mean' ? 'means' : 'ratios';
}

export function testLaw(group: string, scores: readonly number[]): LawTest {
  const n = scores.length;
  const mean = scores.reduce((sum, z) => sum + z, 0) / n;
  const squares = scores.reduce((sum, z) => sum + z * z, 0);
  let distance = 0;
  scores
    .toSorted((a, b) => a - b)
    .forEach((z, index) => {
      const p = normalCdf(z);
      distance = Math.max(distance, p - index / n, (index + 1) / n - p);
    });
  const meanProbability = 2 * normalCdf(-Math.abs(mean) * Math.sqrt(n));
  const below = incompleteGamma(n / 2, squares / 2);
  const varianceProbability = Math.min(1, 2 * Math.min(below, 1 - below));
  const root = Math.sqrt(n);
  const shapeProbability = kolmogorovTail((root + 0.12 + 0.11 / root) * distance);
  const least = Math.min(meanProbability, varianceProbability, shapeProbability);
  return {
    group,
    scores: n,
    mean,
    variance: squares / n,
    distance,
    meanProbability,
    varianceProbability,
    shapeProbability,
    passed: least >= FAMILY_WISE_ERROR / (3 * GROUPS.length),
  };
}

/** P(K > x) of Kolmogorov's law: 2 sum (-1)^(k-1) exp(-2 k^2 x^2). Kolmogorov 1933. */
export function kolmogorovTail(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++)
    sum += (k % 2 === 1 ? 2 : -2) * mathematics.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}
