/** The clusters of a Model, and those of mirrors, from what was read. */
import type { BrokerModel, ClusterModel, DiskModel, MirrorModel, PauseModel } from './model.js';
import { queueClusterModel } from './buildQueues.js';
import type { Reading } from './read.js';
import {
  credits,
  distribution,
  number,
  optionalDistribution,
  optionalNumber,
  rateLimit,
  text,
  value,
} from './readingValues.js';

/** The only cluster, or those that have names. */
export function clusterModels(root: Reading): ClusterModel[] {
  const one = root.one.get('brokers');
  return [
    ...(one === undefined
      ? []
      : [{ name: '', role: 'home', queues: queueClusterModel(one), ...brokerModel(one) }]),
    ...[...(root.many.get('clusters') ?? [])].map(([name, reading]) => ({
      name,
      role: text(reading, 'region'),
      queues: queueClusterModel(reading),
      ...brokerModel(reading),
    })),
  ];
}

/**
 * The place among the model's clusters of the one that a section names; of the first where it names
 * none, or one that is not there: which is a fault where there are several.
 */
export function clusterNumber(root: Reading, reading: Reading, key: string): number {
  const names = [...(root.many.get('clusters')?.keys() ?? [])];
  return Math.max(0, names.indexOf(text(reading, key)));
}

/** quota.window.num is 11 and its windows 1 s: a quota is an average over about so long. */
const QUOTA_WINDOW_SECONDS = 10;

function brokerModel(reading: Reading): BrokerModel {
  const quota = optionalNumber(reading, 'quota');
  const limit = reading.one.get('rate_limit');
  return {
    quota:
      quota === null
        ? null
        : {
            bytesPerSecond: quota,
            burstBytes: optionalNumber(reading, 'quota_burst') ?? QUOTA_WINDOW_SECONDS * quota,
          },
    rateLimit: limit === undefined ? null : rateLimit(limit),
    failureDetectionSeconds: number(reading, 'failure_detection'),
    replicaLagSeconds: number(reading, 'replica_lag_time'),
    electionSeconds: number(reading, 'election_time'),
    leaderRebalanceSeconds: number(reading, 'leader_rebalance'),
    count: number(reading, 'count'),
    handlers: number(reading, 'handlers'),
    timePerRequest: distribution(reading, 'time_per_request'),
    timePerBatchSeconds: number(reading, 'time_per_batch'),
    timePerRecordSeconds: number(reading, 'time_per_record'),
    timePerByteSeconds: number(reading, 'time_per_byte'),
    timePerFetch:
      optionalDistribution(reading, 'time_per_fetch') ?? distribution(reading, 'time_per_request'),
    timePerWakeup: distribution(reading, 'time_per_wakeup'),
    timePerReplicaAppend: distribution(reading, 'time_per_replica_append'),
    disk: diskModel(reading.one.get('disk')),
    pauses: pauseModel(reading.one.get('pauses')),
    nicBytesPerSecond: number(reading, 'nic'),
    nicCredits: credits(reading, 'nic_credits'),
    propagation: distribution(reading, 'propagation'),
  };
}

function pauseModel(reading: Reading | undefined): PauseModel | null {
  if (reading === undefined) return null;
  return { everyBytes: number(reading, 'every'), time: distribution(reading, 'time') };
}

const DEFAULT_DISK: DiskModel = {
  bytesPerSecond: 500e6,
  flush: 'page_cache',
  flushTime: { kind: 'constant', value: 0 },
  dirtyLimitBytes: 1e9,
  sizeBytes: null,
  credits: null,
};

function diskModel(reading: Reading | undefined): DiskModel {
  if (reading === undefined) return DEFAULT_DISK;
  return {
    bytesPerSecond: number(reading, 'bandwidth'),
    flush: text(reading, 'flush') as DiskModel['flush'],
    flushTime: distribution(reading, 'flush_time'),
    dirtyLimitBytes: number(reading, 'dirty_limit'),
    sizeBytes: (value(reading, 'size') as number | undefined) ?? null,
    credits: credits(reading, 'credits'),
  };
}

export function mirrorModel(root: Reading, name: string, reading: Reading): MirrorModel {
  return {
    name,
    copies: clusterNumber(root, reading, 'copies'),
    role: text(reading, 'region'),
    tasks: number(reading, 'tasks'),
    timePerBatchSeconds: number(reading, 'time_per_batch'),
    brokers: brokerModel(reading.one.get('brokers') ?? reading),
    replicationFactor: number(reading, 'replication_factor'),
    fetchMaxBytes: number(reading, 'fetch_max_bytes'),
    receiveBufferBytes: optionalNumber(reading, 'receive_buffer'),
    maxPartitionFetchBytes: number(reading, 'max_partition_fetch_bytes'),
    nicBytesPerSecond: number(reading, 'nic'),
    nicCredits: credits(reading, 'nic_credits'),
  };
}
