/**
 * What keeps batches beside their logs: polls and writes under way, where another instance may meanwhile deliver the same
 * records and commit them (world.recovers). Nobody owes a batch anything then, and its log forgets it.
 *
 * Semantics: a poll holds the batch of each of its runs until it is delivered, written or dead, a write until its answer has
 * come. A batch that is held twice is let go of twice.
 */
import type { Poll } from './poll.js';
import { releaseBatch } from './producer.js';
import type { World } from './world.js';

/** Holds the batches of the runs chained from `first`, and returns them. */
export function hold(world: World, poll: Poll, first: number): number[] {
  const held: number[] = [];
  for (let run = first; run >= 0; run = poll.next(run)) {
    held.push(poll.batch(run));
    world.batches.kept[poll.batch(run)]++;
  }
  return held;
}

/** Empties the list; batches that nobody needs any more are freed. */
export function letGo(world: World, held: number[]): void {
  const { batches } = world;
  for (const batch of held.splice(0)) {
    batches.kept[batch]--;
    if (batches.isDone(batch)) releaseBatch(world, batch);
  }
}
