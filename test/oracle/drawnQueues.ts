/**
 * Random models with queues: some pushed, some asked for, beside a topic that is a log, with groups
 * that fail, call, write, work in bulk and send on from one to the other.
 */
import fc from 'fast-check';
import type { Drawn } from './drawn.js';
import { AUTOSCALER } from './drawnScalers.js';
import { delay, maybe, oneOf, PROCESSOR, time, whole, type Section } from './sections.js';

const QUEUES = 3;
const DEAD = 'dead';
const LOG = 'log';
const names = Array.from({ length: QUEUES }, (_, index) => `queue${index}`);

const DISK = fc.record({
  bandwidth: oneOf('500 MB/s', '400 kB/s'),
  flush: oneOf('page_cache', 'every_batch'),
  flush_time: time(0.3),
  dirty_limit: oneOf('1 GB', '2000 B'),
});

const CLUSTER = fc.record({
  kind: fc.constant('queue'),
  preset: maybe(oneOf('rabbitmq', 'sqs', 'redis_streams', 'nats_jetstream')),
  delivery: oneOf('push', 'push', 'receive'),
  count: whole(1, 4),
  region: oneOf('home', 'far'),
  time_per_publish: time(0.4),
  time_per_delivery: time(0.4),
  time_per_ack: time(0.2),
  late_acks: maybe(oneOf('ignored', 'settle')),
  nic: oneOf('1 Gbps', '20 Mbps'),
  propagation: delay(0.4),
  disk: maybe(DISK),
  memory: maybe(oneOf('3 kB', '12 kB', '40 kB'), 3),
  memory_per_message: oneOf('0 B', '720 B'),
  memory_check: oneOf('1.3 ms', '17.1 ms', '103 ms'),
});

const QUEUE = fc.record({
  replication_factor: whole(1, 4),
  visibility_timeout: maybe(oneOf('7.13 ms', '31 ms', '170 ms')),
  max_deliveries: maybe(whole(1, 4)),
  dead_letter: maybe(fc.constant(DEAD)),
  time_to_live: maybe(oneOf('3.7 ms', '41 ms', '400 ms'), 2),
  max_length: maybe(oneOf(1, 3, 20), 2),
  overflow: oneOf('drop_head', 'reject'),
  max_unacknowledged: maybe(oneOf(1, 4, 30), 3),
  order: oneOf('none', 'none', 'key'),
});

const PRODUCER = fc.record({
  count: whole(1, 3),
  rate: oneOf('60/s', '150/s', '300/s'),
  acks: oneOf('0', 'all', 'all'),
  priority: oneOf(0, 0, 3, 9),
  keys: fc.record({ kind: fc.constant('uniform'), count: oneOf(1, 3, 40) }),
  record_size: oneOf('100 B', '1000 B', '4000 B'),
  max_in_flight: maybe(whole(1, 5)),
  retries: oneOf(0, 0, 2),
  retry_backoff: oneOf('1 ms', '19.3 ms'),
  buffer_memory: maybe(oneOf('20000 B', '60000 B')),
  overflow: oneOf('block', 'drop_newest', 'drop_oldest'),
  max_block: oneOf('60 s', '20 ms'),
  delivery_timeout: oneOf('120 s', '213 ms'),
  rate_limit: maybe(fc.record({ rate: oneOf('60/s', '200/s'), burst: whole(1, 4) }), 3),
  nic: oneOf('1 Gbps', '20 Mbps'),
  propagation: delay(0.4),
});

const CALL = fc.record({
  share: oneOf(1, 0.5),
  timeout: maybe(oneOf('4 ms', '30 ms')),
  retries: whole(0, 2),
  retry_backoff: oneOf('1 ms', '10 ms'),
  retry_jitter: oneOf(0, 0.4),
  at_most: maybe(whole(1, 2)),
  breaker: maybe(
    fc.record({
      failures: oneOf(0.3, 1),
      window: oneOf(1, 4),
      open_for: oneOf('5 ms', '60 ms'),
      probes: whole(1, 2),
      pauses: oneOf('true', 'false'),
    }),
    2,
  ),
});

