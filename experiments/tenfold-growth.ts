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
  throughput,
  verdict,
  type Experiment,
  type Point,
} from '../src/experiments/experiment.js';

const MOVES: readonly (readonly [string, Point['changes']])[] = [
  ['nothing', {}],
  ['3 brokers, 12 partitions', { 'brokers.count': 3, 'topic.partitions': 12 }],
  ['3 times the consumers', { 'consumers.workers.instances': 6, 'topic.partitions': 12 }],
  [
    'a cache',
    {
      'stores.events.reads_per_record': 1,
      'stores.events.time_per_read': '20 us',
      'stores.events.cache.hit_ratio': 0.9,
    },
  ],
];

export default {
  name: 'tenfold-growth',
  question: 'the load grows tenfold and more: which first move helps?',
  run: async (lab) => {
    const outcomes = await lab.study(
      [1000, 5000].flatMap((users) =>
        MOVES.map(([move, changes]) => ({
          labels: { users, move },
          model: '100-users',
          changes: { users, ...changes },
        })),
      ),
    );
    const best = outcomes
      .filter(({ point, study }) => point.labels['users'] === 5000 && !study.overloaded)
      .map(({ point }) => point.labels['move']);
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
      finding: `at fifty times the load only ${best.length === 0 ? 'nothing tried' : best.join(' and ')} keeps up.`,
    };
  },
} satisfies Experiment;
