/**
 * What the queues that one group asks are served, where all of them together are more than its
 * threads can do: a fluid.
 *
 * A thread that is free looks first at a queue of so much weight so often (weighted), and what is
 * empty is passed over. So those that come seldom enough for their weight are served as they come,
 * and all others so often for each of their weight, which is what makes the threads busy all the
 * time: sum of min(arrivals, weight * often) * seconds = threads. strict: those of higher weight
 * have what they need, the next what is left.
 */
import type { ConsumerGroupModel, Model, Placement } from '../model/model.js';
import { topicShares } from '../model/pipelines.js';
import { secondsOf } from './queueRows.js';

export interface Asked {
  readonly weight: number;
  /** Messages a second; and seconds of a thread for each. */
  readonly arrivals: number;
  readonly seconds: number;
}

/** Messages a second of each queue that so many threads serve. */
export function servedOf(
  queues: readonly Asked[],
  threads: number,
  order: 'weighted' | 'strict',
): number[] {
  return order === 'strict' ? strictly(queues, threads) : byWeight(queues, threads);
}

function byWeight(queues: readonly Asked[], threads: number): number[] {
  const order = [...queues].sort((a, b) => a.arrivals / a.weight - b.arrivals / b.weight);
  let left = threads;
  let weighted = order.reduce((sum, { weight, seconds }) => sum + weight * seconds, 0);
  let often = Infinity;
  for (const { weight, arrivals, seconds } of order) {
    if (arrivals * weighted > weight * left) {
      often = left / weighted;
      break;
    }
    left -= arrivals * seconds;
    weighted -= weight * seconds;
  }
  return queues.map(({ weight, arrivals }) => Math.min(arrivals, weight * often));
}

function strictly(queues: readonly Asked[], threads: number): number[] {
  const served = new Map<Asked, number>();
  let left = threads;
  for (const queue of [...queues].sort((a, b) => b.weight - a.weight)) {
    const most = queue.seconds > 0 ? left / queue.seconds : Infinity;
    const done = Math.min(queue.arrivals, most);
    served.set(queue, done);
    left = Math.max(0, left - done * queue.seconds);
  }
  return queues.map((queue) => served.get(queue) ?? 0);
}

/** Of a group that asks several queues, in a cell of that load: what comes and what is served. */
function queuesServed(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  cellEvents: number,
): { readonly topic: number; readonly arrivals: number; readonly served: number }[] {
  const { queue, topics, instances, threads } = group;
  const [first] = topics;
  const asks = model.clusters[model.topics[first].cluster].queues?.delivery === 'receive';
  if (queue === null || topics.length < 2 || !asks) return [];
  const shares = topicShares(model);
  const asked = topics.map((topic, place) => ({
    weight: queue.weights[place],
    arrivals: shares[topic] * cellEvents,
    seconds: secondsOf(model, group, placement, place),
  }));
  const served = servedOf(asked, instances * threads, queue.order);
  return topics.map((topic, place) => ({
    topic,
    arrivals: asked[place].arrivals,
    served: served[place],
  }));
}

/**
 * Messages a second that pile up before a group that asks several queues, in all cells; null of
 * others, of which what piles up is what is over the ceiling.
 */
export function growthOfQueues(
  model: Model,
  resource: string,
  cellEvents: readonly number[],
): number | null {
  const group = model.consumers.find(({ name }) => `consumers.${name}` === resource);
  if (group === undefined || group.queue === null) return null;
  const growths = model.placements.map((placement, index) =>
    queuesServed(model, group, placement, cellEvents[index]).map(
      ({ arrivals, served }) => placement.cells * (arrivals - served),
    ),
  );
  const all = growths.flat();
  return all.length === 0 ? null : all.reduce((sum, each) => sum + each, 0);
}

/** In words: which of the queues of a group in a cell of that load are served less than comes. */
export function queueSharesNote(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  cellEvents: number,
): string {
  const all = queuesServed(model, group, placement, cellEvents);
  const late = all.flatMap(({ topic, arrivals, served }) => {
    if (served >= arrivals * (1 - LEAST)) return [];
    const name = model.topics[topic].name;
    return [`${name} is served ${written(served)}/s of ${written(arrivals)}/s`];
  });
  if (late.length === 0) return '';
  const others = late.length < all.length ? ', the others as they come' : '';
  return `of its queues ${late.join(', ')}${others}`;
}

/** A thousandth less is none. */
const LEAST = 1e-3;

function written(perSecond: number): string {
  return String(Number(perSecond.toPrecision(3)));
}
