/**
 * A whole study of a model in two placements, as `run` makes it: rounds, mixture, and what brings
 * relief.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import { findWarmup } from '../../src/experiments/warmupSearch.js';
import type { Trial } from '../../src/network/measurements.js';
import { Histogram } from '../../src/statistics/index.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

// A broker's handler is at half of its time: 1,200 records/s a cell, each a request of its own of
// 0.4 ms; readers are 1 ms or 40 ms away.
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

test('experiments/studySummary: two placements: the far half takes the distance, and the handlers bring relief', async () => {
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
    trials: null,
    lengthened: null,
    transient: false,
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
  expect(found.endToEnd.quantiles.p90.value).toBeGreaterThan(0.04);
  const relieved = found.bottlenecks.filter(({ relief }) => relief !== null);
  expect(relieved.length).toBeGreaterThan(0);
  const handlers = relieved.find(({ resource }) => resource === 'brokers.handlers');
  expect(handlers?.relief?.change.value).toBeLessThan(0);
});

test('the warm-up that a study tells is that of the placement that needs the longest', async () => {
  const text = TEXT.replace('warmup: 0.5 s, ', '')
    .replace('west: 40 ms', 'west: 1 s')
    .replace('users: 240', 'users: 24');
  const model = validModel(text, { fileName: 'two.yaml' });
  const offered = offeredLoad(model);
  const budget = 1e6;
  const each = await findWarmup(model, inlineExecutor(), 'warm', offered, budget);
  const [near, far] = each.warmupSeconds;
  expect(far).toBeGreaterThan(near);
  const options = { ...NESTED_STUDY_OPTIONS, seed: 'warm', precision: 0.5, budgetRecords: budget };
  const found = await study(model, inlineExecutor(), options);
  expect(found.lengthened).toBe(0);
  expect(found.warmupSeconds).toBe(far);
});

test('experiments/relief: one hot cell of a thousand brings relief as it weighs', async () => {
  const text = `users: 1000
workload: { events_per_user: 100/s, record_size: 1 KB }
cells:
  - { home: local, count: 999 }
  - { home: local, weight: 4 }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 4 }
consumers: { g: { instances: 2, processing_time: exponential(4.5 ms) } }
run: { warmup: 2 s, duration: 10 s }
`;
  const model = validModel(text, { fileName: 'hot.yaml' });
  const options = {
    ...NESTED_STUDY_OPTIONS,
    seed: 'hot',
    precision: 0.5,
    budgetRecords: 4e6,
    relief: true,
  };
  const found = await study(model, inlineExecutor(), options);
  expect(found.overloaded).toBe(false);
  const consumers = found.bottlenecks.find(({ resource }) => resource === 'consumers.g');
  const change = consumers?.relief?.change;
  // Independent of it: the whole system, other seeds, twice as many trials, every cell with its own
  // weight.
  const p99 = (speedup: Trial['speedup']): number => {
    const pool = new Histogram();
    for (const [placement, { cells }] of model.placements.entries()) {
      for (let replication = 0; replication < 16; replication++) {
        const trial = {
          placement,
          replication,
          warmupSeconds: 2,
          windowSeconds: 10,
          seed: 'other',
          speedup,
        };
        pool.merge(shortTrial(model, trial).endToEnd, cells);
      }
    }
    return pool.quantile(0.99);
  };
  const expected = p99({ 'consumers.g': 1.1 }) - p99({});
  const half = (change?.high ?? NaN) - (change?.value ?? NaN);
  // Both vary: twice the 95% half-width, less than 1 in 1,000. The hot cell's own p99 changes by a
  // hundred times that.
  expect(Math.abs((change?.value ?? NaN) - expected)).toBeLessThan(2 * half);
  expect(half).toBeLessThan(Math.abs(expected));
});

test('a time limit that leaves a placement out leaves no answer', async () => {
  const model = validModel(TEXT, { fileName: 'two.yaml' });
  let begun = 0;
  const inline = inlineExecutor();
  const executor: typeof inline = {
    ...inline,
    // As when the time is up after the first trial.
    run: (trials, done, control) => inline.run(trials.slice(0, 1), done, control),
  };
  const options = { ...NESTED_STUDY_OPTIONS, seed: 'study', precision: 0.5, budgetRecords: 1e6 };
  const outOfTime = (): boolean => begun++ > 0;
  await expect(study(model, executor, { ...options, outOfTime })).rejects.toThrow(
    /before a trial of each placement was done/,
  );
});
