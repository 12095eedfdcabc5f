/** Sections of the model language: consumer groups and stores. */
import { AUTOSCALER } from './autoscalerLanguage.js';
import { receiveBuffer } from './clusterLanguage.js';
import { READERS_PROCESSOR } from './processorLanguage.js';
import { SENDS } from './producerLanguage.js';
import { BULK, CALLS, GROUP_RATE_LIMIT, ON_FAILURE, WINDOW } from './serviceLanguage.js';
import {
  localPropagation,
  nic,
  nicCredits,
  regionRole,
  trueOrFalse,
  whole,
  type Section,
} from './fields.js';
import { MAXIMUM_GROUPS } from './limits.js';
import { queueReaderFields, READ_QUEUES } from './queueLanguage.js';

const CONCURRENCY =
  'what threads may work on at once: any records (free: a pool of threads; Parallel Consumer UNORDERED), one of each ' +
  'partition (a goroutine a partition in Sarama and franz-go; Parallel Consumer PARTITION), or one of each key ' +
  '(Parallel Consumer KEY). With threads: 1 all are the same: the loop of the Java client, librdkafka and Spring ' +
  'Kafka, whose concurrency of n is n instances';

const WAIT_FOR_POLL =
  'true: poll, work, poll again when the last record is done (a Java loop, and one that waits for its pool). false: take ' +
  'on whatever comes, write record by record, commit up to the first record that is not done (Parallel Consumer, ' +
  'Sarama, a paused partition a task)';

const BULK_WRITES =
  'with a store and a wait for polls. true: when all records of a poll have been processed, one request to each shard ' +
  'concerned (a JDBC batch, bulkWrite, _bulk). false: a request for each record when it has been processed, which its ' +
  'thread waits for (a save() in the loop), as always where records may fail, call something or have a rate limit';

const MAX_POLL_INTERVAL =
  'max.poll.interval.ms: an instance that works longer on a poll leaves the group, works on, cannot commit, and joins ' +
  'again when its poll is over, while others read the same records again. Not with wait_for_poll: false, which polls on';

export const CONSUMERS: Section = {
  form: 'many',
  required: true,
  maximum: MAXIMUM_GROUPS,
  about: 'consumer groups',
  sections: {
    ...nicCredits,
    processor: READERS_PROCESSOR,
    sends: SENDS,
    calls: CALLS,
    on_failure: ON_FAILURE,
    bulk: BULK,
    window: WINDOW,
    queues: READ_QUEUES,
    rate_limit: GROUP_RATE_LIMIT,
    autoscaler: AUTOSCALER,
  },
  fields: {
    region: regionRole,
    reads: {
      kind: 'texts',
      preset: 'cluster',
      example: '[orders, returns]',
      about:
        'the topic, or a list of topics; where there is only one, cluster or the name of a mirror',
    },
    from: {
      kind: 'text',
      preset: 'cluster',
      about: 'where it reads the topic: cluster, or the name of a mirror',
    },
    instances: whole('1', 'consumer instances in one cell'),
    threads: whole('1', 'records of an instance worked on at one time; a Java loop has one', 1024),
    concurrency: {
      kind: 'text',
      preset: 'free',
      choices: ['free', 'partition', 'key'],
      about: CONCURRENCY,
    },
    wait_for_poll: {
      ...trueOrFalse,
      preset: 'true',
      about: WAIT_FOR_POLL,
    },
    bulk_writes: {
      ...trueOrFalse,
      preset: 'true',
      about: BULK_WRITES,
    },
    assignor: {
      kind: 'text',
      preset: 'range',
      choices: ['range', 'round_robin', 'sticky'],
      means: {
        RangeAssignor: 'range',
        RoundRobinAssignor: 'round_robin',
        StickyAssignor: 'sticky',
        CooperativeStickyAssignor: 'sticky (with rebalance: cooperative)',
        cooperative_sticky: 'sticky (with rebalance: cooperative)',
      },
      about: 'partition.assignment.strategy',
    },
    fetch_min_bytes: { kind: 'size', preset: '1 B', minimum: 1, about: 'fetch.min.bytes' },
    fetch_max_wait: {
      kind: 'duration',
      preset: '500 ms',
      minimum: 0.001,
      about: 'fetch.max.wait.ms',
    },
    fetch_max_bytes: { kind: 'size', preset: '50 MiB', minimum: 1, about: 'fetch.max.bytes' },
    max_partition_fetch_bytes: {
      kind: 'size',
      preset: '1 MiB',
      minimum: 1,
      about: 'max.partition.fetch.bytes',
    },
    receive_buffer: receiveBuffer,
    queue_capacity: {
      kind: 'whole',
      preset: null,
      minimum: 0,
      maximum: 1e9,
      about: 'direct delivery only: calls that may wait; one more is lost. Default: no limit',
    },
    session_timeout: {
      kind: 'duration',
      preset: '45 s',
      minimum: 0,
      about: 'session.timeout.ms: until a dead instance is noticed',
    },
    static_members: {
      kind: 'text',
      preset: 'false',
      choices: ['false', 'true'],
      about:
        'group.instance.id: an instance that is back before session_timeout reads on, without a rebalance',
    },
    rebalance: {
      kind: 'text',
      preset: 'eager',
      choices: ['eager', 'cooperative'],
      means: { incremental: 'cooperative', 'stop-the-world': 'eager' },
      about: 'whether all instances stop, or only the partitions that move',
    },
    rebalance_time: {
      kind: 'duration',
      preset: '3 s',
      minimum: 0,
      about: 'from the begin of a rebalance to the new assignment (heartbeat.interval.ms)',
    },
    commit_interval: {
      kind: 'duration',
      preset: '5 s',
      minimum: 0,
      about: 'auto.commit.interval.ms; 0 s commits after every poll',
    },
    max_poll_records: whole(
      '500',
      'max.poll.records; with wait_for_poll: false of a partition, taken and not done',
      1_000_000,
    ),
    max_poll_interval: {
      kind: 'duration',
      preset: '300 s',
      minimum: 0.001,
      about: MAX_POLL_INTERVAL,
    },
    processing_time: {
      kind: 'time_distribution',
      preset: '0 s',
      about: 'time of one record on one thread',
    },
    time_per_poll: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about: 'time of one poll before its first record',
    },
    poll_interval: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about:
        'an instance polls at moments that far apart, what is there then, as a scheduled job or an outbox relay; 0 s = whenever there is something',
    },
    ...queueReaderFields,
    fails: {
      kind: 'fraction',
      preset: '0',
      about: 'share of records whose processing fails, each time that it is tried',
    },
    store: { kind: 'text', preset: 'none', about: 'store that records are written to' },
    nic,
    propagation: localPropagation,
  },
};

