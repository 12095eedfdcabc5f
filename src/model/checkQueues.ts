/** Cross-checks of queues: keys that say nothing of them, or nothing of logs; who reads which. */
import { clusterPath } from './clusters.js';
import { writeOneOf, writeOrAdd } from './hints.js';
import type { ConsumerGroupModel, Model } from './model.js';
import { comingTo, topicPath } from './pipelines.js';
import type { LanguageReader, Reading } from './read.js';
import { isGiven, number, text } from './readingValues.js';
import { topicReading } from './checkClusters.js';

/** key: the right word for it, or why there is none. */
type Words = Readonly<Record<string, string>>;

const OF_LOGS_TOPIC: Words = {
  partitions: 'remove it: consumers of a queue compete, whatever their number; write instances',
  min_insync_replicas: 'remove it: a message is confirmed when a majority of the copies has it',
  retention: 'write time_to_live: what is done is gone at once',
  archive: 'remove it: what is done is gone at once',
};

const ONE_PROCESS = "write time_per_publish: a queue's one process does it";
const OF_LOGS_CLUSTER: Words = {
  handlers: 'remove it: each queue is one process, a server of its own',
  time_per_request: ONE_PROCESS,
  time_per_batch: ONE_PROCESS,
  time_per_record: ONE_PROCESS,
  time_per_byte: ONE_PROCESS,
  time_per_fetch: 'write time_per_delivery: messages are handed out one by one',
  time_per_wakeup: ONE_PROCESS,
  time_per_replica_append: 'remove it: a copy counts when its disk has it',
  quota: 'remove it, or write rate_limit under the producers',
  quota_burst: 'remove it, or write rate_limit under the producers',
  failure_detection: 'remove it: a queue without copies waits for its broker',
  election_time: 'remove it: a queue without copies waits for its broker',
  leader_rebalance: 'remove it: a queue without copies waits for its broker',
  replica_lag_time: 'remove it: a queue without copies waits for its broker',
  pauses: 'remove it: brokers with queues do not pause yet',
  rate_limit: 'write rate_limit under the producers',
};

const AT_ONCE = 'remove it: each message is sent by itself, at once';
const OF_LOGS_PRODUCERS: Words = {
  partitioner: 'remove it: a queue has no partitions',
  batch_size: AT_ONCE,
  linger: AT_ONCE,
  max_request_size: AT_ONCE,
  idempotence: 'remove it: a queue drops no duplicates',
  request_timeout: 'remove it: a confirm is waited for as long as it takes',
};

const ROOM = 'write prefetch: messages that an instance holds';
const COMPETE = 'remove it: instances compete for messages, nothing is assigned';
const ACKS = 'remove it: each message is acknowledged when it is done';
const OF_LOGS_GROUP: Words = {
  from: 'remove it: queues have no mirrors',
  concurrency: 'remove it: messages of a queue keep no order among threads; write threads',
  wait_for_poll: 'write prefetch, or receive_when: done where instances ask',
  bulk_writes: 'remove it: a message is written by itself; write bulk',
  assignor: COMPETE,
  fetch_min_bytes: 'write receive: messages that it asks for at once',
  fetch_max_wait: 'write receive_wait: how long it waits for the first',
  fetch_max_bytes: ROOM,
  max_partition_fetch_bytes: ROOM,
  session_timeout: 'remove it: a queue hears of a closed connection at once',
  rebalance: COMPETE,
  rebalance_time: COMPETE,
  commit_interval: ACKS,
  max_poll_records: ROOM,
  max_poll_interval: 'write visibility_timeout under the queue, in topics',
  time_per_poll: 'write time_per_delivery under its cluster, or processing_time',
  poll_interval: 'remove it: messages come as soon as there is room',
};

const OF_LOGS_SCALER: Words = {
  allow_idle_consumers: 'remove it: no instance is idle for want of partitions',
};

