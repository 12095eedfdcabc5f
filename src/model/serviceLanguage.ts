/**
 * Sections of the model language: what groups call, how they try, and what becomes of a record that
 * fails.
 */
import { ownRecordSize, rateLimitFields, sending } from './producerLanguage.js';
import { DESK_CALL_FIELDS, DESK_FIELDS, INNER_CALL_FIELDS, SHIFTS } from './deskLanguage.js';
import { localPropagation, regionRole, trueOrFalse, whole, type Section } from './fields.js';

const CALLS_OF_A_RECORD =
  'what is called for each record, one after the other, by the names under externals';

const CALLS_OF_A_CALL =
  'what it calls itself for each call when its own time has passed, one after the other, its server waiting';

export const CALLS: Section = {
  form: 'many',
  brief: 'timeout',
  about: CALLS_OF_A_RECORD,
  fields: {
    share: { kind: 'fraction', preset: '1', about: 'of the records' },
    timeout: {
      kind: 'duration',
      preset: null,
      minimum: 0,
      about: 'the caller waits so long for an answer. Default: for ever',
    },
    retries: {
      kind: 'whole',
      preset: '0',
      minimum: 0,
      maximum: 1000,
      about: 'a call that failed or had no answer is made again so often',
    },
    retry_backoff: {
      kind: 'duration',
      preset: '100 ms',
      minimum: 0,
      about: 'before the first of them; it doubles each time',
    },
    retry_backoff_max: { kind: 'duration', preset: '10 s', minimum: 0, about: 'up to this' },
    retry_jitter: {
      kind: 'fraction',
      preset: '0.2',
      about: 'of the backoff, at random either way; as the retry.backoff of Kafka 3.7 and later',
    },
    at_most: {
      kind: 'whole',
      preset: null,
      minimum: 1,
      maximum: 1_000_000,
      about:
        'a bulkhead: of an instance so many at once; one more fails at once. Default: no limit',
    },
    ...DESK_CALL_FIELDS,
  },
  sections: {
    breaker: {
      form: 'one',
      about:
        'a circuit breaker of each instance: while it is open calls fail at once; presets as those of Resilience4j',
      fields: {
        failures: {
          kind: 'fraction',
          preset: '50%',
          about: 'it opens when as large a share of the last calls has failed',
        },
        window: whole('100', 'so many calls are the last ones', 100_000),
        open_for: {
          kind: 'duration',
          preset: '60 s',
          minimum: 1e-6,
          about: 'then some are let through to see',
        },
        probes: whole('10', 'so many; if too many of them fail it opens again', 100_000),
        pauses: {
          ...trueOrFalse,
          preset: 'false',
          about: 'the instance takes no more records while it is open',
        },
      },
    },
  },
};

export const EXTERNALS: Section = {
  form: 'many',
  about: 'what groups call and wait for: providers, APIs, other services',
  sections: {
    calls: {
      ...CALLS,
      about: CALLS_OF_A_CALL,
      fields: { ...CALLS.fields, ...INNER_CALL_FIELDS },
    },
    shifts: SHIFTS,
  },
  fields: {
    region: regionRole,
    time: { kind: 'time_distribution', about: 'time of one answer' },
    concurrency: {
      kind: 'whole',
      preset: null,
      minimum: 1,
      maximum: 1024,
      about: 'calls of one cell answered at one time; more wait. Default: no limit',
    },
    queue_capacity: {
      kind: 'whole',
      preset: null,
      minimum: 0,
      maximum: 1e9,
      about: 'with concurrency: calls that may wait; one more is refused. Default: no limit',
    },
    fails: { kind: 'fraction', preset: '0', about: 'share of calls answered by an error' },
    propagation: localPropagation,
    ...DESK_FIELDS,
  },
};

export const ON_FAILURE: Section = {
  form: 'one',
  brief: 'to',
  about: 'what becomes of a record whose processing or calls failed; else it is given up at once',
  fields: {
    attempts: whole(
      '1',
      'a record is tried so often in all, its thread and its order waiting',
      1000,
    ),
    pause: { kind: 'duration', preset: '1 s', minimum: 0, about: 'between them' },
    to: {
      kind: 'text',
      preset: 'none',
      about:
        'the topic that it is then sent to: of dead letters, or for a later try. none: it is dropped',
    },
    after: { kind: 'duration', preset: '0 s', minimum: 0, about: 'sent so much later' },
    record_size: ownRecordSize,
    ...sending,
  },
};

export const BULK: Section = {
  form: 'one',
  brief: 'records',
  about:
    'a thread works on many records at once, with wait_for_poll: false: one processing_time, one turn of a rate limit, one set of calls for all of them',
  fields: {
    records: whole('100', 'so many at the most', 100_000),
    linger: {
      kind: 'duration',
      preset: '100 ms',
      minimum: 0,
      about: 'fewer, when the first of them has waited so long',
    },
    time_per_record: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about: 'of each of them, beside processing_time',
    },
  },
};

export const WINDOW: Section = {
  form: 'one',
  brief: 'length',
  about:
    'records are gathered by key and span of time, and what the group sends is sent once for all of a key, when the window closes: as windowed aggregations of Kafka Streams (emit on window close)',
  fields: {
    length: { kind: 'duration', minimum: 1e-6, about: 'of a window' },
    every: {
      kind: 'duration',
      preset: null,
      minimum: 1e-6,
      about: 'a window begins so long after the one before. Default: length, one after the other',
    },
    grace: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about:
        'a window stays open so much longer for records that come late. A partition closes it when it has seen a record of that time',
    },
  },
};

export const GROUP_RATE_LIMIT: Section = {
  form: 'one',
  brief: 'rate',
  about: 'records that the whole group of a cell begins at the most, each waiting for its turn',
  fields: rateLimitFields,
};
