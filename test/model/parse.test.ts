import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { expect, test } from 'vitest';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';
import { modelSchema } from '../../src/model/schema.js';

test('--set changes a value, makes what the file omits, and names the nearest path', () => {
  const text = readFileSync('models/100-users.yaml', 'utf8');
  const set = (path: string, value: string) =>
    parseModel(text, { fileName: 'm.yaml', overrides: [{ path, value }] });
  const changed = set('brokers.count', '3');
  expect('model' in changed && changed.model.clusters[0].count).toBe(3);
  const made = set('run.duration', '7 s');
  expect('model' in made && made.model.run.durationSeconds).toBe(7);
  const wrong = set('brokers.cuont', '3');
  expect('faults' in wrong && wrong.faults.map(formatDiagnostic).join()).toContain('brokers.count');
});

test.each([
  ['workload.arrivals.amplitude', '0.5', (model: Model) => model.arrivals],
  ['workload.keys.exponent', '0.75', (model: Model) => model.keys],
])(
  'model/structured: --set reaches into a value that has keys of its own: %s',
  (path, value, read) => {
    const text = `users: 10
workload:
  events_per_user: 1/s
  arrivals: { kind: diurnal, period: 1 h, amplitude: 0.25 }
  keys: { kind: zipf, count: 10, exponent: 1.5 }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 1 }
consumers: { g: {} }
`;
    const set = parseModel(text, { fileName: 'm.yaml', overrides: [{ path, value }] });
    const key = path.split('.')[2];
    expect('faults' in set ? set.faults.map(formatDiagnostic) : read(set.model)).toMatchObject({
      [key]: Number(value),
    });
  },
);

test('model/schema: the schema accepts the models and refuses a typo', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(modelSchema());
  for (const name of readdirSync('models').filter((file) => file.endsWith('.yaml'))) {
    const model: unknown = parse(readFileSync(`models/${name}`, 'utf8'));
    expect(validate(model), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(model as object), borkers: {} })).toBe(false);
  }
});

test('the schema asks for a load: users with their events, a rate, or callers that think', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(modelSchema());
  const accepts = (load: string): boolean => validate(parse(`${load}\nconsumers: { g: {} }\n`));
  for (const load of [
    'users: 5\nworkload: { events_per_user: 1/s }',
    'workload: { rate: 5/s }',
    'workload: { callers: 5, think_time: 1 s }',
  ]) {
    expect(accepts(load), load).toBe(true);
  }
  for (const load of [
    'workload: {}',
    'users: 5\nworkload: {}',
    'workload: { events_per_user: 1/s }',
    'workload: { callers: 5 }',
  ]) {
    expect(accepts(load), load).toBe(false);
  }
});
