/**
 * The model language as one table: every key with its kind, default, range and meaning. The parser, the JSON Schema and
 * the hints are read off it.
 */
export type FieldKind =
  | 'text'
  | 'names'
  | 'count'
  | 'whole'
  | 'fraction'
  | 'duration'
  | 'duration_per_byte'
  | 'size'
  | 'bandwidth'
  | 'rate'
  | 'time_distribution'
  | 'factor_distribution'
  | 'arrivals'
  | 'keys'
  | 'delays';

export interface Field {
  readonly kind: FieldKind;
  /** As it would be written; absent = must be given; null = may be left out. */
  readonly preset?: string | null;
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly about: string;
}

export interface Section {
  readonly fields: Readonly<Record<string, Field>>;
  /** one: a mapping; many: a mapping from names to such mappings; list: a list of them. */
  readonly form: 'one' | 'many' | 'list';
  readonly sections?: Readonly<Record<string, Section>>;
  readonly required?: boolean;
  /** Keys that the author chooses (the roles of a cell), with the kind of their values. */
  readonly open?: boolean;
  readonly about: string;
}

const nic: Field = {
  kind: 'bandwidth',
  preset: '10 Gbps',
  about: 'network bandwidth of one host, each way',
};
const near: Field = {
  kind: 'time_distribution',
  preset: '0.25 ms',
  about: 'one-way delay to hosts in the same region',
};
const role: Field = {
  kind: 'text',
  preset: 'home',
  about: 'role of the region it is in (see cells)',
};
const whole = (preset: string, about: string, maximum = 100_000): Field => ({
  kind: 'whole',
  preset,
  minimum: 1,
  maximum,
  about,
});

const measuredQuantile: Field = { kind: 'duration', preset: null, about: 'a measured quantile' };

const brokerFields: Readonly<Record<string, Field>> = {
  count: { kind: 'whole', minimum: 1, maximum: 10_000, about: 'brokers in one cell' },
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
  time_per_replica_append: {
    kind: 'time_distribution',
    preset: '50 us',
    about: "a follower's time to append one fetch",
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
  },
};

export const LANGUAGE: Section = {
  form: 'one',
  about: 'A system of users, producers, brokers, consumers and stores',
  fields: {
    name: { kind: 'text', preset: null, about: 'default: the file name' },
    question: { kind: 'text', preset: '', about: 'what the author wants to know' },
    users: { kind: 'count', minimum: 1, maximum: 1e12, about: 'users in all' },
  },
  sections: {
    workload: {
      form: 'one',
      required: true,
      about: 'what the users do',
      fields: {
        events_per_user: { kind: 'rate', minimum: 0, about: 'events of one user' },
        arrivals: {
          kind: 'arrivals',
          preset: 'poisson',
          about: 'poisson, constant, or {kind: on_off | diurnal | surge | trace, ...}',
        },
        record_size: {
          kind: 'size',
          preset: '1 KB',
          minimum: 1,
          maximum: 1e9,
          about: 'size of one record',
        },
        keys: {
          kind: 'keys',
          preset: 'none',
          about: 'none, or {kind: uniform | zipf | hot, count: ..., ...}',
        },
      },
    },
    regions: {
      form: 'one',
      about: 'regions and the distances between them',
      fields: {
        names: { kind: 'names', preset: 'local', about: 'names of regions' },
        delay: {
          kind: 'delays',
          preset: null,
          about: 'one-way delay: {from: {to: 34 ms}}; symmetric unless both are given',
        },
        jitter: {
          kind: 'factor_distribution',
          preset: '1',
          about: 'multiplies each crossing: a distribution of mean 1',
        },
      },
    },
    cells: {
      form: 'list',
      open: true,
      about:
        'how many cells, and which region has which role there (home, and others that you name)',
      fields: {
        count: { kind: 'whole', preset: '1', minimum: 1, maximum: 1_000_000, about: 'alike cells' },
        weight: {
          kind: 'count',
          preset: '1',
          minimum: 0,
          about: 'users of a cell here, relative to others',
        },
      },
    },
    producers: {
      form: 'one',
      about: 'producer hosts of one cell',
      fields: {
        count: { kind: 'whole', minimum: 1, maximum: 100_000, about: 'producer hosts' },
        region: role,
        partitioner: {
          kind: 'text',
          preset: 'sticky',
          choices: ['sticky', 'round_robin', 'random'],
          about: 'for records without key',
        },
        batch_size: { kind: 'size', preset: '16 KiB', minimum: 0, about: 'batch.size' },
        linger: { kind: 'duration', preset: '5 ms', minimum: 0, about: 'linger.ms' },
        acks: { kind: 'text', preset: 'all', choices: ['0', '1', 'all'], about: 'acks' },
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
        compression_ratio: {
          kind: 'fraction',
          preset: '1',
          about: 'bytes sent per byte of record',
        },
        nic,
        propagation: near,
      },
    },
    brokers: {
      form: 'one',
      about: 'brokers of one cell; leave out for direct delivery',
      fields: brokerFields,
      sections: { disk },
    },
    topic: {
      form: 'one',
      about: 'the topic',
      fields: {
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
      },
    },
    mirrors: {
      form: 'many',
      about: 'asynchronous copies to clusters in other regions',
      sections: {
        brokers: {
          form: 'one',
          required: true,
          about: 'brokers of the mirror',
          fields: brokerFields,
          sections: { disk },
        },
      },
      fields: {
        region: { ...role, preset: 'far' },
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
    },
    consumers: {
      form: 'many',
      required: true,
      about: 'consumer groups',
      fields: {
        region: role,
        reads: { kind: 'text', preset: 'cluster', about: 'cluster, or the name of a mirror' },
        instances: whole('1', 'consumer instances in one cell'),
        threads: whole('1', 'threads of an instance', 1024),
        assignor: {
          kind: 'text',
          preset: 'range',
          choices: ['range', 'round_robin', 'sticky'],
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
        max_poll_records: whole('500', 'max.poll.records', 1_000_000),
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
        store: { kind: 'text', preset: 'none', about: 'store that records are written to' },
        nic,
        propagation: near,
      },
    },
    stores: {
      form: 'many',
      about: 'sharded stores',
      sections: {
        cache: {
          form: 'one',
          about: 'cache in front of reads',
          fields: {
            hit_ratio: { kind: 'fraction', preset: '0', about: 'share of reads found' },
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
        region: role,
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
        propagation: near,
      },
    },
    measured: {
      form: 'many',
      about:
        'latency measured on the real system, by path (publish, or a consumer group), to be printed beside the simulated',
      fields: {
        p50: measuredQuantile,
        p75: measuredQuantile,
        p90: measuredQuantile,
        p95: measuredQuantile,
        p99: measuredQuantile,
        p999: measuredQuantile,
        source: { kind: 'text', preset: '', about: 'where the figures come from' },
      },
    },
    run: {
      form: 'one',
      about: 'how long to simulate; found by Highwater when left out',
      fields: {
        warmup: { kind: 'duration', preset: null, minimum: 0, about: 'simulated and thrown away' },
        duration: {
          kind: 'duration',
          preset: null,
          minimum: 0,
          about: 'measured length of one trial',
        },
      },
    },
  },
};
