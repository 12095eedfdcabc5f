/**
 * Where do more consumers stop helping? First without a broker, where c consumers are an M/M/c queue (Erlang 1917), then
 * in a group, where those beyond the partitions are idle.
 */
import { mmcMeanSojourn } from '../src/index.js';
import { latency, outcomeTable, throughput, vary, verdict, type Experiment } from '../src/index.js';

export default {
  name: 'consumer-scaling',
  question: 'where do more consumers stop helping?',
  run: async (lab) => {
    const direct = await lab.study(vary('mmc', 'consumers.server.instances', [2, 3, 4, 8]));
    const group = await lab.study(
      vary('10k-users', 'consumers.workers.instances', [10, 14, 20, 40, 60], {
        'run.warmup': '1 s',
        'run.duration': '1 s',
      }),
    );
    const worst = Math.max(
      ...direct.map(({ study }) =>
        Math.abs(study.endToEnd.mean.value / theory(study.model.consumers[0].instances) - 1),
      ),
    );
    const p99 = (index: number): string =>
      (group[index].study.endToEnd.quantiles[4].value * 1e3).toFixed(1);
    return {
      tables: [
        outcomeTable('c servers, 1,800 calls/s of 1 ms each: an M/M/c', direct, [
          { name: 'mean_s', read: (study) => study.endToEnd.mean },
          { name: 'theory_mean_s', read: (study) => theory(study.model.consumers[0].instances) },
        ]),
        outcomeTable('a group on 40 partitions, 100,000 events/s', group, [
          verdict,
          throughput,
          latency(0.5),
          latency(0.99),
          {
            name: 'instances_with_partitions',
            read: (study) =>
              Math.min(study.model.consumers[0].instances, study.model.topic?.partitions ?? 0),
          },
        ]),
      ],
      finding: `without a broker the means agree with Erlang's formula within ${(worst * 100).toFixed(1)}%; with 40 partitions p99 is ${p99(3)} ms with 40 instances and ${p99(4)} ms with 60: those beyond the partitions add nothing.`,
    };
  },
} satisfies Experiment;

function theory(servers: number): number {
  return mmcMeanSojourn({ arrivalsPerSecond: 1800, meanServiceSeconds: 1e-3, servers });
}
