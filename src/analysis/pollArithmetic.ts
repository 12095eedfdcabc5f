/**
 * Arithmetic of those who read: answers, polls and their bulk writes; what an instance that always finds more can carry,
 * and how often one that does not polls.
 */
import type { BrokerModel, ConsumerGroupModel, MirrorModel, StoreModel } from '../model/model.js';
import { mean } from '../statistics/index.js';
import { largestCount, largestTime, makespan } from './extremes.js';
import { answersPerSecond } from './produceArithmetic.js';
import type { ReaderShares, SessionShares } from './shares.js';

/** A reader of a cluster: a group, or a mirror's tasks. */
export interface Reading {
  readonly settings: Pick<
    ConsumerGroupModel | MirrorModel,
    'fetchMaxBytes' | 'maxPartitionFetchBytes' | 'nicBytesPerSecond'
  >;
  readonly shares: ReaderShares;
  /** Of the cluster that is read. */
  readonly brokers: BrokerModel;
  readonly batchRecords: number;
  readonly wireBytesPerRecord: number;
  /** One way between a member and the cluster, mean, seconds. */
  readonly delaySeconds: number;
}

/** A consumer group's reading, and what it does with it. */
export interface Loop extends Reading {
  readonly settings: ConsumerGroupModel;
  readonly store: StoreModel | undefined;
  /** [shard]: its share of what is written; empty without a store. */
  readonly shards: Float64Array;
  /** One way between an instance and the store, mean, seconds. */
  readonly storeDelaySeconds: number;
}

/** Records of an answer of a session of so many partitions, each with more than it may send: whole batches. */
function answerRecords(reading: Reading, partitions: number): number {
  const { settings, batchRecords, wireBytesPerRecord } = reading;
  const bytes = batchRecords * wireBytesPerRecord;
  const each = Math.floor(settings.maxPartitionFetchBytes / bytes);
  const all = Math.floor(settings.fetchMaxBytes / bytes);
  return batchRecords * Math.max(1, Math.min(each * partitions, all));
}

/** From a session's fetch to the receipt of an answer of `records`. */
function fetchSeconds(reading: Reading, records: number): number {
  const { settings, brokers, delaySeconds, wireBytesPerRecord } = reading;
  const nic = Math.min(settings.nicBytesPerSecond, brokers.nicBytesPerSecond);
  return 2 * delaySeconds + mean(brokers.timePerFetch) + (records * wireBytesPerRecord) / nic;
}

/**
 * Seconds that a mirror which always finds more needs for each record of the cell: those of its busiest session, which
 * asks again on receipt, or of its busiest task's own work.
 */
export function saturatedMirrorSeconds(reading: Reading, timePerBatchSeconds: number): number {
  const { shares, batchRecords } = reading;
  return shares.sessions.reduce(
    (most, { share, partitions }) => {
      const answer = answerRecords(reading, partitions);
      return Math.max(most, (share * fetchSeconds(reading, answer)) / answer);
    },
    (shares.most * timePerBatchSeconds) / batchRecords,
  );
}

/**
 * Seconds that a group which always finds more needs for each record of the cell: those of its busiest instance, with
 * full polls one after the other, or of its busiest session. A session asks for its next answer when the last poll of
 * the one before begins; meanwhile others' answers may fill the gap, if there are others.
 */
export function saturatedSeconds(loop: Loop): number {
  const { shares, settings } = loop;
  const poll = memoized((records) => pollSeconds(loop, records, fullChunk(loop)));
  const members = new Map<number, SessionShares[]>();
  for (const session of shares.sessions) {
    members.set(session.member, [...(members.get(session.member) ?? []), session]);
  }
  let most = 0;
  for (const sessions of members.values()) {
    const answers = sessions.map(({ partitions }) => answerRecords(loop, partitions));
    const found = answers.reduce((sum, records) => sum + records, 0);
    const records = Math.min(settings.maxPollRecords, found);
    const share = sessions.reduce((sum, session) => sum + session.share, 0);
    most = Math.max(most, (share * poll(records)) / records);
    sessions.forEach((session, index) => {
      const answer = answers[index];
      const polls = Math.ceil(answer / settings.maxPollRecords);
      const last = answer - (polls - 1) * settings.maxPollRecords;
      const own = (polls - 1) * poll(settings.maxPollRecords);
      const cycle = own + Math.max(fetchSeconds(loop, answer), poll(last));
      most = Math.max(most, (session.share * cycle) / answer);
    });
  }
  return most;
}

/** Each argument's value worked out once. */
export function memoized(compute: (argument: number) => number): (argument: number) => number {
  const known = new Map<number, number>();
  return (argument) => {
    const value = known.get(argument) ?? compute(argument);
    known.set(argument, value);
    return value;
  };
}

