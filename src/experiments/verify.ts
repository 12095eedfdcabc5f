/**
 * What a sceptical user runs: known answers on fresh seeds and the law of their scores, coverage, equal bytes for any
 * number of workers and any order of completion, audits. Each check says what was expected and what was measured.
 */
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import {
  runTheoryCase,
  scoreBound,
  testScores,
  theoryCases,
  type TheoryFinding,
} from '../theory/index.js';
import { shareInterval, type CoverageRow } from './coverage.js';
import { study, type Study } from './study.js';

export interface Check {
  readonly check: string;
  readonly count: number;
  readonly expected: string;
  readonly measured: string;
  readonly passed: boolean;
}

/** Probability that a check fails though all is well. */
const ERROR = 1e-3;

export function theoryFindings(
  seed: string,
  scale: number,
  progress: (done: number, planned: number) => void,
): TheoryFinding[] {
  const cases = theoryCases();
  return cases.flatMap((each, index) => {
    const found = runTheoryCase(each, seed, scale);
    progress(index + 1, cases.length);
    return found;
  });
}

/** The largest score, by Bonferroni's inequality; and the law of independent scores, a row a kind of quantity. */
export function theoryChecks(findings: readonly TheoryFinding[]): Check[] {
  const bound = scoreBound(findings.length);
  const worst = findings.reduce((a, b) => (Math.abs(b.z) > Math.abs(a.z) ? b : a));
  const laws = testScores([findings]);
  return [
    {
      check: 'theory: known answers',
      count: findings.length,
      expected: `|z| at most ${bound.toFixed(2)}`,
      measured: `${worst.z.toFixed(2)} (${worst.caseName}, ${worst.quantity})`,
      passed: Math.abs(worst.z) <= bound,
    },
    ...laws.map(({ group, scores, mean, variance, distance, passed }) => ({
      check: `theory: law of the scores, ${group}`,
      count: scores,
      expected: 'standard normal: mean 0, variance 1',
      measured: `mean ${mean.toFixed(3)}, variance ${variance.toFixed(3)}, distance ${distance.toFixed(3)}`,
      passed,
    })),
  ];
}

/** A row a quantity: 95% must lie in the 99.9% interval of the coverage that was seen. */
export function coverageChecks(name: string, rows: readonly CoverageRow[]): Check[] {
  return rows.map(({ quantity, given, covered, replications, relativeHalfWidth }) => {
    const { low, high } = shareInterval(covered, given, 1 - ERROR);
    const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
    return {
      check: `coverage: ${name}, ${quantity}`,
      count: replications,
      expected: `95% within ${percent(low)} to ${percent(high)}`,
      measured: `${percent(covered / given)} of ${given} given, half-width ${percent(relativeHalfWidth)}`,
      passed: given > 0 && low <= 0.95 && high >= 0.95,
    };
  });
}

/** The same small study with each executor: all must give the same bytes, and pass their audits. */
export async function determinismChecks(
  model: Model,
  seed: string,
  executors: readonly { readonly name: string; readonly executor: Executor }[],
  bytesOf: (study: Study) => string,
): Promise<Check[]> {
  const texts: string[] = [];
  let trials = 0;
  let failed = 0;
  for (const { executor } of executors) {
    const result = await study(model, executor, {
      seed,
      precision: 1,
      budgetRecords: 1,
      fidelity: 'sampled',
      relief: true,
      maximumTrials: null,
      outOfTime: () => false,
      progress: () => undefined,
    });
    texts.push(bytesOf(result));
    trials += result.trials;
    failed += result.audits.length;
  }
  const different = executors.filter((_, index) => texts[index] !== texts[0]);
  return [
    {
      check: `determinism: ${executors.map(({ name }) => name).join(', ')}`,
      count: executors.length,
      expected: 'equal bytes of all CSVs',
      measured:
        different.length === 0
          ? `equal (${texts[0].length} bytes)`
          : `differs: ${different.map(({ name }) => name).join(', ')}`,
      passed: different.length === 0,
    },
    {
      check: 'audits of those trials',
      count: trials,
      expected: 'none fails',
      measured: `${failed} failed`,
      passed: failed === 0,
    },
  ];
}
