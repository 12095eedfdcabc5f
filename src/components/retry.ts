/**
 * Requests that fail, as their producer sees it.
 *
 * Semantics.
 * - A request that is not answered within request.timeout, or whose broker dies, closes its connection: all requests of
 *   the connection that are unanswered fail at that moment, and another connection is opened, which is not muted. What the
 *   broker has not begun to handle is never handled; what it is handling it finishes, and its answer goes nowhere. A
 *   request that its broker refuses (see refusal.ts) fails alone, when its producer hears of it.
 * - The batches of a failed request are sent again, in their order and before anything younger of their partition, after
 *   retry.backoff, which doubles with each failure of the batch up to retry.backoff.max (no jitter), to the leader of
 *   that time. An idempotent producer does not send a batch again while an older one of its partition is unanswered
 *   (Kafka's first in flight). A batch that has failed `retries` + 1 times, or whose oldest record has been admitted for longer than
 *   delivery.timeout when it would be sent, is given up: its records are dropped, unless a former attempt had already
 *   put them into the log; a request still under way does not append what has been dropped. What stands in the log, or
 *   comes to stand there, it appends once more, unless the producer is idempotent.
 * - acks=0 knows no failure: what is lost with a broker stays lost.
 */
import { resume } from './admission.js';
import { makeReady } from './accumulator.js';
import { releaseBatch, sendWhatIsReady, type ProducerColumns } from './producer.js';
import { tellBatch } from './observer.js';
import { expectNext, loseRequest } from './refusal.js';
import { EVENT, type World } from './world.js';

/** One timer a connection, for the oldest of its requests: when it comes too early it is set again. */
export function requestTimeout(world: World, channel: number): void {
  world.producers.timerSet[channel] = 0;
  const oldest = world.producers.unanswered[channel].at(0);
  if (oldest === undefined) return;
  const deadline = world.requests.deadline[oldest];
  if (deadline > world.now) setTimer(world, channel, deadline);
  else failConnection(world, channel);
}

export function setTimer(world: World, channel: number, deadline: number): void {
  const { timerSet } = world.producers;
  if (timerSet[channel] === 1) return;
  timerSet[channel] = 1;
  world.events.push(deadline, EVENT.requestTimeout, channel);
}

/** All unanswered requests of a producer's connection fail now; the broker drops those that it has not begun. */
export function failConnection(world: World, channel: number): void {
  const columns = world.producers;
  const failed = columns.unanswered[channel].splice(0);
  for (const request of failed) failRequest(world, request);
  columns.inFlight[channel] -= failed.length;
  const cluster = world.clusters[0];
  cluster.busy[channel] = 0;
  // Another connection: what comes on it is not held up by what was under way on the old one.
  cluster.lastArrival[channel] = 0;
  for (let request = cluster.waitingFirst[channel]; request >= 0;) {
    const next = request === cluster.waitingLast[channel] ? -1 : world.requests.next[request];
    forget(world, request);
    request = next;
  }
  cluster.waitingFirst[channel] = -1;
  settleFailures(world, channel);
}

/** A broker has refused a request (acks=0: or lost it as it left). */
export function requestRefused(world: World, request: number): void {
  const { requests } = world;
  const columns = world.producers;
  if (columns.acks === 0) {
    loseRequest(world, request);
    return;
  }
  if (requests.abandoned[request] === 1) {
    forget(world, request);
    return;
  }
  const channel = requests.connection[request];
  forgetUnanswered(columns, channel, request);
  columns.inFlight[channel]--;
  failRequest(world, request);
  forget(world, request);
  settleFailures(world, channel);
}

export function forgetUnanswered(columns: ProducerColumns, channel: number, request: number): void {
  const list = columns.unanswered[channel];
  // Nearly always it is the oldest.
  if (list[0] === request) {
    list.shift();
    return;
  }
  const at = list.indexOf(request);
  if (at >= 0) list.splice(at, 1);
}

/** Its batches go back to their queues, or are given up. */
function failRequest(world: World, request: number): void {
  const { requests, batches } = world;
  const columns = world.producers;
  const stale: [number, number, number][] = [];
  for (let batch = requests.firstBatch[request]; batch >= 0;) {
    const next = batches.nextInRequest[batch];
    stale.push([batch, batches.generation[batch], batches.partition[batch]]);
    batches.kept[batch]++;
    batches.request[batch] = -1;
    batches.attempts[batch]++;
    if (batches.attempts[batch] > columns.retries) giveUp(world, batch);
    else {
      const doubled = columns.retryBackoffSeconds * doublings(batches.attempts[batch] - 1);
      batches.retryAt[batch] = world.now + Math.min(doubled, columns.retryBackoffMaxSeconds);
      const queue = retryQueue(columns, batches.client[batch], batches.partition[batch]);
      queue.push(batch);
      queue.sort((left, right) => batches.sequence[left] - batches.sequence[right]);
    }
    batch = next;
  }
  requests.abandoned[request] = 1;
  requests.stale[request] = stale;
  // Nothing comes of one that waits for replicas.
  if (requests.pending[request] > 0) forget(world, request);
}

