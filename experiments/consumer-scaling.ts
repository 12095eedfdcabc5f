/**
 * Where do more consumers stop helping? First without a broker, where c consumers are an M/M/c
 * queue (Erlang 1917), then in a group, where those beyond the partitions are idle.
 */
import { experimentInParts, grid, mmcMeanSojourn, numbers, type Response } from 'highwater';

const MEAN: Response = { name: 'mean_ms', read: (study) => study.endToEnd.mean };
const THEORY: Response = {
  name: 'theory_mean_ms',
  read: ({ model: { consumers } }) =>
    mmcMeanSojourn({
      arrivalsPerSecond: 1800,
      meanServiceSeconds: 1e-3,
      servers: consumers[0].instances,
    }),
};
const WORKING: Response = {
  name: 'instances_with_partitions',
  read: ({ model }) => Math.min(model.consumers[0].instances, model.topics[0].partitions),
};

export default experimentInParts({
  name: 'consumer-scaling',
  question: 'where do more consumers stop helping?',
  parts: {
    direct: {
      title: 'c servers, 1,800 calls/s of 1 ms each: an M/M/c',
      model: 'mmc',
      design: grid({ 'consumers.server.instances': [2, 3, 4, 8] }),
      responses: [MEAN, THEORY],
    },
    group: {
      title: 'a group on 40 partitions, 100,000 records/s',
      model: '10k-users',
      changes: { 'run.warmup': '1 s', 'run.duration': '1 s' },
      design: grid({ 'consumers.workers.instances': [10, 14, 20, 40, 60] }),
      responses: ['verdict', 'throughput', 'p50', 'p99', WORKING],
      shows: ['p99', WORKING],
    },
  },
  finding: ({ direct, group }) => {
    const theory = numbers(direct, THEORY);
    const off = numbers(direct, MEAN).map((mean, index) => Math.abs(mean / theory[index] - 1));
    const p99 = numbers(group, 'p99').map((seconds) => (seconds * 1e3).toFixed(1));
    return `without a broker the means agree with Erlang's formula within ${(Math.max(...off) * 100).toFixed(1)}%; with 40 partitions p99 is ${p99[3]} ms with 40 instances and ${p99[4]} ms with 60: those beyond the partitions add nothing.`;
  },
});
