/**
 * Words of others for keys of this language: Kafka's settings, with the unit that their numbers
 * have, and what people call things. A key that is found here is answered with this language's
 * word, its unit and its section.
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
    'replica.lag.time.max.ms': 'replica_lag_time ms',
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
    'max.poll.interval.ms': 'max_poll_interval ms',
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
    slo: 'promises',
    slos: 'promises',
    objectives: 'promises',
    targets: 'promises',
    apis: 'externals',
    providers: 'externals',
    dependencies: 'externals',
    third_parties: 'externals',
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
  producers: {
    instances: 'count',
    hosts: 'count',
    rps: 'rate',
    tps: 'rate',
    qps: 'rate',
    requests_per_second: 'rate',
    events_per_second: 'rate',
    topic: 'sends',
    to: 'sends',
    target: 'sends',
    writes: 'sends',
    publishes: 'sends',
    produces: 'sends',
  },
  brokers: { nodes: 'count', instances: 'count', threads: 'handlers' },
  topic: { replicas: 'replication_factor', replication: 'replication_factor' },
  topics: { replicas: 'replication_factor', replication: 'replication_factor', ttl: 'retention' },
  consumers: {
    count: 'instances',
    replicas: 'instances',
    pods: 'instances',
    members: 'instances',
    service_time: 'processing_time',
    time_per_record: 'processing_time',
    database: 'store',
    topic: 'reads',
    topics: 'reads',
    input: 'reads',
    subscribes: 'reads',
    listens: 'reads',
    writes: 'sends',
    output: 'sends',
    publishes: 'sends',
    produces: 'sends',
    emits: 'sends',
    throttle: 'rate_limit',
    max_rate: 'rate_limit',
    error_rate: 'fails',
    failure_rate: 'fails',
    bulk_size: 'bulk',
    batch_listener: 'bulk',
    chunk_size: 'bulk',
    idle_between_polls: 'poll_interval',
    fixed_delay: 'poll_interval',
  },
  autoscaler: {
    metric: 'by',
    type: 'by',
    min: 'minimum',
    max: 'maximum',
    minreplicas: 'minimum',
    maxreplicas: 'maximum',
    min_replicas: 'minimum',
    max_replicas: 'maximum',
    minreplicacount: 'minimum',
    maxreplicacount: 'maximum',
    lagthreshold: 'target_lag',
    lag_threshold: 'target_lag',
    averageutilization: 'target_utilization',
    target_cpu: 'target_utilization',
    allowidleconsumers: 'allow_idle_consumers',
    pollinginterval: 'polling_interval',
    scaleup: 'scale_up',
    scaledown: 'scale_down',
    cron: 'schedule',
    desiredreplicas: 'instances',
    replicas: 'instances',
    pods: 'instances',
    percent: 'share',
    periodseconds: 'period',
    stabilizationwindowseconds: 'stabilization',
    stabilization_window: 'stabilization',
    selectpolicy: 'select',
    policy: 'select',
  },
  externals: {
    latency: 'time',
    response_time: 'time',
    service_time: 'time',
    processing_time: 'time',
    threads: 'concurrency',
    servers: 'concurrency',
    connections: 'concurrency',
    error_rate: 'fails',
    failure_rate: 'fails',
  },
  stores: { nodes: 'shards', partitions: 'shards', connections: 'servers', threads: 'servers' },
};

const DEAD_LETTER = 'on_failure: { attempts: 3, to: TOPIC }';
const ON_QUEUES = 'on a cluster of kind: queue (brokers: { kind: queue, preset: rabbitmq })';
const GIVEN_UP = `write dead_letter, and max_deliveries, ${ON_QUEUES}; of a log, under its group: ${DEAD_LETTER}`;
const UNDER_QUEUE = `write it under the queue, in topics, ${ON_QUEUES}; of a log: ${DEAD_LETTER}`;

const LIMITED =
  'write rate_limit: 60/s under the group that calls it, or concurrency here: so many calls at a time';

const TIME_VARIES =
  "write time: 'lognormal(120 ms, 1.5)': its mean, and its standard deviation over the mean";

/** section: what is said in another way than by a key -> how. */
const SAID: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': {
    queues: `write them under topics, ${ON_QUEUES}`,
    exchanges: `write each queue that it feeds under topics, ${ON_QUEUES}`,
    caches: 'write it under a name in stores: cache: { hit_ratio: 90% }',
    retry_topics: `write topics, and under the group that reads: ${DEAD_LETTER}`,
  },
  topics: {
    dead_letter_topic: GIVEN_UP,
    dead_letter_queue: GIVEN_UP,
    dead_letter_exchange: GIVEN_UP,
    dlq: GIVEN_UP,
    max_receive_count: 'write max_deliveries',
    max_receives: 'write max_deliveries',
    max_attempts: 'write max_deliveries',
    max_retries: 'write max_deliveries, one more than that',
    delivery_limit: 'write max_deliveries, one more than the limit of returns',
    max_deliver: 'write max_deliveries',
    message_ttl: 'write time_to_live',
    ttl: 'write time_to_live',
    ack_wait: 'write visibility_timeout',
    prefetch: 'write it under the group that reads it',
  },
  consumers: {
    dead_letter: UNDER_QUEUE,
    dead_letter_topic: UNDER_QUEUE,
    dead_letter_queue: UNDER_QUEUE,
    dead_letter_exchange: UNDER_QUEUE,
    dlq: UNDER_QUEUE,
    max_receive_count: `write max_deliveries ${UNDER_QUEUE.slice('write it '.length)}`,
    max_deliveries: UNDER_QUEUE,
    max_attempts: `write ${DEAD_LETTER}`,
    retry: `write ${DEAD_LETTER}; of calls: calls: { NAME: { retries: 3 } }`,
    retries: `write ${DEAD_LETTER}; of calls: calls: { NAME: { retries: 3 } }`,
    timeout: 'write it where the call is: calls: { NAME: { timeout: 1 s } }',
    prefetch_count: 'write prefetch (of a queue), or max_poll_records, with wait_for_poll: false',
    max_ack_pending: 'write prefetch',
    visibility_timeout: `write it under the queue, in topics, ${ON_QUEUES}`,
    ack_wait: 'write visibility_timeout under the queue, in topics',
    wait_time_seconds: 'write receive_wait',
    max_number_of_messages: 'write receive',
  },
  externals: {
    p50: TIME_VARIES,
    p99: TIME_VARIES,
    mean: TIME_VARIES,
    timeout: 'write it under who calls: consumers.NAME.calls',
    retries: 'write it under who calls: consumers.NAME.calls',
    rate_limit: LIMITED,
    rate: LIMITED,
    quota: LIMITED,
    throttle: LIMITED,
    max_rate: LIMITED,
  },
};

