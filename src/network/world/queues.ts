/** Lays out queues with those who consume them, and reads off what came of them. */
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import {
  CLUSTER,
  GROUP,
  LOG,
  MEMBER,
  QUEUE_CONSUMER,
  READY_LIST,
  WORK_QUEUE,
} from '../../engine/rows.js';
import { firstLogOf } from '../../model/clusters.js';
import type {
  ConsumerGroupModel,
  Model,
  QueueClusterModel,
  QueueModel,
  TopicModel,
} from '../../model/model.js';
import { replicasOf } from '../../model/placement.js';
import { topicPath } from '../../model/pipelines.js';
import { PRIORITIES } from '../../model/ranges.js';
import type { QueueMeasurements } from '../measurements.js';
import type { TrialContext } from '../trialContext.js';
import { drawRow, streamRow } from './randomness.js';
import { memberRows, type Addresses } from './readers.js';

/** See ../../engine/assembly/queues/publishing.ts. */
const RESUMES_AT = 0.8;

export interface QueueTopic {
  readonly topic: TopicModel;
  readonly queue: QueueModel;
  readonly queues: QueueClusterModel;
  readonly number: number;
}

/** Topics that are queues, in the model's order. */
export function queueTopics({ topics, clusters }: Model): QueueTopic[] {
  return topics.flatMap((topic, number) => {
    const { queue } = topic;
    const queues = clusters.at(topic.cluster)?.queues ?? null;
    return queue === null || queues === null ? [] : [{ topic, queue, queues, number }];
  });
}

/** Returns where they begin, and how many there are. */
export function writeQueues(
  context: TrialContext,
  addresses: Addresses,
): { queues: number; queueCount: number } {
  const { arena, model } = context;
  const all = queueTopics(model);
  const queues = makeRows(arena, WORK_QUEUE, all.length);
  const addressOf = (index: number): number => queues + index * WORK_QUEUE.bytes;
  all.forEach((each, index) => {
    const dead = all.findIndex(({ number }) => number === each.queue.deadLetter);
    writeQueue(context, addresses, each, addressOf(index), index);
    writeRow(arena, WORK_QUEUE, addressOf(index), { deadLetter: dead < 0 ? 0 : addressOf(dead) });
  });
  model.consumers.forEach((group, index) => {
    if (group.queue === null) return;
    const numberOf = (topic: number): number => all.findIndex(({ number }) => number === topic);
    writeOrder(context, group, addresses.groups + index * GROUP.bytes, numberOf, addressOf);
  });
  return { queues, queueCount: all.length };
}

function writeQueue(
  context: TrialContext,
  addresses: Addresses,
  { topic, queue, queues, number }: QueueTopic,
  address: number,
  index: number,
): void {
  const { arena, model } = context;
  const name = topicPath(topic);
  const log = addresses.logs(topic.cluster) + firstLogOf(model.topics, number) * LOG.bytes;
  writeRow(arena, LOG, log, { queue: address });
  const [, ...others] = replicasOf(
    readField(arena, LOG, log, 'number'),
    model.clusters[topic.cluster].count,
    topic.replicationFactor,
  );
  const followers = arena.ints(others.length);
  followers.set(others);
  const draw = (distribution: QueueClusterModel['timePerAck'], purpose: string): number =>
    drawRow(context, distribution, name, purpose);
  const group = model.consumers.findIndex(({ topics }) => topics.includes(number));
  writeRow(arena, WORK_QUEUE, address, {
    index,
    log,
    cluster: addresses.clusters + topic.cluster * CLUSTER.bytes,
    broker: readField(arena, LOG, log, 'leader'),
    process: context.station(name, 'station', 1, 1).address,
    factor: 1 / context.speed(name),
    drawPublish: draw(queues.timePerPublish, 'time_per_publish'),
    drawDelivery: draw(queues.timePerDelivery, 'time_per_delivery'),
    drawAck: draw(queues.timePerAck, 'time_per_ack'),
    followers: followers.byteOffset,
    followerCount: others.length,
    majority: Math.floor(topic.replicationFactor / 2) + 1,
    copyArrivals: arena.allocate(others.length * 8),
    receives: Number(queues.delivery === 'receive'),
    visibilitySeconds: queue.visibilitySeconds ?? Infinity,
    timeToLiveSeconds: queue.timeToLiveSeconds ?? Infinity,
    maxDeliveries: queue.maxDeliveries ?? 0,
    maxLength: queue.maxLength ?? Infinity,
    rejects: Number(queue.overflow === 'reject'),
    resumesAt: Math.floor(RESUMES_AT * (queue.maxLength ?? Infinity)),
    maxUnacknowledged: queue.maxUnacknowledged ?? Infinity,
    keepsOrder: Number(queue.keepsOrder),
    countsLate: Number(queues.lateAcks === 'settle'),
    ready: makeRows(arena, READY_LIST, PRIORITIES),
    expiresAt: Infinity,
  });
  if (group >= 0) writeConsumers(context, addresses, group, address, number);
}

