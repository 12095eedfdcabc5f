/**
 * The broker of a queue goes down, and comes back. Of queues without copies.
 *
 * Semantics.
 * - Down: see ../brokers/failover.ts for what is under way to it. What the queue's process was
 *   doing is lost, and so is what it has taken in and not confirmed, for want of the disk:
 *   producers send it again, or, with acks=0, it is lost; a dead letter is dropped. The messages
 *   that are there stay, and get older.
 * - Connections are closed: push: what is handed out comes back at that moment, in its order, as of
 *   an instance that dies (settling.ts); what has left the broker comes to its instance all the
 *   same, which works on it and is not heard. receive: what has been handed out comes back at its
 *   visibility_timeout; what the process had not sent yet at once. What instances say or ask of a
 *   queue that is down is not heard; who had asked waits no more.
 * - Back: nothing too old is left; each instance that lives is connected, or asks, one propagation
 *   delay later, in the order of their numbers.
 */
import { Cluster } from '../brokers/rows';
import { loseBatch } from '../brokers/refusal';
import { Member } from '../consumers/rows';
import { none, rowAt, some } from '../memory/memory';
import { crash } from '../stations';
import { world } from '../world/rows';
import { joinQueue } from './consuming';
import { dropDeadLetter } from './deadLetters';
import { dispatch, queueAt, stopAsking } from './queue';
import { Publication, QueueConsumer, WorkQueue } from './rows';
import { closeConsumer, comeBack } from './settling';

/** A broker of a cluster goes down: of queues nothing else is to be done. */
export function queuesDown(cluster: Cluster, number: i32): void {
  for (let index = 0; index < world.queueCount; index++) {
    const queue = queueAt(index);
    if (queue.cluster != cluster || queue.broker != number) continue;
    queue.down = true;
    queue.outages++;
    crash(queue.process, 0, world.now);
    loseUnconfirmed(queue);
    if (some(queue.group)) closeAll(queue);
  }
}

function loseUnconfirmed(queue: WorkQueue): void {
  let publication = queue.pendingFirst;
  queue.pendingFirst = none<Publication>();
  while (some(publication)) {
    const next = publication.next;
    // What is under way of it counts down.
    publication.committed = true;
    const batch = publication.batch;
    batch.retainCount -= batch.count;
    batch.position = -1;
    queue.log.endRecords -= f64(batch.count);
    if (batch.forwarded) dropDeadLetter(batch);
    else if (batch.acknowledged) loseBatch(batch);
    // acks=0: it is lost when it has left its producer; else its request fails.
    else if (!batch.awaited) batch.refused = true;
    publication = next;
  }
}

function closeAll(queue: WorkQueue): void {
  for (let index = 0; index < queue.group.instances; index++) {
    const consumer = rowAt<QueueConsumer>(queue.consumers, index);
    if (!queue.receives) {
      if (consumer.open) closeConsumer(consumer);
      continue;
    }
    if (consumer.waits) stopAsking(consumer);
    consumer.isAsking = false;
    for (let each = consumer.first; some(each);) {
      const later = each.later;
      if (each.answered < 0) comeBack(each);
      each = later;
    }
  }
}

/** It is back. */
export function queuesUp(cluster: Cluster, number: i32): void {
  for (let index = 0; index < world.queueCount; index++) {
    const queue = queueAt(index);
    if (queue.cluster != cluster || queue.broker != number) continue;
    queue.down = false;
    queue.log.leader = number;
    dispatch(queue);
    if (!some(queue.group)) continue;
    for (let index = 0; index < queue.group.instances; index++) {
      const member: Member = rowAt<QueueConsumer>(queue.consumers, index).member;
      if (!member.alive) continue;
      joinQueue(member);
    }
  }
}