const GROUP = fc.record({
  instances: whole(1, 4),
  threads: whole(1, 4),
  prefetch: maybe(oneOf(1, 2, 5, 40)),
  receive: oneOf(1, 3, 10),
  receive_wait: oneOf('2 ms', '40 ms', '5 s'),
  receive_when: oneOf('room', 'room', 'done'),
  processing_time: fc.oneof(time(4), time(12)),
  fails: oneOf(0, 0, 0.1, 0.5),
  calls: maybe(fc.record({ outside: CALL })),
  store: oneOf('none', 'none', 'db'),
  rate_limit: maybe(fc.record({ rate: oneOf('100/s', '400/s'), burst: whole(1, 3) }), 3),
  bulk: maybe(
    fc.record({
      records: oneOf(2, 5),
      linger: oneOf('3 ms', '30 ms'),
      time_per_record: oneOf('0 s', '200 us'),
    }),
    4,
  ),
  attempts: maybe(whole(1, 3)),
  pause: oneOf('0 s', '6 ms'),
  /** Where failed records go, and done ones: how many queues further on. */
  failedTo: maybe(whole(1, 3), 3),
  sendsTo: maybe(whole(1, 3)),
  share: oneOf(1, 0.6),
  wait: oneOf('true', 'false', 'false'),
  /** What it says of another queue that it reads beside its own. */
  beside: maybe(fc.record({ weight: oneOf(1, 3), own: fc.boolean() }), 2),
  order: oneOf('weighted', 'strict'),
  autoscaler: maybe(AUTOSCALER, 4),
  processor: maybe(PROCESSOR, 3),
  nic: oneOf('1 Gbps', '20 Mbps'),
  propagation: delay(0.4),
});
type Group = typeof GROUP extends fc.Arbitrary<infer T> ? T : never;

const FAULT = fc.record({
  kind: oneOf(
    'consumer_down',
    'consumer_down',
    'slow_consumer',
    'link_cut',
    'link_slow',
    'slow_disk',
    'external_down',
    'broker_down',
    'broker_down',
    'broker_stop',
  ),
  which: whole(0, 20),
  at: oneOf('0.11 s', '0.32 s', '0.53 s'),
  length: oneOf('3 ms', '91 ms', '312 ms'),
  factor: oneOf(2, 8),
});
type Fault = typeof FAULT extends fc.Arbitrary<infer T> ? T : never;

const PARTS = fc.record({
  cluster: CLUSTER,
  queues: fc.tuple(QUEUE, QUEUE, QUEUE),
  kinds: fc.array(fc.tuple(PRODUCER, whole(0, 2 * QUEUES)), { minLength: 1, maxLength: 4 }),
  groups: fc.tuple(GROUP, GROUP, GROUP),
  readsDead: fc.boolean(),
  external: fc.record({
    time: fc.oneof(time(3), time(15)),
    concurrency: maybe(whole(1, 3)),
    queue_capacity: maybe(whole(0, 2)),
    fails: oneOf(0, 0.2),
    propagation: delay(0.4),
  }),
  faults: fc.array(FAULT, { maxLength: 3 }),
  seed: whole(0, 1_000_000),
});
type Parts = typeof PARTS extends fc.Arbitrary<infer T> ? T : never;

export function queueModels(): fc.Arbitrary<Drawn> {
  return PARTS.map((parts) => ({
    text: JSON.stringify(modelOf(parts)),
    trace: null,
    seed: String(parts.seed),
  }));
}

/** Where brokers go down queues have no copies, and a group reads one of them. */
function mended(parts: Parts): Parts {
  if (!parts.faults.some(({ kind }) => kind.startsWith('broker'))) return parts;
  const { queues, groups } = parts;
  const [a, b, c] = queues.map((queue) => ({ ...queue, replication_factor: 1 }));
  const [d, e, f] = groups.map((group) => ({ ...group, beside: undefined }));
  return { ...parts, queues: [a, b, c], groups: [d, e, f] };
}

