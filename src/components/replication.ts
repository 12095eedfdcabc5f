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
 *   An answer holds at most replica.fetch.response.max.bytes, 10 MiB, which matters to a follower that catches up.
 * - A partition's high watermark is the smallest position known to its leader of all in-sync replicas; it never goes
 *   back. Records under it are readable. Who is in sync changes with faults only: see failover.ts. A follower that is not
 *   in sync is in sync again when a handled fetch of its tells that it has reached the high watermark.
 * - Within one event: watermarks move in the order of the session's partitions, then answers go to producers in log
 *   order, then waiting readers are answered in order of session number.
 */
import { STAMP, STAMPS } from '../engine/kernels.js';
import { WakeList } from '../engine/wakeList.js';
import { EVENT, type World } from './world.js';
import { enlargeInt } from './records.js';
import { batchCommitted, writeToDisk, type Cluster, type PartitionLog } from './broker.js';
import { rejoins } from './failover.js';
import { noteReadable, wakeReaders } from './reader.js';
import { checkWatermark } from './safety.js';

/** Columns of follower sessions over all clusters; sessions are added when leaders change. */
export interface ReplicaSessions {
  count: number;
  readonly cluster: number[];
  readonly leader: number[];
  readonly follower: number[];
  /** [session][k]: its k-th partition, and the follower's place among that partition's replicas. */
  readonly partitions: (readonly number[])[];
  readonly places: (readonly number[])[];
  /** [session][k]: the position up to which the answer under way brings the k-th partition. */
  readonly answerEnd: number[][];
  /** When the follower has written the last answer. */
  readonly writtenAt: number[];
  readonly waits: number[];
  /** 1 = its leader or its follower has died or changed: what is under way for it is forgotten. */
  readonly closed: number[];
  readonly answerBytes: number[];
  readonly answerRecords: number[];
  /** Sessions that wait and have something to get, noted while appending. */
  readonly woken: WakeList;
}

/** replica.fetch.response.max.bytes. */
const RESPONSE_MAX_BYTES = 10_485_760;

export function newReplicaSessions(): ReplicaSessions {
  return {
    count: 0,
    cluster: [],
    leader: [],
    follower: [],
    partitions: [],
    places: [],
    answerEnd: [],
    writtenAt: [],
    waits: [],
    closed: [],
    answerBytes: [],
    answerRecords: [],
    woken: new WakeList(),
  };
}

/** Opens a session for every pair of a leader and a follower, both up, that has none; each then sends its first fetch. */
export function openReplicaSessions(world: ReplicaWorld, cluster: Cluster): number[] {
  const { replicas } = world;
  const opened: number[] = [];
  const lists = new Map<number, { partitions: number[]; places: number[] }>();
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    const leader = cluster.leader[partition];
    if (leader < 0) continue;
    const { replicas: brokers } = cluster.log[partition];
    for (let place = 0; place < brokers.length; place++) {
      if (brokers[place] === leader || cluster.up[brokers[place]] === 0) continue;
      if (hasSession(replicas, cluster, partition, brokers[place])) continue;
      const pair = leader * cluster.brokerCount + brokers[place];
      const list = lists.get(pair) ?? { partitions: [], places: [] };
      lists.set(pair, list);
      list.partitions.push(partition);
      list.places.push(place);
    }
  }
  for (const [pair, { partitions, places }] of [...lists].sort((a, b) => a[0] - b[0])) {
    const session = replicas.count++;
    replicas.cluster.push(cluster.index);
    replicas.leader.push(Math.floor(pair / cluster.brokerCount));
    replicas.follower.push(pair % cluster.brokerCount);
    replicas.partitions.push(partitions);
    replicas.places.push(places);
    replicas.answerEnd.push(partitions.map(() => 0));
    replicas.writtenAt.push(Infinity);
    replicas.waits.push(0);
    replicas.closed.push(0);
    replicas.answerBytes.push(NaN);
    replicas.answerRecords.push(NaN);
    for (const partition of partitions) cluster.followerSessions[partition].push(session);
    opened.push(session);
  }
  return opened;
}

