/**
 * Producers: accumulators per partition, one connection ("channel") per broker.
 *
 * Semantics.
 * - Admitted records join the queue of their partition: see accumulator.ts.
 * - A channel is ready when a partition of its broker has a full batch (the next record would not fit, or it fits
 *   exactly), or its oldest record has been admitted for linger. When ready and fewer than max.in.flight requests are
 *   unanswered, it sends one request with the first batch of every partition of that broker that has records (as
 *   Kafka's drain does), up to max.request.size, starting at the partition after the one it last started at. What is
 *   left makes it ready again at once, if it is full or has lingered. If a request may not be sent, it is sent when an
 *   answer comes.
 * - Records older than delivery.timeout when they would be sent are dropped, and free their memory. Requests that fail: see retry.ts.
 * - The request goes through the producer's NIC (FIFO), the network, and the broker's NIC; requests of one channel never
 *   overtake. acks=0: it counts as answered when its last byte has left the NIC.
 * - At one time: answers are handled before admissions, admissions before sends, sends before further arrivals; of sends,
 *   the channel of the lowest number goes first, but what had to wait for an answer is sent with it. What waits for its time when leaders change waits at its new leader's channel.
 */
import { STAMP, STAMPS } from '../engine/kernels.js';
import type { StationBank } from '../engine/station.js';
import type { Stream } from '../engine/stream.js';
import type { ProducerModel } from '../model/model.js';
import { noteTaken } from './accumulator.js';
import { resume, type TokenBucket } from './admission.js';
import type { ArrivalTimes } from './arrivals.js';
import { sendRequest } from './broker.js';
import { checkAcknowledged } from './safety.js';
import { tellBatch } from './observer.js';
import type { RecordQueue } from './recordQueue.js';
import { loseBatch } from './refusal.js';
import {
  firstRetry,
  firstYoungRetry,
  forget,
  forgetUnanswered,
  setTimer,
  waitsForOlder,
  wakeRetries,
} from './retry.js';
import { EVENT, type World } from './world.js';

export interface ProducerColumns {
  readonly count: number;
  readonly brokerCount: number;
  readonly partitionCount: number;
  readonly nextArrival: readonly ArrivalTimes[];
  readonly drawKey: readonly (() => number)[];
  readonly partitionStream: readonly Stream[];
  readonly keyed: boolean;
  /** True when something downstream asks for a record's key. */
  readonly needsKey: boolean;
  readonly partitioner: 'sticky' | 'round_robin' | 'random';
  /** [producer]: the sticky or next partition, and records left on the sticky one. */
  readonly currentPartition: Int32Array;
  readonly stickyLeft: Int32Array;
  /** [producer * partitionCount + partition]: admitted (or surely to be admitted) records not yet sent. */
  readonly queues: readonly RecordQueue[];
  /** [queue]: when its first batch is ready: full, or its oldest record has lingered; Infinity while it is empty. */
  readonly batchReadyAt: Float64Array;
  /** [broker]: the partitions that it leads; replaced when leaders change. */
  readonly partitionsOfBroker: Int32Array[];
  readonly leader: Int32Array;
  readonly batchRecords: number;
  /** Records in the queue that make its first batch full: batchRecords, or one more when a batch has room to spare. */
  readonly fullRecords: number;
  readonly requestRecords: number;
  readonly lingerSeconds: number;
  readonly maxInFlight: number;
  readonly requestTimeoutSeconds: number;
  /** Whether a request can time out within the trial. */
  readonly timesOut: boolean;
  readonly retries: number;
  readonly retryBackoffSeconds: number;
  readonly retryBackoffMaxSeconds: number;
  readonly idempotence: boolean;
  /** [channel]: whether its timer runs. */
  readonly timerSet: Uint8Array;
  /** [channel]: requests sent and not answered, in order; where they may fail (world.recovers). */
  readonly unanswered: readonly number[][];
  /** By queue, producer * partitionCount + partition: batches to be sent again, in order. */
  readonly retry: Map<number, number[]>;
  /** [queue]: batches made. */
  readonly sequence: Float64Array;
  readonly bufferRecords: number;
  readonly overflow: ProducerModel['overflow'];
  /** Records in the buffer from which the overflow policy has a say. */
  readonly overflowFrom: number;
  readonly shedStream: Stream;
  readonly tokens: TokenBucket | null;
  readonly maxBlockSeconds: number;
  readonly deliveryTimeoutSeconds: number;
  readonly wireBytesPerRecord: number;
  readonly acks: 0 | 1 | 'all';
  readonly nicOut: StationBank;
  readonly nicBytesPerSecond: number;
  /** [producer]: records admitted or surely to be, not yet acknowledged; and the record that waits, if any. */
  readonly unacknowledged: Float64Array;
  readonly headArrival: Float64Array;
  /** When the waiting record has its token. */
  readonly headToken: Float64Array;
  readonly headKey: Float64Array;
  readonly pumpWindowSeconds: number;
  /** Time until which arrivals have been drawn. */
  readonly drawnUntil: Float64Array;
  readonly pumpPending: Uint8Array;
  /** [producer * brokerCount + broker]. */
  readonly inFlight: Int32Array;
  readonly readyAt: Float64Array;
  readonly blocked: Uint8Array;
  readonly rotation: Int32Array;
}

