/**
 * Does an autoscaler on lag follow a surge, and what do its rebalances cost? 4,000 events/s, three times that for 8 s;
 * eager and cooperative rebalances, against a group sized for the peak and one sized for the normal load.
 * Arithmetic: an instance carries about 1,900 events/s (8 threads, 4 ms a record, and its writes): 4 do for the normal
 * load, 7 for the surge; the lag when scaling begins to help is (12,000 - 7,600) x (interval + start-up + rebalance).
 */
import { latency, outcomeTable, type Experiment, type Point } from '../src/index.js';

const SCALER = {
  'consumers.workers.autoscaler.minimum': 4,
  'consumers.workers.autoscaler.maximum': 20,
  'consumers.workers.autoscaler.target_lag': 1250,
  'consumers.workers.autoscaler.interval': '2 s',
  'consumers.workers.autoscaler.start_up': '2 s',
  'consumers.workers.autoscaler.cool_down': '60 s',
};
const GROUPS: readonly (readonly [string, Point['changes']])[] = [
  ['4 instances', { 'consumers.workers.instances': 4 }],
  ['12 instances', { 'consumers.workers.instances': 12 }],
  ['4 to 20, eager', { 'consumers.workers.instances': 4, ...SCALER }],
  [
    '4 to 20, cooperative',
    {
      'consumers.workers.instances': 4,
      ...SCALER,
      'consumers.workers.assignor': 'sticky',
      'consumers.workers.rebalance': 'cooperative',
    },
  ],
];

export default {
  name: 'autoscaling',
  question: 'does an autoscaler on lag follow a surge, and what do its rebalances cost?',
  run: async (lab) => {
    const outcomes = await lab.study(
      GROUPS.map(([group, changes]) => ({
        labels: { group },
        model: '10k-users',
        changes: {
          users: 400,
          'consumers.workers.processing_time': 'exponential(4 ms)',
          'consumers.workers.rebalance_time': '1 s',
          'faults.surge.kind': 'surge',
          'faults.surge.at': '5 s',
          'faults.surge.length': '8 s',
          'faults.surge.factor': 3,
          'run.duration': '25 s',
          ...changes,
        },
      })),
    );
    const worst = outcomes.map(({ study }) =>
      Math.max(...study.series.map((row) => row.lagRecords)),
    );
    const back = outcomes.map(({ study }) => study.recovery?.lagSeconds ?? null);
    return {
      tables: [
        outcomeTable('4,000 events/s, three times that from 5 s to 13 s', outcomes, [
          {
            name: 'worst_lag',
            read: (study) => Math.max(...study.series.map((row) => row.lagRecords)),
          },
          { name: 'backlog_back_s', read: (study) => study.recovery?.lagSeconds ?? 'not in 20 s' },
          { name: 'delivered_twice', read: (study) => study.duplicateRecords },
          latency(0.5),
          latency(0.99),
        ]),
      ],
      finding: `the worst lag is ${worst[0].toFixed(0)} records with 4 instances, ${worst[1].toFixed(0)} with 12, and ${worst[2].toFixed(0)} (eager) or ${worst[3].toFixed(0)} (cooperative) with an autoscaler, which is back ${back[3] === null ? 'not within the window' : `after ${back[3].toFixed(1)} s`}.`,
    };
  },
} satisfies Experiment;
