/**
 * Does adding brokers raise a cluster's capacity in proportion?
 * Arithmetic: partitions are spread evenly, so the ceiling is brokers x handlers / handler seconds a record; a broker
 * that leads one partition more than another lowers it (120 partitions divide by 3, 4, 5, 6, 8, 10, 12).
 * Offered is more than every ceiling, so that what comes through is what the cluster can carry.
 */
import { ceiling, outcomeTable, throughput, vary, type Experiment } from '../src/index.js';

const GENEROUS = {
  'topic.partitions': 120,
  'producers.count': 10,
  'producers.nic': '10 Gbps',
  'producers.buffer_memory': '4 MiB',
  'brokers.nic': '10 Gbps',
  'consumers.workers.instances': 40,
  'consumers.workers.threads': 32,
  'consumers.workers.store': 'none',
  'consumers.workers.nic': '10 Gbps',
};

export default {
  name: 'broker-scaling',
  question: 'does capacity grow in proportion to the number of brokers?',
  run: async (lab) => {
    const changes = { ...GENEROUS, users: '80K', 'run.warmup': '0.5 s', 'run.duration': '0.5 s' };
    const outcomes = await lab.study(vary('10k-users', 'brokers.count', [3, 6, 9, 12], changes));
    const each = outcomes.map(({ point, study }) => {
      return study.throughputPerSecond / Number(point.changes['brokers.count']);
    });
    const share = each[each.length - 1] / each[0];
    return {
      tables: [
        outcomeTable('What comes through when 800,000 events/s are offered', outcomes, [
          throughput,
          ceiling('brokers.handlers'),
          {
            name: 'per_broker_per_s',
            read: (study) => study.throughputPerSecond / (study.model.brokers?.count ?? 1),
          },
        ]),
      ],
      finding: `from 3 to 12 brokers the capacity of each goes from ${each[0].toFixed(0)} to ${each[each.length - 1].toFixed(0)} events/s (${(share * 100).toFixed(0)}%): ${share > 0.9 ? 'almost in proportion' : 'less than in proportion'}.`,
    };
  },
} satisfies Experiment;
