/** Claims about consumers and partitions. */
import { percent, under } from 'highwater';
import { SHORT, pictured, pointsOf, quantile, steadiness, timed, type Claim } from './claim.js';

/** A group whose instances carry about 1,900 records/s each. */
const SLOW = {
  users: 500,
  ...under('consumers.workers', { processing_time: 'exponential(4 ms)', threads: 8 }),
  ...SHORT,
};
const slow = (partitions: number, instances: number): Record<string, string | number> => ({
  ...SLOW,
  'topic.partitions': partitions,
  'consumers.workers.instances': instances,
});

export const PARTITIONS: Claim = {
  claim: 'c. partitions let consumers work in parallel; consumers beyond them add nothing',
  rule: 'overloaded with 2, steady with 4 partitions; p99 with idle instances within 5%',
  points: pointsOf('100-users', [slow(2, 4), slow(4, 4), slow(4, 8)]),
  pictured: pictured(
    ['4 instances, 2 partitions', '4 instances, 4 partitions', '8 instances, 4 partitions'],
    ['p50_ms', 'p99_ms', 'throughput_per_s'],
  ),
  judge: ([few, enough, idle]) => {
    const change = Math.abs(quantile(idle, 0.99) / quantile(enough, 0.99) - 1);
    return {
      measured: `4 instances on 2 partitions ${steadiness(few)}, on 4 ${steadiness(enough)}; 8 on 4 change p99 by ${percent(change)}`,
      holds: few.overloaded && !enough.overloaded && change < 0.05,
    };
  },
};

const COUNTS = [3, 6, 12];

export const MORE_CONSUMERS: Claim = {
  claim: 'd. more consumers bring lag and latency down',
  rule: 'the median falls with each doubling, beyond its interval',
  points: pointsOf(
    '100-users',
    COUNTS.map((count) => slow(12, count)),
  ),
  pictured: pictured(COUNTS.map(String), ['p50_ms', 'p99_ms'], 'instances'),
  judge: (studies) => {
    const p50 = studies.map((study) => quantile(study, 0.5));
    return {
      measured: COUNTS.map((count, index) => `${count}: ${timed(studies[index], 0.5)}`).join(', '),
      holds: p50[0] > p50[1] * 1.02 && p50[1] > p50[2] * 1.02,
    };
  },
};
