/** Who holds what: keys' partitions and shards, partitions' brokers, instances' partitions. */
import type { ConsumerGroupModel } from './model.js';

/** A 32-bit mix of a key (the finalizer of MurmurHash3, Appleby 2011). */
function mix(key: number, salt: number): number {
  let mixed = (key ^ salt) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

export function partitionOfKey(key: number, partitions: number): number {
  return mix(key, 0) % partitions;
}

/** Another mix than that of partitions, so that a shard's keys come from all of them. */
export function shardOfKey(key: number, shards: number): number {
  return mix(key, 0x5bd1e995) % shards;
}

/**
 * Brokers that hold a partition, the leader first: Kafka's placement with start index 0. Partition
 * p's leader is broker p mod B, its k-th follower (k = 0..) broker (leader + 1 + (floor(p / B) + k)
 * mod (B - 1)) mod B.
 */
export function replicasOf(
  partition: number,
  brokers: number,
  replicationFactor: number,
): Int32Array {
  const leader = partition % brokers;
  const shift = Math.floor(partition / brokers);
  return Int32Array.from({ length: replicationFactor }, (_, k) =>
    k === 0 ? leader : (leader + 1 + ((shift + k - 1) % (brokers - 1))) % brokers,
  );
}

/**
 * The instance, 0..instances - 1, that owns each partition: range gives instance i the i-th run
 * (the first N mod C runs are one longer), round_robin and sticky give partition p to instance p
 * mod C.
 */
/**
 * Of a group that reads topics of so many partitions: range topic by topic, the others as if they
 * were one.
 */
export function assignTopics(
  assignor: ConsumerGroupModel['assignor'],
  topics: readonly number[],
  instances: number,
): Int32Array {
  const all = topics.reduce((sum, partitions) => sum + partitions, 0);
  if (assignor !== 'range') return assignPartitions(assignor, all, Math.min(instances, all));
  return Int32Array.from(
    topics.flatMap((own) => [...assignPartitions('range', own, Math.min(instances, own))]),
  );
}

export function assignPartitions(
  assignor: ConsumerGroupModel['assignor'],
  partitions: number,
  instances: number,
): Int32Array {
  const owner = new Int32Array(partitions);
  if (assignor !== 'range') return owner.map((_, partition) => partition % instances);
  const longer = partitions % instances;
  const run = Math.floor(partitions / instances);
  const inLonger = longer * (run + 1);
  return owner.map((_, partition) =>
    partition < inLonger
      ? Math.floor(partition / (run + 1))
      : longer + Math.floor((partition - inLonger) / run),
  );
}
