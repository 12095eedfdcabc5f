/** Claims about caches and limits. */
import { percent, under } from 'highwater';
import {
  SHORT,
  pictured,
  pointsOf,
  steadiness,
  timed,
  utilizationOf,
  type Claim,
} from './claim.js';

const READS = {
  users: 500,
  ...under('stores.events', {
    reads_per_record: 1,
    time_per_read: '200 us',
    time_per_write: '0 s',
    time_per_request: '0 s',
  }),
  ...SHORT,
};

export const CACHE: Claim = {
  claim: 'e. a cache takes load off the store in proportion to its hits',
  rule: 'within 3 percentage points of 50% and 10%',
  points: pointsOf(
    '100-users',
    [0, 0.5, 0.9].map((hits) => ({ ...READS, 'stores.events.cache.hit_ratio': hits })),
  ),
  pictured: pictured(['0%', '50%', '90%'], ['store_utilization'], 'hits'),
  judge: (studies) => {
    const [all, ...left] = studies.map((study) => utilizationOf(study, 'stores.events'));
    const [half, tenth] = left.map((load) => load / all);
    return {
      measured: `reads' work left with 50% and 90% hits: ${percent(half)} and ${percent(tenth)}`,
      holds: Math.abs(half - 0.5) < 0.03 && Math.abs(tenth - 0.1) < 0.03,
    };
  },
};

export const BACKPRESSURE: Claim = {
  claim: 'g. backpressure and rate limits keep queues bounded under overload',
  rule: 'overloaded without, steady with each',
  points: pointsOf('100-users', [
    { users: 5000, ...SHORT },
    {
      users: 5000,
      ...under('producers', { buffer_memory: '1 MB', overflow: 'drop_newest' }),
      ...under('run', { warmup: '2 s', duration: '1 s' }),
    },
    {
      users: 5000,
      ...SHORT,
      ...under('producers.rate_limit', { rate: '30000/s', burst: 1000, policy: 'drop' }),
    },
  ]),
  pictured: pictured(
    ['nothing', 'bounded buffer, drops', 'rate limit, drops'],
    ['p99_ms', 'goodput_per_s'],
  ),
  judge: ([open, drop, limit]) => ({
    measured: `without ${steadiness(open)}; bounded buffer p99 ${timed(drop, 0.99)}, rate limit p99 ${timed(limit, 0.99)}`,
    holds: open.overloaded && !drop.overloaded && !limit.overloaded,
  }),
};
