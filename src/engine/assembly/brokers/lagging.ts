/**
 * Followers that fall behind: the in-sync replicas shrink (Kafka: replica.lag.time.max.ms).
 *
 * Semantics.
 * - A follower has caught up at a moment if it had then all that its leader had: while its fetch
 *   waits for more; when a handled fetch tells that it has all there is, then; when one tells that
 *   it has all there was at its fetch before, at that one. Whoever gets a new leader has caught up
 *   at that moment.
 * - Each half replica_lag_time, from the trial's begin on, the leaders look: a follower in sync
 *   that is known to lack something, and has not caught up for more than replica_lag_time, is out
 *   of sync, which may move the high watermark. It comes back as replication.ts says.
 * - They look where a model has faults of brokers or of their disks: nothing else of it makes a
 *   follower later than its leader. Clusters of mirrors do not.
 */
import { rowAt } from '../memory/memory';
import { wakeReaders } from '../readers/reader';
import { LAG_CHECK } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { advanceHighWatermark } from './replication';
import { Cluster, Log, Replica, ReplicaSession } from './rows';

/** Events name a cluster and which of its looks it is. */
const LOOK_BITS: u64 = 40;

export function scheduleLagChecks(): void {
  for (let index = 0; index < world.clusterCount; index++) {
    if (rowAt<Cluster>(world.clusters, index).replicaLagSeconds > 0) lookAt(index, 1);
  }
}

function lookAt(index: i32, look: u64): void {
  const seconds = rowAt<Cluster>(world.clusters, index).replicaLagSeconds;
  at((f64(look) * seconds) / 2, LAG_CHECK, (u64(index) << LOOK_BITS) | look);
}

export function checkLag(which: u64): void {
  const index = i32(which >> LOOK_BITS);
  const cluster = rowAt<Cluster>(world.clusters, index);
  for (let partition = 0; partition < cluster.logCount; partition++) {
    const log = rowAt<Log>(cluster.logs, partition);
    if (log.leader >= 0 && shrink(log, cluster.replicaLagSeconds))
      advanceHighWatermark(cluster, log);
  }
  wakeReaders();
  lookAt(index, (which & ((1 << LOOK_BITS) - 1)) + 1);
}

/** Whether a follower is out of sync now that was not. */
function shrink(log: Log, seconds: f64): bool {
  let some = false;
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    const replica = rowAt<Replica>(log.replicas, replicaIndex);
    if (!replica.inSync || replica.broker == log.leader || replica.knownEnd >= log.end) continue;
    if (world.now - caughtUpAt(log, replica) <= seconds) continue;
    replica.inSync = false;
    some = true;
  }
  return some;
}

function caughtUpAt(log: Log, replica: Replica): f64 {
  for (let index = 0; index < log.followers.size; index++) {
    const session = changetype<ReplicaSession>(log.followers.at(index));
    if (session.follower != replica.broker) continue;
    return Math.max(replica.caughtUpAt, session.wokenAt);
  }
  return replica.caughtUpAt;
}
