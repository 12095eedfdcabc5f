/**
 * What a sceptical user runs: known answers on fresh seeds and the law of their scores, coverage,
 * equal bytes for any number of workers and any order of completion, audits. Each check says what
 * was expected and what was measured.
 */
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import {
  runTheoryCase,
  scoreBound,
  testScores,
  theoryCases,
  type TheoryFinding,
} from './theory/index.js';
import {
  LEAST_COVERED,
  LEAST_REFUSED,
  MOST_COVERED,
  shareInterval,
  type CoverageRow,
} from './coverage/coverage.js';
import type { CoverageCase } from './coverage/coverageCases.js';
import { NESTED_STUDY_OPTIONS, study } from '../experiments/study.js';
import type { Study } from '../experiments/studySummary.js';

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
  const cases = theoryCases().filter(({ long = false }) => !long);
  return cases.flatMap((each, index) => {
    const found = runTheoryCase(each, seed, scale);
    progress(index + 1, cases.length);
    return found;
  });
}

/**
 * The largest score, by Bonferroni's inequality; and the law of independent scores, a row a kind of
 * quantity.
 */
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

/**
 * Of studies that must give an interval, for its coverage to be judged: few of them would be a
 * choice.
 */
const LEAST_GIVEN = 0.9;

/** Of shares that may be near 100%, of which a tenth of a percent matters: `93.5%`. */
export const inTenths = (share: number): string => `${(100 * share).toFixed(1)}%`;

/**
 * A row a quantity that most studies give: the 99.9% interval of the coverage that was seen must
 * reach 93.5% to 96.5%. Or, of undersized runs, that of the share refused must reach 99%; a median
 * needs less, and is not asked about.
 */
export function coverageChecks(each: CoverageCase, rows: readonly CoverageRow[]): Check[] {
  if (each.undersized) return rows.filter(({ quantity }) => quantity !== 'p50').map(refusal);
  return rows
    .filter(({ given, studies, quantity }) => quantity === 'mean' || given > LEAST_GIVEN * studies)
    .map(({ quantity, given, covered, studies, relativeHalfWidth, nominal }) => {
      const { low, high } = shareInterval(covered, given, 1 - ERROR);
      return {
        check: `coverage: ${each.name}, ${quantity}`,
        count: studies,
        expected: `${inTenths(LEAST_COVERED)} to ${inTenths(MOST_COVERED)}`,
        measured: `${inTenths(covered / given)} (${inTenths(low)} to ${inTenths(high)}) of ${given} given, half-width ${inTenths(relativeHalfWidth)}`,
        passed: given > 0 && low <= MOST_COVERED && high >= LEAST_COVERED - (0.95 - nominal),
      };
    });

  function refusal({ quantity, given, studies }: CoverageRow): Check {
    const refused = studies - given;
    return {
      check: `undersized runs refused: ${each.name}, ${quantity}`,
      count: studies,
      expected: `at least ${inTenths(LEAST_REFUSED)}`,
      measured: inTenths(refused / studies),
      passed: shareInterval(refused, studies, 1 - ERROR).high >= LEAST_REFUSED,
    };
  }
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
      ...NESTED_STUDY_OPTIONS,
      seed,
      precision: Infinity,
      budgetRecords: 1e6,
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
