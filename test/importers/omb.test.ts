/** The OpenMessaging Benchmark's files of 2018, 2020 and 2023, in the shapes that it wrote then. */
import { describe, expect, test } from 'vitest';
import { importOmb } from '../../src/importers/omb/omb.js';
import type { Imported, TextFile } from '../../src/importers/imported.js';
import { fileOf, modelOf, pathsOf } from './imported.js';

const of = (year: number, withResult = true): Imported =>
  importOmb({
    workload: fileOf(`omb/${year}-workload.yaml`),
    driver: fileOf(`omb/${year}-driver.yaml`),
    result: withResult ? fileOf(`omb/${year}-result.json`) : null,
  });

test('importers/omb/omb, importers/omb/result: 2018: a load that was met, client settings, end-to-end latencies in whole milliseconds', () => {
  const model = modelOf(of(2018));
  expect(model.users * model.eventsPerUserPerSecond).toBe(20000);
  expect(model.recordBytes).toBe(100);
  expect(model.arrivals).toEqual({ kind: 'constant' });
  expect(model.clusters.at(0)?.count).toBe(3);
  expect(model.topics).toMatchObject([{ partitions: 6, replicationFactor: 3 }]);
  expect(model.producers).toMatchObject([
    { count: 2, acks: 'all', lingerSeconds: 1e-3, batchSizeBytes: 131072 },
  ]);
  expect(model.consumers).toMatchObject([{ name: 'subscription', instances: 2 }]);
  const [publish, read] = model.measured;
  expect(publish).toMatchObject({ path: 'publish', roundedSeconds: 0, recordsPerSecond: 20000 });
  expect(publish.quantiles.find(({ p }) => p === 0.999)?.seconds).toBeCloseTo(14.201e-3, 9);
  expect(publish.meanSeconds).toBeCloseTo(2.41e-3, 9);
  expect(publish.maxSeconds).toBeCloseTo(48.123e-3, 9);
  expect(read).toMatchObject({ path: 'subscription', roundedSeconds: 1e-3 });
});

test('importers/kafkaSettings: 2020: as much as it can; what came through is the load, and what the driver leaves out is that time\u2019s default', () => {
  const imported = of(2020);
  const model = modelOf(imported);
  // The mean of the inner samples: (251000 + 249500.5 + 250200.1 + 250100.4 + 249900) / 5.
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(250140.2, 0);
  expect(model.producers).toMatchObject([{ lingerSeconds: 0, acks: 'all', count: 4 }]);
  expect(pathsOf(imported, 'assumed')).toContain('producers.linger');
  expect(model.clusters.at(0)?.disk.flush).toBe('every_batch');
  expect(model.topics).toMatchObject([{ minInsyncReplicas: 2, replicationFactor: 3 }]);
  expect(model.keys).toEqual({ kind: 'uniform', count: 10000 });
  expect(model.consumers.map(({ name }) => name)).toEqual(['subscription-1', 'subscription-2']);
  expect(model.consumers[0]).toMatchObject({ assignor: 'sticky', rebalance: 'cooperative' });
  // Two groups: the benchmark pools what they see.
  expect(model.measured.map(({ path }) => path)).toEqual(['publish', 'end_to_end']);
  // Delays are microseconds: 2,400 of them.
  expect(imported.notes.join('\n')).toMatch(/late by up to 2\.4 ms/);
  expect(imported.notes.join('\n')).toMatch(/compression_ratio/);
});

test('importers/omb/topology: 2023: six topics, each with its producers and its groups; rates divided among them', () => {
  const model = modelOf(of(2023));
  expect(model.topics).toHaveLength(6);
  expect(model.consumers).toHaveLength(12);
  expect(model.producers.map(({ lingerSeconds }) => lingerSeconds)).toEqual(Array(6).fill(5e-3));
  expect(model.users * model.eventsPerUserPerSecond).toBeCloseTo(30000, 6);
  expect(model.clusters.at(0)?.count).toBe(2);
  expect(model.measured[0].quantiles.at(-1)).toEqual({ p: 0.9999, seconds: 40e-3 });
});

test('importers/imported, importers/modelText: without a result: a load to be filled in where the workload asks for the most', () => {
  expect(pathsOf(of(2020, false), 'missing')).toEqual(['workload.rate']);
  expect(pathsOf(of(2018, false), 'missing')).toEqual([]);
  expect(modelOf(of(2018, false)).measured).toEqual([]);
});

describe('a bad file is one message with place and fix', () => {
  const error = (change: Partial<Record<'workload' | 'driver' | 'result', TextFile>>): string => {
    try {
      importOmb({
        workload: fileOf('omb/2018-workload.yaml'),
        driver: fileOf('omb/2018-driver.yaml'),
        result: fileOf('omb/2018-result.json'),
        ...change,
      });
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : '';
    }
    return 'nothing';
  };
  test.each<[string, Partial<Record<'workload' | 'driver' | 'result', TextFile>>, RegExp]>([
    [
      'a number that is none',
      { workload: { name: 'w.yaml', text: 'topics: 1\nmessageSize: big\n' } },
      /^w\.yaml:2:14: messageSize: found "big"; expected a number of at least 1; fix: /,
    ],
    [
      'files in the wrong order',
      { driver: fileOf('omb/2018-workload.yaml') },
      /^2018-workload\.yaml:1:1: driverClass: found nothing; .*fix: give the driver second$/,
    ],
    [
      'another system',
      { driver: { name: 'd.yaml', text: 'driverClass: io.x.PulsarBenchmarkDriver\n' } },
      /^d\.yaml:1:14: driverClass: found "io\.x\.Pulsar.*fix: give the driver that was used for Kafka$/,
    ],
    [
      'no YAML',
      { workload: { name: 'w.yaml', text: 'topics: [1\n' } },
      /^w\.yaml:\d+:\d+: found no YAML .*fix: correct the syntax here$/,
    ],
    [
      'half a result',
      { result: { name: 'r.json', text: '{"publishRate": [1, 2' } },
      /^r\.json:1:\d+: found no JSON .*fix: give the whole file, as written$/,
    ],
    [
      'another JSON',
      { result: { name: 'r.json', text: '{}' } },
      /^r\.json: found no aggregatedPublishLatency50pct/,
    ],
    ['an empty file', { workload: { name: 'w.yaml', text: '' } }, /^w\.yaml: found nothing/],
  ])('%s', (_, change, message) => {
    expect(error(change)).toMatch(message);
    expect(error(change)).not.toContain('\n');
  });
});
