/**
 * A broker goes down and comes back: the home cluster's side of it.
 *
 * Semantics.
 * - Down: at that moment all connections to it and from it are closed and what was under way on them is lost, with what
 *   its handlers and NICs were doing, with requests that wait for tokens or the disk, and with what its followers have not
 *   yet written; producers' requests to it fail (retry.ts; acks=0: see refusal.ts). Its log stays as it is, page cache
 *   included (the process died, not the disk), and its disk goes on writing. It leads nothing, but nobody leads in its
 *   place yet.
 * - It is fenced failure_detection later, unless it is back before: it leaves the in-sync replicas of every partition in
 *   which another one is left, which may move high watermarks. election_time later each partition that nobody leads goes
 *   to the first replica in its list that is up and in sync; if there is none, the partition waits for one.
 * - The new leader's log counts: what it does not have is cut off the old leader's. Records that had been acknowledged
 *   (acks 0 or 1), or whose acknowledgement is on its way, are then lost; a request that waits for replicas is refused,
 *   and others their producers send again. No record under the high watermark is ever cut. What is not cut off is
 *   answered as if nothing had happened.
 * - Back: it leads again at once where nobody else leads and it is in sync, if it has the whole log or no other is in sync;
 *   for the rest it follows, from where its log agrees with the leader's, and is in sync again when it has reached the
 *   high watermark. leader_rebalance after that, unless it is down once more, the partitions for which it is the preferred
 *   leader, and is in sync, are its again.
 * - A partition that gets another leader closes the fetch sessions that have it, of followers and of readers; whatever
 *   else these sessions had goes on in new ones. Each producer's requests to a broker begin with its first partition again.
 */
import type { Cluster, PartitionLog } from './broker.js';
import { makeReady } from './accumulator.js';
import { releaseBatch } from './producer.js';
import { loseBatch, loseWaiting, refuse } from './refusal.js';
import { advance, closeReplicaSession, openReplicaSessions } from './replication.js';
import { wakeReaders } from './reader.js';
import { closeSessionsOf, openSessions } from './sessions.js';
import { failConnection } from './retry.js';
import { EVENT, type World } from './world.js';

/** Events name a broker and, after it, how often it has gone down: of two at the same time the first broker's goes first. */
const EPOCHS = 1_048_576;

export function brokerDown(world: World, broker: number): void {
  const cluster = world.clusters[0];
  if (cluster.up[broker] === 0) return;
  cluster.up[broker] = 0;
  cluster.epoch[broker]++;
  const { replicas, producers } = world;
  for (let session = 0; session < replicas.count; session++) {
    const mine = replicas.leader[session] === broker || replicas.follower[session] === broker;
    if (mine && replicas.cluster[session] === 0 && replicas.closed[session] === 0) {
      closeReplicaSession(world, session);
    }
  }
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    if (cluster.leader[partition] !== broker) continue;
    stepDown(cluster, partition);
    cluster.leader[partition] = -1;
  }
  shareOut(world, cluster);
  closeSessionsOf(world, cluster, (session) => world.readers.broker[session] === broker);
  for (const bank of [cluster.handlers, cluster.nicIn, cluster.nicOut]) {
    bank.crash(broker, world.now);
  }
  for (let producer = 0; producer < producers.count; producer++) {
    const channel = producer * cluster.brokerCount + broker;
    if (cluster.acks !== 0) failConnection(world, channel);
    else loseWaiting(world, cluster, channel);
  }
  const at = world.now + cluster.model.failureDetectionSeconds;
  world.events.push(at, EVENT.brokerFenced, broker * EPOCHS + cluster.epoch[broker]);
}

export function brokerFenced(world: World, index: number): void {
  const cluster = world.clusters[0];
  const broker = Math.floor(index / EPOCHS);
  if (cluster.epoch[broker] !== index % EPOCHS || cluster.up[broker] === 1) return;
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    const log = cluster.log[partition];
    const place = log.replicas.indexOf(broker);
    if (place < 0 || !someOtherInSync(log, place)) continue;
    log.inSync[place] = 0;
    if (cluster.leader[partition] >= 0) advance(world, cluster, partition);
  }
  wakeReaders(world);
  world.events.push(world.now + cluster.model.electionSeconds, EVENT.leadersElected, 0);
}

/** Partitions that nobody leads get a leader where one can lead. */
export function leadersElected(world: World): void {
  const cluster = world.clusters[0];
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    if (cluster.leader[partition] >= 0) continue;
    const log = cluster.log[partition];
    const place = log.replicas.findIndex((broker, each) => {
      return cluster.up[broker] === 1 && log.inSync[each] === 1;
    });
    if (place >= 0) lead(world, cluster, partition, place);
  }
  settle(world, cluster);
}

export function brokerUp(world: World, broker: number): void {
  const cluster = world.clusters[0];
  if (cluster.up[broker] === 1) return;
  cluster.up[broker] = 1;
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    if (cluster.leader[partition] >= 0) continue;
    const log = cluster.log[partition];
    const place = log.replicas.indexOf(broker);
    const first = place >= 0 && (log.have[place] >= log.end || !someOtherInSync(log, place));
    if (first && log.inSync[place] === 1) {
      lead(world, cluster, partition, place);
    }
  }
  settle(world, cluster);
  const at = world.now + cluster.model.leaderRebalanceSeconds;
  world.events.push(at, EVENT.leadersReturn, broker * EPOCHS + cluster.epoch[broker]);
}

