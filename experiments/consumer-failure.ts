/**
 * What does it cost when a consumer dies? One of 20 instances is down from 5 s to 10 s.
 * Arithmetic: its partitions wait session_timeout + rebalance_time; an eager rebalance stops
 * everybody for rebalance_time, twice (when it is missed and when it is back); delivered twice is
 * what it had processed since its last commit, at most commit_interval x 300 records/s.
 */
import { cases, experiment, numbers, under } from 'highwater';

const EVERY_POLL = { 'consumers.workers.commit_interval': '0 s' };
const COOPERATIVE = {
  ...EVERY_POLL,
  ...under('consumers.workers', { rebalance: 'cooperative', assignor: 'sticky' }),
};

export default experiment({
  name: 'consumer-failure',
  question: 'what does it cost when a consumer dies, by protocol and commits?',
  title: '6,000 records/s; one of 20 instances down for 5 s',
  model: '10k-users',
  changes: {
    users: 600,
    ...under('consumers.workers', { session_timeout: '2 s', rebalance_time: '1 s' }),
    ...under('faults.down', { kind: 'consumer_down', at: '5 s', length: '5 s' }),
    'producers.partitioner': 'sticky',
    'run.duration': '16 s',
  },
  design: cases('setting', {
    'eager, commit every 5 s': {},
    'eager, commit every poll': EVERY_POLL,
    'cooperative, commit every poll': COOPERATIVE,
    'cooperative, noticed after 10 s': {
      ...COOPERATIVE,
      'consumers.workers.session_timeout': '10 s',
    },
  }),
  responses: ['lost', 'duplicates', 'worst_lag', 'backlog_back', 'p50', 'p99'],
  shows: ['lost', 'duplicates', 'worst_lag'],
  finding: (outcomes) => {
    const lost = Math.max(...numbers(outcomes, 'lost'));
    const twice = numbers(outcomes, 'duplicates').map((records) => records.toFixed(0));
    return `${lost === 0 ? 'nothing is lost in any' : `up to ${lost.toFixed(1)} records are lost`}; committing every 5 s delivers ${twice[0]} records twice, after every poll ${twice[1]}.`;
  },
});
