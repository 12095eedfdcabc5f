/**
 * What do backpressure and rate limits do under overload? One broker that holds about 35,000 events/s is offered 50,000.
 * Theory: a token bucket lets through its rate; a full buffer of B records in front of a broker of rate m makes a record
 * wait about B / m; a bounded queue M/M/1/K loses (1 - r) r^K / (1 - r^(K+1)) (Kleinrock 1975, 3.6).
 */
import {
  latency,
  outcomeTable,
  throughput,
  verdict,
  type Experiment,
  type Point,
} from '../src/index.js';

const LIMIT = { 'producers.rate_limit.rate': '30000/s', 'producers.rate_limit.burst': 1000 };
const POLICIES: readonly (readonly [string, Point['changes']])[] = [
  ['block, 32 MiB', {}],
  [
    'block, 1 MB, drop after 100 ms',
    { 'producers.buffer_memory': '1 MB', 'producers.max_block': '100 ms' },
  ],
  ['drop newest, 1 MB', { 'producers.buffer_memory': '1 MB', 'producers.overflow': 'drop_newest' }],
  ['drop oldest, 1 MB', { 'producers.buffer_memory': '1 MB', 'producers.overflow': 'drop_oldest' }],
  ['shed from half, 1 MB', { 'producers.buffer_memory': '1 MB', 'producers.overflow': 'shed' }],
  ['rate limit 30,000/s, drop', { ...LIMIT, 'producers.rate_limit.policy': 'drop' }],
  [
    'broker quota 30 MB/s, drop newest, 1 MB',
    {
      'brokers.quota': '30 MB/s',
      'brokers.quota_burst': '1 MB',
      'producers.buffer_memory': '1 MB',
      'producers.overflow': 'drop_newest',
    },
  ],
];
const RHO = 0.9;
const PLACES = 5;

export default {
  name: 'backpressure',
  question: 'what do bounded buffers, shedding and rate limits do under overload?',
  run: async (lab) => {
    const outcomes = await lab.study(
      POLICIES.map(([policy, changes]) => ({
        labels: { policy },
        model: '100-users',
        changes: { users: 5000, 'run.warmup': '2 s', 'run.duration': '2 s', ...changes },
      })),
    );
    const bounded = await lab.study([
      {
        labels: { queue: `M/M/1/${PLACES}` },
        model: 'mmc',
        changes: {
          users: RHO * 1000,
          'consumers.server.instances': 1,
          'consumers.server.queue_capacity': PLACES - 1,
          'run.duration': '100 s',
        },
      },
    ]);
    const theory = ((1 - RHO) * power(RHO, PLACES)) / (1 - power(RHO, PLACES + 1));
    const loss = bounded[0].study.lostRecords / (RHO * 1000 * bounded[0].study.windowSeconds);
    const steady = outcomes.filter(({ study }) => !study.overloaded);
    return {
      tables: [
        outcomeTable('50,000 events/s offered to a broker of about 35,000', outcomes, [
          verdict,
          throughput,
          { name: 'dropped_per_s', read: (study) => study.droppedRecords / study.windowSeconds },
          latency(0.5),
          latency(0.99),
        ]),
        outcomeTable('A bounded queue without a broker', bounded, [
          { name: 'loss_ratio', read: () => loss },
          { name: 'theory_loss_ratio', read: () => theory },
        ]),
      ],
      finding: `without a bound nothing settles; ${steady.length} of ${outcomes.length} policies keep the queue bounded, at the price of ${((1 - Math.min(...steady.map(({ study }) => study.throughputPerSecond)) / 50_000) * 100).toFixed(0)}% of the records or less; the bounded queue loses ${(loss * 100).toFixed(2)}% where theory says ${(theory * 100).toFixed(2)}%.`,
    };
  },
} satisfies Experiment;

function power(base: number, exponent: number): number {
  return base ** exponent;
}
