/** Sections of the model language: brokers, topic, mirrors. */
import {
  creditsSection,
  nic,
  nicCredits,
  regionRole,
  whole,
  type Field,
  type Section,
} from './fields.js';
import { rateLimitFields } from './producerLanguage.js';
import { queueClusterFields, queueFields } from './queueLanguage.js';

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
  replica_lag_time: {
    kind: 'duration',
    preset: '30 s',
    minimum: 0.001,
    about:
      'replica.lag.time.max.ms: a follower that has not caught up for so long is not in sync, after faults of brokers and disks',
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
  sections: { credits: creditsSection('bandwidth') },
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

const brokerSections: Readonly<Record<string, Section>> = {
  disk,
  pauses,
  ...nicCredits,
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

/** Of who fetches. */
export const receiveBuffer: Field = {
  kind: 'size',
  preset: null,
  minimum: 1,
  about:
    "receive.buffer.bytes: bytes of a connection under way in a round trip (Kafka's default is 64 KiB); default as the system has it, without a limit",
};

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
    ...nicCredits,
    brokers: {
      form: 'one',
      required: true,
      about: 'brokers of the mirror',
      fields: brokerFields,
      sections: { disk, pauses, ...nicCredits },
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
    receive_buffer: receiveBuffer,
    nic,
  },
};
