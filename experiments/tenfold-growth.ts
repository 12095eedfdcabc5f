/**
 * A broker that gets 1,000 events/s is about to get 50,000: which first move helps? The 100-user system with its users
 * times 50 (one broker holds about 35,000 events/s), and one change each.
 * Arithmetic: the handlers' ceiling is what gives way (`check` says so), so only moves that raise it, or lower the load,
 * can help.
 */
import {
  ceiling,
  latency,
  outcomeTable,
  latencyOf,
  throughput,
  verdict,
  type Experiment,
  type Outcome,
  type Point,
} from '../src/index.js';

const BROKERS = { 'brokers.count': 3, 'topic.partitions': 12 };
const MOVES: readonly (readonly [string, Point['changes']])[] = [
  ['nothing', {}],
  ['3 brokers, 12 partitions', BROKERS],
  ['3 times the consumers', { 'consumers.workers.instances': 6, 'topic.partitions': 12 }],
  ['a cache, 90% hits', { 'stores.events.cache.hit_ratio': 0.9 }],
  [
    'a rate limit at 30,000/s',
    {
      'producers.rate_limit.rate': '30000/s',
      'producers.rate_limit.burst': 1000,
      'producers.rate_limit.policy': 'drop',
    },
  ],
  ['brokers, then consumers', { ...BROKERS, 'consumers.workers.instances': 6 }],
];
const READS = { 'stores.events.reads_per_record': 1, 'stores.events.time_per_read': '2 us' };
const USERS = [1000, 5000];

export default {
  name: 'tenfold-growth',
  question: 'the load grows tenfold, and fiftyfold: which first move helps?',
  run: async (lab) => {
    const outcomes = await lab.study(
      USERS.flatMap((users) =>
        MOVES.map(([move, changes]) => ({
          labels: { users, move },
          model: '100-users',
          changes: { users, ...READS, ...changes },
        })),
      ),
    );
    const ranked = USERS.map((users) =>
      ranking(outcomes.filter(({ point }) => point.labels['users'] === users)),
    );
    return {
      tables: [
        outcomeTable('Ten and fifty times the 100-user load', outcomes, [
          verdict,
          throughput,
          latency(0.5),
          latency(0.99),
          ceiling('brokers.handlers'),
        ]),
      ],
      finding: `of single moves, by goodput and then p99: at 10,000/s ${ranked[0]}; at 50,000/s ${ranked[1]}. Only brokers and consumers together carry 50,000/s.`,
    };
  },
} satisfies Experiment;

/** Most goodput first (2% count as equal), then lowest p99; without the double move. */
function ranking(outcomes: readonly Outcome[]): string {
  const p99 = ({ study }: Outcome): number => latencyOf(study, 0.99)?.value ?? Infinity;
  return outcomes
    .slice(0, -1)
    .sort((a, b) => {
      const gain = b.study.throughputPerSecond / a.study.throughputPerSecond - 1;
      return Math.abs(gain) > 0.02 ? gain : p99(a) - p99(b);
    })
    .map(({ point }) => String(point.labels['move']))
    .join(' > ');
}
