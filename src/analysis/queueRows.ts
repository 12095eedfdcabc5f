/**
 * Arithmetic of queues: what those who send to them, their processes, brokers and consumers are
 * offered and can do.
 *
 * Ceilings. A queue's process carries one message after the other: 1 / (publish + deliveries *
 * (delivery + acknowledgement)). An instance that is never without work carries at most what its
 * threads do (threads / work), and what its prefetch lets come: each message that it holds is away
 * for a round trip and its work, so prefetch / (round trip + work) by Little's law; one that asks,
 * at most `receive` for each question. (Asymptotic bounds: between them, where prefetch is just
 * enough, queueing makes it somewhat less.)
 */
import { UNCONFIRMED } from '../model/buildQueues.js';
import type { ClusterModel, ConsumerGroupModel, Model, Placement } from '../model/model.js';
import { delaySeconds } from '../model/delay.js';
import { firstLogOf } from '../model/clusters.js';
import {
  groupShare,
  kindsOf,
  producersPath,
  topicPath,
  topicShares,
  type Pipeline,
} from '../model/pipelines.js';
import { replicasOf } from '../model/placement.js';
import { deliveriesOf, givesBack, queueOf } from '../model/redelivery.js';
import { outcomeOf, outcomesOf } from '../model/tries.js';
import { wireBytes } from '../model/wire.js';
import { mean } from '../statistics/index.js';
import { addCalls, calledRows, noCalls } from './calledRows.js';
import { alike, even, link, type CellRow } from './cellRow.js';
import { queueProcessorRows } from './readerProcessor.js';
import { handedAgain, type HandedAgain } from './visibility.js';

/** Of the producers of one kind that send to a queue. */
export function queueProducerRows(
  { producers, cluster, topic, recordBytes, ...model }: Pipeline,
  placement: Placement,
  rate: number,
): CellRow[] {
  if (producers === null || cluster === null || topic === null) return [];
  const path = producersPath(producers);
  const { count, rateLimit, acks, maxInFlightRequests } = producers;
  const bytes = wireBytes(recordBytes, producers) / count;
  const limit = { kind: 'limit', count } as const;
  const rows = [link(rate, `${path}.nic_out`, producers.nicBytesPerSecond, bytes, alike(count))];
  if (rateLimit !== null) {
    const row = { ...limit, name: `${path}.rate_limit`, unit: 'records' } as const;
    rows.push(even(rate, { ...row, capacity: rateLimit.perSecond }, 1 / count));
  }
  if (acks === 0 || maxInFlightRequests === UNCONFIRMED) return rows;
  const away = delaySeconds(model, placement, producers.role, cluster.role, producers.propagation);
  const confirmed = 2 * away + confirmSeconds(cluster, topic.replicationFactor, bytes * count);
  const row = { ...limit, name: `${path}.in_flight`, unit: 'busy servers' } as const;
  rows.push(even(rate, { ...row, capacity: maxInFlightRequests }, confirmed / count));
  return rows;
}

/** From when a message is at its queue until it is confirmed, where nothing is busy. */
function confirmSeconds(cluster: ClusterModel, copies: number, bytes: number): number {
  const { queues, disk, propagation, nicBytesPerSecond } = cluster;
  const written = disk.flush === 'every_batch' ? flushed(cluster) + bytes / disk.bytesPerSecond : 0;
  const taken = queues === null ? 0 : mean(queues.timePerPublish);
  const copied = copies > 1 ? 2 * mean(propagation) + bytes / nicBytesPerSecond : 0;
  return taken + written + copied;
}

function flushed({ disk }: ClusterModel): number {
  return disk.flush === 'every_batch' ? mean(disk.flushTime) : 0;
}

/** Of all queues of a cell, their brokers and those who read them, at so many records of it. */
export function queueRows(model: Model, placement: Placement, rate: number): CellRow[] {
  if (model.topics.every(({ queue }) => queue === null)) return [];
  const clusters = model.clusters.flatMap((cluster, index) =>
    cluster.queues === null ? [] : brokerRows(model, cluster, index, rate),
  );
  const groups = model.consumers.filter(({ queue }) => queue !== null);
  return [
    ...processRows(model, rate),
    ...clusters,
    ...groups.flatMap((group) => {
      const ofAll = groupShare(model, group);
      const more = againOf(model, group, placement, rate);
      return groupRows(model, group, placement, rate).map((row) => again({ ...row, ofAll }, more));
    }),
    ...externalRows(model, groups, rate),
  ];
}

