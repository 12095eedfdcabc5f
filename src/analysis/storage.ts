/** Bytes that a model keeps, by tier. */
import type { Model, StoreModel, TopicModel } from '../model/model.js';
import { kindsOf, groupShare } from '../model/pipelines.js';

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
  for (const [index, topic] of model.topics.entries()) {
    // What is done is gone.
    if (topic.queue !== null) continue;
    const copy = kindsOf(model).reduce((sum, { topic: to, ...kind }) => {
      const { share, recordBytes, compressionRatio } = kind;
      return to === index ? sum + eventsPerSecond * share * recordBytes * compressionRatio : sum;
    }, 0);
    const own = topic.name === '' ? '' : ` ${topic.name}`;
    tier(logName(topic), false, copy * topic.replicationFactor, topic.retentionSeconds);
    if (topic.archiveSeconds > 0)
      tier(`${logName(topic)} archive`, true, copy, topic.archiveSeconds);
    for (const { name, replicationFactor, copies } of model.mirrors) {
      if (copies !== topic.cluster) continue;
      tier(`mirror ${name}${own}`, false, copy * replicationFactor, topic.retentionSeconds);
    }
  }
  for (const store of model.stores) {
    const perSecond = eventsPerSecond * writtenShare(model, store) * store.bytesPerRecord;
    tier(`store ${store.name}`, false, perSecond * store.replicationFactor, store.retentionSeconds);
    if (store.archiveSeconds > 0) {
      tier(`store ${store.name} archive`, true, perSecond, store.archiveSeconds);
    }
  }
  return tiers;
}

/** What the logs of a topic keep is called. */
export function logName({ name }: Pick<TopicModel, 'name'>): string {
  return name === '' ? 'log' : `log ${name}`;
}

/** Of all events, those that a store keeps; all, where one topic is all that there is. */
function writtenShare(model: Model, store: StoreModel): number {
  const { topics, consumers } = model;
  if (topics.length < 2) return 1;
  const writers = consumers.filter((group) => group.store === store.name);
  return groupShare(model, { topics: [...new Set(writers.flatMap((group) => group.topics))] });
}
