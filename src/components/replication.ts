/**
 * Partitions' logs, followers and the high watermark.
 *
 * Semantics.
 * - Partition p's leader is broker p mod B. Its k-th follower (k = 0..) is broker
 *   (leader + 1 + (shift + k) mod (B - 1)) mod B with shift = floor(p / B): Kafka's own placement with start index 0.
 * - A follower has one fetch session for each leader it follows (num.replica.fetchers with a thread for each), and at
 *   most one fetch under way. A fetch request takes one propagation delay, then waits for the leader's handlers
 *   (time_per_fetch). When handled it first tells the leader how far the follower's logs reach, which may move high
 *   watermarks; then it is answered with everything appended since, of all partitions of the session, or waits
 *   (unlimited; real followers renew after 500 ms) until something is appended.
 * - The answer goes through the leader's NIC out and the follower's NIC in. The follower then appends it
 *   (time_per_replica_append on the session's own thread, and the disk as for the leader) and sends the next fetch.
 * - A partition's high watermark is the smallest position known to its leader of all replicas (without faults all are
 *   in sync). Records under it are readable.
 * - Within one event: watermarks move in the order of the session's partitions, then answers go to producers in log
 *   order, then waiting readers are answered in order of session number.
 */
import { EVENT, type World } from './world.js';
import { enlargeInt } from './records.js';
import { batchCommitted, writeToDisk, type Cluster, type PartitionLog } from './broker.js';
import { noteReadable, wakeReaders } from './reader.js';

/** Columns of follower sessions over all clusters. */
export interface ReplicaSessions {
  readonly count: number;
  readonly cluster: Int32Array;
  readonly leader: Int32Array;
  readonly follower: Int32Array;
  readonly partitions: readonly Int32Array[];
  /** [session][k]: position of its k-th partition sent to the follower, and the one the leader knows it has. */
  readonly sent: readonly Float64Array[];
  readonly sentBytes: readonly Float64Array[];
  readonly sentRecords: readonly Float64Array[];
  readonly known: readonly Float64Array[];
  readonly waits: Uint8Array;
  readonly answerBytes: Float64Array;
  readonly answerRecords: Float64Array;
  /** Sessions that wait and have something to get, noted while appending. */
  readonly woken: number[];
}

export function appendToLog(world: World, cluster: Cluster, batch: number): void {
  const { batches, replicas } = world;
  const partition = batches.partition[batch];
  const log = cluster.log[partition];
  const count = batches.count[batch];
  if (log.end - log.start === log.batches.length) growLog(log);
  log.batches[log.end & (log.batches.length - 1)] = batch;
  log.end++;
  log.endBytes += count * cluster.wireBytesPerRecord;
  log.endRecords += count;
  const followers = cluster.followerSessions[partition];
  if (followers.length === 0) advance(world, cluster, partition);
  for (const session of followers) {
    if (replicas.waits[session] === 1) {
      replicas.waits[session] = 2;
      replicas.woken.push(session);
    }
  }
}

/** Answers the waiting followers that an append has something for, in order of session number. */
export function wakeFollowers(world: World): void {
  const { woken } = world.replicas;
  if (woken.length === 0) return;
  if (woken.length > 1) woken.sort((left, right) => left - right);
  for (const session of woken) answerFollower(world, session);
  woken.length = 0;
}

export function replicaFetchArrives(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  cluster.handlers.changeNumber(world.now, 1);
  const service = cluster.drawFetch() * cluster.handlerFactor;
  const finish = cluster.handlers.offer(replicas.leader[session], world.now, service, 0);
  world.events.push(finish, EVENT.replicaFetchDone, session);
}

export function replicaFetchDone(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  cluster.handlers.changeNumber(world.now, -1);
  const partitions = replicas.partitions[session];
  const known = replicas.known[session];
  const sent = replicas.sent[session];
  let more = false;
  for (let index = 0; index < partitions.length; index++) {
    if (sent[index] > known[index]) {
      known[index] = sent[index];
      advance(world, cluster, partitions[index]);
    }
    if (cluster.log[partitions[index]].end > sent[index]) more = true;
  }
  if (more) answerFollower(world, session);
  else replicas.waits[session] = 1;
  wakeReaders(world);
}

function answerFollower(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  const partitions = replicas.partitions[session];
  const sent = replicas.sent[session];
  const sentBytes = replicas.sentBytes[session];
  const sentRecords = replicas.sentRecords[session];
  let bytes = 0;
  let records = 0;
  for (let index = 0; index < partitions.length; index++) {
    const log = cluster.log[partitions[index]];
    bytes += log.endBytes - sentBytes[index];
    records += log.endRecords - sentRecords[index];
    sent[index] = log.end;
    sentBytes[index] = log.endBytes;
    sentRecords[index] = log.endRecords;
  }
  replicas.waits[session] = 0;
  replicas.answerBytes[session] = bytes;
  replicas.answerRecords[session] = records;
  const transmission = bytes / cluster.nicOutBytesPerSecond;
  cluster.nicOut.offer(replicas.leader[session], world.now, transmission, records);
  const arrival = cluster.nicOut.start + transmission + cluster.brokerDelay();
  world.events.push(arrival, EVENT.replicaData, session);
}

export function replicaData(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  const receiving = replicas.answerBytes[session] / cluster.nicInBytesPerSecond;
  const follower = replicas.follower[session];
  const finish = cluster.nicIn.receive(
    follower,
    world.now,
    receiving,
    replicas.answerRecords[session],
  );
  if (finish > world.now) world.events.push(finish, EVENT.replicaReceived, session);
  else replicaReceived(world, session);
}

export function replicaReceived(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  const written = writeToDisk(
    world,
    cluster,
    replicas.follower[session],
    replicas.answerBytes[session],
    replicas.answerRecords[session],
  );
  const append = cluster.drawReplicaAppend();
  const appended = (written > world.now ? written : world.now) + append;
  world.events.push(appended + cluster.brokerDelay(), EVENT.replicaFetchArrives, session);
}

/** Moves a partition's high watermark to what all its replicas have, and commits the batches that it passes. */
function advance(world: World, cluster: Cluster, partition: number): void {
  const { batches, replicas } = world;
  const log = cluster.log[partition];
  let position = log.end;
  for (const session of cluster.followerSessions[partition]) {
    const index = replicas.partitions[session].indexOf(partition);
    const known = replicas.known[session][index];
    if (known < position) position = known;
  }
  if (position <= log.highWatermark) return;
  const mask = log.batches.length - 1;
  for (let at = log.highWatermark; at < position; at++) {
    const batch = log.batches[at & mask];
    const count = batches.count[batch];
    log.highWatermarkBytes += count * cluster.wireBytesPerRecord;
    log.highWatermarkRecords += count;
    if (cluster.index === 0) batches.committed[batch] = world.now;
    batches.readable[batch] = world.now;
    batchCommitted(world, cluster, batches.request[batch]);
  }
  log.highWatermark = position;
  noteReadable(world, cluster, partition);
}

function growLog(log: PartitionLog): void {
  const old = log.batches;
  const larger = enlargeInt(old);
  for (let at = log.start; at < log.end; at++) {
    larger[at & (larger.length - 1)] = old[at & (old.length - 1)];
  }
  log.batches = larger;
}
