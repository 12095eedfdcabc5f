/**
 * Someone who is told what becomes of each record of a run, for example to compare two simulators record by record.
 *
 * Semantics: a record is known by its producer (0.. within the cell; 0 where delivery is direct) and its arrival. What
 * happens may be told before its time has come (a poll's deliveries when it begins), never twice, and even if that time
 * lies after the trial's end. Without an observer a run pays one comparison for each batch or poll.
 * - sent: it leaves its producer, at each attempt; `place` is its partition.
 * - published: its producer has its acknowledgement (acks=0: it has left); dropped: its producer has given it up;
 *   `place` is 0 for both.
 * - delivered, duplicated, lost: at the end of one path, whose index `place` is.
 */
import type { Poll } from './poll.js';
import type { World } from './world.js';

export type Happening = 'sent' | 'published' | 'dropped' | 'delivered' | 'duplicated' | 'lost';

/** Times in seconds of the trial. */
export type Observer = (
  what: Happening,
  place: number,
  producer: number,
  arrival: number,
  time: number,
) => void;

/** Tells the same of all records of a batch. */
export function tellBatch(
  world: World,
  observer: Observer,
  what: Happening,
  place: number,
  batch: number,
): void {
  const { batches, records } = world;
  const first = batches.first[batch];
  for (let record = first; record < first + batches.count[batch]; record++) {
    observer(what, place, batches.client[batch], records.arrival[record], world.now);
  }
}

/** A batch is lost on every path. */
export function tellLost(world: World, observer: Observer, batch: number): void {
  for (let path = 0; path < world.pathCount; path++)
    tellBatch(world, observer, 'lost', path, batch);
}

/** The records of a poll chained from run `first` are delivered, all at `time` or, where it is null, at their own finish. */
export function tellDeliveries(
  world: World,
  path: number,
  poll: Poll,
  first: number,
  time: number | null,
): void {
  const { observer, batches, records } = world;
  if (observer === null) return;
  for (let run = first; run >= 0; run = poll.next(run)) {
    const producer = batches.client[poll.batch(run)];
    for (let offset = 0; offset < poll.countOf(run); offset++) {
      const arrival = records.arrival[poll.record(run) + offset];
      observer('delivered', path, producer, arrival, time ?? poll.finish[poll.slot(run) + offset]);
    }
  }
}

/** The record `offset` places into a run has been delivered on that path before. */
export function tellDuplicate(
  { observer, batches, records }: World,
  path: number,
  poll: Poll,
  run: number,
  offset: number,
  time: number,
): void {
  const producer = batches.client[poll.batch(run)];
  observer?.('duplicated', path, producer, records.arrival[poll.record(run) + offset], time);
}
