/** How long a poll takes: the records of an answer on an instance's threads, and their write. */
import * as mathematics from '../mathematics/index.js';
import type {
  BrokerModel,
  ConsumerGroupModel,
  MirrorModel,
  ProcessorModel,
  StoreModel,
} from '../model/model.js';
import type { Outcome } from '../model/tries.js';
import { mean } from '../statistics/index.js';
import { laneMakespan, largestCount, largestTime, makespan } from './extremes.js';
import type { ReaderShares, SessionShares } from './shares.js';

/** A reader of a cluster: a group, or a mirror's tasks. */
export interface ReaderLoad {
  readonly settings: Pick<
    ConsumerGroupModel | MirrorModel,
    'fetchMaxBytes' | 'maxPartitionFetchBytes' | 'nicBytesPerSecond' | 'receiveBufferBytes'
  > &
    Partial<Pick<ConsumerGroupModel, 'fetchMinBytes' | 'fetchMaxWaitSeconds'>>;
  readonly shares: ReaderShares;
  /** Of the cluster that is read. */
  readonly brokers: BrokerModel;
  readonly batchRecords: number;
  readonly wireBytesPerRecord: number;
  /** One way between a member and the cluster, mean, seconds. */
  readonly delaySeconds: number;
  /** Of the members' hosts; null = it takes no time. */
  readonly processor: ProcessorModel | null;
}

/** A consumer group's reading, and what it does with it. */
export interface Loop extends ReaderLoad {
  readonly settings: ConsumerGroupModel;
  readonly store: StoreModel | undefined;
  /** What its records come to. */
  readonly outcome: Outcome;
  /** [shard]: its share of what is written; empty without a store. */
  readonly shards: Float64Array;
  /** One way between an instance and the store, mean, seconds. */
  readonly storeDelaySeconds: number;
}

/**
 * Records of an answer of a session of so many partitions, each with more than it may send: whole
 * batches.
 */
export function answerRecords(reading: ReaderLoad, partitions: number): number {
  const { settings, batchRecords, wireBytesPerRecord } = reading;
  const bytes = batchRecords * wireBytesPerRecord;
  const each = Math.floor(settings.maxPartitionFetchBytes / bytes);
  const all = Math.floor(settings.fetchMaxBytes / bytes);
  return batchRecords * Math.max(1, Math.min(each * partitions, all));
}

/**
 * Records of an answer, on average, of a session that can just carry its load: its busiest
 * partition always has more than it may send, the others have what came meanwhile.
 */
export function fullAnswer(
  reading: ReaderLoad,
  { share, partitions, largest }: SessionShares,
): number {
  const ofAll = answerRecords(reading, partitions);
  if (largest === 0) return ofAll;
  return Math.min(ofAll, (answerRecords(reading, 1) * share) / largest);
}

/** Neighbors of one partition in an answer when each partition has more than it may send. */
export function fullChunk(loop: Loop): number {
  return answerRecords(loop, 1);
}

/** Seconds of a thread for each record. */
export function workSeconds(loop: Pick<Loop, 'settings' | 'store' | 'outcome'>): number {
  const { settings, store, outcome } = loop;
  return mean(settings.processingTime) + hitSeconds(store) * outcome.tries + outcome.seconds;
}

/** Looking into the cache takes as long whether it is found or not. */
function hitSeconds(store: StoreModel | undefined): number {
  return (store?.readsPerRecord ?? 0) * (store?.cache?.timePerHitSeconds ?? 0);
}

/**
 * Seconds that a record keeps its thread: its work, its calls and what is done again, then its
 * write, where that is its own.
 */
export function threadSeconds(loop: Loop): number {
  return mean(loop.settings.processingTime) + besides(loop);
}

/** Of those, what is not its first processing. */
function besides(loop: Loop): number {
  const { store, settings, outcome } = loop;
  const writing = settings.writesInBulk ? 0 : requestSeconds(loop, 1, 1) * (1 - outcome.failed);
  return hitSeconds(store) * outcome.tries + outcome.seconds + writing;
}

/**
 * Seconds of a poll of a group that always finds more: what it takes lies partition after
 * partition.
 */
