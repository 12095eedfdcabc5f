/**
 * Does adding brokers raise a cluster's capacity in proportion?
 * Arithmetic: partitions are spread evenly, so the ceiling is brokers x handlers / handler seconds
 * a record; a broker that leads one partition more than another lowers it (120 partitions divide by
 * 3, 4, 5, 6, 8, 10, 12).
 * Offered is more than every ceiling, so that what comes through is what the cluster can carry.
 */
import { experiment, grid, numbers, type Response } from 'highwater';
import { GENEROUS } from './generous.js';

const EACH: Response = {
  name: 'per_broker_per_s',
  read: (study) => study.throughputPerSecond.value / (study.model.clusters.at(0)?.count ?? 1),
};

export default experiment({
  name: 'broker-scaling',
  question: 'does capacity grow in proportion to the number of brokers?',
  title: 'What comes through when 800,000 records/s are offered',
  model: '10k-users',
  changes: { ...GENEROUS, users: '80K', 'run.warmup': '0.5 s', 'run.duration': '0.5 s' },
  design: grid({ 'brokers.count': '3..12 by 3' }),
  responses: ['throughput', 'ceiling(brokers.handlers)', EACH],
  shows: ['throughput', EACH],
  finding: (outcomes) => {
    const each = numbers(outcomes, EACH);
    const [first, last] = [each[0], each[each.length - 1]];
    return `from 3 to 12 brokers the capacity of each goes from ${first.toFixed(0)} to ${last.toFixed(0)} records/s (${((last / first) * 100).toFixed(0)}%): ${last / first > 0.9 ? 'almost in proportion' : 'less than in proportion'}.`;
  },
});
