import { expect, test } from 'vitest';
import { monthlyCost } from '../../src/analysis/cost.js';
import { pipelineModel, TWO_REGIONS } from '../support/pipeline.js';

test('a store is priced as what it is, not as what it is called', () => {
  const stores = (name: string): string =>
    `stores:\n  ${name}: { retention: 10 d, archive: 100 d }\nprices: { gb_month: 0.1, archive_gb_month: 0.001 }\n`;
  const items = (name: string): Map<string, number> => {
    const workers = `instances: 4, processing_time: 10 us, store: ${name}`;
    const model = pipelineModel({ topic: 'retention: 0 s', workers, more: stores(name) });
    return new Map(monthlyCost(model)?.items.map((item) => [item.name, item.perMonth]));
  };
  // 1 MB/s: 86.4 GB a day.
  expect(items('archive').get('kept in logs and stores')).toBeCloseTo(864 * 0.1, 9);
  expect(items('archive').get('kept in archives')).toBeCloseTo(8640 * 0.001, 9);
  expect(items('archive')).toEqual(items('events'));
});

test('a month has 730 hours, a twelfth of 365 days: hosts are paid for each of them', () => {
  const model = pipelineModel({
    topic: 'partitions: 4, retention: 0 s',
    brokers: 'count: 3, handlers: 8',
    workers: 'instances: 4, threads: 2, processing_time: 10 us',
    more: 'prices: { broker_hour: 0.19, handler_hour: 0.01, consumer_hour: 0.0085, thread_hour: 0.03 }\n',
  });
  const items = new Map(monthlyCost(model)?.items.map((item) => [item.name, item.perMonth]));
  const hours = (365 * 24) / 12;
  expect(items.get('brokers')).toBeCloseTo(3 * (0.19 + 8 * 0.01) * hours, 9);
  expect(items.get('consumers.workers')).toBeCloseTo(4 * (0.0085 + 2 * 0.03) * hours, 9);
});

test('what crosses regions is paid for 730 hours of seconds', () => {
  const model = pipelineModel({
    topic: 'partitions: 4, retention: 0 s',
    workers: 'region: far, processing_time: 10 us',
    more: `prices: { gb_between_regions: 0.02 }\n${TWO_REGIONS}`,
  });
  // 1 MB/s.
  expect(monthlyCost(model)?.perMonth).toBeCloseTo(1e-3 * 3600 * 730 * 0.02, 9);
});

test('copies between zones are one fewer than replicas: the leader’s own is no crossing', () => {
  const model = pipelineModel({
    topic: 'partitions: 6, replication_factor: 2, retention: 0 s',
    brokers: 'count: 3',
    workers: 'processing_time: 10 us',
    more: 'prices: { zones: 3, gb_between_zones: 0.01 }\n',
  });
  // 1 MB/s: two thirds are produced from another zone, two thirds are read from another, one copy
  // goes to the follower.
  const perSecond = 1e-3 * (2 / 3 + 2 / 3 + 1);
  expect(monthlyCost(model)?.perMonth).toBeCloseTo(perSecond * 3600 * 730 * 0.01, 9);
});
