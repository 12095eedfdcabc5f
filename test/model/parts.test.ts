/** Small parts of the language and of the Model, by hand. */
import { describe, expect, test } from 'vitest';
import { acknowledgedSeconds } from '../../src/model/acknowledged.js';
import {
  clusterOfGroup,
  clusterPath,
  firstLogOf,
  isDirect,
  partitionsOn,
  sourceRole,
} from '../../src/model/clusters.js';
import { readDocument } from '../../src/model/document.js';
import { LANGUAGE } from '../../src/model/language.js';
import { isEventful } from '../../src/model/model.js';
import { meaningOf, notModeled, saidOtherwise } from '../../src/model/otherWords.js';
import { deliveriesOf, redelivered } from '../../src/model/redelivery.js';
import { asMeant, asWritten } from '../../src/model/shape.js';
import { pipelineModel, TWO_REGIONS } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

describe('model/acknowledged: waiting for what is sent on', () => {
  const model = (acks: string, linger: string): ReturnType<typeof validModel> =>
    validModel(
      `producers: { app: { sends: work, rate: 10/s, count: 1 } }
brokers: { count: 1, propagation: 1 ms, time_per_request: 2 ms, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, nic: 1000 Gbps }
topics: { work: { partitions: 1 }, done: { partitions: 1 } }
consumers:
  worker: { reads: work, propagation: 1 ms, nic: 1000 Gbps, sends: { done: { acks: ${acks}, linger: ${linger}, wait: true } } }
`,
      { fileName: 'm.yaml' },
    );
  const seconds = (acks: string, linger: string): number => {
    const found = model(acks, linger);
    return acknowledgedSeconds(found, found.consumers[0]);
  };

  test('it lingers, goes there and back, and is handled; with acks=0 it has left', () => {
    expect(seconds('1', '5 ms')).toBeCloseTo(0.005 + 2 * 0.001 + 0.002, 6);
    expect(seconds('1', '0 ms')).toBeCloseTo(2 * 0.001 + 0.002, 6);
    expect(seconds('0', '5 ms')).toBeCloseTo(0.005, 6);
  });
});

describe('model/buildServices: calls, failures, and what is sent on', () => {
  const { consumers, externals } = validModel(
    `producers: { app: { sends: work, rate: 10/s, count: 1 } }
brokers: { count: 1 }
topics: { work: { partitions: 1 }, dead: { partitions: 1 } }
consumers:
  worker: { reads: work, calls: { bank: { timeout: 2 s, retries: 2, share: 50% } }, fails: 1% }
  plain: { reads: dead }
externals: { bank: { time: 10 ms, concurrency: 7, fails: 0.5% } }
`,
    { fileName: 'm.yaml' },
  );

  test('units and shares', () => {
    expect(externals[0]).toMatchObject({ name: 'bank', concurrency: 7, fails: 0.005 });
    const [call] = consumers[0].tries?.calls ?? [];
    expect(call).toMatchObject({ external: 0, timeoutSeconds: 2, retries: 2, share: 0.5 });
    expect(consumers[1].tries).toBeNull();
  });
});

describe('model/clusters: whose is whose', () => {
  const model = validModel(
    `producers: { a: { sends: x, rate: 1/s, count: 1 }, b: { sends: z, rate: 1/s, count: 1 } }
clusters: { east: { count: 1 }, west: { count: 1 } }
topics:
  x: { partitions: 3, cluster: east }
  y: { partitions: 5, cluster: east }
  z: { partitions: 7, cluster: west }
consumers: { r: { reads: x }, s: { reads: z }, t: { reads: y } }
`,
    { fileName: 'm.yaml' },
  );

  test('partitions are numbered topic after topic, cluster by cluster', () => {
    expect([partitionsOn(model.topics, 0), partitionsOn(model.topics, 1)]).toEqual([8, 7]);
    expect([0, 1, 2].map((topic) => firstLogOf(model.topics, topic))).toEqual([0, 3, 0]);
    expect(clusterOfGroup(model, model.consumers[1])?.name).toBe('west');
    expect(model.clusters.map(clusterPath)).toEqual(['clusters.east', 'clusters.west']);
    expect([clusterPath({ name: '' }), isDirect(model)]).toEqual(['brokers', false]);
  });

  test('what is read stands where its cluster does, or its mirror', () => {
    const mirrored = pipelineModel({
      workers: 'reads: copy, region: far, processing_time: 10 us',
      more: `${TWO_REGIONS}mirrors: { copy: { region: far, brokers: { count: 1 } } }\n`,
    });
    expect(sourceRole(mirrored, mirrored.consumers[0])).toBe('far');
    expect(sourceRole(model, model.consumers[0])).toBe('home');
  });
});

