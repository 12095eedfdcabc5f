/**
 * What may be handed out, of each priority in the order of the queue, and when the first of it gets
 * too old.
 */
import { none, rowAt, some } from '../memory/memory';
import { PRIORITIES, QUEUE_EXPIRES } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { Message, ReadyList, WorkQueue } from './rows';

export function listOf(queue: WorkQueue, priority: i32): ReadyList {
  return rowAt<ReadyList>(queue.ready, priority);
}

/** Puts a message where it stands by the order of coming. */
export function link(list: ReadyList, message: Message): void {
  let before = list.last;
  if (some(before) && before.position > message.position) {
    // It comes back: most of those stand near the front.
    before = none<Message>();
    let after = list.first;
    while (some(after) && after.position < message.position) {
      before = after;
      after = after.later;
    }
  }
  const after = some(before) ? before.later : list.first;
  message.earlier = before;
  message.later = after;
  if (some(before)) before.later = message;
  else list.first = message;
  if (some(after)) after.earlier = message;
  else list.last = message;
}

export function unlink(list: ReadyList, message: Message): void {
  const earlier = message.earlier;
  const later = message.later;
  if (some(earlier)) earlier.later = later;
  else list.first = later;
  if (some(later)) later.earlier = earlier;
  else list.last = earlier;
}

/** A message may be handed out. */
export function addReady(queue: WorkQueue, message: Message): void {
  const list = listOf(queue, message.priority);
  link(list, message);
  queue.available++;
  watchAge(queue, list);
}

/** It may not any more. */
export function removeReady(queue: WorkQueue, message: Message): void {
  const list = listOf(queue, message.priority);
  unlink(list, message);
  queue.available--;
  watchAge(queue, list);
}

/** The one that would be handed out first; there must be one. */
export function firstReady(queue: WorkQueue): Message {
  let priority = PRIORITIES - 1;
  while (!some(listOf(queue, priority).first)) priority--;
  return listOf(queue, priority).first;
}

/** The first of a list may be the one that gets too old first. */
export function watchAge(queue: WorkQueue, list: ReadyList): void {
  if (!some(list.first) || list.first.expiresAt >= queue.expiresAt) return;
  queue.expiresAt = list.first.expiresAt;
  if (queue.expiresAt < world.end) {
    const time = queue.expiresAt > world.now ? queue.expiresAt : world.now;
    at(time, QUEUE_EXPIRES, u64(queue.index));
  }
}
