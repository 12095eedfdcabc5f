/** A whole study of a model in two placements, as `run` makes it: rounds, mixture, and what brings relief. */
import { expect, test } from 'vitest';
import { QUANTILES } from '../../src/analysis/pool.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { study } from '../../src/experiments/study.js';
import { validModel } from '../support/validModel.js';

// A broker's handler is at half of its time: 1,200 records/s a cell, each a request of its own of 0.4 ms; readers are 1 ms or 40 ms away.
const TEXT = `
users: 240
workload: { events_per_user: 20/s, record_size: 1 KB }
regions: { names: [east, west], delay: { east: { west: 40 ms } } }
cells:
  - { home: east, far: east, count: 2 }
  - { home: east, far: west, count: 2 }
producers: { count: 1, linger: 0 ms, max_in_flight: 1000 }
brokers: { count: 1, handlers: 1, time_per_request: exponential(0.4 ms) }
topic: { partitions: 1, replication_factor: 1 }
consumers: { g: { region: far, instances: 1, threads: 4, processing_time: exponential(0.1 ms) } }
run: { warmup: 0.5 s, duration: 1 s }
`;

test('two placements: the far half takes the distance, and the handlers bring relief', async () => {
  const model = validModel(TEXT, { fileName: 'two.yaml' });
  expect(model.placements).toHaveLength(2);
  const inline = inlineExecutor();
  const asked: string[] = [];
  const executor: typeof inline = {
    ...inline,
    run: (trials, done, control) => {
      asked.push(...trials.map((trial) => JSON.stringify({ ...trial, model: null })));
      return inline.run(trials, done, control);
    },
  };
  const found = await study(model, executor, {
    seed: 'study',
    precision: 0.5,
    budgetRecords: 2e6,
    fidelity: 'sampled',
    relief: true,
    maximumTrials: null,
    lengthens: true,
    outOfTime: () => false,
    progress: () => undefined,
  });
  expect(found.failures).toEqual([]);
  // What relief compares with, the study has measured already.
  expect(new Set(asked).size).toBe(asked.length);
  expect(asked.filter((trial) => trial.includes('"speedup":{"')).length).toBeGreaterThan(0);
  expect(found.audits).toEqual([]);
  expect(found.overloaded).toBe(false);
  // Half of the records have 40 ms before them.
  expect(found.endToEnd.quantiles[QUANTILES.indexOf(0.9)].value).toBeGreaterThan(0.04);
  const relieved = found.bottlenecks.filter(({ relief }) => relief !== null);
  expect(relieved.length).toBeGreaterThan(0);
  const handlers = relieved.find(({ resource }) => resource === 'brokers.handlers');
  expect(handlers?.relief?.change.value).toBeLessThan(0);
});
