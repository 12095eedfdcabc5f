/**
 * Audits of what logs promise, read off what replicas really have and readers really took.
 *
 * Semantics: a high watermark is never ahead of the log's end nor of what any in-sync follower has
 * (`have`; the watermark itself is computed from `known`). What is acknowledged with acks=all is
 * under the high watermark, and nothing under it is ever cut off: together, at-least-once.
 * Watermarks are looked at with every sample, after every fault's event, at the end, whenever a
 * follower comes back into sync, and where records may be lost (world.mayRedeliver) whenever one
 * moves.
 */
import { rowAt } from '../memory/memory';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Cluster, Log, Replica } from './rows';

/** The producer takes a batch for safe, which acks=all promises of committed ones only. */
export function checkAcknowledged(batch: Batch): void {
  const log = batch.log;
  if (batch.position >= 0 && batch.position < log.highWatermark) return;
  world.recorder.promisesBroken += f64(batch.count);
}

/** Looks at all partitions of all clusters. */
export function checkWatermarks(): void {
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    for (let partition = 0; partition < cluster.logCount; partition++) {
      checkWatermark(rowAt<Log>(cluster.logs, partition));
    }
  }
}

export function checkWatermark(log: Log): void {
  if (isAhead(log)) world.recorder.watermarksAhead++;
}

function isAhead(log: Log): bool {
  if (log.highWatermark > log.end) return true;
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    const replica = rowAt<Replica>(log.replicas, replicaIndex);
    // What the leader has is the log itself.
    if (!replica.inSync || replica.broker == log.leader) continue;
    if (replica.end < log.highWatermark) return true;
  }
  return false;
}
