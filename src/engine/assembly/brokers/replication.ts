/**
 * Partitions' logs, followers and the high watermark.
 *
 * Semantics.
 * - Partition p's leader is broker p mod B. Its k-th follower (k = 0..) is broker (leader + 1 +
 *   (shift + k) mod (B - 1)) mod B with shift = floor(p / B): Kafka's own placement with start
 *   index 0.
 * - A follower has one fetch session for each leader it follows (num.replica.fetchers with a thread
 *   for each), and at most one fetch under way. A fetch request takes one propagation delay, then
 *   waits for the leader's handlers (time_per_fetch). When handled it first tells the leader how
 *   far the follower's logs reach, which may move high watermarks; then it is answered with
 *   everything appended since, of all partitions of the session, or waits (unlimited; real
 *   followers renew after 500 ms) until something is appended.
 * - The answer goes through the leader's NIC out and the follower's NIC in. The follower then
 *   appends it (time_per_replica_append on the session's own thread, and the disk as for the
 *   leader) and sends the next fetch.
 *   An answer holds at most replica.fetch.response.max.bytes, 10 MiB, which matters to a follower
 *   that catches up.
 * - A partition's high watermark is the smallest position known to its leader of all in-sync
 *   replicas; it never goes back. Records under it are readable. Who is in sync changes with faults
 *   only: see failover.ts and lagging.ts. A follower that is not in sync is in sync again when a
 *   handled fetch of its tells that it has reached the high watermark.
 * - Within one event: watermarks move in the order of the session's partitions, then answers go to
 *   producers in log order, then waiting readers are answered in order of session number.
 */
import { checkRow } from '../checks/blocks';
import { checkInUse } from '../checks/pool';
import { allocate, rowAt, rowBytes } from '../memory/memory';
import { noteReadable, trimLog, wakeReaders } from '../readers/reader';
import { changeNumber, lasts, offer, receive, startOf } from '../stations';
import {
  REPLICA_DATA,
  REPLICA_FETCH_ARRIVES,
  REPLICA_FETCH_DONE,
  REPLICA_RECEIVED,
} from '../world/kinds';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Broker, Cluster, Log, Replica, ReplicaItem, ReplicaSession } from './rows';
import { at } from '../world/schedule';
import { batchCommitted, handleFetch, writeToDisk } from './broker';
import { checkWatermark } from './safety';

/** replica.fetch.response.max.bytes. */
const RESPONSE_MAX_BYTES: f64 = 10_485_760;

// @ts-ignore: decorator
@inline
function itemAt(session: ReplicaSession, index: i32): ReplicaItem {
  if (CHECKED) checkRow('ReplicaItem', session.items, index, 16);
  return changetype<ReplicaItem>(session.items + (usize(index) << 4));
}

export function appendToLog(cluster: Cluster, batch: Batch): void {
  const log = batch.log;
  if (log.end - log.start > i64(log.mask)) growLog(log);
  if (CHECKED) checkInUse(batch);
  const cell = log.batches + (usize(i32(log.end) & log.mask) << 2);
  store<usize>(cell, changetype<usize>(batch));
  batch.position = log.end;
  if (world.mayRedeliver != 0) batch.retainCount++;
  log.end++;
  log.endRecords += f64(batch.count);
  log.endBytes += batch.bytes;
  const followers = log.followers;
  // Followers that are not in sync hold nothing up.
  if (followers.size == 0 || world.mayRedeliver != 0) advanceHighWatermark(cluster, log);
  for (let index = 0; index < followers.size; index++) {
    const session = changetype<ReplicaSession>(followers.at(index));
    if (session.waits != 1) continue;
    session.waits = 2;
    session.wokenAt = world.now;
    world.wokenReplicas.add(session.number);
  }
}

/** Answers the waiting followers that an append has something for, in order of session number. */
export function wakeFollowers(): void {
  const woken = world.wokenReplicas;
  for (let number = woken.take(); number >= 0; number = woken.take()) {
    const session = replicaSessionAt(number);
    if (!session.closed) answerFollower(session);
  }
}

// @ts-ignore: decorator
@inline
export function replicaSessionAt(number: i32): ReplicaSession {
  return changetype<ReplicaSession>(world.replicas.at(number));
}

/** What a follower has been sent, it has once it has written it. */
function noteWritten(session: ReplicaSession): void {
  if (session.writtenAt > world.now) return;
  session.writtenAt = Infinity;
  for (let index = 0; index < session.count; index++) {
    const item = itemAt(session, index);
    item.replica.end = item.answerEnd;
  }
}

