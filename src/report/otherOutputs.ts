/** The schema of what `--json` prints of commands that are not about a model's numbers. */
import { listOf, NUMBER, object, TEXT, type Schema } from './jsonSchema.js';

const WORD: Schema = { type: 'string' };
const COUNT: Schema = { type: 'integer', minimum: 0 };
const VALUE: Schema = { type: 'number' };
const YES: Schema = { type: 'boolean' };

function formatOf(name: string): Schema {
  return { const: `highwater/${name}/1` };
}

const HOP = object(
  {
    group: WORD,
    partition: COUNT,
    instance: COUNT,
    from: { ...VALUE, description: 'seconds of the trial' },
    to: VALUE,
    stages: { type: 'object', additionalProperties: VALUE, description: 'seconds in each' },
  },
  'partitions and instances count from 0',
);

/** Somebody who is connected to a queue. */
const PRESENCE: Schema = { type: 'object' };

export const OTHER_OUTPUTS: Readonly<Record<string, Schema>> = {
  trace: object(
    {
      format: formatOf('trace'),
      to: { ...WORD, description: 'the group where they end' },
      warmupSeconds: VALUE,
      windowSeconds: VALUE,
      count: { ...COUNT, description: 'journeys that ended there in the window' },
      journeys: listOf(listOf(HOP)),
    },
    'trace: single journeys, hop by hop',
  ),
  verify: object(
    {
      format: formatOf('verify'),
      seed: WORD,
      checks: listOf(
        object(
          { check: WORD, count: COUNT, expected: WORD, measured: WORD, passed: YES },
          'what was checked, how often',
        ),
      ),
    },
    'verify',
  ),
  theory: object(
    {
      format: formatOf('theory'),
      seed: WORD,
      seeds: COUNT,
      scale: VALUE,
      passed: YES,
      findings: listOf({
        type: 'object',
        description: 'a known answer, what was measured, and how many standard deviations off',
        properties: {
          family: WORD,
          caseName: WORD,
          quantity: WORD,
          expected: VALUE,
          measured: VALUE,
          z: NUMBER,
        },
        required: ['family', 'caseName', 'quantity', 'expected', 'measured', 'z'],
      }),
    },
    'theory',
  ),
  coverage: object(
    {
      format: formatOf('coverage'),
      seed: WORD,
      rows: listOf({
        type: 'object',
        description: 'a case and a quantity',
        properties: {
          name: WORD,
          undersized: { ...YES, description: 'whether every interval should be refused' },
          quantity: WORD,
          studies: COUNT,
          given: { ...COUNT, description: 'studies that gave an interval' },
          covered: { ...COUNT, description: 'of these, those that hold the truth' },
          tooLow: COUNT,
          tooHigh: COUNT,
          relativeHalfWidth: NUMBER,
          low: { ...NUMBER, description: '95% interval of the share that is covered' },
          high: NUMBER,
        },
        required: ['name', 'quantity', 'studies', 'given', 'covered', 'low', 'high'],
      }),
    },
    'coverage',
  ),
  queue: object(
    {
      format: formatOf('queue'),
      workers: listOf(PRESENCE),
      coordinators: listOf(PRESENCE),
      queues: listOf(
        object(
          { version: WORD, code: WORD, waiting: COUNT, active: COUNT, delayed: COUNT },
          'trials of one version',
        ),
      ),
      usedBytes: VALUE,
      peakBytes: VALUE,
    },
    'queue ADDRESS status',
  ),
  drained: object(
    { format: formatOf('drained'), jobs: COUNT, results: COUNT, coordinators: COUNT },
    'queue ADDRESS drain: what is gone, and who asks again',
  ),
  trials: object(
    {
      format: formatOf('trials'),
      shard: COUNT,
      shards: COUNT,
      planned: COUNT,
      done: COUNT,
      before: { ...COUNT, description: 'of the done, those that were there before' },
      failed: listOf(WORD),
    },
    'trials run',
  ),
  init: object(
    {
      format: formatOf('init'),
      file: WORD,
      next: listOf(object({ call: WORD, about: WORD }, 'what may come next')),
    },
    'init',
  ),
  completion: object(
    {
      format: formatOf('completion'),
      commands: listOf(
        object(
          {
            name: WORD,
            about: WORD,
            options: listOf(object({ name: WORD, about: WORD }, 'an option')),
            words: { ...listOf(WORD), description: 'what its argument may be' },
          },
          'a command',
        ),
      ),
    },
    'completion',
  ),
  import: object(
    {
      format: formatOf('import'),
      file: { ...TEXT, description: 'where the model was written; null: nowhere' },
      model: { ...WORD, description: 'the model, as YAML' },
      report: { ...WORD, description: 'what was read, each number with its source' },
    },
    'import',
  ),
  watch: object(
    {
      format: formatOf('watch'),
      report: { ...WORD, description: 'what differs between the model and the system' },
      model: { type: 'object', description: 'as run prints it' },
    },
    'watch',
  ),
};
