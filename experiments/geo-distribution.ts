/**
 * Where should readers be, and what does a cluster near them cost and bring? The far readers of the 1M-user system read
 * a mirror in their own region, or across the ocean from the home cluster.
 * Arithmetic: reading across costs at least one crossing after the record is readable (the answer), and on average half
 * a round trip more because the fetch must have come first; a mirror costs the same and then its own produce and fetch.
 */
import { outcomeTable, latency, latencyOf, type Experiment, type Point } from '../src/index.js';

const POINTS: readonly (readonly [string, Point['changes']])[] = [
  ['readers at home', { 'consumers.far.region': 'home', 'consumers.far.reads': 'cluster' }],
  [
    'far readers, from home',
    { 'consumers.far.reads': 'cluster', 'consumers.far.max_partition_fetch_bytes': '8 MiB' },
  ],
  ['far readers, from a mirror', {}],
];

const TEN_CELLS = { 'cells.0.count': 4, 'cells.1.count': 4, 'cells.2.count': 2 };

export default {
  name: 'geo-distribution',
  question: 'what does the distance between writers and readers cost?',
  run: async (lab) => {
    const outcomes = await lab.study(
      POINTS.map(([name, changes]) => ({
        labels: { layout: name },
        model: '1m-users',
        changes: {
          'run.warmup': '1 s',
          'run.duration': '1 s',
          users: '200K',
          ...TEN_CELLS,
          ...changes,
        },
      })),
    );
    const p50 = outcomes.map(({ study }) => (latencyOf(study, 0.5, 'far')?.value ?? 0) * 1e3);
    return {
      tables: [
        outcomeTable('a fifth of the 1M-user system: ten cells in three regions', outcomes, [
          latency(0.5, 'near'),
          latency(0.99, 'near'),
          latency(0.5, 'far'),
          latency(0.99, 'far'),
        ]),
      ],
      finding: `the second group sees ${p50[0].toFixed(0)} ms (median) beside the writers, ${p50[1].toFixed(0)} ms across the ocean and ${p50[2].toFixed(0)} ms from a mirror: distance is what it pays for, and a mirror moves the load, not the light.`,
    };
  },
} satisfies Experiment;
