import { expect, test } from 'vitest';
import { mergeMeasurements } from '../../src/network/merge.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

test('the longest queue of two trials is the longer of the two', () => {
  const trial = shortTrial(pipelineModel({ workers: 'processing_time: 10 us' }));
  const [resource] = trial.resources;
  const of = (queueMaximum: number): typeof trial => ({
    ...trial,
    resources: [{ ...resource, queueMaximum }],
  });
  expect(mergeMeasurements(of(7), of(5)).resources[0].queueMaximum).toBe(7);
  expect(mergeMeasurements(of(5), of(7)).resources[0].queueMaximum).toBe(7);
});
