/** What a group's instances and its queues know of each other: see queueReader.ts. */
import type { Sampler } from '../../src/engine/variates.js';
import type { QueueReaderModel } from '../../src/model/model.js';
import type { Group } from './group.js';
import type { Message, WorkQueue } from './workQueue.js';

/** A message that has been handed out, to an instance of which generation it is. */
export interface Handed {
  readonly number: number;
  readonly message: Message;
  readonly part: Part;
  readonly consumer: Consumer;
  readonly life: number;
  refused: boolean;
  roomBack: boolean;
  /** Whether it has left its broker; how often that had gone down when it was handed out. */
  hasLeft: boolean;
  readonly outages: number;
}

/** An instance as one of its queues knows it. */
export interface Consumer {
  readonly index: number;
  /** Which of those of its index the queue knows. */
  known: number;
  open: boolean;
  credit: number;
  lastArrival: number;
  handed: Handed[];
}

/** An instance. */
export interface Asker {
  readonly index: number;
  /** Which of those of its index there is. */
  life: number;
  isAsking: boolean;
  wanted: number;
  deadline: number;
}

/** One of the queues that a group reads. */
export interface Part {
  readonly queue: WorkQueue;
  readonly weight: number;
  /** Of its messages. */
  readonly drawProcessing: Sampler;
  readonly consumers: readonly Consumer[];
  /** Those who have asked and wait. */
  readonly asking: Consumer[];
  turn: number;
}

/** The queue at that place among those that the group reads, before anything has come. */
export function partOf(
  group: Group,
  queue: WorkQueue,
  model: QueueReaderModel,
  place: number,
): Part {
  const own = model.processingTimes[place];
  const { system, topic } = queue;
  const path = `consumers.${group.model.name}.queues.${system.model.topics[topic].name}`;
  return {
    queue,
    weight: model.weights[place],
    drawProcessing:
      own === null ? group.drawProcessing : system.sampler(own, path, 'processing_time'),
    consumers: group.members.map((_, index) => ({
      index,
      known: 0,
      open: false,
      credit: 0,
      lastArrival: 0,
      handed: [],
    })),
    asking: [],
    turn: 0,
  };
}
