/**
 * A broker that gets 1,000 records/s is about to get 50,000: which first move helps? The 100-user
 * system with its users times 50 (one broker holds about 35,000 records/s), and one change each.
 * Arithmetic: the handlers' ceiling is what gives way (`check` says so), so only moves that raise
 * it, or lower the load, can help.
 */
import { byGoodput, cases, cross, experiment, grid, under, type Outcome } from 'highwater';

const BROKERS = { 'brokers.count': 3, 'topic.partitions': 12 };
const MOVES = cases('move', {
  nothing: {},
  '3 brokers, 12 partitions': BROKERS,
  '3 times the consumers': { 'consumers.workers.instances': 6, 'topic.partitions': 12 },
  'a cache, 90% hits': { 'stores.events.cache.hit_ratio': 0.9 },
  'a rate limit at 30,000/s': under('producers.rate_limit', {
    rate: '30000/s',
    burst: 1000,
    policy: 'drop',
  }),
  'brokers, then consumers': { ...BROKERS, 'consumers.workers.instances': 6 },
});

export default experiment({
  name: 'tenfold-growth',
  question: 'the load grows tenfold, and fiftyfold: which first move helps?',
  title: 'Ten and fifty times the 100-user load',
  model: '100-users',
  changes: under('stores.events', { reads_per_record: 1, time_per_read: '2 us' }),
  design: cross(grid({ users: [1000, 5000] }), MOVES),
  responses: ['verdict', 'throughput', 'p50', 'p99', 'ceiling(brokers.handlers)'],
  shows: ['throughput', 'p99'],
  finding: (outcomes) => {
    const [ten, fifty] = ['1000', '5000'].map((users) =>
      ranking(outcomes.filter(({ point }) => point.labels['users'] === users)),
    );
    return `of single moves, by goodput and then p99: at 10,000/s ${ten}; at 50,000/s ${fifty}. Only brokers and consumers together carry 50,000/s.`;
  },
});

/** Without the double move. */
function ranking(outcomes: readonly Outcome[]): string {
  return outcomes
    .slice(0, -1)
    .sort((a, b) => byGoodput(a.study, b.study))
    .map(({ point }) => String(point.labels['move']))
    .join(' > ');
}