export function channelReady(world: World, channel: number): void {
  const columns = world.producers;
  // An event that was overtaken by an earlier readiness finds another time (or none) here.
  if (columns.readyAt[channel] > world.now || columns.blocked[channel] === 1) return;
  sendWhatIsReady(world, channel);
}

/** Sends requests while the channel is ready and may, sets its next readiness, and gives away what old records held. */
export function sendWhatIsReady(world: World, channel: number): void {
  const { unacknowledged, brokerCount, headArrival } = world.producers;
  const producer = Math.floor(channel / brokerCount);
  const held = unacknowledged[producer];
  sendRequests(world, channel);
  if (unacknowledged[producer] >= held) return;
  const head = headArrival[producer];
  if (head >= 0 && head <= world.now) resume(world, producer);
}

function sendRequests(world: World, channel: number): void {
  const columns = world.producers;
  for (;;) {
    const readyAt = nextReadiness(world, channel);
    columns.readyAt[channel] = Infinity;
    columns.blocked[channel] = 0;
    if (readyAt > world.now) {
      if (readyAt < Infinity) {
        columns.readyAt[channel] = readyAt;
        world.events.push(readyAt, EVENT.channelReady, channel);
      }
      return;
    }
    if (columns.inFlight[channel] >= columns.maxInFlight) {
      columns.blocked[channel] = 1;
      return;
    }
    drain(world, channel, readyAt);
  }
}

function nextReadiness(world: World, channel: number): number {
  const columns = world.producers;
  const producer = Math.floor(channel / columns.brokerCount);
  const partitions = columns.partitionsOfBroker[channel - producer * columns.brokerCount];
  let readyAt = Infinity;
  for (const partition of partitions) {
    const place = producer * columns.partitionCount + partition;
    if (columns.retry.size > 0) {
      const again = firstRetry(world, place);
      if (again >= 0) {
        const ready = world.batches.retryAt[again];
        if (ready < readyAt && !waitsForOlder(world, again)) readyAt = ready;
        continue;
      }
    }
    const ready = columns.batchReadyAt[place];
    if (ready < readyAt) readyAt = ready;
  }
  return readyAt;
}

function drain(world: World, channel: number, readyAt: number): void {
  const columns = world.producers;
  const producer = Math.floor(channel / columns.brokerCount);
  const broker = channel - producer * columns.brokerCount;
  const partitions = columns.partitionsOfBroker[broker];
  const requests = world.requests;
  const request = requests.allocate();
  requests.connection[request] = channel;
  requests.cluster[request] = 0;
  requests.firstBatch[request] = -1;
  requests.batches[request] = 0;
  requests.records[request] = 0;
  let turn = columns.rotation[channel];
  columns.rotation[channel] = turn + 1 === partitions.length ? 0 : turn + 1;
  // Fewer partitions may be left than when the channel last had its turn.
  if (turn >= partitions.length) turn %= partitions.length;
  for (let step = 0; step < partitions.length; step++) {
    const room = columns.requestRecords - requests.records[request];
    if (room <= 0) break;
    takeBatch(world, request, producer, partitions[turn], room, readyAt);
    turn = turn + 1 === partitions.length ? 0 : turn + 1;
  }
  if (requests.batches[request] === 0) {
    requests.release(request);
    return;
  }
  const bytes = requests.records[request] * columns.wireBytesPerRecord;
  requests.bytes[request] = bytes;
  columns.inFlight[channel]++;
  const transmission = bytes / columns.nicBytesPerSecond;
  const left = columns.nicOut.offer(producer, world.now, transmission, requests.records[request]);
  requests.epoch[request] = world.clusters[0].epoch[broker];
  requests.pending[request] = 0;
  sendRequest(world, request, columns.nicOut.start, transmission);
  if (world.recovers && columns.acks !== 0) columns.unanswered[channel].push(request);
  if (columns.timesOut) {
    requests.deadline[request] = world.now + columns.requestTimeoutSeconds;
    setTimer(world, channel, requests.deadline[request]);
  }
  if (columns.acks === 0) world.events.push(left, EVENT.acknowledged, requests.event(request));
}