const OF_QUEUES_TOPIC = [
  'visibility_timeout',
  'max_deliveries',
  'dead_letter',
  'time_to_live',
  'max_length',
  'overflow',
  'max_unacknowledged',
  'order',
];
const OF_QUEUES_CLUSTER = [
  'preset',
  'delivery',
  'time_per_publish',
  'time_per_delivery',
  'time_per_ack',
  'late_acks',
  'memory',
  'memory_per_message',
  'memory_check',
];
const OF_QUEUES_GROUP = ['prefetch', 'receive', 'receive_wait', 'receive_when', 'queue_order'];

/** Where something is said. */
interface At {
  readonly reading: Reading;
  readonly path: string;
}

export function checkQueues(root: Reading, model: Model, reader: LanguageReader): void {
  const check = new Check(reader);
  for (const cluster of model.clusters) {
    const { name, queues } = cluster;
    const reading = name === '' ? root.one.get('brokers') : root.many.get('clusters')?.get(name);
    const at = { reading: reading ?? root, path: clusterPath(cluster) };
    if (queues === null) check.ofQueues(at, OF_QUEUES_CLUSTER, 'add kind: queue');
    else check.ofLogs(at, OF_LOGS_CLUSTER, 'nothing of logs: this cluster has queues');
  }
  checkTopics(root, model, check);
  checkSenders(root, model, check);
  checkReaders(root, model, check);
  checkFaults(root, model, check);
  for (const { name, copies } of model.mirrors) {
    if ((model.clusters.at(copies)?.queues ?? null) === null) continue;
    const at = { reading: root.many.get('mirrors')?.get(name) ?? root, path: `mirrors.${name}` };
    check.say(at, 'copies', 'a cluster of queues', 'one of logs', 'write a group that sends on');
  }
}

class Check {
  constructor(private readonly reader: LanguageReader) {}

  say({ reading, path }: At, key: string, received: string, expected: string, fix: string): void {
    this.reader.fault(
      reading.places.get(key) ?? reading.place,
      `${path}.${key}`,
      received,
      expected,
      fix,
    );
  }

  /** Keys of logs that a queue has not. */
  ofLogs(at: At, words: Words, expected: string): void {
    for (const [key, fix] of Object.entries(words)) {
      if (isGiven(at.reading, key)) this.say(at, key, `${key} of a queue`, expected, fix);
    }
  }

  /** The other way round. */
  ofQueues(at: At, keys: readonly string[], fix: string): void {
    for (const key of keys) {
      if (isGiven(at.reading, key)) {
        this.say(at, key, `${key}, but no queue`, 'a cluster of kind: queue', fix);
      }
    }
  }
}

function checkTopics(root: Reading, model: Model, check: Check): void {
  for (const [index, topic] of model.topics.entries()) {
    const at = { reading: topicReading(root, topic.name), path: topicPath(topic) };
    if (topic.queue === null) {
      check.ofQueues(at, OF_QUEUES_TOPIC, 'write kind: queue under its cluster, or brokers');
      continue;
    }
    check.ofLogs(at, OF_LOGS_TOPIC, 'nothing of logs: this topic is a queue');
    if (topic.queue.maxLength === null && isGiven(at.reading, 'overflow')) {
      const expected = 'max_length beside it';
      check.say(at, 'overflow', 'overflow of a queue without end', expected, 'add max_length');
    }
    if (topic.queue.keepsOrder) checkOrder(model, at, index, check);
    if (!isGiven(at.reading, 'dead_letter')) continue;
    const given = text(at.reading, 'dead_letter');
    const others = model.topics.filter(
      ({ queue, cluster }, other) => queue !== null && cluster === topic.cluster && other !== index,
    );
    const names = others.map(({ name }) => name);
    if (names.includes(given)) continue;
    const expected = names.length === 0 ? 'another queue' : `a queue: ${names.join(', ')}`;
    const fix = model.topics.some(({ name }) => name === given)
      ? writeAnother(given, names)
      : writeOrAdd(given, names, 'topics');
    check.say(at, 'dead_letter', `"${given}"`, expected, fix);
  }
}

