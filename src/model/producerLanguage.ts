/** Sections of the model language: producers, and what instances send on. */
import {
  localPropagation,
  nic,
  nicCredits,
  regionRole,
  trueOrFalse,
  whole,
  type Field,
  type Section,
} from './fields.js';
import { SENDERS_PROCESSOR } from './processorLanguage.js';
import { priority } from './queueLanguage.js';

export const rateLimitFields: Readonly<Record<string, Field>> = {
  rate: { kind: 'rate', about: 'tokens a second: records' },
  burst: { kind: 'whole', preset: '1', minimum: 1, maximum: 1e9, about: 'tokens that it holds' },
};

const producerFields: Readonly<Record<string, Field>> = {
  count: { kind: 'whole', minimum: 1, maximum: 100_000, about: 'producer hosts' },
  region: regionRole,
  partitioner: {
    kind: 'text',
    preset: 'sticky',
    choices: ['sticky', 'round_robin', 'random'],
    means: { default: 'sticky', uniform_sticky: 'sticky', roundrobin: 'round_robin' },
    about: 'for records without key',
  },
  batch_size: { kind: 'size', preset: '16 KiB', minimum: 0, about: 'batch.size' },
  linger: { kind: 'duration', preset: '5 ms', minimum: 0, about: 'linger.ms' },
  acks: {
    kind: 'text',
    preset: 'all',
    choices: ['0', '1', 'all'],
    means: { '-1': 'all', none: '0', leader: '1' },
    about: 'acks',
  },
  max_in_flight: whole('5', 'max.in.flight.requests.per.connection', 1000),
  max_request_size: { kind: 'size', preset: '1 MiB', minimum: 1, about: 'max.request.size' },
  buffer_memory: { kind: 'size', preset: '32 MiB', minimum: 1, about: 'buffer.memory' },
  send_buffer: {
    kind: 'size',
    preset: null,
    minimum: 1,
    about:
      "send.buffer.bytes: bytes of a connection under way in a round trip (Kafka's default is 128 KiB); default as the system has it, without a limit",
  },
  max_block: { kind: 'duration', preset: '60 s', minimum: 0, about: 'max.block.ms' },
  delivery_timeout: {
    kind: 'duration',
    preset: '120 s',
    minimum: 0,
    about: 'delivery.timeout.ms',
  },
  request_timeout: {
    kind: 'duration',
    preset: '30 s',
    minimum: 0,
    about: 'request.timeout.ms: an unanswered request is sent again',
  },
  retries: {
    kind: 'whole',
    preset: '2147483647',
    minimum: 0,
    maximum: 2_147_483_647,
    about: 'retries',
  },
  retry_backoff: {
    kind: 'duration',
    preset: '100 ms',
    minimum: 0,
    about: 'retry.backoff.ms',
  },
  retry_backoff_max: {
    kind: 'duration',
    preset: '1 s',
    minimum: 0,
    about: 'retry.backoff.max.ms: the backoff doubles up to this',
  },
  idempotence: {
    ...trueOrFalse,
    preset: 'true',
    about:
      'enable.idempotence: brokers drop what they have already; off where acks, max_in_flight (above 5) or retries (0) forbid it',
  },
  overflow: {
    kind: 'text',
    preset: 'block',
    choices: ['block', 'drop_newest', 'drop_oldest', 'shed'],
    means: { drop: 'drop_newest', reject: 'drop_newest', wait: 'block' },
    about: 'what a full buffer does; shed drops at random, more and more, from shed_from on',
  },
  shed_from: {
    kind: 'fraction',
    preset: '0.5',
    about: 'share of the buffer from which shed begins',
  },
  compression_ratio: {
    kind: 'fraction',
    preset: '1',
    minimum: 0.001,
    about: 'bytes sent per byte of record',
  },
  priority,
  nic,
  propagation: localPropagation,
};

const producerSections: Readonly<Record<string, Section>> = {
  ...nicCredits,
  processor: SENDERS_PROCESSOR,
  rate_limit: {
    form: 'one',
    about: 'a token bucket at each producer',
    fields: {
      ...rateLimitFields,
      policy: {
        kind: 'text',
        preset: 'block',
        choices: ['block', 'drop'],
        about: 'what a record without a token does: wait (max_block at most), or go',
      },
    },
  },
};

/** What an instance that sends records on has from its group, or does in one way only. */
const NOT_OF_SENDS = [
  'count',
  'region',
  'nic',
  'propagation',
  'overflow',
  'shed_from',
  'max_block',
];
/** What it says of its producer. */
export const sending = Object.fromEntries(
  Object.entries(producerFields).filter(([key]) => !NOT_OF_SENDS.includes(key)),
);

export const ownRecordSize: Field = {
  kind: 'size',
  preset: null,
  minimum: 1,
  maximum: 1e9,
  about: 'default: that of workload',
};

export const SENDS: Section = {
  form: 'many',
  brief: 'share',
  briefAboveOne: 'records',
  about: 'what each record that is done makes an instance send, by topic',
  fields: {
    share: {
      kind: 'fraction',
      preset: '1',
      about:
        'of the records; shares below 1 exclude each other, so that they are at most 1 together',
    },
    records: whole('1', 'records for each of them', 1000),
    after: { kind: 'duration', preset: '0 s', minimum: 0, about: 'sent so much later' },
    wait: {
      ...trueOrFalse,
      preset: 'false',
      about:
        'send().get(): the record is done, and committed, when what it made its instance send is acknowledged; its thread waits',
    },
    record_size: ownRecordSize,
    ...sending,
  },
};

/** What each of several kinds of producers says of its own. */
const flowFields: Readonly<Record<string, Field>> = {
  sends: { kind: 'text', about: 'the topic that they send to' },
  events_per_user: { kind: 'rate', preset: null, minimum: 0, about: 'events of one user' },
  rate: { kind: 'rate', preset: null, about: 'events of them all, in place of events_per_user' },
  arrivals: { kind: 'arrivals', preset: null, about: 'default: those of workload' },
  record_size: ownRecordSize,
  keys: { kind: 'keys', preset: null, about: 'default: those of workload' },
};

export const PRODUCERS: Section = {
  form: 'one',
  about: 'producer hosts of one cell',
  fields: producerFields,
  sections: producerSections,
  named: {
    form: 'many',
    about: 'producer hosts of one cell, by what they send',
    fields: { ...flowFields, ...producerFields },
    sections: producerSections,
  },
};
