/** Rules about keys, each held to all that it is about. */
import { describe, expect, test } from 'vitest';
import { findParameters, parseModel } from '../../src/model/index.js';
import type { Section } from '../../src/model/fields.js';
import { LANGUAGE } from '../../src/model/language.js';
import { splitAtCommas } from '../../src/model/listText.js';
import { keysOf, sectionPaths } from '../../src/model/schema.js';
import { pipelineText } from '../support/pipeline.js';

function sectionAt(path: string): Section {
  return path.split('.').reduce((section: Section, part) => {
    const next = section.sections?.[part];
    if (next === undefined) throw new Error(`no section ${path}`);
    return next;
  }, LANGUAGE);
}

test.each(sectionPaths())(
  'model/clusterLanguage, model/producerLanguage, model/readerLanguage, model/serviceLanguage, model/faultLanguage, model/queueLanguage, model/fields: %s: the preset of each key is told, - where it may be left out',
  (path) => {
    const rows = new Map(keysOf(path)?.map(({ key, preset }) => [key, preset]));
    const { fields } = sectionAt(path);
    for (const [key, { preset }] of Object.entries(fields)) {
      const told = rows.get(key);
      if (preset === undefined) expect(told, key).toBe('');
      else expect(told, key).toBe(preset ?? '-');
    }
  },
);

describe('bounds are the same quantity in whatever unit the value is written', () => {
  const written = (unit: 0 | 1): string =>
    pipelineText({
      workers: `instances: 4, processing_time: 1 ms, fetch_max_bytes: ${['2 MiB', '2048 KiB'][unit]}, autoscaler: { minimum: 1, maximum: 8, interval: ${['3 s', '3000 ms'][unit]} }`,
    });
  test.each([
    ['consumers.workers.autoscaler.interval', 1000, 0.001],
    ['consumers.workers.fetch_max_bytes', 1024, 1 / (1024 * 1024)],
  ])('%s, of units %d times as large', (path, ratio, least) => {
    const [[large], [small]] = ([0, 1] as const).map((unit) =>
      findParameters(written(unit), 'm.yaml', path),
    );
    expect(small.number / large.number).toBeCloseTo(ratio, 9);
    expect(large.minimum / least).toBeCloseTo(1, 9);
    expect(small.minimum / large.minimum / ratio).toBeCloseTo(1, 9);
    if (large.maximum < Infinity) {
      expect(small.maximum / large.maximum / ratio).toBeCloseTo(1, 9);
    } else expect(small.maximum).toBe(Infinity);
  });
});

test.each(['partition', 'key'])(
  'without brokers nothing keeps an order by %s, keys or not',
  (concurrency) => {
    const text = `users: 100
workload: { events_per_user: 1/s, keys: { kind: uniform, count: 1K } }
consumers: { g: { processing_time: 1 ms, concurrency: ${concurrency} } }
`;
    const parsed = parseModel(text, { fileName: 'm.yaml' });
    expect(
      'faults' in parsed && parsed.faults.map(({ path, expected }) => [path, expected]),
    ).toEqual([['consumers.g.concurrency', 'free, without brokers']]);
  },
);

test('model/buildRegions: each pair of regions without a delay is one fault, in the order of their names', () => {
  const text = `users: 100
workload: { events_per_user: 1/s }
regions: { names: [a, b, c], delay: { c: { a: 1 ms } } }
cells: [{ home: a }]
consumers: { g: { processing_time: 1 ms } }
`;
  const parsed = parseModel(text, { fileName: 'm.yaml' });
  expect('faults' in parsed && parsed.faults.map(({ expected, hint }) => [expected, hint])).toEqual(
    [
      ['the delay from a to b', 'add a: {b: 40 ms}'],
      ['the delay from b to c', 'add b: {c: 40 ms}'],
    ],
  );
});

test('parts of a list are trimmed, the first, those between and the last', () => {
  expect(splitAtCommas('  users ,  lognormal( 5 ms, 0.5 )  ,\ttopic.partitions \n')).toEqual([
    'users',
    'lognormal( 5 ms, 0.5 )',
    'topic.partitions',
  ]);
});

test('a share of a hot key in percent is what it is as a fraction', () => {
  const modelOf = (share: string): unknown => {
    const text = `workload: { rate: 1/s, keys: { kind: hot, count: 10, share: ${share} } }
brokers: { count: 1 }
producers: { count: 1 }
topic: { partitions: 1 }
consumers: { g: { processing_time: 1 ms } }
`;
    const parsed = parseModel(text, { fileName: 'm.yaml' });
    return 'faults' in parsed ? parsed.faults : parsed.model;
  };
  expect(modelOf('1.5%')).toEqual(modelOf('0.015'));
  expect(modelOf('1.5%')).toHaveProperty('name', 'm');
});
