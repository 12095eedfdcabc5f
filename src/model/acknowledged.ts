/** Arithmetic of waiting for acknowledgements: how long one takes where nothing is busy. */
import { mean } from '../statistics/index.js';
import { delaySeconds } from './delay.js';
import type { ConsumerGroupModel, Model, Placement, SendModel } from './model.js';
import { wireBytes } from './wire.js';

/**
 * Seconds that a record of a group waits, on average, until what it makes its instance send is
 * acknowledged, where the group waits for that: a batch of its own records alone, which lingers,
 * and no queue anywhere. What is always sent goes side by side, so that the slowest counts; of what
 * excludes each other each in its share.
 */
export function acknowledgedSeconds(model: Model, group: ConsumerGroupModel): number {
  const awaited = group.sends.filter(({ settings }) => settings.awaited);
  let always = 0;
  let sometimes = 0;
  for (const send of awaited) {
    const seconds = acknowledgementSeconds(model, group, send);
    if (send.share === 1) always = Math.max(always, seconds);
    else sometimes += send.share * seconds;
  }
  return Math.max(always, sometimes);
}

function acknowledgementSeconds(
  model: Model,
  { role, propagation }: ConsumerGroupModel,
  { topic, records, recordBytes, settings }: SendModel,
): number {
  const brokers = model.clusters[model.topics[topic].cluster];
  const bytes = records * wireBytes(recordBytes, settings);
  const sent = bytes / Math.min(settings.nicBytesPerSecond, brokers.nicBytesPerSecond);
  const fills = bytes >= settings.batchSizeBytes;
  const lingered = (fills ? 0 : settings.lingerSeconds) + sent;
  if (settings.acks === 0) return lingered;
  const away = overPlacements(model, (placement) =>
    delaySeconds(model, placement, role, brokers.role, propagation),
  );
  const { disk } = brokers;
  const appended =
    disk.flush === 'every_batch' ? mean(disk.flushTime) + bytes / disk.bytesPerSecond : 0;
  const handled =
    mean(brokers.timePerWakeup) +
    mean(brokers.timePerRequest) +
    brokers.timePerBatchSeconds +
    records * brokers.timePerRecordSeconds +
    bytes * brokers.timePerByteSeconds +
    appended;
  const isCopied = settings.acks === 'all' && model.topics[topic].replicationFactor > 1;
  // The followers fetch it, append it, and tell with their next fetch that they have it.
  const copied = isCopied
    ? mean(brokers.timePerFetch) +
      2 * mean(brokers.propagation) +
      bytes / brokers.nicBytesPerSecond +
      mean(brokers.timePerReplicaAppend) +
      appended
    : 0;
  return lingered + 2 * away + handled + copied;
}

/** Each by the users of its cells. */
function overPlacements({ placements }: Model, read: (placement: Placement) => number): number {
  let sum = 0;
  let weights = 0;
  for (const placement of placements) {
    const weight = placement.cells * placement.weight;
    sum += weight * read(placement);
    weights += weight;
  }
  return sum / weights;
}
