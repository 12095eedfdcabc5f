/** What may be written in brief means what the whole form means; a JSON Schema takes both. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { withValues } from '../../src/model/edit.js';
import { modelSchema } from '../../src/model/schema.js';
import { validModel } from '../support/validModel.js';

const read = (text: string): ReturnType<typeof validModel> =>
  validModel(text, { fileName: 'm.yaml' });
const isOfSchema = new Ajv2020({ strict: false }).compile(modelSchema());

function alike(brief: string, full: string): void {
  expect(read(brief)).toEqual(read(full));
  for (const text of [brief, full]) {
    expect(isOfSchema(parse(text)), JSON.stringify(isOfSchema.errors)).toBe(true);
  }
}

const WORK = 'producers: { web: { sends: jobs, rate: 5/s, count: 1 } }\n';

test('model/shape: queues alone are topics on a cluster of queues', () => {
  const consumers = 'consumers: { work: { reads: jobs, instances: 2, sends: done } }\n';
  const queues = '{ jobs: { max_length: 100 }, done: {} }';
  alike(
    `${WORK}queues: ${queues}\n${consumers}`,
    `${WORK}brokers: { kind: queue, count: 1 }\ntopics: ${queues}\n${consumers}`,
  );
  alike(
    `${WORK}brokers: { preset: sqs, count: 2 }\nqueues: ${queues}\n${consumers}`,
    `${WORK}brokers: { kind: queue, preset: sqs, count: 2 }\ntopics: ${queues}\n${consumers}`,
  );
});

test('model/edit: a value of such a queue is set where it stands', () => {
  const text = `${WORK}queues: { jobs: { max_length: 100 } }\nconsumers: { work: { reads: jobs } }\n`;
  const changed = withValues(text, [{ path: 'topics.jobs.max_length', value: '7' }]);
  expect(changed).toBe(text.replace('100', '7'));
});

test('names in a list, how many of each, and a share of hits alone', () => {
  const model = (sends: string, cache: string): string => `${WORK}brokers: { count: 1 }
topics: { jobs: {}, done: {}, parts: {} }
consumers: { work: { reads: jobs, sends: ${sends}, store: db } }
stores: { db: { reads_per_record: 1, cache: ${cache} } }
`;
  alike(model('[done, parts]', '80%'), model('{ done: {}, parts: {} }', '{ hit_ratio: 80% }'));
  alike(
    model('{ done: 50%, parts: 5 }', '{}'),
    model('{ done: { share: 50% }, parts: { records: 5 } }', '{}'),
  );
});