/** Moves the first batch of a partition's queue into the request: at most `room` records, only those admitted by now. */
function takeBatch(
  world: World,
  request: number,
  producer: number,
  partition: number,
  room: number,
  readyAt: number,
): void {
  const columns = world.producers;
  const now = world.now;
  const place = producer * columns.partitionCount + partition;
  const again = columns.retry.size > 0 ? firstYoungRetry(world, place) : -1;
  if (again >= 0) {
    if (world.batches.retryAt[again] > now || world.batches.count[again] > room) return;
    if (waitsForOlder(world, again)) return;
    columns.retry.get(place)?.shift();
    world.recorder.retried(now);
    linkBatch(world, request, again);
    return;
  }
  if (columns.batchReadyAt[place] === Infinity) return;
  const queue = columns.queues[place];
  while (queue.size > 0 && now - queue.admittedAt(0) > columns.deliveryTimeoutSeconds) {
    world.observer?.('dropped', 0, producer, queue.arrivalAt(0), now);
    queue.shift();
    columns.unacknowledged[producer]--;
    world.recorder.dropped(now, 1);
  }
  const limit = Math.min(queue.size, columns.batchRecords, room);
  const count = queue.countAdmitted(now, limit);
  if (count === 0) {
    noteTaken(columns, place);
    return;
  }
  const { records, batches } = world;
  const first = records.allocate(count);
  const blocked = queue.moveInto(records, first, count);
  noteTaken(columns, place);
  if (world.recovers) records.delivered.fill(0, first, first + count);
  const batch = batches.allocate();
  batches.first[batch] = first;
  batches.count[batch] = count;
  batches.partition[batch] = partition;
  batches.client[batch] = producer;
  batches.sequence[batch] = columns.sequence[place]++;
  batches.position[batch] = -1;
  batches.attempts[batch] = 0;
  batches.copy[batch] = 0;
  batches.kept[batch] = 0;
  batches.remaining[batch] = count * world.pathCount;
  const stamps = batch * STAMPS;
  batches.stamps[stamps + STAMP.ready] = readyAt;
  batches.stamps[stamps + STAMP.drained] = now;
  batches.stamps[stamps + STAMP.blocked] = blocked ? 1 : 0;
  batches.acknowledged[batch] = 0;
  linkBatch(world, request, batch);
}

/** Makes a batch the request's last. */
function linkBatch(world: World, request: number, batch: number): void {
  const { batches, requests } = world;
  batches.request[batch] = request;
  batches.nextInRequest[batch] = -1;
  if (requests.firstBatch[request] < 0) requests.firstBatch[request] = batch;
  else batches.nextInRequest[requests.lastBatch[request]] = batch;
  requests.lastBatch[request] = batch;
  requests.batches[request]++;
  requests.records[request] += batches.count[batch];
  const { observer } = world;
  if (observer !== null) tellBatch(world, observer, 'sent', batches.partition[batch], batch);
}

/** An acknowledgement comes back (acks=0: the request has left): memory and the in-flight place are free. */
export function acknowledged(world: World, request: number): void {
  const columns = world.producers;
  const { requests, batches, records, recorder } = world;
  // The connection has been closed meanwhile: nobody listens.
  if (requests.abandoned[request] === 1) {
    forget(world, request);
    return;
  }
  const channel = requests.connection[request];
  if (world.recovers) forgetUnanswered(columns, channel, request);
  const producer = Math.floor(channel / columns.brokerCount);
  for (let batch = requests.firstBatch[request]; batch >= 0;) {
    const next = batches.nextInRequest[batch];
    const first = batches.first[batch];
    recorder.published(world.now, records.arrivalPlace + first * 8, batches.count[batch]);
    if (world.observer !== null) tellBatch(world, world.observer, 'published', 0, batch);
    batches.acknowledged[batch] = 1;
    if (columns.acks === 'all') checkAcknowledged(world, batch);
    // Its log has been cut off while its acknowledgement was on its way.
    if (columns.acks !== 0 && batches.position[batch] < 0) loseBatch(world, batch);
    else if (batches.isDone(batch)) releaseBatch(world, batch);
    batch = next;
  }
  const count = requests.records[request];
  if (columns.acks !== 0 || requests.pending[request] < 0) requests.release(request);
  columns.inFlight[channel]--;
  columns.unacknowledged[producer] -= count;
  if (columns.retry.size > 0) wakeRetries(world, producer);
  const head = columns.headArrival[producer];
  if (head >= 0 && head <= world.now) resume(world, producer);
  if (columns.blocked[channel] === 1) sendWhatIsReady(world, channel);
}

/** Frees a batch and its records once nobody needs them. */
export function releaseBatch(world: World, batch: number): void {
  world.records.release(world.batches.first[batch], world.batches.count[batch]);
  world.batches.release(batch);
}

/** Records that have arrived before `time` and are not yet sent; counted in the queues. */
export function queuedRecords(columns: ProducerColumns, time: number): number {
  let sum = 0;
  for (const queue of columns.queues) sum += queue.countArrived(time);
  return sum;
}

/** Records of a producer that have arrived by `time` but wait for memory: counts them as arrived, too. */
export function countUndrawn(world: World, producer: number, time: number): number {
  const { headArrival, nextArrival } = world.producers;
  let waiting = 0;
  let arrival = headArrival[producer];
  if (arrival < 0) arrival = nextArrival[producer].next();
  while (arrival < time) {
    world.recorder.arrived(arrival);
    waiting++;
    arrival = nextArrival[producer].next();
  }
  return waiting;
}