/** In place of one that is there, and is no such queue. */
function writeAnother(given: string, names: readonly string[]): string {
  if (names.length === 0) return 'add a queue under topics';
  return writeOneOf(given, names, 'the queues of its cluster');
}

/** Of what keeps the order of keys. */
function checkOrder(model: Model, at: At, topic: number, check: Check): void {
  const { queue } = model.topics[topic];
  if (comingTo(model)[topic].some(({ keys }) => keys.kind === 'none')) {
    const fix = 'write keys: {kind: uniform, count: 1M} at those who send there';
    check.say(at, 'order', 'an order by key, but records without keys', 'keys', fix);
  }
  if (queue?.maxLength !== null && queue?.overflow === 'drop_head') {
    const expected = 'overflow: reject beside max_length: what is first may be waited for';
    check.say(at, 'order', 'it beside overflow: drop_head', expected, 'write overflow: reject');
  }
}

function checkSenders(root: Reading, model: Model, check: Check): void {
  const checkOne = (at: At, topic: number): void => {
    if ((model.topics.at(topic)?.queue ?? null) === null) {
      if (isGiven(at.reading, 'priority')) {
        const fix = 'remove it, or send to a queue';
        check.say(at, 'priority', 'priority in a log', 'none: a log keeps its order', fix);
      }
      return;
    }
    check.ofLogs(at, OF_LOGS_PRODUCERS, 'nothing of logs: it sends to a queue');
    if (isGiven(at.reading, 'acks') && text(at.reading, 'acks') === '1') {
      const expected = 'all (confirms) or 0 (none): a queue knows no more';
      check.say(at, 'acks', '1', expected, 'write acks: all');
    }
  };
  for (const kind of model.producers) {
    const { name, topic } = kind;
    const reading = name === '' ? root.one.get('producers') : root.many.get('producers')?.get(name);
    const path = name === '' ? 'producers' : `producers.${name}`;
    if (reading !== undefined) checkOne({ reading, path }, topic);
  }
  for (const { name, sends } of model.consumers) {
    const group = root.many.get('consumers')?.get(name);
    for (const { topic, ofFailed } of sends) {
      const to = model.topics.at(topic)?.name ?? '';
      const reading = ofFailed ? group?.one.get('on_failure') : group?.many.get('sends')?.get(to);
      const path = `consumers.${name}.${ofFailed ? 'on_failure' : `sends.${to}`}`;
      if (reading !== undefined) checkOne({ reading, path }, topic);
    }
  }
}

function checkReaders(root: Reading, model: Model, check: Check): void {
  const readBy = new Map<number, string>();
  for (const group of model.consumers) {
    const { name, queue, topics } = group;
    const reading = root.many.get('consumers')?.get(name) ?? root;
    const at = { reading, path: `consumers.${name}` };
    if (queue === null) {
      check.ofQueues(at, OF_QUEUES_GROUP, 'write max_poll_records, with wait_for_poll: false');
      if ((reading.many.get('queues')?.size ?? 0) > 0) {
        check.say(at, 'queues', 'queues, but no queue', 'a cluster of kind: queue', 'remove it');
      }
      continue;
    }
    check.ofLogs(at, OF_LOGS_GROUP, 'nothing of logs: this group reads a queue');
    checkSeveral(model, at, group, check);
    const scaler = {
      reading: reading.one.get('autoscaler') ?? root,
      path: `${at.path}.autoscaler`,
    };
    check.ofLogs(scaler, OF_LOGS_SCALER, 'nothing of logs: this group reads a queue');
    const other = topics.map((topic) => readBy.get(topic)).find((name) => name !== undefined);
    if (other !== undefined) {
      const expected = `a queue of its own: messages are for one group, and ${other} reads this one`;
      const fix = 'add a queue, and producers or a group that send to it, too';
      check.say(at, 'reads', 'a queue that another group reads', expected, fix);
    }
    for (const topic of topics) readBy.set(topic, name);
    checkDelivery(model, at, topics[0], check);
    const bulk = reading.one.get('bulk');
    if (bulk !== undefined && number(bulk, 'records') > queue.prefetch) {
      const expected = `at least bulk.records (${number(bulk, 'records')}): so many are held`;
      const fix = `write ${number(bulk, 'records')} or more`;
      check.say(at, 'prefetch', String(queue.prefetch), expected, fix);
    }
  }
}