/** What a row comes to where messages are handed out again as they are not done in time. */
function again(row: CellRow, { offered, atCeiling }: Again): CellRow {
  return { ...row, offered: row.offered * offered, atCeiling: row.atCeiling * atCeiling };
}

interface Again {
  readonly offered: number;
  readonly atCeiling: number;
}

/** Deliveries of each message of a group over those that its failures make. */
function againOf(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  rate: number,
): Again & HandedAgain {
  const work = workSeconds(model, group, placement);
  const times = deliveriesOfQueue(model, group.topics[0]);
  const all = handedAgain(model, group, placement, work / times);
  const threads = group.instances * group.threads;
  const offered = all.at((rate * groupShare(model, group) * work) / threads);
  return { ...all, offered };
}

/** Times that a message of a queue is handed out, where all are done in time. */
export function deliveriesOfQueue(model: Model, topic: number): number {
  const group = model.consumers.find(({ topics }) => topics.includes(topic));
  if (group === undefined) return 0;
  const { failed } = outcomeOf(group, model.externals);
  return givesBack(group) ? deliveriesOf(failed, maxDeliveriesOf(model, group)) : 1;
}

function maxDeliveriesOf(model: Model, group: ConsumerGroupModel): number | null {
  return queueOf(model, group)?.queue?.maxDeliveries ?? null;
}

function processRows(model: Model, rate: number): CellRow[] {
  const shares = topicShares(model);
  return model.topics.flatMap((topic, index) => {
    const queues = model.clusters.at(topic.cluster)?.queues ?? null;
    if (queues === null) return [];
    const each =
      mean(queues.timePerPublish) +
      deliveriesOfQueue(model, index) * (mean(queues.timePerDelivery) + mean(queues.timePerAck));
    if (each === 0) return [];
    const row = {
      name: topicPath(topic),
      kind: 'station',
      count: 1,
      unit: 'busy servers',
    } as const;
    return [{ ...even(rate, { ...row, capacity: 1 }, shares[index] * each), ofAll: shares[index] }];
  });
}

/** Bytes of one record of a topic, on average over those who send there; of dead letters as all. */
function bytesOf(model: Model, topic: number): number {
  const own = kindsOf(model).filter((kind) => kind.topic === topic);
  const kinds = own.some(({ share }) => share > 0) ? own : kindsOf(model);
  const all = kinds.reduce((sum, { share }) => sum + share, 0);
  return kinds.reduce(
    (sum, kind) => sum + (kind.share / all) * wireBytes(kind.recordBytes, kind),
    0,
  );
}

function brokerRows(model: Model, cluster: ClusterModel, index: number, rate: number): CellRow[] {
  const { count, nicBytesPerSecond: nic, disk } = cluster;
  const path = cluster.name === '' ? 'brokers' : `clusters.${cluster.name}`;
  const shares = topicShares(model);
  const [into, out, writes] = [0, 0, 0].map(() => alike(count).map(() => 0));
  model.topics.forEach((topic, number) => {
    if (topic.cluster !== index) return;
    const bytes = shares[number] * bytesOf(model, number);
    const replicas = replicasOf(firstLogOf(model.topics, number), count, topic.replicationFactor);
    replicas.forEach((broker, copy) => {
      into[broker] += bytes;
      writes[broker] += shares[number];
      if (copy === 0)
        out[broker] += bytes * (replicas.length - 1 + deliveriesOfQueue(model, number));
    });
  });
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  const flush = flushed(cluster);
  const busy = into.map((bytes, broker) => bytes / disk.bytesPerSecond + writes[broker] * flush);
  const ofDisk = { name: `${path}.disk`, kind: 'disk', count } as const;
  return [
    flush === 0
      ? even(rate, { ...ofDisk, unit: 'bytes', capacity: disk.bytesPerSecond }, most(into), into)
      : even(rate, { ...ofDisk, unit: 'busy servers', capacity: 1 }, most(busy), busy),
    link(rate, `${path}.nic_in`, nic, most(into), into),
    link(rate, `${path}.nic_out`, nic, most(out), out),
  ];
}

