/**
 * What does it cost when a broker dies? One of five brokers is down from 3 s to 7 s, fenced after 1
 * s.
 * Arithmetic: with acks=all every partition with a replica there waits for the fencing, 1 s, and
 * the election, 0.1 s; with acks=1 a fifth of the partitions waits, and what the dead leader alone
 * had is lost; with one copy a fifth waits 4 s; with min.insync.replicas = 3 all partitions of
 * three replicas there wait until it is back and has caught up.
 */
import { cases, experiment, numbers, under } from 'highwater';

export default experiment({
  name: 'broker-failure',
  question: 'what does it cost when a broker dies, by acks and copies?',
  title: '6,000 records/s; one of five brokers down for 4 s',
  model: '10k-users',
  changes: {
    users: 600,
    'brokers.failure_detection': '1 s',
    ...under('faults.down', { kind: 'broker_down', at: '3 s', length: '4 s' }),
    'producers.partitioner': 'sticky',
    'run.duration': '12 s',
  },
  design: cases('setting', {
    '3 copies, acks=all, min 2': {},
    '3 copies, acks=1': { 'producers.acks': '1' },
    '3 copies, acks=0': { 'producers.acks': '0' },
    '3 copies, acks=all, min 3': { 'topic.min_insync_replicas': 3 },
    '1 copy': under('topic', { replication_factor: 1, min_insync_replicas: 1 }),
  }),
  responses: ['lost', 'duplicates', 'retries', 'backlog_back', 'p50', 'p99'],
  shows: ['lost', 'p99', 'backlog_back'],
  finding: (outcomes) => {
    const lost = numbers(outcomes, 'lost');
    return `acks=all loses ${lost[0].toFixed(0)} records, acks=1 ${lost[1].toFixed(1)} and acks=0 ${lost[2].toFixed(1)}; waiting for the dead broker, not its lost work, is what acks=all pays with.`;
  },
});