export const STORES: Section = {
  form: 'many',
  about: 'sharded stores',
  sections: {
    cache: {
      form: 'one',
      brief: 'hit_ratio',
      about: 'cache in front of reads',
      fields: {
        hit_ratio: { kind: 'fraction', preset: '0', about: 'share of reads found' },
        entries: {
          kind: 'whole',
          preset: null,
          minimum: 1,
          maximum: 1e8,
          about: 'a real LRU of so many keys in place of hit_ratio; it begins empty',
        },
        time_to_live: {
          kind: 'duration',
          preset: null,
          minimum: 0,
          about: 'an entry older than this is read again',
        },
        write_through: {
          ...trueOrFalse,
          preset: 'true',
          about: 'whether a write enters the cache',
        },
        time_per_hit: {
          kind: 'duration',
          preset: '0 s',
          minimum: 0,
          about: 'time of a look-up',
        },
      },
    },
  },
  fields: {
    region: regionRole,
    shards: whole('1', 'shards'),
    servers: whole('8', 'parallel operations of a shard', 1024),
    placement: {
      kind: 'text',
      preset: 'key',
      choices: ['key', 'partition'],
      about: 'what decides the shard',
    },
    time_per_request: {
      kind: 'time_distribution',
      preset: '500 us',
      about: 'time of a bulk write',
    },
    time_per_write: {
      kind: 'duration',
      preset: '10 us',
      minimum: 0,
      about: 'time of each record in it',
    },
    time_per_read: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about: 'time of each read that the cache missed',
    },
    reads_per_record: {
      kind: 'whole',
      preset: '0',
      minimum: 0,
      maximum: 1000,
      about: 'reads before each write',
    },
    bytes_per_record: {
      kind: 'size',
      preset: null,
      minimum: 1,
      about: 'stored bytes; default record_size',
    },
    replication_factor: whole('1', 'copies', 100),
    retention: { kind: 'duration', preset: '30 d', minimum: 0, about: 'kept in the store' },
    archive: {
      kind: 'duration',
      preset: '0 s',
      minimum: 0,
      about: 'kept in the archive after that',
    },
    propagation: localPropagation,
  },
};
