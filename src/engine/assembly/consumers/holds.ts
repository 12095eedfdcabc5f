/**
 * What keeps batches beside their logs: polls and writes under way, where another instance may
 * meanwhile deliver the same records and commit them (world.mayRedeliver). Nobody owes a batch
 * anything then, and its log forgets it.
 *
 * Semantics: a poll holds the batch of each of its runs until it is delivered, written or dead, a
 * write until its answer has come. A batch that is held twice is let go of twice.
 */
import { some } from '../memory/memory';
import { newVector, Vector } from '../memory/vector';
import { releaseBatch } from '../world/pools';
import { runAt } from '../world/recorder';
import { Batch } from '../world/records';
import { Member } from './rows';

/**
 * Holds the batches of the runs chained from `first`, in a list that is empty, or none yet; returns
 * the list.
 */
export function retain(list: Vector, member: Member, first: i32): Vector {
  const held = some(list) ? list : newVector();
  for (let index = first; index >= 0;) {
    const run = runAt(member, index);
    run.batch.retainCount++;
    held.push(changetype<usize>(run.batch));
    index = run.next;
  }
  return held;
}

/** Empties the list; batches that nobody needs any more are freed. */
export function release(held: Vector): void {
  if (!some(held)) return;
  for (let index = 0; index < held.size; index++) releaseBatch(changetype<Batch>(held.at(index)));
  held.size = 0;
}
