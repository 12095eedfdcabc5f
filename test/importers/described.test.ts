/**
 * Descriptions of systems, without loads: Strimzi's resources, AsyncAPI documents, Compose files.
 */
import { describe, expect, test } from 'vitest';
import { importAsyncapi } from '../../src/importers/asyncapi/asyncapi.js';
import { importCompose } from '../../src/importers/compose/compose.js';
import { importStrimzi } from '../../src/importers/strimzi/strimzi.js';
import type { TextFile } from '../../src/importers/imported.js';
import { fileOf, modelOf, pathsOf } from './imported.js';

const text = (name: string, of: string): TextFile => ({ name, text: of });

describe('importers/strimzi/strimzi: Strimzi', () => {
  test('0.20: brokers of the Kafka resource itself, their disk, their settings', () => {
    const imported = importStrimzi([fileOf('strimzi/0.20-v1beta1.yaml')]);
    const model = modelOf(imported);
    expect(model.clusters[0]).toMatchObject({ count: 3, handlers: 16 });
    expect(model.clusters.at(0)?.disk.sizeBytes).toBe(500 * 1024 * 1024 * 1024);
    expect(model.topics).toMatchObject([
      { partitions: 12, replicationFactor: 3, minInsyncReplicas: 2, retentionSeconds: 7200 },
    ]);
    expect(pathsOf(imported, 'missing')).toContain('producers.writers-of-orders.rate');
  });

  test('0.40: brokers are the pool with that role, with all its volumes; defaults and quotas of the cluster', () => {
    const model = modelOf(importStrimzi([fileOf('strimzi/0.40-v1beta2.yaml')]));
    expect(model.clusters.at(0)?.count).toBe(4);
    expect(model.clusters.at(0)?.disk.sizeBytes).toBe(200e9);
    expect(model.clusters.at(0)?.quota?.bytesPerSecond).toBeCloseTo(1.04858e6, 0);
    expect(model.topics).toMatchObject([
      { name: 'clicks-v1', partitions: 6, replicationFactor: 3, minInsyncReplicas: 2 },
    ]);
  });

  test('1.0: a List, as kubectl prints it; a pool of both roles; ephemeral disks have no size', () => {
    const model = modelOf(importStrimzi([fileOf('strimzi/1.0-v1-list.yaml')]));
    expect(model.clusters[0]).toMatchObject({ count: 3, handlers: 24, disk: { sizeBytes: null } });
    expect(model.topics.map(({ name, partitions }) => [name, partitions])).toEqual([
      ['a', 3],
      ['b', 5],
    ]);
  });

  test.each([
    ['kind: Deployment\nmetadata: { name: x }\n', /found only Deployment; expected a Kafka/],
    ['a: 1\n', /^s\.yaml:1:1: kind: found nothing/],
    [
      'kind: KafkaTopic\nspec: { partitions: many }\n',
      /^s\.yaml:2:21: spec\.partitions: found "many"/,
    ],
    [
      'kind: Kafka\nspec: { kafka: { storage: { type: persistent-claim, size: 5 apples } } }\n---\nkind: KafkaTopic\nspec: {}\n',
      /^s\.yaml:2:59: spec\.kafka\.storage\.size: found "5 apples"; expected a size such as 100Gi/,
    ],
    [
      'kind: Kafka\nmetadata: {name: a}\n---\nkind: Kafka\nmetadata: {name: b}\n',
      /found the clusters a and b/,
    ],
    ['kind: Kafka\nspec: { kafka: { replicas: 3 } }\n', /found no topic; /],
  ])('a bad file: %j', (given, message) => {
    expect(() => importStrimzi([text('s.yaml', given)])).toThrow(message);
  });
});

