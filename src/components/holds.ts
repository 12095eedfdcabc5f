/** What keeps batches beside their logs. Semantics: ../engine/assembly/consumers/holds.ts. */
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
