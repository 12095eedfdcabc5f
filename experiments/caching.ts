/**
 * What does a cache take off the store? A real LRU over zipf keys, one read a record, sizes from 1% of the keys up.
 * Theory: the hit ratio is Che's approximation (Che, Tung & Wang 2002), and the store's read work falls by exactly it.
 */
import { cheHitRatio, zipfPopularity } from '../src/analysis/closedForm/che.js';
import {
  latency,
  outcomeTable,
  utilization,
  vary,
  type Experiment,
} from '../src/experiments/experiment.js';

const KEYS = 10_000;
const EXPONENT = 0.9;

export default {
  name: 'caching',
  question: 'what does a cache take off the store, and what does it need for it?',
  run: async (lab) => {
    const outcomes = await lab.study(
      vary('100-users', 'stores.events.cache.entries', [100, 500, 1000, 2500, 5000], {
        users: 500,
        'workload.keys.kind': 'zipf',
        'workload.keys.count': KEYS,
        'workload.keys.exponent': EXPONENT,
        'stores.events.reads_per_record': 1,
        'stores.events.time_per_read': '500 us',
        'stores.events.servers': 8,
        'run.warmup': '5 s',
        'run.duration': '2 s',
      }),
    );
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
      ],
      finding: `a tenth of the keys answers ${(hits[2] * 100).toFixed(0)}% of the reads; the hit ratio is Che's within ${(Math.max(...off) * 100).toFixed(2)} percentage points.`,
    };
  },
} satisfies Experiment;