/** Of Kafka, and not modeled. */
const NOT_MODELLED =
  /^(?:num\.network\.threads|num\.replica\.fetchers|max\.poll\.interval\.ms|compression\.type|.*\.(?:serializer|deserializer|id|servers|protocol|reset|level)|enable\.auto\.commit|(?:receive|send)\.buffer\.bytes|socket\..*|security\..*|ssl\..*|sasl\..*|log\.segment\.bytes|segment\.(?:bytes|ms)|log\.dirs)$/;

const NEAREST_OF: Readonly<Record<string, string>> = {
  'compression.type': 'compression_ratio (bytes sent per byte of record) is what counts here',
  'num.network.threads': 'handlers (num.io.threads) and nic are what counts here',
};

/**
 * What a key means that `section` does not have; first as a word of that section, then of another
 * one.
 */
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

/**
 * What to write for what is said in another way than by a key; null where there is nothing to say.
 */
export function saidOtherwise(key: string, section: string): string | null {
  const word = key.toLowerCase().replaceAll(/[-.]/g, '_');
  const own = SAID[section] as Readonly<Record<string, string>> | undefined;
  return own !== undefined && Object.hasOwn(own, word) ? own[word] : null;
}

/** Why one of Kafka's settings has no key here, or null where it is none of them. */
export function notModeled(key: string): string | null {
  const setting = kafkaSpelling(key);
  if (setting.length > 60 || !NOT_MODELLED.test(setting)) return null;
  const what = Object.hasOwn(NEAREST_OF, setting) ? NEAREST_OF[setting] : 'it is not modeled';
  return `remove it: ${what}`;
}

/** fetch_min_bytes, fetch-min-bytes and fetchMinBytes are fetch.min.bytes. */
function kafkaSpelling(key: string): string {
  return key
    .replaceAll(/([a-z])([A-Z])/g, '$1.$2')
    .replaceAll(/[_-]/g, '.')
    .toLowerCase();
}
