/** Rare latencies: of M/M/1, whose tail is known; and when trials are not split. */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { findTail, whyNotSplit } from '../../src/experiments/tail.js';
import { readRanks } from '../../src/cli/arguments.js';
import { SERVICE_SECONDS, singleQueue } from '../support/singleQueue.js';
import { validModel } from '../support/validModel.js';

const LOAD = 0.5;

test('p95 and p99 of M/M/1, at levels that pilots have placed', async () => {
  const found = await findTail(
    singleQueue(LOAD),
    inlineExecutor(),
    { warmupSeconds: [0.5], windowSeconds: 2 },
    {
      seed: 'tail',
      ranks: [0.95, 0.99],
      precision: 1,
      budgetRecords: 1,
      outOfTime: () => false,
      progress: () => undefined,
    },
  );
  expect(found.whyPlain).toBe('');
  expect(found.trials).toBe(30);
  const [levels] = found.levels;
  // A third of the looks each: 3^-5 is the last above a third of 1%.
  expect(levels).toHaveLength(5);
  expect([...levels].sort((a, b) => a - b)).toEqual(levels);
  const ofAll = found.quantiles.filter(({ path }) => path === 'end_to_end');
  expect(ofAll.map(({ rank }) => rank)).toEqual([0.95, 0.99]);
  for (const { rank, latency } of ofAll) {
    const truth = (-Math.log(1 - rank) * SERVICE_SECONDS) / (1 - LOAD);
    expect(latency.enough).toBe(true);
    // Twice the 95% interval: one seed in ten thousand misses.
    expect(latency.low - (latency.value - latency.low)).toBeLessThan(truth);
    expect(latency.high + (latency.high - latency.value)).toBeGreaterThan(truth);
  }
});

test('trials stay plain where a slow record does not come by way of a long queue', () => {
  const text = (processing: string, more = ''): string => `
users: 10
workload: { events_per_user: 1/s }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 1, replication_factor: 1 }
consumers: { workers: { instances: 1, processing_time: '${processing}' } }
${more}`;
  const why = (processing: string, more = ''): string =>
    whyNotSplit(validModel(text(processing, more), { fileName: 'a.yaml' }), 0.9999);
  expect(why('exponential(1 ms)')).toBe('');
  expect(why('lognormal(1 ms, 0.5)')).toBe('');
  // The quantile of a Pareto's 1e-4 is 1e-4^(-1/2.5) = 40 of its scale, its mean 5/3.
  expect(why('pareto(2.5, 1 ms)')).toMatch('consumers.workers have a heavy tail');
  const fault = 'faults: { crash: { kind: broker_down, index: 0, at: 1 s, length: 1 s } }';
  expect(why('exponential(1 ms)', fault)).toMatch('given times');
  const direct = 'users: 1\nworkload: { events_per_user: 1/s }\nconsumers: { server: {} }\n';
  expect(whyNotSplit(validModel(direct, { fileName: 'a.yaml' }), 0.9999)).toMatch(
    'direct delivery',
  );
});

test('ranks are read as they are written', () => {
  expect(readRanks('p99.99')).toEqual([0.9999]);
  expect(readRanks('p99.99,99.9, p99.99')).toEqual([0.999, 0.9999]);
  for (const wrong of ['p50', 'p100', 'high', '']) expect(() => readRanks(wrong)).toThrow('p99.99');
});
