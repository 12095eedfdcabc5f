/**
 * What does it cost when a broker dies? One of five brokers is down from 3 s to 7 s, fenced after 1 s.
 * Arithmetic: with acks=all every partition with a replica there waits for the fencing, 1 s, and the election, 0.1 s; with
 * acks=1 a fifth of the partitions waits, and what the dead leader alone had is lost; with one copy a fifth waits 4 s;
 * with min.insync.replicas = 3 all partitions of three replicas there wait until it is back and has caught up.
 */
import { latency, outcomeTable, type Experiment, type Point } from '../src/index.js';

const SETTINGS: readonly (readonly [string, Point['changes']])[] = [
  ['3 copies, acks=all, min 2', {}],
  ['3 copies, acks=1', { 'producers.acks': '1' }],
  ['3 copies, acks=0', { 'producers.acks': '0' }],
  ['3 copies, acks=all, min 3', { 'topic.min_insync_replicas': 3 }],
  ['1 copy', { 'topic.replication_factor': 1, 'topic.min_insync_replicas': 1 }],
];

export default {
  name: 'broker-failure',
  question: 'what does it cost when a broker dies, by acks and copies?',
  run: async (lab) => {
    const outcomes = await lab.study(
      SETTINGS.map(([setting, changes]) => ({
        labels: { setting },
        model: '10k-users',
        changes: {
          users: 600,
          'brokers.failure_detection': '1 s',
          'faults.down.kind': 'broker_down',
          'faults.down.at': '3 s',
          'faults.down.length': '4 s',
          'run.duration': '12 s',
          ...changes,
        },
      })),
    );
    const lost = outcomes.map(({ study }) => study.lostRecords);
    return {
      tables: [
        outcomeTable('6,000 events/s; one of five brokers down for 4 s', outcomes, [
          { name: 'lost', read: (study) => study.lostRecords },
          { name: 'delivered_twice', read: (study) => study.duplicateRecords },
          { name: 'sent_again', read: (study) => study.retriedRequests },
          { name: 'backlog_back_s', read: (study) => study.recovery?.lagSeconds ?? 'not in 9 s' },
          latency(0.5),
          latency(0.99),
        ]),
      ],
      finding: `acks=all loses ${lost[0].toFixed(0)} records, acks=1 ${lost[1].toFixed(1)} and acks=0 ${lost[2].toFixed(1)}; waiting for the dead broker, not its lost work, is what acks=all pays with.`,
    };
  },
} satisfies Experiment;
