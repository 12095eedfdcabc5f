/** Metrics in the forms that the usual exporters and Prometheus itself give. */
import { describe, expect, test } from 'vitest';
import { importPrometheus, readPrometheus } from '../../src/importers/prometheus/prometheus.js';
import { readSamples } from '../../src/importers/prometheus/samples.js';
import { fileOf, modelOf, pathsOf } from './imported.js';

const file = (name: string) => fileOf(`prometheus/${name}`);

test("importers/prometheus/prometheus, importers/prometheus/gathered: the JMX exporter by Strimzi's rules: counters saved twice are rates, bytes over records sizes", () => {
  const imported = importPrometheus(file('strimzi-rules.txt'), file('strimzi-rules-later.txt'), 60);
  const model = modelOf(imported);
  // 5,400 and 600 records in 60 s, of 1,000 and 200 bytes.
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(100, 9);
  expect(model.producers.map(({ name, recordBytes }) => [name, recordBytes])).toEqual([
    ['to-orders', 1000],
    ['to-clicks', 200],
  ]);
  // LocalTimeMs is all of a handler's time.
  expect(model.clusters[0]).toMatchObject({
    timePerRequest: { kind: 'constant', value: expect.closeTo(4e-4, 12) as number },
    timePerBatchSeconds: 0,
    timePerRecordSeconds: 0,
    timePerByteSeconds: 0,
  });
  const notes = imported.notes.join('\n');
  expect(notes).toMatch(/Request handlers are 20% busy/);
  expect(notes).toMatch(/replication: p50 3 ms/);
  // NaN is no number.
  expect(notes).not.toMatch(/broker_wait/);
});

test('importers/prometheus/facts: saved once, counters tell no rate', () => {
  const imported = importPrometheus(file('strimzi-rules.txt'), null, 0);
  expect(pathsOf(imported, 'missing')).toContain('producers.to-orders.rate');
  modelOf(imported);
});

test('the JMX exporter without rules: rates of one minute, summed over brokers, means over them', () => {
  const model = modelOf(importPrometheus(file('no-rules.txt'), null, 0));
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(2000, 9);
  expect(model.producers[0].recordBytes).toBe(512);
  expect(model.clusters.at(0)?.count).toBe(2);
  expect(model.clusters.at(0)?.timePerRequest).toMatchObject({
    value: expect.closeTo(3e-4, 12) as number,
  });
  const [{ observations }] = readPrometheus(file('no-rules.txt'), null, 0);
  expect(observations).toEqual([
    { path: 'brokers.handlers', measure: 'utilization', value: expect.closeTo(0.2, 9) as number },
    { path: 'publish', measure: 'throughput', value: 2000 },
  ]);
});

test('a range query of kafka_exporter: offsets over the range are rates', () => {
  const imported = importPrometheus(file('exporter-query.json'), null, 0);
  const model = modelOf(imported);
  // 6,000 and 3,000 records in 60 s.
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(150, 9);
  expect(model.topics).toMatchObject([{ name: 'orders', partitions: 2, replicationFactor: 3 }]);
  expect(model.clusters.at(0)?.count).toBe(3);
  expect(model.consumers).toMatchObject([{ name: 'billing', instances: 2 }]);
  // 150 behind at 97.5 a second.
  expect(imported.notes.join('\n')).toMatch(/billing is 1\.5 s behind/);
});

test('importers/prometheus/samples: labels with quotes and line ends, times in both formats', () => {
  const text =
    'a{x="q\\"\\\\ \\n",y="}"} 1.5e3 1700000000000\nb 2 1700000000.5 # {trace="1"} 1\nc +Inf\n';
  expect(readSamples({ name: 'm', text })).toEqual([
    { name: 'a', labels: { x: 'q"\\ \n', y: '}' }, value: 1500, perSecond: NaN, time: 1.7e9 },
    { name: 'b', labels: {}, value: 2, perSecond: NaN, time: 1700000000.5 },
  ]);
});

describe('a bad file is one message with place and fix', () => {
  test.each([
    ['', /^m\.txt:1:1: .*fix: save what \/metrics or the query answers$/],
    ['# only\nnot a sample\n', /^m\.txt:2:1: found "not a sample"; expected NAME\{LABELS\} VALUE/],
    ['{"status":"error","error":"parse error"}', /^m\.txt: found parse error; .*ask again/],
    ['{"status":', /^m\.txt:?.*found no JSON/],
    ['node_load1 0.5\n', /^m\.txt: found 1 samples of none; expected metrics of Kafka/],
  ])('%j', (text, message) => {
    expect(() => importPrometheus({ name: 'm.txt', text }, null, 0)).toThrow(message);
  });
});
