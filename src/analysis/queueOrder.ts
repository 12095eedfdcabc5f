/**
 * Arithmetic of queues that keep the order of each key: what the most frequent key can carry.
 *
 * While a message of a key is handed out no other one of it is, but those of the same answer. So a
 * key of which always some wait has `receive` of them done (one, where they are pushed) in a round
 * trip and their work, one after the other on an instance's threads: its share of what comes times
 * that is at most all of the time. What fails comes round again, before those behind it. Beyond
 * that only what this key has too much piles up; and, at a higher load, what the next have.
 */
import type { KeyPopularity, Model, Placement } from '../model/model.js';
import { delaySeconds } from '../model/delay.js';
import { hottestShare, keyWeights, wholeWeight } from '../model/keyWeights.js';
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
    const all = even(rate, row, shares[index] * hottestOf(model, index) * seconds);
    const ofKeys = sharesOfKeys(model, index);
    const listed = ofKeys.reduce((sum, share) => sum + share, 0);
    return [{ ...all, shares: ofKeys, ofAll: shares[index] * listed }];
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
  return overKinds(model, topic, hottestShare);
}

/** So many of the most frequent keys may have too much. */
const MOST_KEYS = 1000;

/** Of what is sent to a queue, those of its most frequent keys; where all are alike, all in one. */
function sharesOfKeys(model: Model, topic: number): number[] {
  const kinds = kindsOf(model).filter((kind) => kind.topic === topic && kind.share > 0);
  const count = kinds.reduce((most, { keys }) => Math.max(most, countOf(keys)), 0);
  if (count === 0 || kinds.every(({ keys }) => keys.kind === 'uniform' && keys.count === count)) {
    return [1];
  }
  const wholes = new Map<KeyPopularity, number>();
  return Array.from({ length: Math.min(count, MOST_KEYS) }, (_, key) =>
    overKinds(model, topic, (keys) => {
      if (key >= countOf(keys) || keys.kind === 'none') return 0;
      const whole = wholes.get(keys) ?? wholeWeight(keys);
      wholes.set(keys, whole);
      return keyWeights(keys)(key) / whole;
    }),
  );
}

function countOf(keys: KeyPopularity): number {
  return keys.kind === 'none' ? 0 : keys.count;
}

/** Over those who send to a queue, by what each sends. */
function overKinds(model: Model, topic: number, of: (keys: KeyPopularity) => number): number {
  const kinds = kindsOf(model).filter((kind) => kind.topic === topic);
  const all = kinds.reduce((sum, { share }) => sum + share, 0);
  if (all === 0) return 0;
  return kinds.reduce((sum, { share, keys }) => sum + (share / all) * of(keys), 0);
}