/** Frees an abandoned request of which nothing is under way any more, and what only it has kept. */
export function forget(world: World, request: number): void {
  const { requests, batches } = world;
  for (const [batch, generation] of requests.stale[request]) {
    if (batches.generation[batch] !== generation) continue;
    batches.kept[batch]--;
    if (batches.isDone(batch)) releaseBatch(world, batch);
  }
  requests.release(request);
}

function retryQueue(columns: ProducerColumns, producer: number, partition: number): number[] {
  const place = producer * columns.partitionCount + partition;
  let queue = columns.retry.get(place);
  if (queue === undefined) columns.retry.set(place, (queue = []));
  return queue;
}

/** The first batch to send again of a partition's queue, or -1. */
export function firstRetry(world: World, place: number): number {
  return world.producers.retry.get(place)?.at(0) ?? -1;
}

/** Gives up what is too old of what would be sent again now; returns the first batch that is left, or -1. */
export function firstYoungRetry(world: World, place: number): number {
  const { batches, producers } = world;
  for (;;) {
    const batch = firstRetry(world, place);
    if (batch < 0 || batches.retryAt[batch] > world.now || waitsForOlder(world, batch))
      return batch;
    const age = world.now - batches.admittedAt(batch, 0, world.records);
    if (age <= producers.deliveryTimeoutSeconds) return batch;
    producers.retry.get(place)?.shift();
    giveUp(world, batch);
  }
}

function giveUp(world: World, batch: number): void {
  const { batches, recorder } = world;
  const columns = world.producers;
  const count = batches.count[batch];
  columns.unacknowledged[batches.client[batch]] -= count;
  batches.acknowledged[batch] = 1;
  if (batches.position[batch] < 0) {
    if (columns.idempotence) skip(world, batch);
    recorder.dropped(world.now, count);
    if (world.observer !== null) tellBatch(world, world.observer, 'dropped', 0, batch);
    releaseBatch(world, batch);
  } else if (batches.isDone(batch)) releaseBatch(world, batch);
}

/** The log goes on with the batch after it, when those before it are there (the client's new epoch of sequence numbers). */
function skip(world: World, batch: number): void {
  const { batches } = world;
  const cluster = world.clusters[0];
  const place = batches.client[batch] * cluster.partitionCount + batches.partition[batch];
  const gaps = cluster.skipped.get(place) ?? new Set<number>();
  cluster.skipped.set(place, gaps.add(batches.sequence[batch]));
  expectNext(cluster, place, cluster.nextSequence[place]);
}

/** Whether an older batch of an idempotent producer's partition is unanswered, at whichever broker. */
export function waitsForOlder(world: World, batch: number): boolean {
  const { batches, requests } = world;
  const { idempotence, brokerCount, unanswered } = world.producers;
  if (!idempotence) return false;
  const first = batches.client[batch] * brokerCount;
  for (let channel = first; channel < first + brokerCount; channel++) {
    for (const request of unanswered[channel]) {
      for (let each = requests.firstBatch[request]; each >= 0; each = batches.nextInRequest[each]) {
        if (batches.partition[each] !== batches.partition[batch]) continue;
        if (batches.sequence[each] < batches.sequence[batch]) return true;
      }
    }
  }
  return false;
}

/** What a producer sends again has its time, or no longer waits for an older one: wakes the channels. */
export function wakeRetries(world: World, producer: number): void {
  const columns = world.producers;
  for (const [place, queue] of columns.retry) {
    if (queue.length === 0 || Math.floor(place / columns.partitionCount) !== producer) continue;
    const leader = columns.leader[place % columns.partitionCount];
    makeReady(world, producer, leader, world.batches.retryAt[queue[0]]);
  }
}

/** Memory may be free and batches wait for their time. */
function settleFailures(world: World, channel: number): void {
  const columns = world.producers;
  const producer = Math.floor(channel / columns.brokerCount);
  wakeRetries(world, producer);
  const head = columns.headArrival[producer];
  if (head >= 0 && head <= world.now) resume(world, producer);
  if (columns.blocked[channel] === 1) sendWhatIsReady(world, channel);
}

/** 2^count, without a power function. */
function doublings(count: number): number {
  let product = 1;
  for (let step = 0; step < count && product < 1e9; step++) product *= 2;
  return product;
}
