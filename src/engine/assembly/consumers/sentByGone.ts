/**
 * What becomes of what an instance sends on, when it is no more.
 *
 * Semantics.
 * - For what is not done by then it sends nothing, though its write may be under way. Another
 *   instance reads that again.
 * - One that leaves of itself (an autoscaler's) still sends all that it had to send: its producers
 *   are flushed.
 * - One that dies loses what its producers have in memory: records waiting for their batch, for
 *   their time (`after`), or to be sent again are dropped; those that wait for their time, when it
 *   comes. What is unanswered goes the way of a closed connection (../producers/retry.ts): what its
 *   broker has not begun to handle is dropped, too. With acks=0 nothing is unanswered: what has
 *   been sent goes its way.
 * - The next instance of its place goes on with its producers, their connections opened anew where
 *   it has died: with what is still in their memory, with their sequence numbers, and where their
 *   partitioners are. With these, of a poll without a store, all its records have had their turn,
 *   also those that were not done: in the order in which they would have been.
 * - Offsets are committed without regard to what has been acknowledged: what is dropped and was
 *   committed is gone; what was sent and not committed is sent again by whoever reads it again.
 */
import { checkCount } from '../checks/rules';
import { rowAt } from '../memory/memory';
import { noteTaken, queueOf } from '../producers/accumulator';
import { closeProducer } from '../producers/retry';
import { arrivalAt, cutBehind, trailAt } from '../producers/queue';
import { dropFirst } from '../producers/admission';
import { Producer, Queue } from '../producers/rows';
import { arrived } from '../world/recorder';
import { world } from '../world/rows';
import { addOpen } from './origins';
import { Member, Send } from './rows';
import { isSentTooLate, owedOf } from './sendOn';
import { releaseTrail } from './trails';

/** It leaves now, of itself. */
export function senderLeaves(member: Member): void {
  member.blocked = false;
  for (let index = 0; index < member.group.sendCount; index++) {
    const send = rowAt<Send>(member.group.sends, index);
    const producer = rowAt<Producer>(send.producers, member.index);
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const taken = takeBack(queueOf(producer, number), send);
      send.chosen -= f64(taken) / f64(send.records);
    }
  }
}

/** It dies now. */
export function senderDies(member: Member): void {
  senderLeaves(member);
  for (let index = 0; index < member.group.sendCount; index++) {
    const send = rowAt<Send>(member.group.sends, index);
    const producer = rowAt<Producer>(send.producers, member.index);
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const queue = queueOf(producer, number);
      if (queue.size == 0) continue;
      while (queue.size > 0) dropFirst(producer, queue);
      noteTaken(queue);
    }
    closeProducer(producer);
  }
}

/** Records that would have been sent later have never been; returns how many these are. */
function takeBack(queue: Queue, send: Send): i32 {
  const producer = queue.producer;
  const last = world.now + send.afterSeconds;
  const size = queue.size;
  while (queue.size > 0 && arrivalAt(queue, queue.size - 1) > last) {
    const at = arrivalAt(queue, queue.size - 1);
    arrived(producer.settings.topic, at, -1);
    const trail = trailAt(queue, queue.size - 1);
    if (!isSentTooLate(send, at)) addOpen(trail, -owedOf(producer, 1));
    releaseTrail(trail);
    cutBehind(queue, 1);
  }
  if (queue.size == size) return 0;
  producer.unacknowledged -= f64(size - queue.size);
  if (CHECKED) checkCount('producers', 'unacknowledged records', producer.unacknowledged);
  noteTaken(queue);
  return size - queue.size;
}
