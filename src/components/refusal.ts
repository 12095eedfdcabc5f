/**
 * What a broker does not take: requests that it refuses, and those that are lost with it or with their connection.
 *
 * Semantics.
 * - A broker refuses a request, when its handler is done, if it does not lead all the request's partitions (any more), if
 *   with acks=all fewer than min.insync.replicas of one of them are in sync, or if a batch of an idempotent producer is
 *   not the next of its partition, of those that have not been given up. It refuses the whole request, and its producer hears so one propagation delay later.
 * - acks=0: nobody hears so, and nobody sends again what is refused or lost with a broker: its records are lost at the
 *   moment when the broker would have had the request, or refuses it, or dies while the request waits there.
 */
import { letNextIn, type Cluster } from './broker.js';
import { tellLost } from './observer.js';
import { releaseBatch } from './producer.js';
import { forget } from './retry.js';
import { EVENT, type World } from './world.js';

export function refuses(world: World, cluster: Cluster, request: number, broker: number): boolean {
  const { requests, batches } = world;
  if (requests.abandoned[request] === 1) {
    return requests.stale[request].some(([, , partition]) => shuns(cluster, partition, broker));
  }
  for (let batch = requests.firstBatch[request]; batch >= 0; batch = batches.nextInRequest[batch]) {
    if (shuns(cluster, batches.partition[batch], broker)) return true;
    if (world.producers.idempotence && isAhead(world, cluster, batch)) return true;
  }
  return false;
}

/** Whether the broker takes nothing for a partition. */
function shuns(cluster: Cluster, partition: number, broker: number): boolean {
  if (cluster.leader[partition] !== broker) return true;
  if (cluster.acks !== 'all') return false;
  let inSync = 0;
  for (const each of cluster.log[partition].inSync) inSync += each;
  return inSync < cluster.minInsyncReplicas;
}

/** Whether a former batch of its client is still to come (OutOfOrderSequenceException). */
export function isAhead(world: World, cluster: Cluster, batch: number): boolean {
  const { batches } = world;
  const place = batches.client[batch] * cluster.partitionCount + batches.partition[batch];
  return batches.sequence[batch] > cluster.nextSequence[place];
}

/** A client's next batch at a place is the one of that sequence number, or the first after it that is not given up. */
export function expectNext({ nextSequence, skipped }: Cluster, place: number, from: number): void {
  let next = from;
  if (skipped.size > 0) {
    const gaps = skipped.get(place);
    while (gaps?.has(next) === true) next++;
  }
  nextSequence[place] = next;
}

/** Refuses a request, and lets the connection's next one in. */
export function refuse(world: World, cluster: Cluster, request: number): void {
  const { requests } = world;
  letNextIn(world, cluster, requests.connection[request]);
  if (cluster.acks === 0) loseRequest(world, request);
  else {
    const at = answerArrives(world, cluster);
    world.events.push(at, EVENT.requestRefused, requests.event(request));
  }
}

/** When an answer that leaves now is at its producer, seconds. */
export function answerArrives(world: World, { clientLink, clientDelay }: Cluster): number {
  return Math.max(world.now, clientLink.cutUntil) + clientDelay() * clientLink.slowness;
}

/** Whether the connection is closed or the broker has died since the request was sent: then it is forgotten. */
export function isGone(world: World, cluster: Cluster, request: number, broker: number): boolean {
  const { requests } = world;
  const dead = requests.epoch[request] !== cluster.epoch[broker] || cluster.up[broker] === 0;
  if (requests.abandoned[request] === 0 && !dead) return false;
  if (cluster.index > 0 && requests.abandoned[request] === 0) {
    // Mirror clusters do not fail: nothing comes here.
    throw new Error('a mirror lost a request');
  }
  if (requests.abandoned[request] === 1) forget(world, request);
  else if (cluster.acks === 0) loseRequest(world, request);
  else requests.release(request);
  return true;
}

/** A crashed broker's connection with acks=0: what is muted there is lost, and the next connection is not muted. */
export function loseWaiting(world: World, cluster: Cluster, connection: number): void {
  cluster.busy[connection] = 0;
  cluster.lastArrival[connection] = 0;
  const last = cluster.waitingLast[connection];
  for (let request = cluster.waitingFirst[connection]; request >= 0;) {
    const next = request === last ? -1 : world.requests.next[request];
    loseRequest(world, request);
    request = next;
  }
  cluster.waitingFirst[connection] = -1;
}

/** acks=0: nobody will send a request again. Comes back as an event if it has not left its producer yet. */
export function loseRequest(world: World, request: number): void {
  const { requests, batches } = world;
  const first = requests.firstBatch[request];
  if (batches.acknowledged[first] === 0) {
    // Without any delay it is here at the moment at which it has left, which comes later of what happens now.
    world.events.push(world.now, EVENT.requestRefused, requests.event(request));
    return;
  }
  for (let batch = first; batch >= 0;) {
    const next = batches.nextInRequest[batch];
    loseBatch(world, batch);
    batch = next;
  }
  requests.release(request);
}

/** Nobody sends a batch again that its producer takes for delivered: its records are lost on every path. */
export function loseBatch(world: World, batch: number): void {
  const { batches, recorder, observer } = world;
  for (let path = 0; path < world.pathCount; path++) {
    recorder.lost(path, world.now, batches.count[batch]);
  }
  if (observer !== null) tellLost(world, observer, batch);
  releaseBatch(world, batch);
}
