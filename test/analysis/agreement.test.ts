import { expect, test } from 'vitest';
import { differences } from '../../src/analysis/agreement.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { pipelineModel } from '../support/pipeline.js';

const model = pipelineModel({ workers: 'instances: 4, processing_time: 2 ms' });
const offered = offeredLoad(model);

test('utilizations that differ by more than a tenth are named with a reason, others and idle ones are not', () => {
  const at = (
    name: string,
    utilizationMaximum: number,
  ): { name: string; utilizationMaximum: number } => ({
    name,
    utilizationMaximum,
  });
  // 250/s of 2 ms each: half.
  expect(differences(offered, [at('consumers.workers', 0.54)], null)).toEqual([]);
  const [found] = differences(
    offered,
    [at('consumers.workers', 0.6), at('brokers.disk', 0.04)],
    null,
  );
  expect(found).toMatchObject({ resource: 'consumers.workers', of: 'utilization', simulated: 0.6 });
  expect(found.arithmetic).toBeCloseTo(0.5, 3);
  expect(found.reason).toContain('max_poll_records');
});

test('an overloaded system whose throughput is not its ceiling says so', () => {
  const load = offeredLoad({ ...model, eventsPerUserPerSecond: 4 });
  expect(differences(load, [], 1950)).toEqual([]);
  expect(differences(load, [], 1500)).toMatchObject([
    { resource: 'consumers.workers', of: 'throughput', simulated: 1500 },
  ]);
});

test('a tenth is a tenth of the larger of the two', () => {
  const close = [{ name: 'consumers.workers', utilizationMaximum: 0.553 }];
  const apart = [{ name: 'consumers.workers', utilizationMaximum: 0.558 }];
  expect(differences(offered, close, null)).toEqual([]);
  expect(differences(offered, apart, null)).toHaveLength(1);
});
