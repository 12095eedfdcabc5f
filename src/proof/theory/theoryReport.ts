/** Text of a run of the theory cases: a row a family, the laws of the scores, and what failed. */
import {
  FAMILY_WISE_ERROR,
  familySummaries,
  scoreBound,
  testScores,
  type TheoryFinding,
} from './index.js';
import { table } from '../../report/table.js';

export interface TheoryReport {
  readonly text: string;
  readonly passed: boolean;
}

/** `runs` holds the findings of each seed, of the same cases. */
export function theoryReport(runs: readonly (readonly TheoryFinding[])[]): TheoryReport {
  const findings = runs.flat();
  const bound = scoreBound(findings.length);
  const failed = findings.filter(({ z }) => !(Math.abs(z) < bound));
  const laws = testScores(runs);
  const text = [
    familyTable(findings, runs.length),
    '',
    `largest |z| allowed: ${bound.toFixed(2)} (all claims together fail by chance with probability ${FAMILY_WISE_ERROR})`,
    ...failed.map(
      ({ caseName, quantity, expected, measured, z }) =>
        `FAILED ${caseName}, ${quantity}: expected ${expected.toPrecision(6)}, measured ${measured.toPrecision(6)}, z = ${signed(z)}`,
    ),
    '',
    'Are the scores standard normal? One of each kind a case and seed, so that they are independent:',
    table(
      ['scores', 'n', 'mean', 'p', 'variance', 'p', 'distance', 'p', ''],
      laws.map((law) => [
        law.group,
        String(law.scores),
        signed(law.mean, 3),
        law.meanProbability.toFixed(3),
        law.variance.toFixed(3),
        law.varianceProbability.toFixed(3),
        law.distance.toFixed(4),
        law.shapeProbability.toFixed(3),
        law.passed ? 'passed' : 'FAILED',
      ]),
    ),
  ];
  return {
    text: text.join('\n'),
    passed: failed.length === 0 && laws.every(({ passed }) => passed),
  };
}

function familyTable(findings: readonly TheoryFinding[], seeds: number): string {
  const families = familySummaries(findings);
  const rows = families.map(({ family, models, assertions, percentiles, worst }) => [
    family,
    String(models),
    String(assertions / seeds),
    String(percentiles / seeds),
    signed(worst.z),
    `${worst.caseName}, ${worst.quantity}`,
  ]);
  const total = (read: (row: (typeof families)[number]) => number): number =>
    families.reduce((sum, family) => sum + read(family), 0);
  const sums = [
    'all',
    String(total(({ models }) => models)),
    String(total(({ assertions }) => assertions) / seeds),
    String(total(({ percentiles }) => percentiles) / seeds),
  ];
  const worst = families.reduce((most, family) => Math.max(most, Math.abs(family.worst.z)), 0);
  return table(
    ['family', 'models', 'assertions', 'on percentiles', 'worst z', 'of'],
    [...rows, [...sums, `±${worst.toFixed(2)}`, '']],
  );
}

function signed(value: number, digits = 2): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
}
