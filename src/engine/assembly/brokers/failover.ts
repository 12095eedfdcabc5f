/**
 * A broker goes down and comes back: its cluster's side of it. Clusters of mirrors do not fail.
 *
 * Semantics.
 * - Down: at that moment all connections to it and from it are closed and what was under way on
 *   them is lost, with what its handlers and NICs were doing, with requests that wait for tokens or
 *   the disk, and with what its followers have not yet written; producers' requests to it fail
 *   (../producers/retry.ts; acks=0: see refusal.ts). Its log stays as it is, page cache included
 *   (the process died, not the disk), and its disk goes on writing. It leads nothing, but nobody
 *   leads in its place yet.
 * - It is fenced failure_detection later, unless it is back before: it leaves the in-sync replicas
 *   of every partition in which another one is left, which may move high watermarks. election_time
 *   later each partition that nobody leads goes to the first replica in its list that is up and in
 *   sync; if there is none, the partition waits for one.
 * - Asked to stop (Kafka's controlled shutdown): first each partition that it leads goes to the
 *   first replica in its list that is up and in sync, and it leaves the in-sync replicas of every
 *   partition in which another one is left. Then it goes down as above; only a partition for which
 *   there is no such replica waits. What followers have not fetched yet is cut off, as below: its
 *   producers send it again, or, with acks 0 or 1, it is lost.
 * - The new leader's log counts: what it does not have is cut off the old leader's. Records that
 *   had been acknowledged (acks 0 or 1), or whose acknowledgement is on its way, are then lost; of
 *   a request that waits for replicas those batches are refused, and others their producers send
 *   again. No record under the high watermark is ever cut. What is not cut off is answered as if
 *   nothing had happened.
 * - Back: it leads again at once where nobody else leads and it is in sync, if it has the whole log
 *   or no other is in sync;
 *   for the rest it follows, from where its log agrees with the leader's, and is in sync again when
 *   it has reached the high watermark. leader_rebalance after that, unless it is down once more,
 *   the partitions for which it is the preferred leader, and is in sync, are its again.
 * - A partition that gets another leader closes the fetch sessions that have it, of followers and
 *   of readers; whatever else these sessions had goes on in new ones. Each producer's requests to a
 *   broker begin with its first partition again.
 */
import { rowAt, some } from '../memory/memory';
import { fillQueue, makeReady, queueOf } from '../producers/accumulator';
import { Vector } from '../memory/vector';
import { producerAt } from '../producers/admission';
import { failConnection } from '../producers/retry';
import { queuesDown, queuesUp } from '../queues/outage';
import { wakeReaders } from '../readers/reader';
import { closeSessionsOf, openSessions } from '../readers/sessions';
import { crash } from '../stations';
import {
  BROKER_FENCED,
  LEADERS_ELECTED,
  LEADERS_RETURN,
  REPLICA_FETCH_ARRIVES,
} from '../world/kinds';
import { freeBatch } from '../world/pools';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { answer } from './broker';
import { loseBatch, loseWaiting, refuse } from './refusal';
import {
  advanceHighWatermark,
  closeReplicaSession,
  goBack,
  openReplicaSessions,
  replicaSessionAt,
} from './replication';
import { Broker, Cluster, Log, Replica, ReplicaSession } from './rows';

/**
 * Events name a cluster, a broker of it and how often that has gone down: of two at the same time
 * the first cluster's goes first, and then the first broker's.
 */
const EPOCH_BITS: u64 = 20;
const BROKER_BITS: u64 = 16;

function brokerAt(cluster: Cluster, number: i32): Broker {
  return rowAt<Broker>(cluster.brokers, number);
}

function clusterOf(index: u64): Cluster {
  return rowAt<Cluster>(world.clusters, i32(index >> (EPOCH_BITS + BROKER_BITS)));
}

function numberOf(index: u64): i32 {
  return i32((index >> EPOCH_BITS) & ((1 << BROKER_BITS) - 1));
}

function logAt(cluster: Cluster, partition: i32): Log {
  return rowAt<Log>(cluster.logs, partition);
}

function replicaAt(log: Log, replicaIndex: i32): Replica {
  return rowAt<Replica>(log.replicas, replicaIndex);
}

/** The place of a broker's copy of a log, or -1. */
function replicaIndexOf(log: Log, broker: i32): i32 {
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    if (replicaAt(log, replicaIndex).broker == broker) return replicaIndex;
  }
  return -1;
}

function atBroker(delay: f64, kind: i32, cluster: Cluster, number: i32): void {
  const broker = (u64(cluster.index) << BROKER_BITS) | u64(number);
  at(world.now + delay, kind, (broker << EPOCH_BITS) | u64(brokerAt(cluster, number).epoch));
}