/** Forgets a session and what is under way for it: the follower goes on from what it has. */
export function closeReplicaSession(session: ReplicaSession): void {
  const caughtUpAt = session.waits > 0 ? world.now : session.wokenAt;
  session.closed = true;
  session.waits = 0;
  noteWritten(session);
  for (let index = 0; index < session.count; index++) {
    const item = itemAt(session, index);
    if (caughtUpAt > item.replica.caughtUpAt) item.replica.caughtUpAt = caughtUpAt;
    item.log.followers.remove(changetype<usize>(session));
    goBack(item.log, item.replica);
  }
}

/** A follower will be sent what comes after the batches that it has. */
export function goBack(log: Log, replica: Replica): void {
  while (replica.sentEnd > replica.end) {
    const batch = log.batchAt(--replica.sentEnd);
    replica.sentRecords -= f64(batch.count);
    replica.sentBytes -= batch.bytes;
  }
}

export function replicaFetchArrives(session: ReplicaSession): void {
  if (session.closed) return;
  noteWritten(session);
  const finish = handleFetch(session.cluster, session.leader);
  at(finish, REPLICA_FETCH_DONE, u64(session.number));
}

export function replicaFetchDone(session: ReplicaSession): void {
  const cluster = session.cluster;
  changeNumber(cluster.handlers, world.now, -1);
  if (session.closed) return;
  let more = false;
  for (let index = 0; index < session.count; index++) {
    const item = itemAt(session, index);
    const log = item.log;
    const replica = item.replica;
    if (replica.end > replica.knownEnd) {
      replica.knownEnd = replica.end;
      advanceHighWatermark(cluster, log);
    }
    if (!replica.inSync) rejoin(log, replica);
    if (cluster.replicaLagSeconds > 0) replica.fetches(log.end, world.now);
    if (log.end > replica.sentEnd) more = true;
  }
  if (more) answerFollower(session);
  else session.waits = 1;
  wakeReaders();
}

/** A follower is in sync again when it has reached its leader's high watermark. */
function rejoin(log: Log, replica: Replica): void {
  if (replica.knownEnd >= log.highWatermark) replica.inSync = true;
  checkWatermark(log);
}

function answerFollower(session: ReplicaSession): void {
  const cluster = session.cluster;
  session.answerBytes = 0;
  session.answerRecords = 0;
  for (let index = 0; index < session.count; index++) {
    const item = itemAt(session, index);
    sendTo(session, item.log, item.replica);
    item.answerEnd = item.replica.sentEnd;
  }
  const bytes = session.answerBytes;
  const records = session.answerRecords;
  session.waits = 0;
  const full = bytes / cluster.nicOutBytesPerSecond;
  const transmission = lasts(cluster.nicOut, session.leader, world.now, full);
  offer(cluster.nicOut, session.leader, world.now, transmission, records);
  const receiving = bytes / cluster.nicInBytesPerSecond;
  const slowest = transmission > receiving ? transmission : receiving;
  const arrival = startOf(cluster.nicOut) + slowest + cluster.brokerDelay.next();
  at(arrival, REPLICA_DATA, u64(session.number));
}

/**
 * Moves what a follower has been sent over whole batches while the session's answer has room
 * (always over one, if it is the answer's first), and counts them in it.
 */
function sendTo(session: ReplicaSession, log: Log, replica: Replica): void {
  const bytes = log.endBytes - replica.sentBytes;
  if (session.answerBytes + bytes <= RESPONSE_MAX_BYTES) {
    session.answerBytes += bytes;
    session.answerRecords += log.endRecords - replica.sentRecords;
    replica.sentEnd = log.end;
    replica.sentRecords = log.endRecords;
    replica.sentBytes = log.endBytes;
    return;
  }
  while (replica.sentEnd < log.end) {
    const batch = log.batchAt(replica.sentEnd);
    const isFirst = session.answerRecords == 0;
    if (!isFirst && session.answerBytes + batch.bytes > RESPONSE_MAX_BYTES) return;
    session.answerBytes += batch.bytes;
    session.answerRecords += f64(batch.count);
    replica.sentEnd++;
    replica.sentRecords += f64(batch.count);
    replica.sentBytes += batch.bytes;
  }
}

export function replicaData(session: ReplicaSession): void {
  if (session.closed) return;
  const cluster = session.cluster;
  const receiving = session.answerBytes / cluster.nicInBytesPerSecond;
  const follower = session.follower;
  const records = session.answerRecords;
  const finish = receive(cluster.nicIn, follower, world.now, receiving, records);
  if (finish > world.now) at(finish, REPLICA_RECEIVED, u64(session.number));
  else replicaReceived(session);
}

