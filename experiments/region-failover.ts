/**
 * A region is lost: what happens to its users, and what of their records is not yet elsewhere? A small form of the
 * three-region system, one cell a region; the users of the lost region go to the others 2 s later.
 * Arithmetic: the recovery point is what a mirror lags behind, about the rate times a distance and its fetches; the other
 * two regions get half as much again.
 */
import { outcomeTable, type Experiment, type Outcome, type Point } from '../src/index.js';

const LOST = {
  'faults.lost.kind': 'region_down',
  'faults.lost.region': 'us-east-1',
  'faults.lost.at': '3 s',
  'faults.lost.length': '20 s',
};
const MOVED = {
  'faults.left.kind': 'surge',
  'faults.left.region': 'us-east-1',
  'faults.left.at': '5 s',
  'faults.left.length': '18 s',
  'faults.left.factor': 0,
  'faults.came1.kind': 'surge',
  'faults.came1.region': 'eu-west-1',
  'faults.came1.at': '5 s',
  'faults.came1.length': '18 s',
  'faults.came1.factor': 1.5,
  'faults.came2.kind': 'surge',
  'faults.came2.region': 'ap-northeast-1',
  'faults.came2.at': '5 s',
  'faults.came2.length': '18 s',
  'faults.came2.factor': 1.5,
};
const CASES: readonly (readonly [string, Point['changes']])[] = [
  ['no fault', {}],
  ['region lost, users wait', LOST],
  ['region lost, users move after 2 s', { ...LOST, ...MOVED }],
];

export const REGION_CASES: readonly Point[] = CASES.map(([name, changes]) => ({
  labels: { case: name },
  model: '1m-users',
  changes: {
    users: 3000,
    'cells.0.count': 1,
    'cells.1.count': 1,
    'cells.2.count': 1,
    'run.duration': '9 s',
    'run.warmup': '1 s',
    ...changes,
  },
}));

export default {
  name: 'region-failover',
  question: 'a region is lost: what do its users see, and what is not yet mirrored?',
  run: async (lab) => {
    const outcomes = await lab.study(REGION_CASES);
    const served = outcomes.map(
      ({ study }) => study.throughputPerSecond / study.offered.eventsPerSecond,
    );
    const point = outcomes[2].study.unmirroredRecords;
    return {
      tables: [
        outcomeTable('30,000 events/s in three regions; us-east-1 down from 3 s', outcomes, [
          {
            name: 'served_share',
            read: (study) => study.throughputPerSecond / study.offered.eventsPerSecond,
          },
          { name: 'last_second_per_s', read: (study) => lastSecond(study) },
          { name: 'not_mirrored_records', read: (study) => study.unmirroredRecords },
          { name: 'lost', read: (study) => study.lostRecords },
        ]),
      ],
      finding: `${(served[1] * 100).toFixed(0)}% of the records are served when users wait and ${(served[2] * 100).toFixed(0)}% when they move after 2 s; the recovery point is ${point.toFixed(0)} records that no other region had.`,
    };
  },
} satisfies Experiment;

type Study = Outcome['study'];

function lastSecond(study: Study): number {
  const rows = study.series.filter((row) => row.timeSeconds > study.windowSeconds - 1);
  return rows.reduce((sum, row) => sum + row.deliveredPerSecond, 0) / rows.length;
}
