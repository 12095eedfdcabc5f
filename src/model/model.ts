/**
 * The validated Model: what every later layer reads. One unit per quantity: seconds, bytes, per
 * second.
 * Every default, unit and cross-reference is settled before a Model exists.
 *
 * A model describes one cell (a cluster with its producers, consumer groups, stores and mirrors)
 * and says how many such cells there are and where: `placements`. A component's `role` names a
 * region by its part in the cell (`home`, `far`, ...); each placement binds roles to regions.
 */
import type { FaultModel } from './faultModel.js';
import type { Distribution } from '../statistics/distribution.js';
import type { AutoscalerModel } from './autoscalerModel.js';
import type { Factor } from './factor.js';
import type { ClusterModel, Host, MirrorModel, TopicModel } from './clusterModel.js';
import type { QueueReaderModel } from './queueModel.js';
import type { ExternalModel, RateLimit, TriesModel } from './serviceModel.js';

export type {
  BrokerModel,
  ClusterModel,
  CreditsModel,
  DiskModel,
  Host,
  MirrorModel,
  PauseModel,
  TopicModel,
} from './clusterModel.js';
export type {
  MemoryModel,
  QueueClusterModel,
  QueueModel,
  QueuePreset,
  QueueReaderModel,
} from './queueModel.js';
export type { FaultModel } from './faultModel.js';
export type { AutoscalerModel, ScalingRuleModel } from './autoscalerModel.js';
export type {
  BreakerModel,
  BulkModel,
  CallModel,
  ExternalModel,
  RateLimit,
  TriesModel,
  WindowModel,
} from './serviceModel.js';

export interface Model {
  readonly name: string;
  /** What the author wants to know; empty when the file does not say. */
  readonly question: string;
  /** What must hold, as it is written: see ../experiments/promise.ts. */
  readonly promises: readonly string[];
  /** Whether the file gives users and what each sends, or one rate of the whole system. */
  readonly load: 'users' | 'rate';
  /** Of a rate: 1, which sends it all; nothing is said of users then. */
  readonly users: number;
  readonly eventsPerUserPerSecond: number;
  /** Of direct calls; producers have their own. */
  readonly arrivals: ArrivalProcess;
  readonly recordBytes: number;
  readonly keys: KeyPopularity;
  /** Direct delivery: callers of a cell that each wait for their call; null = nobody waits. */
  readonly callers: number | null;
  /**
   * The callers are the users, each of which thinks so long before each call, and nothing else
   * arrives; null = users send at their own times. Then the events of users are those that come
   * through at the most (closedLoad).
   */
  readonly thinkTime: Distribution | null;
  readonly regions: readonly string[];
  /** One-way propagation between regions, seconds: [from][to]; the diagonal is within a region. */
  readonly regionDelaySeconds: readonly (readonly number[])[];
  /** Multiplies every propagation between regions: a distribution of mean 1. */
  readonly regionJitter: Distribution;
  readonly placements: readonly Placement[];
  /**
   * None where delivery is direct, without a broker; then there are no clusters, topics and mirrors
   * either.
   */
  readonly producers: readonly ProducerModel[];
  readonly clusters: readonly ClusterModel[];
  readonly topics: readonly TopicModel[];
  readonly mirrors: readonly MirrorModel[];
  readonly consumers: readonly ConsumerGroupModel[];
  readonly stores: readonly StoreModel[];
  readonly externals: readonly ExternalModel[];
  /** Journeys that have names. */
  readonly journeys: readonly JourneyModel[];
  readonly faults: readonly FaultModel[];
  readonly measured: readonly MeasuredPath[];
  /** What `highwater tune` may change. */
  readonly tune: readonly Factor[];
  readonly prices: PriceModel | null;
  readonly run: RunModel;
}

/** From an event on. */
export interface JourneyModel {
  readonly name: string;
  /** Whose events: a kind of producers, by its place among the model's; null = all. */
  readonly from: number | null;
  /** The group where it ends, by its place; null = when all is done that comes of the event. */
  readonly to: number | null;
}

/** All in one currency; hours and months are of 730 hours a month, a gigabyte is 10^9 bytes. */
export interface PriceModel {
  readonly currency: string;
  readonly source: string;
  readonly date: string;
  readonly brokerHour: number;
  readonly handlerHour: number;
  readonly consumerHour: number;
  readonly threadHour: number;
  readonly shardHour: number;
  readonly gigabyteMonth: number;
  readonly archiveGigabyteMonth: number;
  readonly gigabyteBetweenRegions: number;
  /** Clusters and their clients are spread evenly over so many zones. */
  readonly zones: number;
  readonly gigabyteBetweenZones: number;
}

/** What was measured on the real system. */
export interface MeasuredPath {
  /** `publish`, `end_to_end`, or a consumer group's name. */
  readonly path: string;
  readonly source: string;
  /** p is one of 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 0.9999. */
  readonly quantiles: readonly { readonly p: number; readonly seconds: number }[];
  /** Null where not measured. */
  readonly meanSeconds: number | null;
  readonly maxSeconds: number | null;
  readonly recordsPerSecond: number | null;
  /** The step in which times were told; 0 = as they are. */
  readonly roundedSeconds: number;
}