function groupRows(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  rate: number,
): CellRow[] {
  const { instances, threads, nicBytesPerSecond: nic } = group;
  const name = `consumers.${group.name}`;
  const times = deliveriesOfQueue(model, group.topics[0]);
  const each = groupShare(model, group) / instances;
  const work = workSeconds(model, group, placement);
  const station = { name, kind: 'station', count: instances, unit: 'busy servers' } as const;
  const seconds = Math.max(
    work,
    threads * times * turnSeconds(model, group, placement, work / times),
  );
  const rows = [
    {
      ...even(rate, { ...station, capacity: threads }, each * seconds, alike(instances)),
      least: each * work,
    },
    link(rate, `${name}.nic_in`, nic, each * times * meanBytes(model, group), alike(instances)),
    ...queueProcessorRows(
      rate,
      name,
      group,
      meanBytes(model, group),
      each * times,
      handedTogether(model, group),
    ),
  ];
  const store = model.stores.find((one) => one.name === group.store);
  if (store !== undefined) {
    const { shards, serversPerShard: capacity } = store;
    const written = each * store.bytesPerRecord;
    rows.push(link(rate, `${name}.nic_out`, nic, written, alike(instances)));
    const row = { name: `stores.${store.name}`, kind: 'station', count: shards } as const;
    const request = (each * instances * requestSeconds(store)) / shards;
    rows.push(even(rate, { ...row, unit: 'busy servers', capacity }, request));
  }
  const limit = group.tries?.rateLimit ?? null;
  if (limit !== null) {
    const row = { name: `${name}.rate_limit`, kind: 'limit', count: 1, unit: 'records' } as const;
    const tries = outcomesOf(model)[model.consumers.indexOf(group)].tries;
    const bulk = group.tries?.bulk?.records ?? 1;
    rows.push(even(rate, { ...row, capacity: limit.perSecond }, (each * instances * tries) / bulk));
  }
  return rows;
}

/** Messages handed out at once, at most. */
function handedTogether(model: Model, { queue, topics }: ConsumerGroupModel): number {
  const delivery = model.clusters[model.topics[topics[0]].cluster].queues?.delivery;
  return queue === null || delivery === 'push' ? 1 : Math.min(queue.receive, queue.prefetch);
}

function requestSeconds(store: Model['stores'][number]): number {
  const reads = store.readsPerRecord * (1 - (store.cache?.hitRatio ?? 0));
  return mean(store.timePerRequest) + store.timePerWriteSeconds + reads * store.timePerReadSeconds;
}

/** Over the queues that a group reads, by the messages of each. */
function ofMessages(
  model: Model,
  { topics }: Pick<ConsumerGroupModel, 'topics'>,
  valueOf: (topic: number, place: number) => number,
): number {
  const shares = topicShares(model);
  const all = topics.reduce((sum, topic) => sum + shares[topic], 0);
  // Where nothing comes, that of the first.
  if (!(all > 0)) return valueOf(topics[0], 0);
  return topics.reduce(
    (sum, topic, place) => sum + (shares[topic] / all) * valueOf(topic, place),
    0,
  );
}

function meanBytes(model: Model, group: ConsumerGroupModel): number {
  return ofMessages(model, group, (topic) => bytesOf(model, topic));
}

/** Seconds of a thread for each message, however often it is handed out. */
function workSeconds(model: Model, group: ConsumerGroupModel, placement: Placement): number {
  return ofMessages(model, group, (_, place) => secondsOf(model, group, placement, place));
}