export function brokerDown(cluster: Cluster, number: i32): void {
  const broker = brokerAt(cluster, number);
  if (!broker.up) return;
  broker.up = false;
  broker.epoch++;
  for (let session = 0; session < world.replicas.size; session++) {
    const row = replicaSessionAt(session);
    const isOf = row.leader == number || row.follower == number;
    if (isOf && row.cluster == cluster && !row.closed) closeReplicaSession(row);
  }
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    if (log.leader != number) continue;
    closeSessionsOf(log);
    stepDown(log);
    log.leader = -1;
  }
  shareOut(cluster);
  if (cluster.hasQueues) queuesDown(cluster, number);
  else crash(cluster.handlers, number, world.now);
  crash(cluster.nicIn, number, world.now);
  crash(cluster.nicOut, number, world.now);
  for (let each = 0; each < world.producerCount; each++) {
    const producer = producerAt(each);
    if (producer.settings.cluster != cluster) continue;
    const connection = rowAt<Connection>(producer.connections, number);
    if (connection.acks != 0) failConnection(connection);
    else loseWaiting(connection);
  }
  atBroker(cluster.failureDetectionSeconds, BROKER_FENCED, cluster, number);
}

/** A broker is asked to stop. */
export function brokerStops(cluster: Cluster, number: i32): void {
  if (!brokerAt(cluster, number).up) return;
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    const replicaIndex = replicaIndexOf(log, number);
    if (replicaIndex < 0) continue;
    if (log.leader == number) {
      const next = nextLeader(cluster, log, number);
      if (next < 0) continue;
      giveTo(cluster, log, next);
    }
    if (!someOtherInSync(log, replicaIndex)) continue;
    replicaAt(log, replicaIndex).inSync = false;
    if (log.leader >= 0) advanceHighWatermark(cluster, log);
  }
  brokerDown(cluster, number);
  settle(cluster);
}

/** The first replica that may lead in place of a broker, or -1. */
function nextLeader(cluster: Cluster, log: Log, but: i32): i32 {
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    const replica = replicaAt(log, replicaIndex);
    if (replica.broker == but || !replica.inSync) continue;
    if (brokerAt(cluster, replica.broker).up) return replicaIndex;
  }
  return -1;
}

/** A partition that has a leader gets another one. */
function giveTo(cluster: Cluster, log: Log, replicaIndex: i32): void {
  while (log.followers.size > 0)
    closeReplicaSession(changetype<ReplicaSession>(log.followers.at(0)));
  closeSessionsOf(log);
  stepDown(log);
  lead(cluster, log, replicaIndex);
}

/** Whether an event is of a broker's present absence, or presence. */
function isOfNow(index: u64): bool {
  const epoch = i32(index & ((1 << EPOCH_BITS) - 1));
  return brokerAt(clusterOf(index), numberOf(index)).epoch == epoch;
}

export function brokerFenced(index: u64): void {
  const cluster = clusterOf(index);
  const number = numberOf(index);
  if (!isOfNow(index) || brokerAt(cluster, number).up) return;
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    const replicaIndex = replicaIndexOf(log, number);
    if (replicaIndex < 0 || !someOtherInSync(log, replicaIndex)) continue;
    replicaAt(log, replicaIndex).inSync = false;
    if (log.leader >= 0) advanceHighWatermark(cluster, log);
  }
  wakeReaders();
  at(world.now + cluster.electionSeconds, LEADERS_ELECTED, u64(cluster.index));
}

/** Partitions of a cluster that nobody leads get a leader where one can lead. */
export function leadersElected(index: i32): void {
  const cluster = rowAt<Cluster>(world.clusters, index);
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    if (log.leader >= 0) continue;
    const replicaIndex = nextLeader(cluster, log, -1);
    if (replicaIndex >= 0) lead(cluster, log, replicaIndex);
  }
  settle(cluster);
}

export function brokerUp(cluster: Cluster, number: i32): void {
  const broker = brokerAt(cluster, number);
  if (broker.up) return;
  broker.up = true;
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    if (log.leader >= 0) continue;
    const replicaIndex = replicaIndexOf(log, number);
    if (replicaIndex < 0 || !replicaAt(log, replicaIndex).inSync) continue;
    if (replicaAt(log, replicaIndex).end < log.end && someOtherInSync(log, replicaIndex)) continue;
    if (!cluster.hasQueues) lead(cluster, log, replicaIndex);
  }
  if (cluster.hasQueues) queuesUp(cluster, number);
  settle(cluster);
  atBroker(cluster.leaderRebalanceSeconds, LEADERS_RETURN, cluster, number);
}

