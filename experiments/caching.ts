/**
 * What does a cache take off the store? A real LRU over zipf keys, one read a record, sizes from 1%
 * of the keys up.
 * Theory: the hit ratio is Che's approximation (Che, Tung & Wang 2002), and the store's read work
 * falls by exactly it. A cache that begins empty sends every read to the store at first: the
 * stampede.
 */
import {
  bySecond,
  cheHitRatio,
  experimentInParts,
  grid,
  numbers,
  under,
  zipfPopularity,
  type Response,
} from 'highwater';

const POPULARITY = zipfPopularity(10_000, 0.9);
const READS = {
  users: 500,
  ...under('workload.keys', { kind: 'zipf', count: 10_000, exponent: 0.9 }),
  ...under('stores.events', { reads_per_record: 1, time_per_read: '500 us', servers: 8 }),
};
const THEORY: Response = {
  name: 'che_hit_ratio',
  read: ({ model }) => cheHitRatio(POPULARITY, model.stores[0].cache?.entries ?? 0),
};

export default experimentInParts({
  name: 'caching',
  question: 'what does a cache take off the store, and what does it need for it?',
  parts: {
    sizes: {
      title: '5,000 records/s, one read of a zipf(0.9) key each, 10,000 keys',
      model: '100-users',
      changes: { ...READS, 'run.warmup': '5 s', 'run.duration': '2 s' },
      design: grid({ 'stores.events.cache.entries': [100, 500, 1000, 2500, 5000] }),
      responses: ['hit_ratio(events)', THEORY, 'utilization(stores.events)', 'p50', 'p99'],
      shows: ['hit_ratio(events)', 'utilization(stores.events)'],
    },
    cold: {
      title: 'A cold start: from an empty cache',
      model: '100-users',
      changes: { ...READS, 'run.warmup': '0 s', 'run.duration': '6 s' },
      design: grid({ 'stores.events.cache.entries': [5000] }),
      responses: ['hit_ratio(events)', 'utilization(stores.events)', 'p50', 'p99'],
      tables: ([{ study }]) => [bySecond('The same by second', study)],
    },
  },
  finding: ({ sizes }) => {
    const hits = numbers(sizes, 'hit_ratio(events)');
    const off = numbers(sizes, THEORY).map((theory, index) => Math.abs(hits[index] - theory));
    return `a tenth of the keys answers ${(hits[2] * 100).toFixed(0)}% of the reads; the hit ratio is Che's within ${(Math.max(...off) * 100).toFixed(2)} percentage points.`;
  },
});
