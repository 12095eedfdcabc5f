/**
 * Arithmetic of queues that keep the order of each key: what the most frequent key can carry.
 *
 * While a message of a key is handed out no other one of it is, but those of the same answer. So a
 * key of which always some wait has `receive` of them done (one, where they are pushed) in a round
 * trip and their work, one after the other on an instance's threads: its share of what comes times
 * that is at most all of the time. What fails comes round again, before those behind it.
 */
import type { Model, Placement } from '../model/model.js';
import { delaySeconds } from '../model/delay.js';
import { hottestShare } from '../model/keyWeights.js';
import { kindsOf, topicPath, topicShares } from '../model/pipelines.js';
import { mean } from '../statistics/index.js';
import { even, type CellRow } from './cellRow.js';
import { deliveriesOfQueue, secondsOf } from './queueRows.js';

export function queueOrderRows(model: Model, placement: Placement, rate: number): CellRow[] {
  const shares = topicShares(model);
  return model.topics.flatMap((topic, index) => {
    const seconds = topic.queue?.keepsOrder === true ? turnSeconds(model, placement, index) : 0;
    if (seconds === 0) return [];
    const name = `${topicPath(topic)}.order`;
    const row = { name, kind: 'limit', count: 1, unit: 'busy servers', capacity: 1 } as const;
    return [even(rate, row, shares[index] * hottestOf(model, index) * seconds)];
  });
}

/** For each message of a key of which always some wait. */
function turnSeconds(model: Model, placement: Placement, topic: number): number {
  const group = model.consumers.find(({ topics }) => topics.includes(topic));
  const cluster = model.clusters[model.topics[topic].cluster];
  const { queue, threads } = group ?? { queue: null, threads: 1 };
  if (group === undefined || queue === null || cluster.queues === null) return 0;
  const { delivery, timePerDelivery, timePerAck } = cluster.queues;
  const once = delivery === 'push' ? 1 : Math.min(queue.receive, queue.prefetch);
  const away = delaySeconds(model, placement, group.role, cluster.role, group.propagation);
  const trip = 2 * away + mean(timePerDelivery) + mean(timePerAck);
  const times = deliveriesOfQueue(model, topic);
  const work = secondsOf(model, group, placement, group.topics.indexOf(topic));
  return (times * trip) / once + work / Math.min(threads, once);
}

/** Of what is sent to a queue, that of the most frequent key: all distributions have it first. */
function hottestOf(model: Model, topic: number): number {
  const kinds = kindsOf(model).filter((kind) => kind.topic === topic);
  const all = kinds.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return 0;
  return kinds.reduce((sum, { share, keys }) => sum + (share / all) * hottestShare(keys), 0);
}
