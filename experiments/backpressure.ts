/**
 * What do backpressure and rate limits do under overload? One broker that holds about 35,000
 * records/s is offered 50,000. Theory: a token bucket lets through its rate; a full buffer of B
 * records in front of a broker of rate m makes a record wait about B / m; a bounded queue M/M/1/K
 * loses (1 - r) r^K / (1 - r^(K+1)) (Kleinrock 1975, 3.6).
 */
import { cases, experimentInParts, numbers, under, type Response } from 'highwater';

const RHO = 0.9;
const PLACES = 5;
const LOSS: Response = {
  name: 'loss_ratio',
  read: (study) => study.lostRecords.value / (RHO * 1000 * study.windowSeconds),
};
const THEORY = ((1 - RHO) * RHO ** PLACES) / (1 - RHO ** (PLACES + 1));

const SMALL = { 'producers.buffer_memory': '1 MB' };
const NEWEST = { ...SMALL, 'producers.overflow': 'drop_newest' };
const LIMIT = under('producers.rate_limit', { rate: '30000/s', burst: 1000, policy: 'drop' });

export default experimentInParts({
  name: 'backpressure',
  question: 'what do bounded buffers, shedding and rate limits do under overload?',
  parts: {
    policies: {
      title: '50,000 records/s offered to a broker of about 35,000',
      model: '100-users',
      changes: { users: 5000, 'run.warmup': '2 s', 'run.duration': '2 s' },
      design: cases('policy', {
        'block, 32 MiB': {},
        'block, 1 MB, drop after 100 ms': { ...SMALL, 'producers.max_block': '100 ms' },
        'drop newest, 1 MB': NEWEST,
        'drop oldest, 1 MB': { ...SMALL, 'producers.overflow': 'drop_oldest' },
        'shed from half, 1 MB': { ...SMALL, 'producers.overflow': 'shed' },
        'rate limit 30,000/s, drop': LIMIT,
        'broker quota 30 MB/s, drop newest, 1 MB': {
          ...NEWEST,
          ...under('brokers', { quota: '30 MB/s', quota_burst: '1 MB' }),
        },
      }),
      responses: ['verdict', 'throughput', 'drop_rate', 'p50', 'p99'],
      shows: ['throughput', 'p99'],
    },
    bounded: {
      title: 'A bounded queue without a broker',
      model: 'mmc',
      changes: { users: RHO * 1000, 'run.duration': '100 s' },
      design: cases('queue', {
        [`M/M/1/${PLACES}`]: under('consumers.server', {
          instances: 1,
          queue_capacity: PLACES - 1,
        }),
      }),
      responses: [LOSS, { name: 'theory_loss_ratio', read: () => THEORY }],
    },
  },
  finding: ({ policies, bounded }) => {
    const steady = policies.filter(({ study }) => !study.overloaded);
    const price = 1 - Math.min(...numbers(steady, 'throughput')) / 50_000;
    return `without a bound nothing settles; ${steady.length} of ${policies.length} policies keep the queue bounded, at the price of ${(price * 100).toFixed(0)}% of the records or less; the bounded queue loses ${(numbers(bounded, LOSS)[0] * 100).toFixed(2)}% where theory says ${(THEORY * 100).toFixed(2)}%.`;
  },
});