describe('importers/asyncapi/asyncapi: AsyncAPI', () => {
  test('2: publish is what the application receives; two documents, in YAML and JSON, are one system', () => {
    const files = ['2.0-lights.yaml', '2.6-dashboard.json'].map((name) =>
      fileOf(`asyncapi/${name}`),
    );
    const imported = importAsyncapi(files);
    const model = modelOf(imported);
    expect(model.topics.map(({ name, partitions }) => [name, partitions])).toEqual([
      ['light-measured', 20],
      ['light-turn-on', 4],
    ]);
    expect(model.consumers).toMatchObject([
      { name: 'Lighting-service', topics: [0], sends: [{ topic: 1 }] },
      { name: 'Dashboard', topics: [0, 1], sends: [] },
    ]);
    expect(imported.notes.join('\n')).toMatch(/publish is what the application receives/);
  });

  test('importers/graph, importers/document: 3: operations send and receive; a topic of the bindings; a circle has a share to be filled in', () => {
    const files = ['3.0-orders.yaml', '3.0-checkout.yaml'].map((name) =>
      fileOf(`asyncapi/${name}`),
    );
    const imported = importAsyncapi(files);
    const model = modelOf(imported);
    expect(model.producers).toMatchObject([{ name: 'Checkout', topic: 0 }]);
    expect(model.topics[0]).toMatchObject({
      name: 'orders-placed-v1',
      partitions: 12,
      replicationFactor: 3,
    });
    // orders.again goes round: 1 / (1 - 0.1) times as much, which is finite.
    expect(pathsOf(imported, 'missing')).toContain('consumers.Orders.sends.orders-again.share');
    expect(pathsOf(imported, 'assumed')).toContain('consumers.Orders.sends.orders-paid.share');
  });

  test.each([
    ['openapi: 3.0.0\n', /^a\.yaml:1:1: asyncapi: found nothing; expected asyncapi: a version/],
    [
      'asyncapi: 3.0.0\nchannels: {a: {}}\noperations: {x: {action: push}}\n',
      /^a\.yaml:3:26: operations\.x\.action: found "push"; expected send or receive/,
    ],
    [
      'asyncapi: 3.0.0\nchannels: {a: {}}\noperations: {x: {action: send, channel: {$ref: "#/channels/b"}}}\n',
      /expected a channel that is there; fix: add channels\.b/,
    ],
    ['asyncapi: 2.0.0\n', /found no topic/],
  ])('a bad file: %j', (given, message) => {
    expect(() => importAsyncapi([text('a.yaml', given)])).toThrow(message);
  });
});

describe('importers/compose/compose: Compose', () => {
  test('2: topics that the image makes; what goes in and out by the names of variables', () => {
    const model = modelOf(importCompose(fileOf('compose/v2-wurstmeister.yml')));
    expect(model.topics.map(({ name, partitions }) => [name, partitions])).toEqual([
      ['orders', 12],
      ['paid', 6],
    ]);
    expect(model.producers).toMatchObject([{ name: 'shop', topic: 0 }]);
    expect(model.consumers).toMatchObject([
      { name: 'payments', instances: 3, topics: [0], sends: [{ topic: 1 }] },
      { name: 'readers-of-paid', topics: [1] },
    ]);
  });

  test('3: extended services, replicas, defaults of the brokers, a database as a store', () => {
    const model = modelOf(importCompose(fileOf('compose/v3-cp.yml')));
    expect(model.clusters[0]).toMatchObject({ count: 3, handlers: 4 });
    expect(model.topics).toMatchObject([
      { name: 'clicks', partitions: 8, replicationFactor: 3 },
      { name: 'views', partitions: 8, replicationFactor: 3 },
    ]);
    expect(model.consumers).toMatchObject([
      { name: 'indexer', instances: 4, store: 'db', topics: [0, 1] },
    ]);
  });

  test('the Compose specification: a variable that does not say whether it is read is a guess that is told', () => {
    const imported = importCompose(fileOf('compose/spec-kraft.yml'));
    const model = modelOf(imported);
    expect(model.name).toBe('demo-app');
    expect(model.producers.map(({ name }) => name)).toEqual(['sender']);
    expect(model.consumers.map(({ name }) => name)).toEqual(['worker']);
    expect(imported.notes.filter((note) => note.includes('does not say'))).toHaveLength(2);
  });

  test.each([
    ['version: "3"\n', /^c\.yml:1:1: found no services/],
    ['services: { web: { image: nginx } }\n', /found no topic/],
    ['services: [a]\n', /^c\.yml:1:11: services: found \["a"\]; expected a mapping/],
    [
      'services: { a: { deploy: { replicas: -1 } } }\n',
      /^c\.yml:1:38: services\.a\.deploy\.replicas: found -1/,
    ],
  ])('a bad file: %j', (given, message) => {
    expect(() => importCompose(text('c.yml', given))).toThrow(message);
  });
});