export function fullPollSeconds(loop: Loop, records: number): number {
  const { settings, shares } = loop;
  const { threads, concurrency } = settings;
  const chunk = fullChunk(loop);
  const other = settings.timePerPollSeconds + writeSeconds(loop, records, chunk);
  if (threads === 1 || concurrency === 'free')
    return other + workingSeconds(loop, records, threads);
  if (concurrency === 'key') {
    // At least: what waits behind the most popular key, or the poll as if there were no keys.
    const alone = (records * shares.largestKey * threadSeconds(loop)) / shares.most;
    return other + Math.max(alone, workingSeconds(loop, records, threads));
  }
  let sum = 0;
  for (let phase = 0; phase < PHASES; phase++) {
    sum += lanePollSeconds(loop, records, Math.ceil(((phase + 0.5) / PHASES) * chunk));
  }
  return sum / PHASES;
}

/** Where in a partition's part of an answer a poll may begin. */
const PHASES = 4;

/**
 * Seconds of a poll, one record of a partition at a time, that begins with the last `first` of a
 * partition's part.
 */
export function lanePollSeconds(loop: Loop, records: number, first: number): number {
  const { processingTime, threads, timePerPollSeconds } = loop.settings;
  const lanes = lanesOfPoll(loop, records, first);
  const longest = lanes.reduce((most, size) => Math.max(most, size), records / threads);
  const work = laneMakespan(processingTime, lanes, threads) + longest * besides(loop);
  return timePerPollSeconds + work + writeSeconds(loop, records, fullChunk(loop));
}

/**
 * Records of each partition in a poll which begins with the last `first` of a partition's part of
 * an answer.
 */
function lanesOfPoll(loop: Loop, records: number, first: number): number[] {
  const chunk = fullChunk(loop);
  const lanes: number[] = [];
  let left = records;
  for (let lane = 0; left > 0; lane++) {
    const size = Math.min(left, lane === 0 ? first : chunk);
    const index = lane % loop.shares.partitions;
    lanes[index] = (lanes[index] ?? 0) + size;
    left -= size;
  }
  return lanes;
}

/**
 * Seconds of a poll of `records`, `chunk` neighbors of one partition: its records on all threads,
 * then their write.
 */
export function pollSeconds(loop: Loop, records: number, chunk: number): number {
  const { threads, concurrency, timePerPollSeconds } = loop.settings;
  const partitions = Math.max(1, Math.min(loop.shares.partitions, records / chunk));
  const atOnce = concurrency === 'partition' ? Math.min(threads, partitions) : threads;
  const work = workingSeconds(loop, records, Math.max(1, Math.round(atOnce)));
  return timePerPollSeconds + work + writeSeconds(loop, records, chunk);
}

/** Seconds until the last record of a poll is done, if any may be worked on at once. */
function workingSeconds(loop: Loop, records: number, threads: number): number {
  const rounds = Math.max(1, records / threads);
  return makespan(loop.settings.processingTime, records, threads) + rounds * besides(loop);
}

/** Seconds from a poll's last record to the end of its bulk write, where there is one. */
function writeSeconds(loop: Loop, records: number, chunk: number): number {
  return loop.settings.writesInBulk ? requestSeconds(loop, records, chunk) : 0;
}

/**
 * Seconds that a write of so many records takes without queueing, spread over the shards concerned.
 */
function requestSeconds(loop: Loop, records: number, chunk: number): number {
  const { store, settings, shards, storeDelaySeconds } = loop;
  if (store === undefined) return 0;
  const concerned = shardsOfPoll(loop, records, chunk);
  const largest = store.placement === 'key' ? largestCount(records, shards) : records / concerned;
  return (
    (records * store.bytesPerRecord) / settings.nicBytesPerSecond +
    2 * storeDelaySeconds +
    largestTime(store.timePerRequest, concerned) +
    largest * recordSeconds(store)
  );
}

/**
 * Shards that a poll of `records` writes to, expected: keys are drawn one by one, partitions come
 * in chunks.
 */
export function shardsOfPoll(loop: Loop, records: number, chunk: number): number {
  const { store, shards, shares } = loop;
  if (store?.placement === 'key') {
    return shards.reduce((sum, share) => {
      return sum - mathematics.expm1(records * mathematics.log1p(-Math.min(1 - 1e-9, share)));
    }, 0);
  }
  const touched = Math.min(shares.partitions, 1 + (records - 1) / chunk);
  return Math.min(Math.max(1, shards.length), touched);
}

export function recordSeconds(store: StoreModel): number {
  const misses = store.readsPerRecord * (1 - (store.cache?.hitRatio ?? 0));
  return store.timePerWriteSeconds + misses * store.timePerReadSeconds;
}
