/** Keys of the model language that queues have: of their cluster, of the queue, of who reads it. */
import type { Field, Section } from './fields.js';
import { PRIORITIES } from './ranges.js';

const KIND = 'log: topics of partitions, as in Kafka; queue: its topics are work queues';

const MEMORY =
  'of queues: what the messages in its queues may take of a broker before an alarm blocks all who send to the cluster, ' +
  'until it is less (vm_memory_high_watermark); default: no alarm';

const PRESET = 'of queues: whose defaults these are; default rabbitmq';

const messageTime = (of: string): Field => ({
  kind: 'time_distribution',
  preset: null,
  about: `of queues: time of a queue's one process to ${of}; default: that of the preset`,
});

export const queueClusterFields: Readonly<Record<string, Field>> = {
  kind: {
    kind: 'text',
    preset: 'log',
    choices: ['log', 'queue'],
    means: { kafka: 'log', stream: 'log', rabbitmq: 'queue', sqs: 'queue', queues: 'queue' },
    about: KIND,
  },
  preset: {
    kind: 'text',
    preset: null,
    choices: ['rabbitmq', 'sqs', 'redis_streams', 'nats_jetstream'],
    means: { rabbit: 'rabbitmq', amqp: 'rabbitmq', redis: 'redis_streams', nats: 'nats_jetstream' },
    about: PRESET,
  },
  delivery: {
    kind: 'text',
    preset: null,
    choices: ['push', 'receive'],
    means: { pull: 'receive', poll: 'receive' },
    about:
      'of queues: push sends messages to consumers that have room (prefetch); receive: consumers ask',
  },
  time_per_publish: messageTime('take a message in'),
  time_per_delivery: messageTime('hand it out'),
  time_per_ack: messageTime('forget it when it is acknowledged'),
  late_acks: {
    kind: 'text',
    preset: null,
    choices: ['ignored', 'settle'],
    about:
      'of queues: an acknowledgement by who had a message that was handed out again: ignored (SQS), or it settles ' +
      'the message (XACK, JetStream); default: that of the preset',
  },
  memory: {
    kind: 'size',
    preset: null,
    minimum: 1,
    about: MEMORY,
  },
  memory_per_message: {
    kind: 'size',
    preset: '720 B',
    minimum: 0,
    about: 'of queues: what a message takes of it beside its own bytes',
  },
  memory_check: {
    kind: 'duration',
    preset: '2.5 s',
    minimum: 0.001,
    about: 'of queues: how often a broker looks at its memory (memory_monitor_interval)',
  },
};

const QUEUE_ORDER =
  'of several queues that are asked: the next to look at is drawn by weight (Sidekiq: weighted), or those of higher ' +
  'weight always come first (strict); the first that has messages answers';

const KEY_ORDER =
  'of a queue: key: a message is handed out only when all of its key before it are acknowledged, or in one answer with ' +
  'them (message groups of the FIFO queues of SQS)';

const RECEIVE_TIMES = 'of a queue: times that a message is handed out before it is given up';

export const queueFields: Readonly<Record<string, Field>> = {
  visibility_timeout: {
    kind: 'duration',
    preset: null,
    minimum: 0.001,
    about:
      'of a queue: a message that is not acknowledged so long after it was handed out is handed out again',
  },
  max_deliveries: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 1_000_000,
    about: `${RECEIVE_TIMES} (maxReceiveCount; x-delivery-limit + 1); default: without end`,
  },
  dead_letter: {
    kind: 'text',
    preset: null,
    about: 'of a queue: the queue for what is given up, too old or too much; default: it is gone',
  },
  time_to_live: {
    kind: 'duration',
    preset: null,
    minimum: 0.001,
    about: 'of a queue: a message that waits for longer is dropped (x-message-ttl)',
  },
  max_length: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 1e9,
    about: 'of a queue: messages that may wait (x-max-length); default: no limit',
  },
  overflow: {
    kind: 'text',
    preset: null,
    choices: ['drop_head', 'reject'],
    means: { 'drop-head': 'drop_head', 'reject-publish': 'reject' },
    about: 'of a queue beyond max_length: the oldest goes (default), or what comes is refused',
  },
  order: {
    kind: 'text',
    preset: 'none',
    choices: ['none', 'key'],
    means: { fifo: 'key', group: 'key', message_group: 'key' },
    about: KEY_ORDER,
  },
  max_unacknowledged: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 1e9,
    about:
      'of a queue: messages handed out and not acknowledged, over all instances (MaxAckPending; in flight messages ' +
      'of SQS); default: that of the preset',
  },
};

export const queueReaderFields: Readonly<Record<string, Field>> = {
  prefetch: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 65_535,
    about:
      'of a queue: messages that an instance holds and has not acknowledged (basic.qos); default: that of ' +
      'the preset, of those that receive as many as `receive`, or its threads',
  },
  receive: {
    kind: 'whole',
    preset: null,
    minimum: 1,
    maximum: 10_000,
    about: 'of a queue: messages that it asks for at once (MaxNumberOfMessages, COUNT, Batch)',
  },
  receive_wait: {
    kind: 'duration',
    preset: null,
    minimum: 0.001,
    about: 'of a queue: how long it waits for the first of them (WaitTimeSeconds, BLOCK, Expires)',
  },
  receive_when: {
    kind: 'text',
    preset: 'room',
    choices: ['room', 'done'],
    about: 'of a queue: it asks for more when it has room (prefetch), or when it has done all',
  },
  queue_order: {
    kind: 'text',
    preset: 'weighted',
    choices: ['weighted', 'strict'],
    means: { random: 'weighted', ordered: 'strict' },
    about: QUEUE_ORDER,
  },
};

/** What a group says of each of the queues that it reads. */
export const READ_QUEUES: Section = {
  form: 'many',
  brief: 'weight',
  about: 'of queues: what is said of one of those that it reads, by their names under topics',
  fields: {
    weight: {
      kind: 'whole',
      preset: '1',
      minimum: 1,
      maximum: 1_000_000,
      about: 'how often it is the first that is asked, beside the others',
    },
    processing_time: {
      kind: 'time_distribution',
      preset: null,
      about: 'of its messages. Default: that of the group',
    },
  },
};

/** Of producers, whose messages come before others'. */
export const priority: Field = {
  kind: 'whole',
  preset: '0',
  minimum: 0,
  maximum: PRIORITIES - 1,
  about: 'to a queue: messages of a higher one go first (x-max-priority)',
};
