/** Sections of the model language: producers, brokers, topic, mirrors. */
import {
  localPropagation,
  nic,
  regionRole,
  trueOrFalse,
  whole,
  type Field,
  type Section,
} from './fields.js';
import { priority, queueClusterFields, queueFields } from './queueLanguage.js';

const brokerFields: Readonly<Record<string, Field>> = {
  count: {
    kind: 'whole',
    minimum: 1,
    maximum: 10_000,
    assumed: 10_000,
    about: 'brokers in one cell',
  },
  handlers: whole('8', 'request handler threads (num.io.threads)', 1024),
  time_per_request: {
    kind: 'time_distribution',
    preset: '100 us',
    about: 'handler time of a produce request',
  },
  time_per_batch: {
    kind: 'duration',
    preset: '10 us',
    about: 'handler time for each batch in a request',
  },
  time_per_record: { kind: 'duration', preset: '1 us', about: 'handler time for each record' },
  time_per_byte: {
    kind: 'duration_per_byte',
    preset: '0.2 ns/B',
    about: 'handler time for each byte',
  },
  time_per_fetch: {
    kind: 'time_distribution',
    preset: null,
    about: 'handler time of a fetch; default time_per_request',
  },
  time_per_wakeup: {
    kind: 'time_distribution',
    preset: '0 s',
    about: 'handler time more of a request, produce or fetch, that finds a handler idle',
  },
  time_per_replica_append: {
    kind: 'time_distribution',
    preset: '50 us',
    about: "a follower's time to append one fetch",
  },
  quota: {
    kind: 'bandwidth',
    preset: null,
    about: 'producer_byte_rate: of each client at each broker; above it the connection is muted',
  },
  quota_burst: {
    kind: 'size',
    preset: null,
    about: 'bytes above the quota; default ten seconds of it (quota.window.num 11, of 1 s)',
  },
  failure_detection: {
    kind: 'duration',
    preset: '9 s',
    about: 'broker.session.timeout.ms: until a dead broker is fenced',
  },
  election_time: {
    kind: 'duration',
    preset: '100 ms',
    about: 'from fencing to the new leaders, known to all clients',
  },
  leader_rebalance: {
    kind: 'duration',
    preset: '300 s',
    about: 'until a broker that is back leads again what it led',
  },
  nic,
  propagation: {
    kind: 'time_distribution',
    preset: '0.25 ms',
    about: 'one-way delay between brokers',
  },
};

const disk: Section = {
  form: 'one',
  about: 'log disk of one broker',
  fields: {
    bandwidth: { kind: 'bandwidth', preset: '500 MB/s', about: 'sequential append' },
    flush: {
      kind: 'text',
      preset: 'page_cache',
      choices: ['page_cache', 'every_batch'],
      means: {
        fsync: 'every_batch',
        sync: 'every_batch',
        always: 'every_batch',
        async: 'page_cache',
      },
      about: 'when an append counts',
    },
    flush_time: {
      kind: 'time_distribution',
      preset: '0 s',
      about: 'time of an fsync with flush: every_batch',
    },
    dirty_limit: {
      kind: 'size',
      preset: '1 GB',
      about: 'unwritten bytes at which appends begin to wait',
    },
    size: {
      kind: 'size',
      preset: null,
      minimum: 1,
      about: 'room for its logs: all copies of what retention keeps (an archive is elsewhere)',
    },
  },
};

const pauses: Section = {
  form: 'one',
  about: 'a broker stops now and then, as a garbage-collection pause does',
  fields: {
    every: {
      kind: 'size',
      minimum: 1e6,
      assumed: 1e9,
      about: 'bytes that it writes, its own and copies, from one pause to the next',
    },
    time: { kind: 'time_distribution', about: 'how long all its handlers stop' },
  },
};

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

const brokerSections: Readonly<Record<string, Section>> = {
  disk,
  pauses,
  rate_limit: {
    form: 'one',
    about: 'a token bucket of the whole cluster: requests wait in front of the handlers',
    fields: rateLimitFields,
  },
};

export const BROKERS: Section = {
  form: 'one',
  about: 'brokers of one cell; leave out for direct delivery',
  fields: { ...brokerFields, ...queueClusterFields },
  sections: brokerSections,
};

export const CLUSTERS: Section = {
  form: 'many',
  about: 'several clusters, in place of brokers: each with brokers of its own',
  fields: { region: regionRole, ...brokerFields, ...queueClusterFields },
  sections: brokerSections,
};

const ofWhichCluster = (about: string): Field => ({
  kind: 'text',
  preset: null,
  about: `${about}; default the only one`,
});

const topicFields: Readonly<Record<string, Field>> = {
  cluster: ofWhichCluster('the cluster that it is on'),
  partitions: whole('1', 'partitions in one cell'),
  replication_factor: whole('1', 'copies of each partition', 100),
  min_insync_replicas: whole('1', 'min.insync.replicas', 100),
  retention: { kind: 'duration', preset: '7 d', minimum: 0, about: 'retention.ms' },
  archive: {
    kind: 'duration',
    preset: '0 s',
    minimum: 0,
    about: 'kept in the archive after that',
  },
  ...queueFields,
};

export const TOPIC: Section = { form: 'one', about: 'the topic', fields: topicFields };

export const TOPICS: Section = {
  form: 'many',
  about: 'several topics, in place of one',
  fields: topicFields,
};

export const MIRRORS: Section = {
  form: 'many',
  about: 'asynchronous copies to clusters in other regions',
  sections: {
    brokers: {
      form: 'one',
      required: true,
      about: 'brokers of the mirror',
      fields: brokerFields,
      sections: { disk, pauses },
    },
  },
  fields: {
    copies: ofWhichCluster('the cluster that it copies'),
    region: { ...regionRole, preset: 'far' },
    tasks: whole('1', 'copying tasks'),
    time_per_batch: {
      kind: 'duration',
      preset: '10 us',
      minimum: 0,
      about: 'task time for each batch',
    },
    replication_factor: whole('1', 'copies in the mirror', 100),
    fetch_max_bytes: { kind: 'size', preset: '50 MiB', minimum: 1, about: 'fetch.max.bytes' },
    max_partition_fetch_bytes: {
      kind: 'size',
      preset: '1 MiB',
      minimum: 1,
      about: 'max.partition.fetch.bytes',
    },
    nic,
  },
};