/** The same of a message of one of its queues. */
export function secondsOf(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  place: number,
): number {
  const { seconds, tries } = outcomesOf(model)[model.consumers.indexOf(group)];
  const own = group.queue?.processingTimes[place] ?? null;
  // `seconds` has all tries but the first.
  const more = own === null ? 0 : tries * (mean(own) - mean(group.processingTime));
  const work = mean(group.processingTime) + seconds + more;
  const store = model.stores.find(({ name }) => name === group.store);
  if (store === undefined) return work;
  const { role, propagation, readsPerRecord, cache } = store;
  const away = delaySeconds(model, placement, group.role, role, propagation);
  const hits = readsPerRecord * (cache?.timePerHitSeconds ?? 0);
  return work + hits + 2 * away + requestSeconds(store);
}

/** Seconds of an instance for each delivery that prefetch, or its questions, leave it. */
function turnSeconds(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  work: number,
): number {
  const { queue, threads } = group;
  const cluster = model.clusters[model.topics[group.topics[0]].cluster];
  if (queue === null || cluster.queues === null) return 0;
  const { delivery, timePerDelivery, timePerAck } = cluster.queues;
  const away = delaySeconds(model, placement, group.role, cluster.role, group.propagation);
  const trip = 2 * away + mean(timePerDelivery);
  // An instance's part of what may be handed out and not acknowledged over all of them.
  const limits = group.topics.map((topic) => model.topics[topic].queue?.maxUnacknowledged ?? null);
  const part = limits.reduce<number>((sum, one) => sum + (one ?? Infinity), 0) / group.instances;
  // Each queue pushes by itself.
  const most = queue.prefetch * (delivery === 'push' ? group.topics.length : 1);
  const held = Math.min(most, part);
  if (delivery === 'push') return (trip + mean(timePerAck) + work) / held;
  const once = Math.min(queue.receive, held);
  if (queue.waitsForAll) return trip / once + work / Math.min(threads, once);
  return Math.max(trip / once, (trip + work) / held);
}

/** A tenth more is worth a word. */
const WORTH_NAMING = 1.1;

/** Why a group's threads cannot work all the time, where what they hold keeps them from it. */
export function prefetchNote(model: Model, group: ConsumerGroupModel): string {
  const { queue, threads } = group;
  const [placement] = model.placements;
  if (queue === null) return '';
  const work = workSeconds(model, group, placement) / deliveriesOfQueue(model, group.topics[0]);
  const gain = (turnSeconds(model, group, placement, work) * threads) / work;
  if (!(gain >= WORTH_NAMING)) return '';
  const share = `its threads work ${(100 / gain).toFixed(0)}% of the time at that`;
  const times = `would bring ${gain.toFixed(1)} times as much`;
  if (queue.waitsForAll) return `${share}: they ask when all is done; receive_when: room ${times}`;
  const held = Math.ceil(0.999 * queue.prefetch * gain);
  const why = 'each message is held for a round trip and its work';
  return `${share}: ${why}, ${queue.prefetch} at a time; prefetch: ${held} ${times}`;
}

/** What becomes of a group whose messages come back while they wait in its instances. */
export function visibilityNote(model: Model, group: ConsumerGroupModel, rate: number): string {
  const { queue, threads, instances } = group;
  if (queue === null) return '';
  const [placement] = model.placements;
  const { behind, atCeiling } = againOf(model, group, placement, rate);
  if (behind < WORTH_NAMING * atCeiling) return '';
  const perMessage = workSeconds(model, group, placement) / groupShare(model, group);
  const carried = (instances * threads) / (perMessage * behind);
  const why = 'its messages come back while they wait in its instances';
  const times = `handed out ${behind.toFixed(1)} times each, ${Number(carried.toPrecision(3))} records/s of a cell are done`;
  return `once it is behind ${why}: ${times}; prefetch: ${threads}, or a longer visibility_timeout, keeps them from that`;
}

function externalRows(
  model: Model,
  groups: readonly ConsumerGroupModel[],
  rate: number,
): CellRow[] {
  const { externals } = model;
  const outcomes = outcomesOf(model);
  const made = noCalls(externals);
  for (const group of groups) {
    const { sent } = outcomes[model.consumers.indexOf(group)];
    group.tries?.calls.forEach((call, index) => {
      addCalls(made, call, groupShare(model, group) * sent[index], externals);
    });
  }
  return calledRows(externals, made, made, rate);
}