/** Which queues a group reads, in the order in which it asks them. */
function writeOrder(
  context: TrialContext,
  { name, topics, queue: reading }: ConsumerGroupModel,
  group: number,
  numberOf: (topic: number) => number,
  addressOf: (queue: number) => number,
): void {
  const { arena, model } = context;
  const weightOf = (topic: number): number => reading?.weights[topics.indexOf(topic)] ?? 1;
  const ordered = reading?.order === 'strict' ? byWeight(topics, weightOf) : topics;
  const queues = arena.ints(topics.length);
  queues.set(ordered.map(numberOf));
  for (const topic of topics) {
    writeRow(arena, WORK_QUEUE, addressOf(numberOf(topic)), { weight: weightOf(topic) });
  }
  const asks = model.clusters[model.topics[topics[0]].cluster].queues?.delivery === 'receive';
  const draws = asks && topics.length > 1 && reading?.order === 'weighted';
  writeRow(arena, GROUP, group, {
    queue: addressOf(numberOf(topics[0])),
    queues: queues.byteOffset,
    queueCount: topics.length,
    queueLots: draws ? streamRow(context, `consumers.${name}`, 'queue_order') : 0,
  });
}

/** Those of higher weight first, of one weight in the model's order. */
function byWeight(topics: readonly number[], weightOf: (topic: number) => number): number[] {
  return [...topics].sort((a, b) => weightOf(b) - weightOf(a) || a - b);
}

/** The instances of a group, as their queue knows them. */
function writeConsumers(
  context: TrialContext,
  addresses: Addresses,
  index: number,
  queue: number,
  topic: number,
): void {
  const { arena, model } = context;
  const reading = model.consumers[index];
  const group = addresses.groups + index * GROUP.bytes;
  const members = readField(arena, GROUP, group, 'members');
  const count = memberRows(reading);
  const consumers = makeRows(arena, QUEUE_CONSUMER, count);
  for (let member = 0; member < count; member++) {
    writeRow(arena, QUEUE_CONSUMER, consumers + member * QUEUE_CONSUMER.bytes, {
      queue,
      member: members + member * MEMBER.bytes,
    });
  }
  const { prefetch, receive, receiveWaitSeconds, waitsForAll } = reading.queue ?? NOBODY;
  const own = reading.queue?.processingTimes[reading.topics.indexOf(topic)] ?? null;
  const path = `consumers.${reading.name}.queues.${model.topics[topic].name}`;
  writeRow(arena, WORK_QUEUE, queue, {
    group,
    drawWork: own === null ? 0 : drawRow(context, own, path, 'processing_time'),
    consumers,
    prefetch,
    receiveMost: receive,
    receiveWaitSeconds,
    asksWhenDone: Number(waitsForAll),
  });
}

const NOBODY = { prefetch: 0, receive: 0, receiveWaitSeconds: 0, waitsForAll: false };

/** What they handed out. */
export function queuesOf(
  { arena, model, trial }: TrialContext,
  queues: number,
): QueueMeasurements[] {
  return queueTopics(model).map(({ topic, queues: { memory } }, index) => {
    const address = queues + index * WORK_QUEUE.bytes;
    const cluster = readField(arena, WORK_QUEUE, address, 'cluster');
    const onSeconds = readField(arena, CLUSTER, cluster, 'alarmSeconds');
    return {
      ...(memory === null ? {} : { alarm: { onSeconds, ofSeconds: trial.windowSeconds } }),
      topic: topic.name,
      handedOut: readField(arena, WORK_QUEUE, address, 'handedOut'),
      again: readField(arena, WORK_QUEUE, address, 'handedOutAgain'),
    };
  });
}