/** What is said of several queues, and of one of them. */
function checkSeveral(model: Model, at: At, group: ConsumerGroupModel, check: Check): void {
  const { topics } = group;
  const names = topics.map((topic) => model.topics[topic].name);
  const limits = topics.map((topic) => model.topics[topic].queue?.maxDeliveries ?? null);
  if (limits.some((limit) => limit !== limits[0])) {
    const received = limits.map((limit) => limit ?? 'none').join(', ');
    const expected = 'one max_deliveries for all queues that a group reads';
    check.say(at, 'reads', `queues with ${received}`, expected, 'write a group for each limit');
  }
  for (const [queue, reading] of at.reading.many.get('queues') ?? []) {
    const one = { reading, path: `${at.path}.queues` };
    if (!names.includes(queue)) {
      const expected = `a queue that it reads: ${names.join(', ')}`;
      const fix = writeOneOf(queue, names, 'the names under reads');
      check.say(one, queue, `"${queue}"`, expected, fix);
    }
    if (isGiven(reading, 'processing_time') && (group.tries?.bulk ?? null) !== null) {
      const expected = 'one processing_time of a bulk, which may have messages of all';
      const fix = 'remove it, or the bulk';
      check.say({ reading, path: `${one.path}.${queue}` }, 'processing_time', 'it', expected, fix);
    }
  }
}

/** Keys of those who ask where messages are pushed. */
function checkDelivery(model: Model, at: At, topic: number, check: Check): void {
  const cluster = model.clusters.at(model.topics.at(topic)?.cluster ?? 0);
  if (cluster?.queues?.delivery !== 'push') return;
  for (const key of ['receive', 'receive_wait', 'receive_when', 'queue_order']) {
    if (!isGiven(at.reading, key)) continue;
    const fix = 'write prefetch, or delivery: receive under the cluster';
    check.say(at, key, `${key} where messages are pushed`, 'prefetch', fix);
  }
  for (const [queue, reading] of at.reading.many.get('queues') ?? []) {
    if (number(reading, 'weight') === 1) continue;
    const one = { reading, path: `${at.path}.queues.${queue}` };
    const expected = 'none: each queue pushes by itself';
    const fix = 'remove it, or write delivery: receive under the cluster';
    check.say(one, 'weight', 'weight where messages are pushed', expected, fix);
  }
}

function checkFaults(root: Reading, model: Model, check: Check): void {
  const hasQueues = (cluster: number): boolean =>
    (model.clusters.at(cluster)?.queues ?? null) !== null;
  for (const { name, kind, cluster } of model.faults) {
    const at = { reading: root.many.get('faults')?.get(name) ?? root, path: `faults.${name}` };
    if (kind === 'region_down' && model.clusters.some(({ queues }) => queues !== null)) {
      const expected = 'no region_down where there are queues';
      check.say(at, 'kind', kind, expected, 'write broker_down and consumer_down');
    }
    if ((kind !== 'broker_down' && kind !== 'broker_stop') || !hasQueues(cluster)) continue;
    const queues = model.topics.filter((topic) => topic.cluster === cluster);
    const copied = queues.find(({ replicationFactor }) => replicationFactor > 1);
    const fix = 'write consumer_down, slow_disk or link_cut';
    if (copied !== undefined) {
      const expected = 'no such fault of a queue with copies: it elects no other broker yet';
      check.say(at, 'kind', `${kind}, but ${copied.name} has copies`, expected, fix);
    }
    const several = model.consumers.find(
      ({ topics }) =>
        topics.length > 1 && topics.some((topic) => model.topics[topic].cluster === cluster),
    );
    if (several === undefined) continue;
    const expected = 'no such fault where a group reads several queues';
    check.say(at, 'kind', `${kind}, but ${several.name} reads several`, expected, fix);
  }
}