export function leadersReturn(world: World, index: number): void {
  const cluster = world.clusters[0];
  const broker = Math.floor(index / EPOCHS);
  if (cluster.epoch[broker] !== index % EPOCHS) return;
  for (let partition = 0; partition < cluster.partitionCount; partition++) {
    const log = cluster.log[partition];
    const mine = log.replicas[0] === broker && log.inSync[0] === 1;
    if (!mine || cluster.leader[partition] === broker || cluster.leader[partition] < 0) continue;
    for (const session of [...cluster.followerSessions[partition]]) {
      closeReplicaSession(world, session);
    }
    closeSessionsOf(world, cluster, (session) => {
      return world.readers.partitions[session].includes(partition);
    });
    stepDown(cluster, partition);
    lead(world, cluster, partition, 0);
  }
  settle(world, cluster);
}

/** A follower has reached the high watermark of its leader. */
export function rejoins(cluster: Cluster, partition: number, place: number): void {
  const log = cluster.log[partition];
  if (log.known[place] >= log.highWatermark) log.inSync[place] = 1;
}

function someOtherInSync(log: PartitionLog, place: number): boolean {
  return log.inSync.some((inSync, each) => each !== place && inSync === 1);
}

/** The leader's own copy becomes one like the others. */
function stepDown(cluster: Cluster, partition: number): void {
  const log = cluster.log[partition];
  const place = log.replicas.indexOf(cluster.leader[partition]);
  log.have[place] = log.end;
  log.known[place] = log.end;
  log.sent[place] = log.end;
  log.sentRecords[place] = log.endRecords;
}

function lead(world: World, cluster: Cluster, partition: number, place: number): void {
  const log = cluster.log[partition];
  const end = log.have[place];
  for (let each = 0; each < log.replicas.length; each++) {
    if (log.have[each] > end) log.have[each] = end;
    if (log.known[each] > log.have[each]) log.known[each] = log.have[each];
    cutSent(world, log, each);
  }
  cutOff(world, cluster, log, end);
  cluster.leader[partition] = log.replicas[place];
  log.inSync[place] = 1;
  advance(world, cluster, partition);
}

function cutSent(world: World, log: PartitionLog, place: number): void {
  const mask = log.batches.length - 1;
  while (log.sent[place] > log.have[place]) {
    const count = world.batches.count[log.batches[--log.sent[place] & mask]];
    log.sentRecords[place] -= count;
  }
}

/** Cuts a log off at `end`: acknowledged records are lost, the others are their producers' again. */
function cutOff(world: World, cluster: Cluster, log: PartitionLog, end: number): void {
  const { batches, recorder } = world;
  const mask = log.batches.length - 1;
  while (log.end > end) {
    const batch = log.batches[--log.end & mask];
    const count = batches.count[batch];
    if (log.end < log.highWatermark) recorder.promisesBroken += count;
    log.endRecords -= count;
    batches.position[batch] = -1;
    batches.kept[batch]--;
    takeBack(cluster, batches.client[batch], batches.partition[batch], batches.sequence[batch]);
    if (batches.acknowledged[batch] === 0) {
      const request = batches.request[batch];
      if (request >= 0 && world.requests.pending[request] > 0) {
        world.requests.pending[request] = 0;
        refuse(world, cluster, request);
      }
      continue;
    }
    if (batches.copy[batch] === 0) loseBatch(world, batch);
    else releaseBatch(world, batch);
  }
}

/** The next batch that the log takes from a client is this one again. */
function takeBack(cluster: Cluster, client: number, partition: number, sequence: number): void {
  const place = client * cluster.partitionCount + partition;
  if (sequence < cluster.nextSequence[place]) cluster.nextSequence[place] = sequence;
}

/** After leaders have changed: who sends where, who follows whom, who reads where. */
function settle(world: World, cluster: Cluster): void {
  shareOut(world, cluster);
  for (const session of openReplicaSessions(world, cluster)) {
    world.events.push(world.now + cluster.brokerDelay(), EVENT.replicaFetchArrives, session);
  }
  openSessions(world, cluster);
  wakeReaders(world);
  const { producers } = world;
  for (let producer = 0; producer < producers.count; producer++) {
    for (let broker = 0; broker < cluster.brokerCount; broker++) {
      if (cluster.up[broker] === 1) makeReady(world, producer, broker, world.now);
    }
  }
}

/** Which partitions each broker leads, as the producers see it. */
function shareOut(world: World, cluster: Cluster): void {
  const lists: number[][] = Array.from({ length: cluster.brokerCount }, () => []);
  cluster.leader.forEach((broker, partition) => {
    if (broker >= 0) lists[broker].push(partition);
  });
  lists.forEach((list, broker) => {
    world.producers.partitionsOfBroker[broker] = Int32Array.from(list);
  });
  for (let channel = 0; channel < world.producers.rotation.length; channel++) {
    world.producers.rotation[channel] = 0;
  }
}
