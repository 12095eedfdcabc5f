import { readFileSync, readdirSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { formatFault, parseModel } from '../../src/model/index.js';
import { modelSchema } from '../../src/model/schema.js';

const FOLDER = 'test/invalid-models';

/** Each bad model says on its first line, after `# expect:`, the place and a part of each message, split by ` | `. */
describe.each(readdirSync(FOLDER))('%s', (name) => {
  test('gets every fault at its place', () => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    const expected = (/^# expect: (.*)$/m.exec(text)?.[1] ?? '').split(' | ');
    const parsed = parseModel(text, { fileName: name });
    const messages = 'faults' in parsed ? parsed.faults.map(formatFault) : [];
    expect(messages.length, messages.join('\n')).toBe(expected.length);
    expected.forEach((line, index) => {
      const [place, ...words] = line.split(' ');
      expect(messages[index]).toContain(`${name}:${place}: `);
      expect(messages[index]).toContain(words.join(' '));
    });
  });
});

test('an empty file, deep nesting, an alias bomb and a megabyte are refused at once', () => {
  const bomb = `a: &a [x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n`;
  for (const text of [
    '',
    '['.repeat(10_000),
    bomb,
    `# ${'x'.repeat(1_100_000)}`,
    '- a\n- b\n',
    '{',
  ]) {
    const began = performance.now();
    const parsed = parseModel(text, { fileName: 'bad.yaml' });
    expect('faults' in parsed && parsed.faults.length > 0).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000);
  }
});

test('--set changes a value, makes what the file omits, and names the nearest path', () => {
  const text = readFileSync('models/100-users.yaml', 'utf8');
  const set = (path: string, value: string) =>
    parseModel(text, { fileName: 'm.yaml', overrides: [{ path, value }] });
  const changed = set('brokers.count', '3');
  expect('model' in changed && changed.model.brokers?.count).toBe(3);
  const made = set('run.duration', '7 s');
  expect('model' in made && made.model.run.durationSeconds).toBe(7);
  const wrong = set('brokers.cuont', '3');
  expect('faults' in wrong && wrong.faults.map(formatFault).join()).toContain('brokers.count');
});

test('the schema accepts the models and refuses a typo', () => {
  const validate = new Ajv2020({ allowUnionTypes: true }).compile(modelSchema());
  for (const name of readdirSync('models').filter((file) => file.endsWith('.yaml'))) {
    const model: unknown = parse(readFileSync(`models/${name}`, 'utf8'));
    expect(validate(model), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(model as object), borkers: {} })).toBe(false);
  }
});
