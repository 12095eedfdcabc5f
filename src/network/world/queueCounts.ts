/** What queues counted, and what is found by walking them, for ../nodeAudit.ts. */
import { readField } from '../../engine/layout.js';
import {
  BATCH,
  BROKER,
  CLUSTER,
  DELIVERY,
  LOG,
  MESSAGE,
  QUEUE_CONSUMER,
  READY_LIST,
  STRAND,
  WORK_QUEUE,
} from '../../engine/rows.js';
import { clusterPath } from '../../model/clusters.js';
import { replicasOf } from '../../model/placement.js';
import { topicPath } from '../../model/pipelines.js';
import { PRIORITIES } from '../../model/ranges.js';
import type { Held, QueueCounts } from '../nodeAudit.js';
import type { TrialContext } from '../trialContext.js';
import { queueTopics } from './queues.js';
import { memberRows } from './readers.js';

type Cell = Pick<TrialContext, 'arena' | 'model'>;

/** What they counted, and what is found in them. */
export function queueCounts(cell: Cell, queues: number): QueueCounts[] {
  const { arena, model } = cell;
  return queueTopics(model).map(({ topic, number }, index) => {
    const address = queues + index * WORK_QUEUE.bytes;
    const read = (field: 'came' | 'acknowledged' | 'givenUp' | 'dropped'): number =>
      readField(arena, WORK_QUEUE, address, field);
    const ended = read('acknowledged') + read('givenUp') + read('dropped');
    const inside = messagesOf(cell, address, number).length;
    return { name: topicPath(topic), came: read('came'), ended, inside };
  });
}

/** Rows of the messages that wait in a queue, or are handed out and not settled. */
function messagesOf({ arena, model }: Cell, queue: number, topic: number): number[] {
  const found: number[] = [];
  const add = (list: number): void => {
    let each = readField(arena, READY_LIST, list, 'first');
    for (; each !== 0; each = readField(arena, MESSAGE, each, 'later')) found.push(each);
  };
  const ready = readField(arena, WORK_QUEUE, queue, 'ready');
  for (let priority = 0; priority < PRIORITIES; priority++) {
    add(ready + priority * READY_LIST.bytes);
  }
  let strand = readField(arena, WORK_QUEUE, queue, 'lastStrand');
  for (; strand !== 0; strand = readField(arena, STRAND, strand, 'sibling')) {
    add(readField(arena, STRAND, strand, 'rest'));
  }
  const group = model.consumers.find(({ topics }) => topics.includes(topic));
  const consumers = readField(arena, WORK_QUEUE, queue, 'consumers');
  for (let member = 0; member < (group === undefined ? 0 : memberRows(group)); member++) {
    const row = consumers + member * QUEUE_CONSUMER.bytes;
    let each = readField(arena, QUEUE_CONSUMER, row, 'first');
    for (; each !== 0; each = readField(arena, DELIVERY, each, 'later')) {
      found.push(readField(arena, DELIVERY, each, 'message'));
    }
  }
  return found;
}

/** Where brokers have a memory alarm: bytes that they say they hold, and those found. */
export function heldByBrokers(cell: Cell, queues: number, clusters: number): Held[] {
  const { arena, model } = cell;
  return model.clusters.flatMap((cluster, number) => {
    const memory = cluster.queues?.memory ?? null;
    if (memory === null) return [];
    const found = Array.from({ length: cluster.count }, () => 0);
    queueTopics(model).forEach(({ topic, number: place }, index) => {
      if (topic.cluster !== number) return;
      const queue = queues + index * WORK_QUEUE.bytes;
      const log = readField(arena, WORK_QUEUE, queue, 'log');
      const first = readField(arena, LOG, log, 'number');
      const bytes = messagesOf(cell, queue, place).reduce((sum, message) => {
        const batch = readField(arena, MESSAGE, message, 'batch');
        const each =
          readField(arena, BATCH, batch, 'bytes') / readField(arena, BATCH, batch, 'count');
        return sum + each + memory.perMessageBytes;
      }, 0);
      for (const broker of replicasOf(first, cluster.count, topic.replicationFactor)) {
        found[broker] += bytes;
      }
    });
    const brokers = readField(arena, CLUSTER, clusters + number * CLUSTER.bytes, 'brokers');
    return found.map((bytes, broker) => ({
      name: `${clusterPath(cluster)}.${broker}`,
      counted: readField(arena, BROKER, brokers + broker * BROKER.bytes, 'heldBytes'),
      found: bytes,
    }));
  });
}
