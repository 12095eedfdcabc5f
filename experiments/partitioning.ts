/**
 * What do more partitions buy a group that could use more consumers?
 * Arithmetic: an instance works on whole partitions, so min(partitions, instances) of them work;
 * the ceiling is theirs.
 */
import { experiment, grid } from 'highwater';

export default experiment({
  name: 'partitioning',
  question: 'what do more partitions buy a group of 20 instances?',
  title: '20 instances, 100,000 records/s',
  model: '10k-users',
  changes: { 'run.warmup': '0.5 s', 'run.duration': '1 s' },
  design: grid({ 'topic.partitions': [5, 10, 20, 40, 80] }),
  responses: ['verdict', 'throughput', 'p50', 'p99', 'ceiling(consumers.workers)'],
  shows: ['p99', 'throughput'],
  finding: (outcomes) => {
    const enough = outcomes.find(({ study }) => !study.overloaded);
    const partitions = enough?.point.labels['topic.partitions'] ?? 'none of these';
    return `the group keeps up from ${partitions} partitions on; with fewer, some of its 20 instances have nothing to read.`;
  },
});
