/**
 * What people claim about scaling event-driven systems, each put to the test: what was measured, by
 * which rule it was judged, and whether it holds. The rules are stated in the table; none looks at
 * anything but the numbers.
 */
import { DesignError, type Experiment, type Table } from 'highwater';
import { FIRST_BOTTLENECK, MORE_BROKERS } from './brokers.js';
import type { Claim, Pictured } from './claim.js';
import { MORE_CONSUMERS, PARTITIONS } from './consumers.js';
import { DELIVERY } from './delivery.js';
import { FIRST_MOVE } from './firstMove.js';
import { BACKPRESSURE, CACHE } from './limits.js';
import { REGIONS } from './regions.js';
import { LATENCY_BY_SCALE, ORDER, SIZING } from './scales.js';

const CLAIMS: readonly Claim[] = [
  FIRST_BOTTLENECK,
  MORE_BROKERS,
  PARTITIONS,
  MORE_CONSUMERS,
  CACHE,
  REGIONS,
  BACKPRESSURE,
  SIZING,
  FIRST_MOVE,
  DELIVERY,
  LATENCY_BY_SCALE,
  ORDER,
];

export default {
  name: 'claims',
  question: 'which claims about scaling event-driven systems hold?',
  run: async (lab) => {
    const outcomes = await lab.study(CLAIMS.flatMap(({ points }) => points));
    const asked = CLAIMS.reduce((sum, { points }) => sum + points.length, 0);
    if (outcomes.length !== asked) throw new DesignError('a point of a claim makes no model');
    const waiting = outcomes.map(({ study }) => study);
    const judged = CLAIMS.map(({ claim, rule, points, judge, pictured, onlyIf }) => {
      const studies = waiting.splice(0, points.length);
      const { measured, holds } = judge(studies);
      const otherwise = onlyIf === undefined ? 'does not hold' : `holds only if ${onlyIf}`;
      const row = [claim, measured, rule, holds ? 'holds' : otherwise] as const;
      return { row, picture: pictureOf(row, pictured(studies)) };
    });
    const rows = judged.map(({ row }) => row);
    const those = (pattern: RegExp): number =>
      rows.filter(([, , , verdict]) => pattern.test(verdict)).length;
    const [hold, fail] = [those(/^holds$/), those(/^does not/)];
    const failing = fail === 0 ? '' : `, ${fail} not`;
    return {
      tables: [
        { title: 'Claims', columns: ['claim', 'measured', 'rule', 'verdict'], rows },
        ...judged.map(({ picture }) => picture),
      ],
      finding: `${hold} of ${rows.length} claims hold as they stand, ${rows.length - hold - fail} under the condition in the table${failing}.`,
    };
  },
} satisfies Experiment;

/** The letter of the claim stays with its table. */
function pictureOf(
  [claim, measured, rule, verdict]: readonly [string, string, string, string],
  pictured: Pictured,
): Table {
  const said = `${verdict.slice(0, 1).toUpperCase()}${verdict.slice(1)}`;
  const question = claim.replace(/^\w\. /, '');
  return {
    ...pictured,
    title: `Rule: ${rule}`,
    labels: 1,
    asked: { question, answer: `${said}. Measured: ${measured}.` },
  };
}
