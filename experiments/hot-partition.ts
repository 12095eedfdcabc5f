/**
 * What does a hot key do? Records of one key stay in one partition, in order, so the hottest
 * partition is a limit of its own. Arithmetic: one instance reads the hot partition; the system's
 * ceiling is that instance's over the hot partition's share of the records, near h + (1 - h) /
 * partitions for a hot key of share h.
 */
import { ceiling, experiment, grid, numbers, under } from 'highwater';

const PARTITIONS = 40;
const SHARES = [0, 0.025, 0.05, 0.1, 0.2];
/** Of the instance that reads the hot partition. */
const CEILING = ceiling('consumers.workers');

export default experiment({
  name: 'hot-partition',
  question: 'what does one hot key do to the whole system?',
  title:
    'one key gets a share of 100,000 records/s, the others are uniform; 40 instances on 40 partitions',
  model: '10k-users',
  changes: {
    'consumers.workers.instances': PARTITIONS,
    ...under('workload.keys', { kind: 'hot', count: 100_000 }),
    ...under('run', { warmup: '1 s', duration: '1 s' }),
  },
  design: grid({ 'workload.keys.share': SHARES }),
  responses: ['verdict', 'throughput', 'p50', 'p99', 'skew(consumers.workers)', CEILING],
  shows: ['throughput', 'p99'],
  finding: (outcomes) => {
    const first = outcomes.findIndex(({ study }) => study.overloaded);
    const predicted = numbers(outcomes, CEILING).findIndex((rate) => rate < 100_000);
    const percent = (index: number): string => `${(SHARES[index] * 100).toFixed(1)}%`;
    return first < 0
      ? 'no share tried saturates the hot partition.'
      : `a key with ${percent(first)} of the records saturates its partition's consumer (arithmetic says from ${percent(predicted)} on), however many others there are.`;
  },
});
