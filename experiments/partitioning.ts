/**
 * What do more partitions buy a group that could use more consumers?
 * Arithmetic: an instance works on whole partitions, so min(partitions, instances) of them work; the ceiling is theirs.
 */
import {
  ceiling,
  outcomeTable,
  throughput,
  vary,
  verdict,
  latency,
  type Experiment,
} from '../src/index.js';

export default {
  name: 'partitioning',
  question: 'what do more partitions buy a group of 20 instances?',
  run: async (lab) => {
    const outcomes = await lab.study(
      vary('10k-users', 'topic.partitions', [5, 10, 20, 40, 80], {
        'run.warmup': '0.5 s',
        'run.duration': '1 s',
      }),
    );
    const enough = outcomes.find(({ study }) => !study.overloaded);
    const partitions = enough?.point.labels['topic.partitions'] ?? 'none of these';
    return {
      tables: [
        outcomeTable('20 instances, 100,000 events/s', outcomes, [
          verdict,
          throughput,
          latency(0.5),
          latency(0.99),
          ceiling('consumers.workers'),
        ]),
      ],
      finding: `the group keeps up from ${partitions} partitions on; with fewer, some of its 20 instances have nothing to read.`,
    };
  },
} satisfies Experiment;
