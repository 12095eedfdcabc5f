/**
 * What must be kept, and where does it go? Arithmetic on the four scales, and the load on the store's shards.
 * 10K users: 100,000 events/s x 1 KB x 86,400 s = 8.64 TB a day before copies.
 */
import { offeredLoad } from '../src/index.js';
import {
  outcomeTable,
  utilization,
  vary,
  latency,
  type Experiment,
  type Table,
} from '../src/index.js';

const SCALES = ['100-users', '10k-users', '1m-users', '100m-users'];

export default {
  name: 'storage-growth',
  question: 'how many bytes a day, by tier, and when is a store the bottleneck?',
  run: async (lab) => {
    const one = { 'run.warmup': '0.5 s', 'run.duration': '0.5 s' };
    const scales = await lab.study(
      SCALES.map((model) => ({
        labels: { model },
        model,
        changes: { ...one, users: MODEL_USERS[model] },
      })),
    );
    const shards = await lab.study(
      vary('10k-users', 'stores.events.shards', [1, 2, 4, 8], {
        'stores.events.time_per_write': '60 us',
        ...one,
      }),
    );
    const tiers: Table = {
      title: 'Bytes by tier',
      columns: ['model', 'tier', 'gigabytes_per_day', 'kept_gigabytes'],
      rows: scales.flatMap(({ study }) =>
        offeredLoad(study.model).storage.map((tier) => [
          study.model.name,
          tier.tier,
          tier.bytesPerDay / 1e9,
          tier.bytesKept / 1e9,
        ]),
      ),
    };
    const busiest = shards.find(({ study }) => !study.overloaded);
    return {
      tables: [
        tiers,
        outcomeTable('10K users, 60 us a write', shards, [
          utilization('stores.events'),
          latency(0.99),
          { name: 'verdict', read: (study) => (study.overloaded ? 'overloaded' : 'steady') },
        ]),
      ],
      finding: `10K users write ${(offeredLoad(scales[1].study.model).bytesPerDay / 1e12).toFixed(2)} TB a day before copies; at 60 us a write the store needs ${busiest?.point.labels['stores.events.shards'] ?? 'more than 8'} shards to keep up.`,
    };
  },
} satisfies Experiment;

const MODEL_USERS: Readonly<Record<string, string>> = {
  '100-users': '100',
  '10k-users': '10K',
  '1m-users': '1M',
  '100m-users': '100M',
};