export function leadersReturn(index: u64): void {
  const cluster = clusterOf(index);
  const number = numberOf(index);
  if (!isOfNow(index)) return;
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = logAt(cluster, partition);
    const preferred = replicaAt(log, 0);
    const isMine = preferred.broker == number && preferred.inSync;
    if (!isMine || log.leader == number || log.leader < 0) continue;
    giveTo(cluster, log, 0);
  }
  settle(cluster);
}

function someOtherInSync(log: Log, replicaIndex: i32): bool {
  for (let each = 0; each < log.replicaCount; each++) {
    if (each != replicaIndex && replicaAt(log, each).inSync) return true;
  }
  return false;
}

/** The leader's own copy becomes one like the others. */
function stepDown(log: Log): void {
  const replica = replicaAt(log, replicaIndexOf(log, log.leader));
  replica.end = log.end;
  replica.knownEnd = log.end;
  replica.sentEnd = log.end;
  replica.sentRecords = log.endRecords;
  replica.sentBytes = log.endBytes;
}

function lead(cluster: Cluster, log: Log, replicaIndex: i32): void {
  const end = replicaAt(log, replicaIndex).end;
  for (let each = 0; each < log.replicaCount; each++) {
    const replica = replicaAt(log, each);
    if (replica.end > end) replica.end = end;
    if (replica.knownEnd > replica.end) replica.knownEnd = replica.end;
    goBack(log, replica);
    replica.caughtUpAt = world.now;
    replica.fetchedAt = world.now;
    replica.endThen = end;
  }
  cutOff(log, end);
  log.leader = replicaAt(log, replicaIndex).broker;
  replicaAt(log, replicaIndex).inSync = true;
  advanceHighWatermark(cluster, log);
}

/**
 * Cuts a log off at `end`: acknowledged records are lost, the others are their producers' again.
 */
function cutOff(log: Log, end: i64): void {
  while (log.end > end) {
    const batch = log.batchAt(--log.end);
    const count = f64(batch.count);
    if (log.end < log.highWatermark) world.recorder.promisesBroken += count;
    log.endRecords -= count;
    log.endBytes -= batch.bytes;
    batch.position = -1;
    batch.retainCount--;
    takeBack(batch);
    if (!batch.acknowledged) {
      const request = batch.request;
      if (some(request) && request.pending > 0) refuseBatch(request, batch);
    } else if (batch.copy) freeBatch(batch);
    else loseBatch(batch);
  }
}

/** A request that waits for replicas is answered without a batch that they will not have. */
function refuseBatch(request: Request, batch: Batch): void {
  batch.refused = true;
  request.refused++;
  request.pending--;
  if (request.pending > 0) return;
  if (request.refused == request.batches) refuse(request);
  else answer(request);
}

/** The next batch that the log takes from a client is this one again. */
function takeBack(batch: Batch): void {
  const queue = batch.queue;
  if (batch.sequence < queue.nextSequence) queue.nextSequence = batch.sequence;
}

/** After leaders have changed: who sends where, who follows whom, who reads where. */
function settle(cluster: Cluster): void {
  shareOut(cluster);
  const before = world.replicas.size;
  openReplicaSessions(cluster);
  for (let session = before; session < world.replicas.size; session++) {
    const time = world.now + cluster.brokerDelay.next();
    at(time, REPLICA_FETCH_ARRIVES, u64(session));
  }
  openSessions(cluster);
  wakeReaders();
  for (let number = 0; number < world.producerCount; number++) {
    const producer = producerAt(number);
    if (producer.settings.cluster != cluster) continue;
    for (let broker = 0; broker < cluster.brokerCount; broker++) {
      if (!brokerAt(cluster, broker).up) continue;
      makeReady(rowAt<Connection>(producer.connections, broker), world.now);
    }
  }
}

/** Which partitions each broker leads, as the producers see it. */
function shareOut(cluster: Cluster): void {
  for (let number = 0; number < world.producerCount; number++) {
    const producer = producerAt(number);
    if (producer.settings.cluster != cluster) continue;
    const leads = producer.settings.leads;
    const partitionCount = producer.settings.partitionCount;
    // Those of one kind share the lists, and see them alike.
    for (let broker = 0; broker < cluster.brokerCount; broker++) {
      rowAt<Vector>(leads, broker).size = 0;
      const connection = rowAt<Connection>(producer.connections, broker);
      connection.rotation = 0;
      memory.fill(connection.filled, 0, usize((partitionCount + 63) >> 6) << 3);
    }
    for (let index = 0; index < partitionCount; index++) {
      const queue = queueOf(producer, index);
      const leader = queue.log.leader;
      if (leader < 0) continue;
      const led = rowAt<Vector>(leads, leader);
      queue.rank = led.size;
      led.push(usize(index));
      if (queue.size > 0 || some(queue.retryFirst)) fillQueue(queue);
    }
  }
}
