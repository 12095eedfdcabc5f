/** Bytes that a model keeps, by tier. */
import type { Model } from '../model/model.js';

export interface StorageTier {
  readonly name: string;
  /** Priced as an archive. */
  readonly archive: boolean;
  /** With all copies. */
  readonly bytesPerDay: number;
  /** When its whole retention is there. */
  readonly bytesKept: number;
}

const DAY_SECONDS = 86_400;

export function storageTiers(model: Model): StorageTier[] {
  const { topic, producers } = model;
  const eventsPerSecond = model.users * model.eventsPerUserPerSecond;
  const tiers: StorageTier[] = [];
  const tier = (name: string, archive: boolean, perSecond: number, seconds: number): void => {
    tiers.push({
      name,
      archive,
      bytesPerDay: perSecond * DAY_SECONDS,
      bytesKept: perSecond * seconds,
    });
  };
  if (topic !== null && producers !== null) {
    const copy = eventsPerSecond * model.recordBytes * producers.compressionRatio;
    tier('log', false, copy * topic.replicationFactor, topic.retentionSeconds);
    if (topic.archiveSeconds > 0) tier('log archive', true, copy, topic.archiveSeconds);
    for (const { name, replicationFactor } of model.mirrors) {
      tier(`mirror ${name}`, false, copy * replicationFactor, topic.retentionSeconds);
    }
  }
  for (const store of model.stores) {
    const perSecond = eventsPerSecond * store.bytesPerRecord;
    tier(`store ${store.name}`, false, perSecond * store.replicationFactor, store.retentionSeconds);
    if (store.archiveSeconds > 0) {
      tier(`store ${store.name} archive`, true, perSecond, store.archiveSeconds);
    }
  }
  return tiers;
}
