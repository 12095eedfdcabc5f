/** Arithmetic of a consumer's loop: polls, their bulk writes, and what an instance that always finds more can carry. */
import type { ConsumerGroupModel, Model, StoreModel } from '../model/model.js';
import { mean, variance } from '../statistics/index.js';

/**
 * Seconds that one record takes an instance which always finds more: full polls one after the other. An instance with
 * one session empties an answer, asks for the next when it begins the last poll of it, and may have to wait for it; with
 * more sessions, another's answer fills the gap.
 */
export function saturatedSeconds(
  model: Model,
  group: ConsumerGroupModel,
  store: StoreModel | undefined,
  wire: number,
): number {
  const { topic, brokers } = model;
  const full = pollSeconds(model, group, store, group.maxPollRecords);
  if (topic === null || brokers === null) return full / group.maxPollRecords;
  const cluster = model.mirrors.find(({ name }) => name === group.reads)?.brokers ?? brokers;
  const owned = Math.ceil(topic.partitions / Math.min(group.instances, topic.partitions));
  if (Math.min(owned, cluster.count) > 1) return full / group.maxPollRecords;
  const bytes = Math.min(group.fetchMaxBytes, owned * group.maxPartitionFetchBytes);
  const answer = Math.max(1, Math.floor(bytes / wire));
  const nic = Math.min(group.nicBytesPerSecond, cluster.nicBytesPerSecond);
  const gap = 2 * mean(group.propagation) + mean(cluster.timePerFetch) + (answer * wire) / nic;
  const polls = Math.ceil(answer / group.maxPollRecords);
  const last = answer - (polls - 1) * group.maxPollRecords;
  const cycle = (polls - 1) * full + Math.max(gap, pollSeconds(model, group, store, last));
  return cycle / answer;
}

/** Seconds of a poll of `records`: its records on all threads, then the write that it waits for. */
export function pollSeconds(
  model: Model,
  group: ConsumerGroupModel,
  store: StoreModel | undefined,
  records: number,
): number {
  const work = makespanSeconds(group, records);
  return group.timePerPollSeconds + work + writeSeconds(model, store, group, records);
}

/**
 * Seconds until the last record of a poll is done: n records of mean s on T threads. For exponential times exactly
 * s ((n - T) / T + H_T): the queue empties at rate T / s, then the maximum of T exponentials is left (memoryless); for
 * constant ones n s / T. In between, the straggling part is weighed with the coefficient of variation.
 */
function makespanSeconds(group: ConsumerGroupModel, records: number): number {
  const { threads, processingTime } = group;
  const work = mean(processingTime);
  if (work === 0) return 0;
  let harmonic = 0;
  for (let k = 1; k <= Math.min(threads, records); k++) harmonic += 1 / k;
  const variation = Math.min(1, Math.sqrt(variance(processingTime)) / work);
  return work * (Math.max(1, records / threads) + variation * (harmonic - 1));
}

/** Seconds that a poll's bulk write takes without queueing: the records spread over the shards concerned. */
function writeSeconds(
  model: Model,
  store: StoreModel | undefined,
  group: ConsumerGroupModel,
  records: number,
): number {
  if (store === undefined) return 0;
  const active = Math.min(group.instances, model.topic?.partitions ?? 1);
  const concerned = shardsOfPoll(model, store, active);
  return (
    (records * store.bytesPerRecord) / group.nicBytesPerSecond +
    2 * mean(store.propagation) +
    mean(store.timePerRequest) +
    (records / concerned) * recordSeconds(store)
  );
}

export function shardsOfPoll(model: Model, store: StoreModel, active: number): number {
  if (store.placement === 'key') return store.shards;
  return Math.min(store.shards, Math.ceil((model.topic?.partitions ?? 1) / active));
}

export function recordSeconds(store: StoreModel): number {
  const misses = store.readsPerRecord * (1 - (store.cache?.hitRatio ?? 0));
  return store.timePerWriteSeconds + misses * store.timePerReadSeconds;
}