type ReplicaWorld = Pick<World, 'replicas'>;

function hasSession(
  replicas: ReplicaSessions,
  cluster: Cluster,
  partition: number,
  follower: number,
): boolean {
  return cluster.followerSessions[partition].some(
    (session) => replicas.follower[session] === follower,
  );
}

/** Forgets a session and what is under way for it: the follower goes on from what it has. */
export function closeReplicaSession(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  replicas.closed[session] = 1;
  replicas.waits[session] = 0;
  noteWritten(world, session);
  replicas.partitions[session].forEach((partition, index) => {
    const sessions = cluster.followerSessions[partition];
    sessions.splice(sessions.indexOf(session), 1);
    goBack(world, cluster, partition, replicas.places[session][index]);
  });
}

/** What a follower has been sent, it has once it has written it. */
function noteWritten(world: World, session: number): void {
  const { replicas } = world;
  if (replicas.writtenAt[session] > world.now) return;
  replicas.writtenAt[session] = Infinity;
  const cluster = world.clusters[replicas.cluster[session]];
  replicas.partitions[session].forEach((partition, index) => {
    cluster.log[partition].have[replicas.places[session][index]] =
      replicas.answerEnd[session][index];
  });
}

/** The follower at `place` will be sent what follows the batches that it has. */
function goBack(world: World, cluster: Cluster, partition: number, place: number): void {
  const log = cluster.log[partition];
  const mask = log.batches.length - 1;
  for (let at = log.sent[place] - 1; at >= log.have[place]; at--) {
    const count = world.batches.count[log.batches[at & mask]];
    log.sentRecords[place] -= count;
  }
  log.sent[place] = log.have[place];
}

export function appendToLog(world: World, cluster: Cluster, batch: number): void {
  const { batches, replicas } = world;
  const partition = batches.partition[batch];
  const log = cluster.log[partition];
  const count = batches.count[batch];
  if (log.end - log.start === log.batches.length) growLog(log);
  log.batches[log.end & (log.batches.length - 1)] = batch;
  batches.position[batch] = log.end;
  if (world.recovers) batches.kept[batch]++;
  log.end++;
  log.endRecords += count;
  const followers = cluster.followerSessions[partition];
  // Followers that are not in sync hold nothing up.
  if (followers.length === 0 || world.recovers) advance(world, cluster, partition);
  for (const session of followers) {
    if (replicas.waits[session] === 1) {
      replicas.waits[session] = 2;
      replicas.woken.add(session);
    }
  }
}

/** Answers the waiting followers that an append has something for, in order of session number. */
export function wakeFollowers(world: World): void {
  const { woken } = world.replicas;
  for (let session = woken.take(); session >= 0; session = woken.take()) {
    if (world.replicas.closed[session] === 0) answerFollower(world, session);
  }
}

export function replicaFetchArrives(world: World, session: number): void {
  const { replicas } = world;
  if (replicas.closed[session] === 1) return;
  noteWritten(world, session);
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
  if (replicas.closed[session] === 1) return;
  const partitions = replicas.partitions[session];
  const places = replicas.places[session];
  let more = false;
  for (let index = 0; index < partitions.length; index++) {
    const log = cluster.log[partitions[index]];
    const place = places[index];
    if (log.have[place] > log.known[place]) {
      log.known[place] = log.have[place];
      advance(world, cluster, partitions[index]);
    }
    if (log.inSync[place] === 0) {
      rejoins(cluster, partitions[index], place);
      checkWatermark(world, cluster, partitions[index]);
    }
    if (log.end > log.sent[place]) more = true;
  }
  if (more) answerFollower(world, session);
  else replicas.waits[session] = 1;
  wakeReaders(world);
}

