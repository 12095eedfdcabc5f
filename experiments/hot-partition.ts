/**
 * What does a hot key do? Records of one key stay in one partition, in order, so the hottest partition is a limit of its
 * own. Arithmetic: one instance reads the hot partition; the system's ceiling is that instance's over the hot
 * partition's share of the records, h + (1 - h) / partitions for a hot key of share h.
 */
import {
  outcomeTable,
  latency,
  throughput,
  verdict,
  type Experiment,
  type Outcome,
  type Point,
} from '../src/index.js';

const SHARES = [0, 0.025, 0.05, 0.1, 0.2];
const PARTITIONS = 40;

export default {
  name: 'hot-partition',
  question: 'what does one hot key do to the whole system?',
  run: async (lab) => {
    const outcomes = await lab.study(SHARES.map(point));
    const ceilings = outcomes.map(({ study, point: { labels } }) =>
      ceilingAt(study, Number(labels['hot_share'])),
    );
    const first = outcomes.findIndex(({ study }) => study.overloaded);
    const predicted = ceilings.findIndex((rate) => rate < 100_000);
    return {
      tables: [
        outcomeTable(
          'one key gets a share of 100,000 events/s, the others are uniform; 40 instances on 40 partitions',
          outcomes,
          [
            verdict,
            throughput,
            latency(0.5),
            latency(0.99),
            { name: 'busiest_over_mean_ratio', read: (study) => skew(study) },
            {
              name: 'arithmetic_ceiling_per_s',
              read: (study) => ceilings[outcomes.findIndex((each) => each.study === study)],
            },
          ],
        ),
      ],
      finding:
        first < 0
          ? 'no share tried saturates the hot partition.'
          : `a key with ${(SHARES[first] * 100).toFixed(1)}% of the records saturates its partition's consumer (arithmetic says from ${(SHARES[predicted] * 100).toFixed(1)}% on), however many others there are.`,
    };
  },
} satisfies Experiment;

function point(share: number): Point {
  return {
    labels: { hot_share: share },
    model: '10k-users',
    changes: {
      'consumers.workers.instances': PARTITIONS,
      'run.warmup': '1 s',
      'run.duration': '1 s',
      'workload.keys.kind': 'hot',
      'workload.keys.count': 100_000,
      'workload.keys.share': share,
    },
  };
}

type Study = Outcome['study'];

/** The group's ceiling counts on equal shares; the hot partition's share is larger by this factor. */
function ceilingAt(study: Study, share: number): number {
  const row = study.offered.resources.find(({ name }) => name === 'consumers.workers');
  return (row?.ceilingEventsPerSecond ?? 0) / (PARTITIONS * share + 1 - share);
}

function skew(study: Study): number {
  const row = study.resources.find(({ name }) => name === 'consumers.workers');
  return row === undefined ? 0 : row.utilizationMaximum / row.utilizationMean;
}
