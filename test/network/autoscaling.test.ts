/** What a group that scales is measured by: the instances that run, not the places that it might fill. */
import { expect, test } from 'vitest';
import { Pool, summarizeResources } from '../../src/analysis/pool.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

test('utilization and number are of the instances that run', () => {
  // A lag of 10,000 is never reached: two run all the time, whatever the maximum.
  const [few, many] = [2, 20].map((maximum) => {
    const autoscaler = `autoscaler: { minimum: 2, maximum: ${maximum}, target_lag: 10K, interval: 0.1 s }`;
    const model = pipelineModel({ workers: `instances: 2, processing_time: 1 ms, ${autoscaler}` });
    const pool = new Pool(model);
    pool.add(shortTrial(model, { windowSeconds: 5 }));
    return summarizeResources(model, pool.weighted()).find(
      ({ name }) => name === 'consumers.workers',
    );
  });
  expect(many).toEqual(few);
  expect(many?.count).toBe(2);
  // 1,000 records a second of 1 ms over two threads: 50%, give or take the Poisson noise of 5,000 records.
  expect(Math.abs((many?.utilizationMean.value ?? 0) - 0.5)).toBeLessThan(
    4 * (0.5 / Math.sqrt(5000)),
  );
});
