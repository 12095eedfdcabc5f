/** Brokers, topics and mirrors, as a Model has them: see model.ts. */
import type { Distribution } from '../statistics/distribution.js';
import type { QueueClusterModel, QueueModel } from './queueModel.js';
import type { RateLimit } from './serviceModel.js';

/** NIC bandwidth of one host, bytes per second, each way. */
export interface Host {
  readonly nicBytesPerSecond: number;
  /** Null = that is always so. */
  readonly nicCredits: CreditsModel | null;
}

/** How long a link or a disk has its full speed; see engine/assembly/credits.ts. */
export interface CreditsModel {
  /** Without credits; and what fills them. */
  readonly baselineBytesPerSecond: number;
  readonly bytes: number;
  /** Share of them that is there at the begin, 0..1. */
  readonly left: number;
}

export interface DiskModel {
  readonly bytesPerSecond: number;
  /**
   * page_cache: an append waits only while more than dirtyLimitBytes are unwritten; every_batch: it
   * waits for the disk.
   */
  readonly flush: 'page_cache' | 'every_batch';
  readonly flushTime: Distribution;
  readonly dirtyLimitBytes: number;
  /** Room for logs; null = not given. */
  readonly sizeBytes: number | null;
  /** Null = it always has its full speed. */
  readonly credits: CreditsModel | null;
}

/** The whole broker stops for `time` each time it has written so many bytes. */
export interface PauseModel {
  readonly everyBytes: number;
  readonly time: Distribution;
}

export interface BrokerModel extends Host {
  readonly count: number;
  /** Request handler threads (num.io.threads): c servers behind one FIFO queue. */
  readonly handlers: number;
  /** Handler time of one produce request, before what follows per batch, record and byte. */
  readonly timePerRequest: Distribution;
  readonly timePerBatchSeconds: number;
  readonly timePerRecordSeconds: number;
  readonly timePerByteSeconds: number;
  /** Handler time of one fetch request (of a consumer, a follower or a mirror). */
  readonly timePerFetch: Distribution;
  /** Handler time more of a request, produce or fetch, that finds a handler idle. */
  readonly timePerWakeup: Distribution;
  /** A follower's fetcher thread: time to append what one fetch brought. */
  readonly timePerReplicaAppend: Distribution;
  readonly disk: DiskModel;
  /** Null = none. */
  readonly pauses: PauseModel | null;
  /** Of each client at each broker; null = none. */
  readonly quota: { readonly bytesPerSecond: number; readonly burstBytes: number } | null;
  /** Of the whole cluster, in records. */
  readonly rateLimit: RateLimit | null;
  readonly failureDetectionSeconds: number;
  /** A follower that has not caught up for so long is not in sync. */
  readonly replicaLagSeconds: number;
  readonly electionSeconds: number;
  readonly leaderRebalanceSeconds: number;
  /** One-way delay between brokers of the cluster. */
  readonly propagation: Distribution;
}

/** Alike brokers that share partitions. */
export interface ClusterModel extends BrokerModel {
  /** Empty where there is only one, and no name was given. */
  readonly name: string;
  readonly role: string;
  /** Null of logs. */
  readonly queues: QueueClusterModel | null;
}

export interface TopicModel {
  /** Empty where there is only one, and no name was given. */
  readonly name: string;
  /** The cluster that it is on, by its place among the model's. */
  readonly cluster: number;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
  readonly retentionSeconds: number;
  /** Kept after retention in the archive tier; 0 = no archive. */
  readonly archiveSeconds: number;
  /** Null of a topic that is a log. */
  readonly queue: QueueModel | null;
}

/**
 * Copies every record of a cluster to one of its own in another region, asynchronously (a consumer
 * there that produces there).
 */
export interface MirrorModel extends Host {
  readonly name: string;
  /** The cluster that it copies, by its place among the model's. */
  readonly copies: number;
  readonly role: string;
  readonly tasks: number;
  readonly timePerBatchSeconds: number;
  readonly brokers: BrokerModel;
  readonly replicationFactor: number;
  readonly fetchMaxBytes: number;
  /** Bytes of a connection under way; null = no limit. */
  readonly receiveBufferBytes: number | null;
  readonly maxPartitionFetchBytes: number;
}
