/** Queues and who reads them, as a Model has them: see model.ts. */
import type { Distribution } from '../statistics/distribution.js';

/** What the queues of a cluster have in common. */
export interface QueueClusterModel {
  readonly preset: QueuePreset;
  /**
   * push: messages are sent to consumers as they have room; receive: consumers ask for so many.
   */
  readonly delivery: 'push' | 'receive';
  /** Time of a queue's process for one message each: it takes it in, hands it out, forgets it. */
  readonly timePerPublish: Distribution;
  readonly timePerDelivery: Distribution;
  readonly timePerAck: Distribution;
  /**
   * Whether a message is done of which an instance says so that had it and to which it is handed
   * out no more.
   */
  readonly lateAcks: 'settle' | 'ignored';
  /** Null = no alarm. */
  readonly memory: MemoryModel | null;
}

/** What a broker with queues may hold before all who publish are blocked. */
export interface MemoryModel {
  readonly bytes: number;
  /** That a message takes beside its own. */
  readonly perMessageBytes: number;
  /** How often it is looked at. */
  readonly checkSeconds: number;
}

export type QueuePreset = 'rabbitmq' | 'sqs' | 'redis_streams' | 'nats_jetstream';

/** A topic that is a queue. */
export interface QueueModel {
  /** A message that is not acknowledged so long after it was handed out comes back; or null. */
  readonly visibilitySeconds: number | null;
  /** Times that a message is handed out before it is given up; null = without end. */
  readonly maxDeliveries: number | null;
  /** Where what is given up, too old or too much goes: the index of a topic; null = nowhere. */
  readonly deadLetter: number | null;
  /** A message that has waited so long is dropped; null = never. */
  readonly timeToLiveSeconds: number | null;
  /** Messages that wait, at most; and which of them is dropped for one more: the first, or it. */
  readonly maxLength: number | null;
  readonly overflow: 'drop_head' | 'reject';
  /** Whether messages of one key are handed out one after the other. */
  readonly keepsOrder: boolean;
  /** Messages handed out and not acknowledged, over all instances, at most; null = no limit. */
  readonly maxUnacknowledged: number | null;
}

/** How a group's instances get what stands in a queue. */
export interface QueueReaderModel {
  /** Messages that an instance has been sent, or has asked for, and not acknowledged, at most. */
  readonly prefetch: number;
  /** Messages that it asks for at once; and how long it waits for the first. */
  readonly receive: number;
  readonly receiveWaitSeconds: number;
  /** Whether it asks again only when it has done all. */
  readonly waitsForAll: boolean;
  /**
   * Of several queues: whether the next to look at is drawn by weight, or the heaviest is first.
   */
  readonly order: 'weighted' | 'strict';
  /** Of each of the queues that the group reads, in their order. */
  readonly weights: readonly number[];
  /** Of the same: how long a message of it is worked on; null = processing_time. */
  readonly processingTimes: readonly (Distribution | null)[];
}
