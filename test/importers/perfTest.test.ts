/** What kafka-producer-perf-test and kafka-consumer-perf-test print, of several versions. */
import { expect, test } from 'vitest';
import { importPerfTest, readPerfTest } from '../../src/importers/perfTest/perfTest.js';
import { fileOf, modelOf, pathsOf } from './imported.js';

test.each([
  // 2.38 and 9.77 MiB/s have two digits: the size of a record is known to half a percent.
  ['0.8-producer.txt', 24988.755, [3, 9, 44, 190], 5.21, 310, 100],
  ['3.x-producer.txt', 9999.667, [2, 4, 8, 31], 2.31, 410, 1024],
  // The second line, of the steady state, not the first, of all.
  ['4.x-producer.txt', 15000.188, [1, 3, 4, 11], 1.41, 22, 1024],
])('%s: rate, quantiles in whole milliseconds, size', (name, rate, quantiles, mean, max, bytes) => {
  const model = modelOf(importPerfTest([fileOf(`perf-test/${name}`)]));
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(rate, 1);
  expect(Math.abs(model.recordBytes / bytes - 1)).toBeLessThan(0.005);
  const [publish] = model.measured;
  expect(publish.roundedSeconds).toBe(1e-3);
  expect(publish.quantiles.map(({ p }) => p)).toEqual([0.5, 0.95, 0.99, 0.999]);
  publish.quantiles.forEach(({ seconds }, index) => {
    expect(seconds).toBeCloseTo(quantiles[index] * 1e-3, 9);
  });
  expect(publish.meanSeconds).toBeCloseTo(mean * 1e-3, 9);
  expect(publish.maxSeconds).toBeCloseTo(max * 1e-3, 9);
});

test('importers/perfTest/perfTest: producers in two files: their rates add up, their quantiles are the mean', () => {
  const files = ['3.x-producer.txt', '3.x-producer.txt'].map((name) => fileOf(`perf-test/${name}`));
  const model = modelOf(importPerfTest(files));
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(2 * 9999.667, 1);
  expect(model.producers).toMatchObject([{ count: 2 }]);
  expect(model.measured[0].quantiles[0].seconds).toBeCloseTo(2e-3, 9);
});

test.each([
  ['1.x-consumer.txt', 100000],
  // Without the 3 s in which it joined its group.
  ['3.x-consumer.txt', 142857.1429],
  // A sample in the middle.
  ['3.x-consumer-detailed.txt', 100000],
])('%s: what a consumer reads', (name, rate) => {
  const file = fileOf(`perf-test/${name}`);
  const [{ observations }] = readPerfTest(file);
  expect(observations).toEqual([{ path: 'consumer', measure: 'throughput', value: rate }]);
  const imported = importPerfTest([file]);
  expect(modelOf(imported).recordBytes).toBe(1024);
  expect(pathsOf(imported, 'missing')).toEqual([
    'brokers.count',
    'topic.partitions',
    'topic.replication_factor',
  ]);
});

test.each([
  ['', /^o\.txt:1:1: found "";? ?.*fix: give all that the tool has printed$/],
  // Only the lines of five seconds: it was ended before it was done.
  [
    '74991 records sent, 14998.2 records/sec (14.65 MB/sec), 4.0 ms avg latency, 389.0 ms max latency.',
    /^o\.txt:1:1: .*all that the tool has printed$/,
  ],
  [
    'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec\n',
    /^o\.txt:2: found no line below the header/,
  ],
  [
    'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec\na, b, 1, 2, 3, x\n',
    /^o\.txt:2: nMsg\.sec: found x; expected a number/,
  ],
])('output that is none: %j', (text, message) => {
  expect(() => importPerfTest([{ name: 'o.txt', text }])).toThrow(message);
});