/** Neighbours of one partition in an answer when each partition has more than it may send. */
export function fullChunk(loop: Loop): number {
  return answerRecords(loop, 1);
}

/** Seconds of a thread for each record. */
export function workSeconds({ settings, store }: Pick<Loop, 'settings' | 'store'>): number {
  return mean(settings.processingTime) + hitSeconds(store);
}

/** Looking into the cache takes as long whether it is found or not. */
function hitSeconds(store: StoreModel | undefined): number {
  return (store?.readsPerRecord ?? 0) * (store?.cache?.timePerHitSeconds ?? 0);
}

/** Seconds of a poll of `records`, `chunk` neighbours of one partition: its records on all threads, then their write. */
export function pollSeconds(loop: Loop, records: number, chunk: number): number {
  const work = workingSeconds(loop, records);
  return loop.settings.timePerPollSeconds + work + writeSeconds(loop, records, chunk);
}

/** Seconds until the last record of a poll is done. */
function workingSeconds({ settings, store }: Loop, records: number): number {
  const { threads, processingTime } = settings;
  const rounds = Math.max(1, records / threads);
  return makespan(processingTime, records, threads) + rounds * hitSeconds(store);
}

/** Seconds that a poll's bulk write takes without queueing: the records spread over the shards concerned. */
function writeSeconds(loop: Loop, records: number, chunk: number): number {
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

/** Shards that a poll of `records` writes to, expected: keys are drawn one by one, partitions come in chunks. */
export function shardsOfPoll(loop: Loop, records: number, chunk: number): number {
  const { store, shards, shares } = loop;
  if (store?.placement === 'key') {
    return shards.reduce((sum, share) => {
      return sum - Math.expm1(records * Math.log1p(-Math.min(1 - 1e-9, share)));
    }, 0);
  }
  const touched = Math.min(shares.partitions, 1 + (records - 1) / chunk);
  return Math.min(Math.max(1, shards.length), touched);
}

export function recordSeconds(store: StoreModel): number {
  const misses = store.readsPerRecord * (1 - (store.cache?.hitRatio ?? 0));
  return store.timePerWriteSeconds + misses * store.timePerReadSeconds;
}

/** How an average instance goes round when it does not always find more. */
export interface LoadedLoop {
  readonly pollsPerSecond: number;
  readonly recordsPerPoll: number;
  /** Of each of its sessions. */
  readonly answersPerSecond: number;
  /** Neighbours of one partition in them. */
  readonly chunk: number;
}

const ROUNDS = 60;

/**
 * The loop of an average instance at `recordsPerSecond` of its own, which come to each of its sessions as `comings`
 * Poisson appends a second, `batch` neighbours at a time. A poll takes what came since the last; when nothing did, it
 * waits for the next answer. An answer waits for the poll under way, half of one on average. By fixed-point iteration.
 */
export function loadedLoop(
  loop: Loop,
  recordsPerSecond: number,
  comings: number,
  batch: number,
): LoadedLoop {
  const { settings, shares } = loop;
  const sessions = shares.sessions.length / shares.members;
  const partitions = partitionsOfSession(loop);
  const most = answerRecords(loop, partitions);
  let records = 1;
  let polls = 0;
  let answers = 0;
  let waiting = 0;
  let chunk = batch;
  for (let round = 0; round < ROUNDS; round++) {
    const fetching = answers === 0 ? 0 : Math.min(most, recordsPerSecond / sessions / answers);
    answers = answersPerSecond(comings, fetchSeconds(loop, fetching) + waiting);
    chunk = Math.max(batch, fetching / partitions);
    const seconds = pollSeconds(loop, records, chunk);
    const coming = answers * sessions;
    const free = 1 / (seconds + Math.exp(-coming * seconds) / coming);
    polls = Math.max(recordsPerSecond / settings.maxPollRecords, Math.min(free, recordsPerSecond));
    const next = Math.max(1, recordsPerSecond / polls);
    records = (records + next) / 2;
    waiting = (Math.min(1, polls * seconds) * seconds) / 2;
  }
  return { pollsPerSecond: polls, recordsPerPoll: records, answersPerSecond: answers, chunk };
}

/** On average. */
function partitionsOfSession({ shares: { sessions } }: Reading): number {
  return sessions.reduce((sum, { partitions }) => sum + partitions, 0) / sessions.length;
}

/** Answers a second of a mirror's average session, likewise. */
export function loadedMirrorAnswers(
  reading: Reading,
  recordsPerSecond: number,
  comings: number,
): number {
  const most = answerRecords(reading, partitionsOfSession(reading));
  let answers = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const records = answers === 0 ? 0 : Math.min(most, recordsPerSecond / answers);
    answers = answersPerSecond(comings, fetchSeconds(reading, records));
  }
  return answers;
}
