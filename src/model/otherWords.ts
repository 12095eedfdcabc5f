/**
 * Words of others for keys of this language: Kafka's settings, with the unit that their numbers have, and what people
 * call things. A key that is found here is answered with this language's word, its unit and its section.
 */

export interface Meaning {
  /** A section of the language: `producers`, `consumers`; empty for the model itself. */
  readonly section: string;
  readonly key: string;
  /** Of a plain number there: ms, s, min, h, B, B/s, or none. */
  readonly unit: string;
}

/** section: setting -> key [unit]. */
const KAFKA: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  producers: {
    'batch.size': 'batch_size B',
    'linger.ms': 'linger ms',
    'max.in.flight.requests.per.connection': 'max_in_flight',
    'max.request.size': 'max_request_size B',
    'buffer.memory': 'buffer_memory B',
    'max.block.ms': 'max_block ms',
    'delivery.timeout.ms': 'delivery_timeout ms',
    'request.timeout.ms': 'request_timeout ms',
    'retry.backoff.ms': 'retry_backoff ms',
    'retry.backoff.max.ms': 'retry_backoff_max ms',
    'enable.idempotence': 'idempotence',
    'partitioner.class': 'partitioner',
    acks: 'acks',
    retries: 'retries',
  },
  brokers: {
    'num.io.threads': 'handlers',
    'broker.session.timeout.ms': 'failure_detection ms',
    'zookeeper.session.timeout.ms': 'failure_detection ms',
    'leader.imbalance.check.interval.seconds': 'leader_rebalance s',
    'producer.byte.rate': 'quota B/s',
  },
  topic: {
    'num.partitions': 'partitions',
    'default.replication.factor': 'replication_factor',
    'replication.factor': 'replication_factor',
    'min.insync.replicas': 'min_insync_replicas',
    'retention.ms': 'retention ms',
    'log.retention.ms': 'retention ms',
    'log.retention.minutes': 'retention min',
    'log.retention.hours': 'retention h',
  },
  consumers: {
    'fetch.min.bytes': 'fetch_min_bytes B',
    'fetch.max.wait.ms': 'fetch_max_wait ms',
    'fetch.max.bytes': 'fetch_max_bytes B',
    'max.partition.fetch.bytes': 'max_partition_fetch_bytes B',
    'max.poll.records': 'max_poll_records',
    'session.timeout.ms': 'session_timeout ms',
    'heartbeat.interval.ms': 'rebalance_time ms',
    'auto.commit.interval.ms': 'commit_interval ms',
    'partition.assignment.strategy': 'assignor',
  },
};

/** section: what people call it -> key. */
const PEOPLE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    devices: 'users',
    customers: 'users',
    services: 'consumers',
    workers: 'consumers',
    subscribers: 'consumers',
    groups: 'consumers',
    publishers: 'producers',
    senders: 'producers',
    clients: 'producers',
    kafka: 'brokers',
    cluster: 'brokers',
    topics: 'topic',
    databases: 'stores',
    database: 'stores',
    db: 'stores',
    load: 'workload',
    traffic: 'workload',
    events: 'workload',
    costs: 'prices',
    failures: 'faults',
  },
  workload: { size: 'record_size', message_size: 'record_size', event_size: 'record_size' },
  producers: { instances: 'count', hosts: 'count' },
  brokers: { nodes: 'count', instances: 'count', threads: 'handlers' },
  topic: { replicas: 'replication_factor', replication: 'replication_factor' },
  consumers: {
    count: 'instances',
    replicas: 'instances',
    pods: 'instances',
    members: 'instances',
    service_time: 'processing_time',
    time_per_record: 'processing_time',
    database: 'store',
  },
  stores: { nodes: 'shards', partitions: 'shards', connections: 'servers', threads: 'servers' },
};

/** Of Kafka, and not modelled. */
const NOT_MODELLED =
  /^(?:num\.network\.threads|num\.replica\.fetchers|max\.poll\.interval\.ms|compression\.type|.*\.(?:serializer|deserializer|id|servers|protocol|reset|level)|enable\.auto\.commit|(?:receive|send)\.buffer\.bytes|socket\..*|security\..*|ssl\..*|sasl\..*|log\.segment\.bytes|segment\.(?:bytes|ms)|log\.dirs)$/;

const NEAREST_OF: Readonly<Record<string, string>> = {
  'compression.type': 'compression_ratio (bytes sent per byte of record) is what counts here',
  'num.network.threads': 'handlers (num.io.threads) and nic are what counts here',
  'max.poll.interval.ms': 'a consumer here never misses its poll interval',
};

/** What a key means that `section` does not have; first as a word of that section, then of another one. */
export function meaningOf(key: string, section: string): Meaning | null {
  const setting = kafkaSpelling(key);
  const word = key.toLowerCase().replaceAll('-', '_');
  const own = PEOPLE[section] as Readonly<Record<string, string>> | undefined;
  if (own !== undefined && Object.hasOwn(own, word)) return { section, key: own[word], unit: '' };
  const sections = [section, ...Object.keys(KAFKA)];
  const found = sections.find((each) => Object.hasOwn(KAFKA[each] ?? {}, setting));
  if (found === undefined) return null;
  const [name, unit = ''] = KAFKA[found][setting].split(' ');
  return { section: found, key: name, unit };
}

/** Why one of Kafka's settings has no key here, or null where it is none of them. */
export function notModelled(key: string): string | null {
  const setting = kafkaSpelling(key);
  if (setting.length > 60 || !NOT_MODELLED.test(setting)) return null;
  const what = Object.hasOwn(NEAREST_OF, setting) ? NEAREST_OF[setting] : 'it is not modelled';
  return `remove it: ${what}`;
}

/** fetch_min_bytes, fetch-min-bytes and fetchMinBytes are fetch.min.bytes. */
function kafkaSpelling(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, '$1.$2')
    .replaceAll(/[_-]/g, '.')
    .toLowerCase();
}
