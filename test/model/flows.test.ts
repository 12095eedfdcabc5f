/**
 * Several kinds of producers and topics in one model: how they are read, and what is answered where
 * they do not fit.
 */
import { expect, test } from 'vitest';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';
import { pipelinesOf, topicShares } from '../../src/model/pipelines.js';

const TWO = `users: 1K
producers:
  checkout: { sends: orders, events_per_user: 0.25/s, count: 2, record_size: 2 KB }
  web: { sends: clicks, events_per_user: 0.75/s, count: 3, keys: { kind: uniform, count: 100 } }
brokers: { count: 3 }
topics:
  orders: { partitions: 4, replication_factor: 3 }
  clicks: { partitions: 6 }
consumers:
  payments: { reads: orders, processing_time: 1 ms }
  audit: { reads: orders, processing_time: 1 ms }
  funnel: { reads: clicks, processing_time: 1 ms }
`;

function read(text: string): Model {
  const parsed = parseModel(text, { fileName: 'm.yaml' });
  if ('faults' in parsed) throw new Error(parsed.faults.map(formatDiagnostic).join('\n'));
  return parsed.model;
}

function faultsOf(text: string): string[] {
  const parsed = parseModel(text, { fileName: 'm.yaml' });
  return 'faults' in parsed ? parsed.faults.map(formatDiagnostic) : [];
}

test('model/pipelines: each kind of producers sends its share of all events to its topic', () => {
  const model = read(TWO);
  expect(model.eventsPerUserPerSecond).toBeCloseTo(1, 12);
  expect(model.producers.map(({ name, topic, share }) => [name, topic, share])).toEqual([
    ['checkout', 0, 0.25],
    ['web', 1, 0.75],
  ]);
  // What a kind does not say of its records the workload does, and without that its preset.
  expect(model.producers.map(({ recordBytes, keys }) => [recordBytes, keys.kind])).toEqual([
    [2000, 'none'],
    [1000, 'uniform'],
  ]);
  const pipelines = pipelinesOf(model).map(({ topic, consumers, firstLog }) => [
    topic?.name,
    consumers.map(({ name }) => name),
    firstLog,
  ]);
  expect(pipelines).toEqual([
    ['orders', ['payments', 'audit'], 0],
    ['clicks', ['funnel'], 4],
  ]);
});

test('rates in place of users, and the path of a kind can be set', () => {
  const rates = TWO.replace('users: 1K\n', '').replaceAll('events_per_user: 0.', 'rate: ');
  expect(read(rates).eventsPerUserPerSecond).toBe(100);
  const parsed = parseModel(TWO, {
    fileName: 'm.yaml',
    overrides: [
      { path: 'producers.web.linger', value: '7 ms' },
      { path: 'topics.orders.partitions', value: '8' },
    ],
  });
  if ('faults' in parsed) throw new Error(parsed.faults.map(formatDiagnostic).join('\n'));
  expect(parsed.model.producers[1].lingerSeconds).toBe(0.007);
  expect(parsed.model.topics[0].partitions).toBe(8);
});

test.each([
  [
    'a topic that is not there',
    'sends: orders',
    'sends: order',
    'producers.checkout.sends',
    'write orders',
  ],
  [
    'a group of no topic',
    'reads: clicks',
    'reads: click',
    'consumers.funnel.reads',
    'write clicks',
  ],
  [
    'no load',
    'events_per_user: 0.25/s, ',
    '',
    'producers.checkout.events_per_user',
    'add events_per_user',
  ],
  [
    'a rate among users',
    '0.25/s',
    '0.25/s, rate: 3/s',
    'producers.checkout.events_per_user',
    'write rate',
  ],
  [
    'a load of the workload',
    'brokers:',
    'workload: { rate: 5/s }\nbrokers:',
    'workload.rate',
    'under each name',
  ],
  [
    'producers without names',
    /producers:\n.*\n.*\n/,
    'producers: { count: 2 }\n',
    'producers',
    'sends: orders',
  ],
  ['a topic beside topics', 'topics:', 'topic: { partitions: 1 }\ntopics:', 'topic:', 'move topic'],
  [
    'too many copies',
    'replication_factor: 3',
    'replication_factor: 4',
    'topics.orders.replication_factor',
    'write 3',
  ],
])('%s is answered', (_, from, to, place, hint) => {
  const faults = faultsOf(TWO.replace(from, to));
  expect(faults.join('\n')).toContain(place);
  expect(faults.join('\n')).toContain(hint);
});

test('model/checkFlows: names without topics are answered, and one topic needs no reads', () => {
  const without = TWO.replace(/topics:\n.*\n.*\n/, 'topic: { partitions: 4 }\n');
  expect(faultsOf(without).join('\n')).toContain('topics: {orders: {partitions: 12}}');
  const one = `users: 1
producers: { app: { sends: orders, events_per_user: 1/s, count: 1 } }
brokers: { count: 1 }
topics: { orders: { partitions: 1 } }
consumers: { all: { processing_time: 1 ms } }
`;
  expect(read(one).consumers[0].topics).toEqual([0]);
});

const CHAIN = (sends: string): string =>
  TWO.replace('payments: { reads: orders,', `payments: { reads: orders, sends: ${sends},`);

test('model/buildFlows: what a group sends on, in brief or in full, and the records of each topic that follow', () => {
  const brief = read(CHAIN('clicks'));
  const full = read(CHAIN('{ clicks: { share: 1 } }'));
  expect(full.consumers).toEqual(brief.consumers);
  expect(topicShares(brief)).toEqual([0.25, 1]);
  const some = read(CHAIN('{ clicks: 0.4, orders: { share: 0.2, records: 2, linger: 8 ms } }'));
  const [, again] = some.consumers[0].sends;
  expect([again.records, again.settings.lingerSeconds]).toEqual([2, 0.008]);
  // orders = 0.25 + 0.4 orders; clicks = 0.75 + 0.4 orders.
  const [orders, clicks] = topicShares(some);
  expect(orders).toBeCloseTo(0.25 / 0.6, 9);
  expect(clicks).toBeCloseTo(0.75 + (0.4 * 0.25) / 0.6, 9);
});

test.each([
  ['{ click: 0.4 }', 'consumers.payments.sends.click', 'write clicks'],
  ['{ clicks: 0.7, orders: 0.4 }', 'shares that add up to 1.1', 'write smaller shares'],
  ['{ orders: { records: 2, share: 0.5 } }', 'multiply without end', 'write smaller shares'],
])('sends: %s is answered', (sends, place, hint) => {
  const faults = faultsOf(CHAIN(sends)).join('\n');
  expect(faults).toContain(place);
  expect(faults).toContain(hint);
});

test('an order by key is for records that have keys, over however many groups they come', () => {
  const chain = (
    keys: string,
  ): string => `producers: { app: { sends: first, rate: 1/s, count: 1, keys: ${keys} } }
brokers: { count: 1 }
topics: { first: { partitions: 1 }, second: { partitions: 1 }, third: { partitions: 1 } }
consumers:
  one: { reads: first, sends: second }
  two: { reads: second, sends: third }
  three: { reads: third, concurrency: key }
`;
  expect(faultsOf(chain('none')).join('\n')).toContain('records without keys');
  expect(faultsOf(chain('{ kind: uniform, count: 9 }'))).toEqual([]);
});
