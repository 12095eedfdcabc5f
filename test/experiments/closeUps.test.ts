/** Some trials of a study once more, from near. */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import { pipelineModel, pipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

const OPTIONS = {
  ...NESTED_STUDY_OPTIONS,
  seed: 'near',
  precision: 0.5,
  budgetRecords: 1e6,
  trials: 4,
};

test('they follow the group that is slowest, and see what the study sees', async () => {
  const text = pipelineText({ more: 'run: { warmup: 0.5 s, duration: 2 s }\n' }).replace(
    'consumers:\n',
    'consumers:\n  slow: { instances: 2, processing_time: exponential(1 ms) }\n',
  );
  const model = validModel(text, { fileName: 'm.yaml' });
  const found = await study(model, inlineExecutor(), {
    ...OPTIONS,
    closeUps: () => Promise.resolve(),
  });
  expect(found.closeUps?.to).toBe('slow');
  for (const name of ['slow', 'workers']) {
    const own = found.closeUps?.groups.filter(({ group }) => group === name) ?? [];
    const mean = own.reduce((sum, each) => sum + each.deliveredPerSecond, 0) / own.length;
    // 1,000 records/s; a trial of two seconds has a standard deviation of 22.
    expect(Math.abs(mean - 1000)).toBeLessThan(100);
  }
});

test('nobody looks where it was not asked for', async () => {
  const found = await study(
    pipelineModel({ more: 'run: { warmup: 0.5 s, duration: 1 s }\n' }),
    inlineExecutor(),
    OPTIONS,
  );
  expect(found.closeUps).toBeNull();
});
