/** Arithmetic of queues: how often a message is handed out because its tries fail. */
import type { ConsumerGroupModel, Model, TopicModel } from './model.js';

/** What a group's records come to, on average. */
export interface Outcome {
  /** Of its records, those that fail for good: 0..1. */
  readonly failed: number;
  /** Tries of a record: at least 1. */
  readonly tries: number;
  /** Of each of the group's calls: calls sent for a record. */
  readonly sent: readonly number[];
  /**
   * Seconds of a thread for a record beside its first processing and its store: calls, pauses, what
   * is done again, and, of outcomesOf, what it waits for acknowledgements. Of full bulks: what is
   * more, or less, than a processing_time for each record.
   */
  readonly seconds: number;
}

/** A message whose every try fails comes back without end: then so often. */
const MOST = 1e6;

/** The first of the queues that a group reads, all with one max_deliveries; null of logs. */
export function queueOf(
  { topics }: Pick<Model, 'topics'>,
  { queue, topics: read }: Pick<ConsumerGroupModel, 'queue' | 'topics'>,
): TopicModel | null {
  return queue === null ? null : (topics.at(read[0]) ?? null);
}

/** Whether what fails goes back to the queue that it came from, and to no topic of the group. */
export function givesBack({ queue, sends }: Pick<ConsumerGroupModel, 'queue' | 'sends'>): boolean {
  return queue !== null && sends.every(({ ofFailed }) => !ofFailed);
}

/** Whether records of a group may fail for good. */
export function mayFail(model: Pick<Model, 'topics'>, group: ConsumerGroupModel): boolean {
  return group.tries !== null || (queueOf(model, group)?.queue?.maxDeliveries ?? null) !== null;
}

/** Times that a message is handed out, on average: `failed` of all times it comes back. */
export function deliveriesOf(failed: number, maxDeliveries: number | null): number {
  if (maxDeliveries === null) return failed < 1 ? Math.min(MOST, 1 / (1 - failed)) : MOST;
  let left = 1;
  let sum = 0;
  for (let time = 0; time < maxDeliveries && left > 1e-12; time++) {
    sum += left;
    left *= failed;
  }
  return sum;
}

/** What a message comes to, of whose deliveries each comes to `once`; `own`: its processing. */
export function redelivered(once: Outcome, maxDeliveries: number | null, own: number): Outcome {
  const times = deliveriesOf(once.failed, maxDeliveries);
  return {
    // Of every delivery but the last ones all that failed have come back.
    failed: Math.max(0, 1 - times * (1 - once.failed)),
    tries: once.tries * times,
    sent: once.sent.map((each) => each * times),
    seconds: times * (own + once.seconds) - own,
  };
}
