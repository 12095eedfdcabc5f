/** The queue of a consumer instance: records that it has received and that have not begun. */
import type { ConsumerColumns, Member } from './consumer.js';
import type { World } from './world.js';

/** Call when it has received something, and at the window's begin: the queue is never longer at any other moment. */
export function noteWaiting(
  { now }: Pick<World, 'now'>,
  { work }: Pick<ConsumerColumns, 'work'>,
  member: Member,
): void {
  work.noteQueue(now, recordsWaiting(member, now));
}

export function recordsWaiting({ poll, pool, buffered, busy }: Member, now: number): number {
  let waiting = buffered + (pool?.waiting ?? 0);
  if (pool !== null || !busy) return waiting;
  for (let slot = 0; slot < poll.count; slot++) if (poll.start[slot] > now) waiting++;
  return waiting;
}