export function replicaReceived(session: ReplicaSession): void {
  if (session.closed) return;
  const cluster = session.cluster;
  const follower = session.follower;
  const written = writeToDisk(cluster, follower, session.answerBytes, session.answerRecords);
  const time = cluster.drawReplicaAppend.next();
  let begin = written > world.now ? written : world.now;
  if (cluster.pauseEveryBytes > 0) {
    const pausedUntil = rowAt<Broker>(cluster.brokers, follower).pausedUntil;
    if (pausedUntil > begin) begin = pausedUntil;
  }
  session.writtenAt = begin + time;
  const arrival = session.writtenAt + cluster.brokerDelay.next();
  at(arrival, REPLICA_FETCH_ARRIVES, u64(session.number));
}

/**
 * Moves a partition's high watermark to what all its in-sync replicas have, and commits the batches
 * that it passes.
 */
export function advanceHighWatermark(cluster: Cluster, log: Log): void {
  let position = log.end;
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    const replica = rowAt<Replica>(log.replicas, replicaIndex);
    if (!replica.inSync || replica.broker == log.leader) continue;
    if (replica.knownEnd < position) position = replica.knownEnd;
  }
  if (position <= log.highWatermark) return;
  for (let index = log.highWatermark; index < position; index++) {
    const batch = log.batchAt(index);
    log.highWatermarkRecords += f64(batch.count);
    log.highWatermarkBytes += batch.bytes;
    if (cluster.mirror < 0) batch.committed = world.now;
    batch.readable = world.now;
    batchCommitted(batch);
  }
  log.highWatermark = position;
  if (world.mayRedeliver != 0) checkWatermark(log);
  if (log.readers.size == 0) trimLog(log);
  else noteReadable(log);
}

function growLog(log: Log): void {
  const mask = log.mask * 2 + 1;
  const batches = allocate(usize(mask + 1) << 2);
  for (let position = log.start; position < log.end; position++) {
    const cell = batches + (usize(i32(position) & mask) << 2);
    // Some may have been given back: what all have taken is forgotten a little later.
    store<usize>(cell, load<usize>(log.batches + (usize(i32(position) & log.mask) << 2)));
  }
  log.batches = batches;
  log.mask = mask;
}

/**
 * Opens a session for every pair of a leader and a follower of a cluster, both up, that has none,
 * in order of the pairs.
 */
export function openReplicaSessions(cluster: Cluster): void {
  const brokers = cluster.brokerCount;
  const bytes = usize(brokers * brokers) << 2;
  if (cluster.pairs == 0) cluster.pairs = allocate(bytes);
  const counts = cluster.pairs;
  memory.fill(counts, 0, bytes);
  for (let round = 0; round < 2; round++) {
    for (let partition = 0; partition < cluster.logCount; partition++) {
      const log = rowAt<Log>(cluster.logs, partition);
      if (log.leader < 0) continue;
      for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
        const replica = rowAt<Replica>(log.replicas, replicaIndex);
        if (replica.broker == log.leader || !rowAt<Broker>(cluster.brokers, replica.broker).up)
          continue;
        if (isFollowedBy(log, replica.broker)) continue;
        const cell = counts + (usize(log.leader * brokers + replica.broker) << 2);
        if (round == 0) store<i32>(cell, load<i32>(cell) + 1);
        else addItem(changetype<ReplicaSession>(load<usize>(cell)), log, replica);
      }
    }
    if (round == 1) break;
    for (let pair = 0; pair < brokers * brokers; pair++) {
      const cell = counts + (usize(pair) << 2);
      const count = load<i32>(cell);
      if (count > 0) store<usize>(cell, changetype<usize>(newSession(cluster, pair, count)));
    }
  }
}

function isFollowedBy(log: Log, broker: i32): bool {
  const followers = log.followers;
  for (let index = 0; index < followers.size; index++) {
    if (changetype<ReplicaSession>(followers.at(index)).follower == broker) return true;
  }
  return false;
}

function newSession(cluster: Cluster, pair: i32, count: i32): ReplicaSession {
  const session = changetype<ReplicaSession>(allocate(rowBytes<ReplicaSession>()));
  session.number = world.replicas.size;
  session.cluster = cluster;
  session.leader = pair / cluster.brokerCount;
  session.follower = pair % cluster.brokerCount;
  session.items = allocate(usize(count) << 4);
  session.writtenAt = Infinity;
  world.replicas.push(changetype<usize>(session));
  return session;
}

function addItem(session: ReplicaSession, log: Log, replica: Replica): void {
  const item = itemAt(session, session.count++);
  item.log = log;
  item.replica = replica;
  log.followers.push(changetype<usize>(session));
}
