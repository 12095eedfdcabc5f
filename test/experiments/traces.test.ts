import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { seconds, traceRecords, type Which } from '../../src/experiments/traces.js';
import { validModel } from '../support/validModel.js';
import { traceText } from '../../src/report/traceReport.js';

const MODEL = validModel(
  `name: two
producers: { web: { sends: first, rate: 300/s, count: 2 } }
brokers: { count: 2 }
topics: { first: { partitions: 4 }, second: { partitions: 4 } }
consumers:
  one: { reads: first, instances: 2, processing_time: exponential(3 ms), sends: { second: { share: 80% }, first: { share: 5%, after: 20 ms } } }
  two: { reads: second, instances: 2, processing_time: exponential(2 ms), store: db }
stores: { db: { shards: 2, time_per_request: exponential(1 ms) } }
run: { warmup: 1 s, duration: 5 s }`,
  { fileName: 'two.yaml' },
);

const trace = (which: Which, records = 20, to: string | null = null) =>
  traceRecords(MODEL, inlineExecutor(), { seed: 'trace', records, which, to, placement: 0 });

test('stages add up to hops, hops follow each other, and the first begins with the event', async () => {
  const { to, count, journeys } = await trace({ kind: 'any' });
  expect(to).toBe('two');
  // 300/s x 80% / (1 - 5%) over 5 s: 1,263, and four standard deviations.
  expect(Math.abs(count - 1263)).toBeLessThan(4 * Math.sqrt(1263));
  expect(journeys).toHaveLength(20);
  for (const hops of journeys) {
    expect(hops.map(({ group }) => group).filter((group) => group === 'two')).toHaveLength(1);
    expect(hops[hops.length - 1].group).toBe('two');
    hops.forEach(({ group, partition, from, to: end, stages }, index) => {
      const sum = Object.values(stages).reduce((all, stage) => all + stage, 0);
      expect(sum).toBeCloseTo(end - from, 9);
      for (const stage of Object.values(stages)) expect(stage).toBeGreaterThan(-1e-9);
      expect(partition).toBeLessThan(4);
      if (index === 0) return;
      // What comes round again does so 20 ms later; all else at once.
      const former = hops[index - 1];
      expect(former.group).toBe('one');
      expect(from - former.to).toBeCloseTo(group === 'one' ? 0.02 : 0, 9);
    });
  }
});

test('the slowest are the slowest there are', async () => {
  const { journeys, latency } = await trace({ kind: 'slowest' }, 3);
  expect(journeys).toHaveLength(3);
  expect(seconds(journeys[0])).toBe(latency.maximum);
  const times = journeys.map(seconds);
  expect([...times].sort((a, b) => b - a)).toEqual(times);
});

test('those of a rank are about as slow', async () => {
  const { journeys, latency } = await trace({ kind: 'rank', rank: 0.95 }, 4);
  expect(journeys.length).toBeGreaterThan(0);
  for (const journey of journeys) {
    expect(Math.abs(seconds(journey) / latency.quantile(0.95) - 1)).toBeLessThan(0.021);
  }
});

test('report/traceReport: to a group on the way, too; as text a line for each stage that takes a while', async () => {
  const traces = await trace({ kind: 'any' }, 1, 'one');
  const [hops] = traces.journeys;
  expect(hops.every(({ group }) => group === 'one')).toBe(true);
  const text = traceText(traces);
  expect(text).toMatch(/^two: journeys to one\. /);
  for (const [stage, taken] of Object.entries(hops[hops.length - 1].stages)) {
    expect(text.includes(stage), stage).toBe(taken >= 0.001 * seconds(hops));
  }
});