function answerFollower(world: World, session: number): void {
  const { replicas } = world;
  const cluster = world.clusters[replicas.cluster[session]];
  const partitions = replicas.partitions[session];
  const places = replicas.places[session];
  const answerEnd = replicas.answerEnd[session];
  let records = 0;
  for (let index = 0; index < partitions.length; index++) {
    const log = cluster.log[partitions[index]];
    records = sendTo(world, cluster, log, places[index], records);
    answerEnd[index] = log.sent[places[index]];
  }
  const bytes = records * cluster.wireBytesPerRecord;
  replicas.waits[session] = 0;
  replicas.answerBytes[session] = bytes;
  replicas.answerRecords[session] = records;
  const transmission = bytes / cluster.nicOutBytesPerSecond;
  cluster.nicOut.offer(replicas.leader[session], world.now, transmission, records);
  const slowest = Math.max(transmission, bytes / cluster.nicInBytesPerSecond);
  const arrival = cluster.nicOut.start + slowest + cluster.brokerDelay();
  world.events.push(arrival, EVENT.replicaData, session);
}

/**
 * Moves what a follower has been sent over whole batches while the answer, of so many records so far, has room (always
 * over one, if it is the answer's first); returns the records of the answer.
 */
function sendTo(
  world: World,
  cluster: Cluster,
  log: PartitionLog,
  place: number,
  before: number,
): number {
  const { wireBytesPerRecord: wire } = cluster;
  let records = before + log.endRecords - log.sentRecords[place];
  if (records * wire <= RESPONSE_MAX_BYTES) {
    log.sent[place] = log.end;
    log.sentRecords[place] = log.endRecords;
    return records;
  }
  const mask = log.batches.length - 1;
  records = before;
  while (log.sent[place] < log.end) {
    const count = world.batches.count[log.batches[log.sent[place] & mask]];
    if (records > 0 && (records + count) * wire > RESPONSE_MAX_BYTES) break;
    records += count;
    log.sent[place]++;
    log.sentRecords[place] += count;
  }
  return records;
}

export function replicaData(world: World, session: number): void {
  const { replicas } = world;
  if (replicas.closed[session] === 1) return;
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
  if (replicas.closed[session] === 1) return;
  const cluster = world.clusters[replicas.cluster[session]];
  const written = writeToDisk(
    world,
    cluster,
    replicas.follower[session],
    replicas.answerBytes[session],
    replicas.answerRecords[session],
  );
  const append = cluster.drawReplicaAppend();
  let begin = written > world.now ? written : world.now;
  if (cluster.pauses !== null) {
    begin = Math.max(begin, cluster.pauses.until[replicas.follower[session]]);
  }
  const appended = begin + append;
  replicas.writtenAt[session] = appended;
  world.events.push(appended + cluster.brokerDelay(), EVENT.replicaFetchArrives, session);
}

/** Moves a partition's high watermark to what all its in-sync replicas have, and commits the batches that it passes. */
export function advance(world: World, cluster: Cluster, partition: number): void {
  const { batches } = world;
  const log = cluster.log[partition];
  const leader = cluster.leader[partition];
  let position = log.end;
  for (let place = 0; place < log.replicas.length; place++) {
    if (log.inSync[place] === 0 || log.replicas[place] === leader) continue;
    if (log.known[place] < position) position = log.known[place];
  }
  if (position <= log.highWatermark) return;
  const mask = log.batches.length - 1;
  for (let at = log.highWatermark; at < position; at++) {
    const batch = log.batches[at & mask];
    const count = batches.count[batch];
    log.highWatermarkRecords += count;
    if (cluster.index === 0) batches.stamps[batch * STAMPS + STAMP.committed] = world.now;
    batches.stamps[batch * STAMPS + STAMP.readable] = world.now;
    batchCommitted(world, cluster, batches.request[batch]);
  }
  log.highWatermark = position;
  if (world.recovers) checkWatermark(world, cluster, partition);
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
