/** What Kafka's own tools describe, in the forms of 1.1, 2.8 and 4.0. */
import { describe, expect, test } from 'vitest';
import { importKafka, type KafkaFiles } from '../../src/importers/kafka/kafka.js';
import type { Imported, TextFile } from '../../src/importers/imported.js';
import { fileOf, modelOf, pathsOf } from './imported.js';

const file = (name: string): TextFile => fileOf(`kafka/${name}.txt`);

function of(version: string, more: Partial<KafkaFiles> = {}): Imported {
  return importKafka({
    topics: file(`${version}-topics`),
    groups: file(`${version}-groups`),
    configs: null,
    groupsLater: null,
    secondsApart: 0,
    logDirs: null,
    logDirsLater: null,
    ...more,
  });
}

const twice = (): Imported =>
  of('2.8', {
    configs: file('2.8-configs'),
    groupsLater: file('2.8-groups-later'),
    secondsApart: 60,
    logDirs: file('2.8-log-dirs'),
    logDirsLater: file('2.8-log-dirs-later'),
  });

test('importers/kafka/kafka, importers/kafka/topics: 1.1: no blanks after colons, settings in one line, a table without groups', () => {
  const model = modelOf(of('1.1', { configs: file('1.1-configs') }));
  expect(model.topics).toMatchObject([
    {
      name: 'orders',
      partitions: 4,
      replicationFactor: 2,
      minInsyncReplicas: 2,
      retentionSeconds: 86400,
    },
  ]);
  expect(model.clusters[0]).toMatchObject({ count: 3, handlers: 16 });
  // 10,485,760 bytes a second, to six digits.
  expect(model.clusters.at(0)?.quota?.bytesPerSecond).toBeCloseTo(10.4858e6, 0);
  expect(model.consumers).toMatchObject([{ name: 'group', instances: 2, topics: [0] }]);
});

test('importers/kafka/groups: 2.8: two looks a minute apart give rates, skew, sizes, and the ceiling of a group that falls behind', () => {
  const imported = twice();
  const model = modelOf(imported);
  // shop.orders grew by 35,950 + 9,000 + 9,000 in 60 s.
  const [orders] = model.producers;
  const rate = (53950 / 60).toPrecision(6);
  expect(orders.share * model.users * model.eventsPerUserPerSecond).toBeCloseTo(Number(rate), 1);
  // 17,975,000 + 4,500,000 + 4,500,000 bytes.
  expect(orders.recordBytes).toBe(Math.round(26975000 / 53950));
  // Its busiest partition has m = 35950 / 53950 of all; (m - 1/3) / (1 - 1/3) is the hot key's.
  expect(orders.keys).toMatchObject({ kind: 'hot', share: 0.5 });
  // mail reads 24,000 in 60 s by one thread, and its lag grows: 2.5 ms a record.
  const mail = model.consumers.find(({ name }) => name === 'mail');
  expect(mail?.processingTime).toEqual({ kind: 'constant', value: 2.5e-3 });
  expect(pathsOf(imported, 'taken')).toContain('consumers.mail.processing_time');
  expect(pathsOf(imported, 'missing')).toContain('consumers.billing.processing_time');
  expect(model.clusters[0]).toMatchObject({ count: 4, handlers: 12 });
  // Two topics whose names the language cannot tell apart.
  expect(model.topics.map(({ name }) => name)).toEqual(['shop-orders', 'shop-orders-2']);
  expect(model.topics[0]).toMatchObject({ minInsyncReplicas: 2, retentionSeconds: 172800 });
  expect(mail?.topics).toEqual([0, 1]);
  const notes = imported.notes.join('\n');
  expect(notes).toMatch(/Left out.*: audit\./);
  expect(notes).toMatch(/mail is 90 s behind.* falls behind by 349\/s/);
});

test('importers/kafka/configs: 4.0: LEADER-EPOCH, Elr, a retention without end; one look leaves the rate to be filled in', () => {
  const imported = of('4.0');
  const model = modelOf(imported);
  expect(model.topics).toMatchObject([
    { partitions: 2, replicationFactor: 3, minInsyncReplicas: 2 },
  ]);
  expect(model.clusters.at(0)?.count).toBe(3);
  expect(model.consumers).toMatchObject([{ name: 'search', instances: 1 }]);
  expect(pathsOf(imported, 'missing')).toContain('producers.to-events.rate');
});

test('importers/kafka/recordSize: a size from one look is bytes over all offsets, and said to be assumed', () => {
  const imported = of('2.8', { logDirs: file('2.8-log-dirs') });
  // 400,000,000 bytes over 100,100 + 50,010 + 50,000 records.
  expect(modelOf(imported).producers[0].recordBytes).toBe(Math.round(4e8 / 200110));
  expect(pathsOf(imported, 'assumed')).toContain('producers.to-shop-orders.record_size');
});

describe('a bad file is one message with place and fix', () => {
  const bad = (text: string): TextFile => ({ name: 'x.txt', text });
  test.each<[Partial<KafkaFiles>, RegExp]>([
    [
      { topics: bad('Error: connection refused') },
      /^x\.txt:1:1: found "Error.*fix: give its whole output as --topics$/,
    ],
    [
      { groups: file('4.0-topics') },
      /^4\.0-topics\.txt:1:1: .*fix: give its whole output as --groups$/,
    ],
    [
      { groups: bad('TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG\norders 0 12x 20 8') },
      /^x\.txt:2: CURRENT-OFFSET: found 12x; expected a whole number, or -/,
    ],
    [{ configs: bad('nothing of it') }, /^x\.txt:1:1: .*fix: give its whole output as --configs$/],
    [{ logDirs: bad('Querying brokers') }, /^x\.txt:1:1: found no \{; .*--log-dirs$/],
    [{ logDirs: bad('{"version":1,"brokers":[') }, /^x\.txt:?.*found no JSON/],
  ])('%#', (change, message) => {
    expect(() => of('4.0', change)).toThrow(message);
  });
});