/** Alike cells: one stratum. Users are spread over all cells in proportion to `weight`. */
export interface Placement {
  /** Role name to region index; `home` is always there. */
  readonly roles: Readonly<Record<string, number>>;
  readonly cells: number;
  /** Users of one cell here, relative to the other placements' cells. */
  readonly weight: number;
}

export type ArrivalProcess =
  | { readonly kind: 'poisson' }
  /** Each producer sends on a fixed schedule; the producers are evenly out of step. */
  | { readonly kind: 'constant' }
  /**
   * Poisson at `burst` times the mean rate while on (mean onSeconds), the rest while off;
   * exponential phases.
   */
  | { readonly kind: 'on_off'; readonly onSeconds: number; readonly offSeconds: number }
  /** Rate(t) = mean * (1 + amplitude * sin(2 pi t / periodSeconds)). */
  | { readonly kind: 'diurnal'; readonly periodSeconds: number; readonly amplitude: number }
  /**
   * Arrival times from a CSV, seconds from the start, repeated when they end, stretched to the rate
   * of the users.
   */
  | { readonly kind: 'trace'; readonly timesSeconds: readonly number[] }
  /** Poisson at a rate that changes as the pieces say, again and again: 1 on average. */
  | {
      readonly kind: 'shape';
      readonly name: 'ramp' | 'steps' | 'spikes' | 'cron';
      readonly pieces: readonly LoadPiece[];
    }
  /** So many records at once, on average or each time, Poisson in all. */
  | { readonly kind: 'batches'; readonly size: number; readonly sizes: 'alike' | 'geometric' };

/** For so long the load goes evenly from one multiple of its mean to another. */
export interface LoadPiece {
  readonly seconds: number;
  readonly from: number;
  readonly to: number;
}

export type KeyPopularity =
  /** No key: the producer's own partitioner chooses. */
  | { readonly kind: 'none' }
  | { readonly kind: 'uniform'; readonly count: number }
  | { readonly kind: 'zipf'; readonly count: number; readonly exponent: number }
  /** One key gets `share` of the records; the others are uniform. */
  | { readonly kind: 'hot'; readonly count: number; readonly share: number };

/** The producers of one kind. */
export interface ProducerModel extends ProducerSettings {
  /**
   * Empty where there is only this kind, and no name was given; of what a group sends on, that of
   * the topic.
   */
  readonly name: string;
  /** The group whose instances they are, which send records on; null = users send. */
  readonly sentBy: string | null;
  /** Whether these are the records that failed there. */
  readonly ofFailed: boolean;
  /** The topic that they send to, by its place among the model's. */
  readonly topic: number;
  /** Of all events of the system, what they send: 0..1. */
  readonly share: number;
  readonly arrivals: ArrivalProcess;
  readonly recordBytes: number;
  readonly keys: KeyPopularity;
}

/**
 * What hosts do for the producers of a kind, or the instances of a group: see
 * engine/assembly/{producers,readers}/processor.ts.
 */
export interface ProcessorModel {
  /** Hosts that they share. */
  readonly hosts: number;
  readonly threads: number;
  readonly timePerRecordSeconds: number;
  /** Of a record's bytes: where it is sent before compression, where it is read as they come. */
  readonly timePerByteSeconds: number;
  readonly timePerRequest: Distribution;
  /** More of what finds a thread idle. */
  readonly timePerWakeup: Distribution;
}

/** How producers send. */
export interface ProducerSettings extends Host {
  readonly count: number;
  readonly role: string;
  /** Keyed records go to their key's partition whatever this says. */
  readonly partitioner: 'sticky' | 'round_robin' | 'random';
  readonly batchSizeBytes: number;
  readonly lingerSeconds: number;
  readonly acks: 0 | 1 | 'all';
  readonly maxInFlightRequests: number;
  readonly maxRequestSizeBytes: number;
  readonly bufferMemoryBytes: number;
  /** Bytes of a connection under way; null = no limit. */
  readonly sendBufferBytes: number | null;
  /**
   * Whether who sends waits for the acknowledgement of each record, and is done with what it comes
   * from only then.
   */
  readonly awaited: boolean;
  /** A record that has waited this long for buffer memory is dropped. */
  readonly maxBlockSeconds: number;
  /** A record older than this when its batch would be sent is dropped. */
  readonly deliveryTimeoutSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly retries: number;
  readonly retryBackoffSeconds: number;
  readonly retryBackoffMaxSeconds: number;
  readonly idempotence: boolean;
  /** What a full buffer does to a record that comes. */
  readonly overflow: 'block' | 'drop_newest' | 'drop_oldest' | 'shed';
  /** shed: share of the buffer from which records are dropped at random. */
  readonly shedFrom: number;
  readonly rateLimit: (RateLimit & { readonly policy: 'block' | 'drop' }) | null;
  /** Null = it takes no time. */
  readonly processor: ProcessorModel | null;
  /** Bytes on the wire and on disk per byte of record, 0..1. */
  readonly compressionRatio: number;
  /** Of what is sent to a queue: higher ones go first. */
  readonly priority: number;
  /** One-way delay between this host and the cluster in its own region. */
  readonly propagation: Distribution;
}

