/**
 * What does a cache take off the store? A real LRU over zipf keys, one read a record, sizes from 1% of the keys up.
 * Theory: the hit ratio is Che's approximation (Che, Tung & Wang 2002), and the store's read work falls by exactly it. A cache
 * that begins empty sends every read to the store at first: the stampede.
 */
import { cheHitRatio, zipfPopularity } from '../src/index.js';
import {
  latency,
  outcomeTable,
  utilization,
  vary,
  type Experiment,
  type Outcome,
} from '../src/index.js';

const KEYS = 10_000;
const EXPONENT = 0.9;

const READS = {
  users: 500,
  'workload.keys.kind': 'zipf',
  'workload.keys.count': KEYS,
  'workload.keys.exponent': EXPONENT,
  'stores.events.reads_per_record': 1,
  'stores.events.time_per_read': '500 us',
  'stores.events.servers': 8,
};

export default {
  name: 'caching',
  question: 'what does a cache take off the store, and what does it need for it?',
  run: async (lab) => {
    const outcomes = await lab.study(
      vary('100-users', 'stores.events.cache.entries', [100, 500, 1000, 2500, 5000], {
        ...READS,
        'run.warmup': '5 s',
        'run.duration': '2 s',
      }),
    );
    const [cold] = await lab.study([
      {
        labels: { start: 'empty cache' },
        model: '100-users',
        changes: {
          ...READS,
          'stores.events.cache.entries': 5000,
          'run.warmup': '0 s',
          'run.duration': '6 s',
        },
      },
    ]);
    const theory = (entries: number): number =>
      cheHitRatio(zipfPopularity(KEYS, EXPONENT), entries);
    const hits = outcomes.map(({ study }) => study.caches[0].hitRatio);
    const off = outcomes.map(({ point }, index) => {
      return Math.abs(hits[index] - theory(Number(point.labels['stores.events.cache.entries'])));
    });
    return {
      tables: [
        outcomeTable('5,000 events/s, one read of a zipf(0.9) key each, 10,000 keys', outcomes, [
          { name: 'hit_ratio', read: (study) => study.caches[0].hitRatio },
          {
            name: 'che_hit_ratio',
            read: (study) => theory(study.model.stores[0].cache?.entries ?? 0),
          },
          utilization('stores.events'),
          latency(0.5),
          latency(0.99),
        ]),
        {
          title: 'A cold start: the same with 5,000 entries, from an empty cache',
          columns: ['from_s', 'to_s', 'mean_latency_s', 'p99_s'],
          rows: coldStart(cold),
        },
      ],
      finding: `a tenth of the keys answers ${(hits[2] * 100).toFixed(0)}% of the reads; the hit ratio is Che's within ${(Math.max(...off) * 100).toFixed(2)} percentage points.`,
    };
  },
} satisfies Experiment;

/** Second by second: the mean over its buckets, and the highest p99 of them. */
function coldStart({ study }: Outcome): (number | null)[][] {
  const whole = Math.floor(study.windowSeconds);
  return Array.from({ length: whole }, (_, second) => {
    const rows = study.series.filter(({ timeSeconds }) => {
      return timeSeconds > second && timeSeconds <= second + 1;
    });
    const known = rows.flatMap(({ meanSeconds }) => (meanSeconds === null ? [] : [meanSeconds]));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    return [second, second + 1, mean, Math.max(...rows.map(({ p99Seconds }) => p99Seconds ?? 0))];
  });
}
