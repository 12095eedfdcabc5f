/**
 * Load and ceiling of a mirror's own work, by hand: 1,000 records/s of 1 KB in batches of one, four
 * partitions alike.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { pipelineModel } from '../support/pipeline.js';

const BATCHES_PER_SECOND = 1000;

test.each([
  // Of four partitions, the busiest of the tasks has so many.
  [1, 4],
  [2, 2],
  [3, 2],
  [4, 1],
])(
  'a batch takes 400 us of its task: %d tasks, of which one has %d of 4 partitions',
  (tasks, own) => {
    const model = pipelineModel({
      producers: 'count: 1, batch_size: 1 KB',
      workload: 'keys: { kind: uniform, count: 1M }',
      workers: 'reads: copy, instances: 4, processing_time: 10 us',
      more: `mirrors: { copy: { region: home, tasks: ${tasks}, nic: 10 Gbps, time_per_batch: 400 us, brokers: { count: 1 } } }\n`,
    });
    const row = offeredLoad(model).resources.find(({ name }) => name === 'mirrors.copy');
    const busy = (BATCHES_PER_SECOND * own * 0.0004) / 4;
    expect(row?.utilization).toBeCloseTo(busy, 2);
    expect((row?.ceilingEventsPerSecond ?? 0) / (1000 / busy)).toBeCloseTo(1, 2);
  },
);