describe('model/document: a text as a tree with places', () => {
  test('each value has its line and column, from 1', () => {
    const read = readDocument('a: 1\nb:\n  c: two\n', 'm.yaml');
    if ('faults' in read || read.tree.kind !== 'map') throw new Error('a map');
    const b = read.tree.entries.get('b');
    expect(b?.key).toEqual({ file: 'm.yaml', line: 2, column: 1 });
    if (b?.value.kind !== 'map') throw new Error('a map');
    expect(b.value.entries.get('c')?.value).toMatchObject({
      text: 'two',
      place: { line: 3, column: 6 },
    });
  });

  test.each([
    ['an alias', 'a: &x 1\nb: *x\n', 1],
    ['a tag', 'a: !!js/function 1\n', 1],
    ['a key twice', 'a: 1\na: 2\n', 2],
    ['a control character', 'a: "\\u0007"\nb: \u0007\n', 2],
  ])('%s is refused where it stands', (_, text, line) => {
    const read = readDocument(text, 'm.yaml');
    expect('faults' in read && read.faults[0].line).toBe(line);
  });

  test('__proto__ is a word like any other', () => {
    const read = readDocument('__proto__: { polluted: yes }\n', 'm.yaml');
    if ('faults' in read || read.tree.kind !== 'map') throw new Error('a map');
    expect(read.tree.entries.has('__proto__')).toBe(true);
    expect('polluted' in {}).toBe(false);
  });
});

test('model/shape: a section with names is a map of sections, one without is the only one', () => {
  const producers = LANGUAGE.sections?.['producers'];
  if (producers === undefined) throw new Error('no producers');
  const treeOf = (text: string): Parameters<typeof asWritten>[1] => {
    const read = readDocument(text, 'm.yaml');
    if ('faults' in read) throw new Error('no tree');
    return read.tree;
  };
  // Only producers with names say what they send.
  expect(asWritten(producers, treeOf('{ count: 4 }')).fields).not.toHaveProperty('sends');
  expect(asWritten(producers, treeOf('{ checkout: { count: 4 } }')).fields).toHaveProperty('sends');
  expect(asMeant(producers, 'count')).toBe(producers);
  expect(asMeant(producers, 'checkout')).toBe(asWritten(producers, treeOf('{ a: { count: 4 } }')));
});

describe('model/otherWords: what others call it', () => {
  test('settings of Kafka in their own units; what has no key here says why', () => {
    expect(meaningOf('linger.ms', 'producers')).toEqual({
      section: 'producers',
      key: 'linger',
      unit: 'ms',
    });
    expect(meaningOf('num.partitions', 'producers')?.section).toBe('topic');
    expect(meaningOf('nonsense', 'producers')).toBeNull();
    expect(notModeled('nonsense')).toBeNull();
    expect(saidOtherwise('nonsense', 'producers')).toBeNull();
  });
});

test('model/model: a fault, or a day, makes a story of a window', () => {
  const model = (more: string): ReturnType<typeof pipelineModel> => pipelineModel({ more });
  expect(isEventful(model(''))).toBe(false);
  const crash = 'faults: { crash: { kind: broker_down, at: 1 s, length: 1 s } }\n';
  expect(isEventful(model(crash))).toBe(true);
});

test('model/redelivery: half of all fail each time: 1 + 1/2 + 1/4 times, an eighth for good', () => {
  expect(deliveriesOf(0.5, 3)).toBeCloseTo(1.75, 9);
  expect(deliveriesOf(0.5, null)).toBeCloseTo(2, 9);
  expect(deliveriesOf(0, 3)).toBe(1);
  const once = { failed: 0.5, tries: 1, sent: [2], seconds: 0.1 };
  const found = redelivered(once, 3, 1);
  expect(found.failed).toBeCloseTo(0.125, 9);
  expect([found.tries, found.sent[0]]).toEqual([1.75, 3.5]);
  expect(found.seconds).toBeCloseTo(1.75 * 1.1 - 1, 9);
});
