/**
 * What must be kept, and where does it go? Arithmetic on the four scales, and the load on the
 * store's shards. 10K users: 100,000 records/s x 1 KB x 86,400 s = 8.64 TB a day before copies.
 */
import { experimentInParts, grid, ofModel, offeredLoad } from 'highwater';
import type { DesignPoint, Outcome, Table } from 'highwater';

const SHORT = { 'run.warmup': '0.5 s', 'run.duration': '0.5 s' };
const SCALES: readonly DesignPoint[] = ['100-users', '10k-users', '1m-users', '100m-users'].flatMap(
  (model) => ofModel(model, [{ labels: { model }, changes: {} }]),
);

export default experimentInParts({
  name: 'storage-growth',
  question: 'how many bytes a day, by tier, and when is a store the bottleneck?',
  parts: {
    scales: {
      title: 'The four scales',
      model: '100-users',
      changes: SHORT,
      design: SCALES,
      responses: ['verdict', 'throughput', 'utilization(stores.events)'],
      tables: (outcomes) => [tiersOf(outcomes)],
    },
    shards: {
      title: '10K users, 60 us a write',
      model: '10k-users',
      changes: { 'stores.events.time_per_write': '60 us', ...SHORT },
      design: grid({ 'stores.events.shards': [1, 2, 4, 8] }),
      responses: ['utilization(stores.events)', 'p99', 'verdict'],
    },
  },
  finding: ({ scales, shards }) => {
    const daily = offeredLoad(scales[1].study.model).bytesPerDay / 1e12;
    const enough = shards.find(({ study }) => !study.overloaded);
    return `10K users write ${daily.toFixed(2)} TB a day before copies; at 60 us a write the store needs ${enough?.point.labels['stores.events.shards'] ?? 'more than 8'} shards to keep up.`;
  },
});

function tiersOf(outcomes: readonly Outcome[]): Table {
  return {
    title: 'Bytes by tier',
    labels: 2,
    columns: ['model', 'tier', 'gigabytes_per_day', 'kept_gigabytes'],
    rows: outcomes.flatMap(({ study: { model } }) =>
      offeredLoad(model).storage.map(({ name, bytesPerDay, bytesKept }) => {
        return [model.name, name, bytesPerDay / 1e9, bytesKept / 1e9];
      }),
    ),
  };
}