function modelOf(parts: Parts): Section {
  const { cluster, queues, kinds, groups, readsDead, external, faults } = mended(parts);
  const isPush = cluster.delivery === 'push';
  const [first] = groups;
  const consumers: Section = {
    ...Object.fromEntries(
      groups.map((group, index) => [`group${index}`, groupOf(group, index, isPush)]),
    ),
    logger: { reads: LOG, processing_time: 'exponential(1 ms)', propagation: first.propagation },
    ...(readsDead ? { undertaker: undertaker(first, isPush) } : {}),
  };
  return {
    regions: {
      names: ['here', 'there'],
      delay: { here: { there: '5 ms' } },
      jitter: 'lognormal(1, 0.1)',
    },
    cells: [{ home: 'here', far: 'there' }],
    clusters: {
      queues: cluster,
      logs: {
        count: 1,
        time_per_request: 'exponential(100 us)',
        propagation: 'exponential(0.3 ms)',
      },
    },
    topics: {
      ...Object.fromEntries(
        names.map((name, index) => [name, queueOf(queues[index], cluster.count)]),
      ),
      ...Object.fromEntries(
        groups.flatMap(({ beside }, index) => {
          const side = { ...queueOf(queues[index], cluster.count), max_length: undefined };
          return beside === undefined ? [] : [[sideOf(index), { ...side, overflow: undefined }]];
        }),
      ),
      [DEAD]: { cluster: 'queues' },
      [LOG]: { cluster: 'logs', partitions: 2 },
    },
    producers: Object.fromEntries(
      kinds.map(([kind, to], index) => [`kind${index}`, kindOf(kind, to, groups)]),
    ),
    externals: { outside: external },
    stores: { db: { time_per_request: 'exponential(1 ms)', propagation: 'exponential(0.3 ms)' } },
    consumers,
    faults: Object.fromEntries(
      faults.map((fault, index) => [`fault${index}`, faultOf(fault, groups, cluster.count)]),
    ),
  };
}

function queueOf(queue: Section, brokers: number): Section {
  const copies = Math.min(Number(queue['replication_factor']), brokers);
  const { overflow, ...rest } = queue;
  const rejects = { overflow: queue['order'] === 'key' ? 'reject' : overflow };
  const limited = queue['max_length'] === undefined ? {} : rejects;
  return { ...rest, ...limited, cluster: 'queues', replication_factor: copies };
}

function sideOf(index: number): string {
  return `side${index}`;
}

/** First the queues, then those that are read beside them, then the log. */
function kindOf(kind: Section, to: number, groups: readonly Group[]): Section {
  if (to < QUEUES) return { ...kind, sends: names[to] };
  const beside = to - QUEUES;
  if (groups.at(beside)?.beside !== undefined) return { ...kind, sends: sideOf(beside) };
  const { priority, ...rest } = kind;
  return { ...rest, sends: LOG, linger: priority === 0 ? '5 ms' : '0 s' };
}

function groupOf(group: Group, index: number, isPush: boolean): Section {
  const { receive, receive_wait, receive_when, failedTo, sendsTo, share, ...rest } = group;
  const { attempts, pause, wait, bulk, store, prefetch, calls, beside, order, ...others } = rest;
  const { autoscaler, ...plain } = others;
  const inBulk = bulk !== undefined;
  const asking = isPush ? {} : { receive, receive_wait, receive_when };
  const to = failedTo === undefined ? 'none' : targetOf(index, failedTo);
  const sends = sendsTo === undefined ? undefined : targetOf(index, sendsTo);
  return {
    ...plain,
    ...asking,
    calls,
    bulk,
    autoscaler: autoscaler && { ...autoscaler, allow_idle_consumers: undefined },
    store: inBulk ? 'none' : store,
    prefetch: inBulk ? 40 : prefetch,
    reads: beside === undefined ? names[index] : [names[index], sideOf(index)],
    queues: beside === undefined ? undefined : besideOf(beside, index, isPush, inBulk),
    queue_order: beside === undefined || isPush ? undefined : order,
    on_failure:
      attempts === undefined && to === 'none' ? undefined : { attempts: attempts ?? 1, pause, to },
    sends: sends === undefined ? undefined : { [sends]: { share, wait: inBulk ? 'false' : wait } },
  };
}

function besideOf(
  { weight, own }: NonNullable<Group['beside']>,
  index: number,
  isPush: boolean,
  inBulk: boolean,
): Section {
  return {
    [sideOf(index)]: {
      ...(isPush ? {} : { weight }),
      ...(own && !inBulk ? { processing_time: 'exponential(3 ms)' } : {}),
    },
  };
}

/** Queues further on, then the log: nothing goes round. */
function targetOf(index: number, further: number): string {
  return names.at(index + further) ?? LOG;
}

function undertaker({ processing_time, propagation }: Group, isPush: boolean): Section {
  return {
    reads: DEAD,
    processing_time,
    propagation,
    ...(isPush ? { prefetch: 3 } : { receive: 2 }),
  };
}

function faultOf({ which, ...fault }: Fault, groups: readonly Group[], brokers: number): Section {
  const number = which % groups.length;
  const group = `group${number}`;
  const isOfGroup = fault.kind === 'consumer_down' || fault.kind === 'slow_consumer';
  return {
    ...fault,
    cluster: 'queues',
    group,
    index: which % (isOfGroup ? groups[number].instances : brokers),
    link: which % 2 === 0 ? 'producers' : group,
    external: 'outside',
  };
}
