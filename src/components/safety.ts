/**
 * Audits of what logs promise, read off what replicas really have and readers really took.
 *
 * Semantics: a high watermark is never ahead of the log's end nor of what any in-sync follower has (`have`; the watermark
 * itself is computed from `known`). What is acknowledged with acks=all is under the high watermark, and nothing under it
 * is ever cut off: together, at-least-once. Watermarks are looked at with every sample, after every fault's event, at
 * the end, whenever a follower comes back into sync, and where records may be lost (world.recovers) whenever one moves.
 */
import type { Cluster, PartitionLog } from './broker.js';
import type { World } from './world.js';

/** Looks at all partitions of all clusters. */
export function checkWatermarks(world: World): void {
  for (const cluster of world.clusters) {
    for (let partition = 0; partition < cluster.partitionCount; partition++) {
      checkWatermark(world, cluster, partition);
    }
  }
}

export function checkWatermark(world: World, cluster: Cluster, partition: number): void {
  const log = cluster.log[partition];
  if (isAhead(log, cluster.leader[partition])) world.recorder.watermarksAhead++;
}

function isAhead(log: PartitionLog, leader: number): boolean {
  const { highWatermark, replicas, inSync, have } = log;
  if (highWatermark > log.end) return true;
  for (let place = 0; place < replicas.length; place++) {
    // What the leader has is the log itself.
    if (inSync[place] === 0 || replicas[place] === leader) continue;
    if (have[place] < highWatermark) return true;
  }
  return false;
}

/** The producer takes a batch for safe, which acks=all promises of committed ones only. */
export function checkAcknowledged(world: World, batch: number): void {
  const { batches, recorder } = world;
  const position = batches.position[batch];
  const log = world.clusters[0].log[batches.partition[batch]];
  if (position >= 0 && position < log.highWatermark) return;
  recorder.promisesBroken += batches.count[batch];
}

export interface ReadRecords {
  /** Records that the groups' readers have gone past, counted in the logs. */
  readonly passed: number;
  /** How many of these may still be under way: in polls whose writes have not been answered, or taken and not done. */
  readonly underWay: number;
}

/** What groups have read; only where nothing is read twice. */
export function readRecords(world: World): ReadRecords {
  let passed = 0;
  let underWay = 0;
  for (const group of world.consumers) {
    const { reader } = group;
    world.clusters[reader.cluster].log.forEach((log, partition) => {
      let unread = -reader.takenOffset[partition];
      for (let at = reader.taken[partition]; at < log.end; at++) {
        unread += world.batches.count[log.batches[at & (log.batches.length - 1)]];
      }
      passed += log.endRecords - unread;
    });
    for (const { busy, pool } of group.members) {
      if (pool !== null) underWay += pool.works.size;
      else if (busy && group.store >= 0) underWay += group.maxPollRecords;
    }
  }
  return { passed, underWay };
}