export interface ConsumerGroupModel extends Host {
  readonly name: string;
  readonly role: string;
  /**
   * The topics that it reads, all of one cluster, by their places among the model's, rising; and
   * where: `cluster`, or the name of a mirror.
   */
  readonly topics: readonly number[];
  readonly reads: string;
  readonly instances: number;
  /** Records of an instance that are worked on at one time, at most. */
  readonly threads: number;
  /**
   * What keeps its order, one record at a time: nothing, the records of a partition, or those of a
   * key.
   */
  readonly concurrency: 'free' | 'partition' | 'key';
  /** How it gets what stands in a queue; null of logs. */
  readonly queue: QueueReaderModel | null;
  /** Whether an instance polls again only when all records of the last poll are done. */
  readonly waitsForPoll: boolean;
  /**
   * Whether a poll's records are written to the store in bulk when all have been processed; else
   * each by itself.
   */
  readonly writesInBulk: boolean;
  readonly assignor: 'range' | 'round_robin' | 'sticky';
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitSeconds: number;
  readonly fetchMaxBytes: number;
  /** Bytes of a connection under way; null = no limit. */
  readonly receiveBufferBytes: number | null;
  readonly maxPartitionFetchBytes: number;
  /** Of a poll; without a wait for polls, of a partition that are taken and not done. */
  readonly maxPollRecords: number;
  /** Direct delivery: calls that may wait; null = no limit. */
  readonly queueCapacity: number | null;
  readonly sessionTimeoutSeconds: number;
  /** One that is back before its session has ended has its partitions again. */
  readonly staticMembers: boolean;
  readonly rebalance: 'eager' | 'cooperative';
  readonly rebalanceSeconds: number;
  readonly commitIntervalSeconds: number;
  readonly autoscaler: AutoscalerModel | null;
  /** Time of one record on one thread. */
  readonly processingTime: Distribution;
  /** Time of one poll, before its first record. */
  readonly timePerPollSeconds: number;
  /**
   * An instance that works longer on a poll leaves the group until it is over; where instances do
   * not wait for polls, none does.
   */
  readonly maxPollIntervalSeconds: number;
  /** Its instances poll at moments that far apart alone; 0 = whenever there is something. */
  readonly pollIntervalSeconds: number;
  /** Store that its records are written to, or null. */
  readonly store: string | null;
  /** Null = it takes no time. */
  readonly processor: ProcessorModel | null;
  readonly propagation: Distribution;
  /**
   * What its threads do with a record where it may fail, calls something or is limited in its rate;
   * null = none of these.
   */
  readonly tries: TriesModel | null;
  /**
   * What it sends on for each record that it has done, in this order; then what it sends for one
   * that failed.
   */
  readonly sends: readonly SendModel[];
}

/** What a group sends to one topic. */
export interface SendModel {
  /** By its place among the model's. */
  readonly topic: number;
  /** Of the records done, 0..1; those below 1 exclude each other. */
  readonly share: number;
  readonly records: number;
  /** Whether it is sent for records that failed for good, and not for those that are done. */
  readonly ofFailed: boolean;
  readonly afterSeconds: number;
  readonly recordBytes: number;
  readonly settings: ProducerSettings;
}

/** A cache with a given hit ratio, or a least-recently-used one of `entries` keys. */
export interface CacheModel {
  readonly hitRatio: number;
  readonly timePerHitSeconds: number;
  readonly entries: number | null;
  readonly timeToLiveSeconds: number | null;
  readonly writeThrough: boolean;
}

export interface StoreModel {
  readonly name: string;
  readonly role: string;
  readonly shards: number;
  /** Parallel operations of one shard: c servers behind one FIFO queue. */
  readonly serversPerShard: number;
  /** key: by the record's key; partition: partition modulo shards. */
  readonly placement: 'key' | 'partition';
  readonly timePerRequest: Distribution;
  readonly timePerWriteSeconds: number;
  readonly timePerReadSeconds: number;
  /** Reads (through the cache) that each record makes before its write. */
  readonly readsPerRecord: number;
  readonly cache: CacheModel | null;
  readonly bytesPerRecord: number;
  readonly replicationFactor: number;
  readonly retentionSeconds: number;
  readonly archiveSeconds: number;
  readonly propagation: Distribution;
}

export interface RunModel {
  /** Simulated and thrown away before measuring, seconds; null = found by pilot runs. */
  readonly warmupSeconds: number | null;
  /** Measured length of one trial, simulated seconds; null = chosen from the load. */
  readonly durationSeconds: number | null;
}

/** Whether something is going to happen: then a window shows a story, not a steady state. */
export function isEventful(model: Model): boolean {
  return model.faults.length > 0 || model.consumers.some((group) => group.autoscaler !== null);
}
