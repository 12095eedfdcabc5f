/**
 * What does it cost when a consumer dies? One of 20 instances is down from 5 s to 10 s.
 * Arithmetic: its partitions wait session_timeout + rebalance_time; an eager rebalance stops everybody for
 * rebalance_time, twice (when it is missed and when it is back); delivered twice is what it had processed since its last
 * commit, at most commit_interval x 300 records/s.
 */
import { latency, outcomeTable, type Experiment, type Point } from '../src/index.js';

const SETTINGS: readonly (readonly [string, Point['changes']])[] = [
  ['eager, commit every 5 s', {}],
  ['eager, commit every poll', { 'consumers.workers.commit_interval': '0 s' }],
  [
    'cooperative, commit every poll',
    {
      'consumers.workers.commit_interval': '0 s',
      'consumers.workers.rebalance': 'cooperative',
      'consumers.workers.assignor': 'sticky',
    },
  ],
  [
    'cooperative, noticed after 10 s',
    {
      'consumers.workers.commit_interval': '0 s',
      'consumers.workers.rebalance': 'cooperative',
      'consumers.workers.assignor': 'sticky',
      'consumers.workers.session_timeout': '10 s',
    },
  ],
];

export default {
  name: 'consumer-failure',
  question: 'what does it cost when a consumer dies, by protocol and commits?',
  run: async (lab) => {
    const outcomes = await lab.study(
      SETTINGS.map(([setting, changes]) => ({
        labels: { setting },
        model: '10k-users',
        changes: {
          users: 600,
          'consumers.workers.session_timeout': '2 s',
          'consumers.workers.rebalance_time': '1 s',
          'faults.down.kind': 'consumer_down',
          'faults.down.at': '5 s',
          'faults.down.length': '5 s',
          'run.duration': '16 s',
          ...changes,
        },
      })),
    );
    const twice = outcomes.map(({ study }) => study.duplicateRecords);
    return {
      tables: [
        outcomeTable('6,000 events/s; one of 20 instances down for 5 s', outcomes, [
          { name: 'lost', read: (study) => study.lostRecords },
          { name: 'delivered_twice', read: (study) => study.duplicateRecords },
          {
            name: 'worst_lag',
            read: (study) => Math.max(...study.series.map((row) => row.lagRecords)),
          },
          { name: 'backlog_back_s', read: (study) => study.recovery?.lagSeconds ?? 'not in 11 s' },
          latency(0.5),
          latency(0.99),
        ]),
      ],
      finding: `nothing is lost in any; committing every 5 s delivers ${twice[0].toFixed(0)} records twice, after every poll ${twice[1].toFixed(0)}.`,
    };
  },
} satisfies Experiment;
