/** The JSON Schema of what `--json` prints, command by command: `highwater schema --output`. */

import { NUMBER, object, TEXT, type Schema } from './jsonSchema.js';
import { OTHER_OUTPUTS } from './otherOutputs.js';

/** Cells by column. */
const ROW: Schema = {
  type: 'object',
  description:
    'A column each, its unit last in the name (p99_ms, from_s, throughput_per_s; a share is 0 to 1). An estimate NAME has beside it NAME_low and NAME_high, the ends of its 95% interval, and NAME_note, which says why a value or an end is null. Quantiles are named: p50_ms, p99_ms, p999_ms is p99.9.',
  additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
};
const ROWS: Schema = { type: 'array', items: ROW };

const RESULT = object(
  {
    format: { const: 'highwater/result/1' },
    command: TEXT,
    version: TEXT,
    repeat: { ...TEXT, description: 'the call that gives the same bytes' },
    seed: TEXT,
    experiment: TEXT,
    question: TEXT,
    finding: { ...TEXT, description: 'one sentence, made from the numbers' },
    missed: {
      type: 'array',
      items: { type: 'string' },
      description: 'what is known less well than was asked',
    },
    facts: {
      type: 'object',
      additionalProperties: { type: ['string', 'number', 'null'] },
      description: 'bounds, brackets and units beside the tables',
    },
    tables: {
      type: 'array',
      items: object(
        { name: { type: 'string' }, title: TEXT, labels: { type: 'integer' }, rows: ROWS },
        'a file; so many first columns say what was varied',
      ),
    },
  },
  'capacity, tune, compare, sweep, experiment, sensitivity, calibrate, and show: what the folder holds',
);

const STUDY: Schema = {
  type: 'object',
  description:
    'run: one object a model. summary is the row of summary.csv; the other members are the rows of the files of that name (results/README.md has every column)',
  properties: {
    summary: ROW,
    remark: { type: 'string' },
    audits: { type: 'array', description: 'those that failed', items: { type: 'object' } },
    failures: { type: 'array', items: { type: 'string' } },
  },
  required: ['summary', 'remark', 'audits', 'failures', 'paths', 'stages', 'resources'],
  additionalProperties: ROWS,
};

const CHECK = object(
  {
    format: { const: 'highwater/check/1' },
    model: { type: 'string' },
    question: { type: 'string' },
    users: NUMBER,
    events_per_second: { type: 'number' },
    bytes_per_second: { type: 'number' },
    bytes_per_day: { type: 'number' },
    first_to_saturate: { type: 'string' },
    resources: {
      type: 'array',
      items: object(
        {
          resource: { type: 'string' },
          count: NUMBER,
          unit: { type: 'string', description: 'what offered and capacity are counted in' },
          offered: NUMBER,
          capacity: { ...NUMBER, description: 'null: without a bound' },
          utilization: NUMBER,
          ceiling_records_per_second: { ...NUMBER, description: 'null: never full' },
          ceiling_users: { ...NUMBER, description: 'null: never full, or no users are counted' },
        },
        'a resource, the first to be full first',
      ),
    },
    cost_per_month: { ...NUMBER, description: 'null: the model has no prices' },
    currency: TEXT,
  },
  'check: offered load against capacity, by arithmetic',
);

const EXPLAINED: Schema = {
  type: 'array',
  description: 'explain: each meaning of the word',
  items: object(
    {
      name: { type: 'string' },
      kind: { type: 'string' },
      means: { type: 'string' },
      helps: { type: 'array', items: { type: 'string' } },
    },
    'an entry',
  ),
};

/** By command; the whole is a schema of any of them. */
export const OUTPUTS: Readonly<Record<string, Schema>> = {
  result: RESULT,
  run: { type: 'array', items: STUDY },
  check: CHECK,
  explain: EXPLAINED,
  ...OTHER_OUTPUTS,
};

export function outputSchema(): Schema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'What highwater prints with --json',
    definitions: OUTPUTS,
    anyOf: Object.keys(OUTPUTS).map((name) => ({ $ref: `#/definitions/${name}` })),
  };
}
