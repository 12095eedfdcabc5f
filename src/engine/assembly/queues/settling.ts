/**
 * What becomes of a message that has been handed out.
 *
 * Semantics.
 * - When its instance is done with it, it says so: one propagation delay, then the queue's process
 *   (time_per_ack). A message that is done is gone then. One whose try has failed for good, where
 *   the group sends it nowhere else (../consumers/tries.ts), is refused in the same way, and comes
 *   back. In either case the instance has room for another.
 * - visibility_timeout: a message that is not settled so long after it left its queue's process
 *   comes back, and its instance, which does not know and works on, has room for another (push);
 *   what it says of it later costs the process its time, and changes nothing; but late_acks:
 *   settle: that it is done ends the message, whether it waits again or another has it (who does
 *   not know).
 * - An instance that dies closes its connection: the queue hears of it one propagation delay later.
 *   push: all that it had not settled comes back at that moment, in its order. receive: what it had
 *   asked for is asked for no more; what it had comes back at its visibility_timeout.
 * - What has been handed out max_deliveries times does not come back: it is given up, which is a
 *   failed record of the group (once, and not where some instance has done it), and a dead letter.
 */
import { checkInUse, noteFree } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { isDelivered, noteDelivered } from '../consumers/delivering';
import { none, some } from '../memory/memory';
import { changeNumber, offer } from '../stations';
import { FAILED, QUEUE_SETTLED } from '../world/kinds';
import { tellRecord } from '../world/observer';
import { releaseBatch } from '../world/pools';
import { failed } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { forward } from './deadLetters';
import { dispatch, endMessage, stopAsking } from './queue';
import { Delivery, Message, QueueConsumer, WorkQueue } from './rows';
import { insert, release, remove } from './strands';

/** An instance's word on a message is at its queue. */
export function ackArrives(delivery: Delivery): void {
  const queue = delivery.consumer.queue;
  if (queue.down || (!queue.receives && delivery.outages != queue.outages)) {
    unheard(delivery);
    return;
  }
  delivery.outages = queue.outages;
  changeNumber(queue.process, world.now, 1);
  const service = queue.drawAck.next() * queue.factor;
  at(offer(queue.process, 0, world.now, service, 1), QUEUE_SETTLED, u64(delivery.number));
}

/** Its queue is down, or has been: nobody hears an instance's word on it. */
function unheard(delivery: Delivery): void {
  delivery.held = false;
  if (delivery.message.current != delivery) freeDelivery(delivery);
}

/** The queue's process has heard it. */
export function settled(delivery: Delivery): void {
  const queue = delivery.consumer.queue;
  const message = delivery.message;
  if (CHECKED) checkInUse(delivery);
  changeNumber(queue.process, world.now, -1);
  if (delivery.outages != queue.outages) {
    unheard(delivery);
    return;
  }
  const counts = message.current == delivery;
  delivery.held = false;
  giveRoom(delivery);
  if (!counts) {
    const isLate = queue.countsLate && !delivery.refused && message.life == delivery.life;
    freeDelivery(delivery);
    if (isLate) settleLate(queue, message);
  } else if (delivery.refused) comeBack(delivery);
  else {
    queue.acknowledged++;
    leave(delivery);
    freeDelivery(delivery);
    endMessage(message);
  }
  dispatch(queue);
}

/** One to whom a message is handed out no more has done it: nobody is to do it again. */
function settleLate(queue: WorkQueue, message: Message): void {
  const current = message.current;
  if (some(current)) {
    leave(current);
    if (!current.held) freeDelivery(current);
  } else remove(queue, message);
  queue.acknowledged++;
  endMessage(message);
}

/** Its instance may be handed out another, if messages are pushed to it and it is the same. */
function giveRoom(delivery: Delivery): void {
  const consumer = delivery.consumer;
  const queue = consumer.queue;
  if (queue.receives || delivery.creditBack) return;
  delivery.creditBack = true;
  if (!consumer.open || consumer.generation != delivery.generation) return;
  if (consumer.credit++ == 0) queue.withCredit++;
}

/** Takes one out of what its consumer has not settled. */
function leave(delivery: Delivery): void {
  const consumer = delivery.consumer;
  const earlier = delivery.earlier;
  const later = delivery.later;
  if (some(earlier)) earlier.later = later;
  else consumer.first = later;
  if (some(later)) later.earlier = earlier;
  else consumer.last = earlier;
  delivery.message.current = none<Delivery>();
  consumer.queue.unacknowledged--;
  release(consumer.queue, delivery.message);
  if (CHECKED) checkCount('queues', 'messages handed out', consumer.queue.unacknowledged);
}

function freeDelivery(delivery: Delivery): void {
  if (CHECKED) noteFree(delivery);
  world.deliveries.remove(delivery.number);
  releaseBatch(delivery.batch);
  delivery.later = world.freeDeliveries;
  world.freeDeliveries = delivery;
}

/** A message comes back, or is given up. */
export function comeBack(delivery: Delivery): void {
  const queue = delivery.consumer.queue;
  const message = delivery.message;
  leave(delivery);
  if (!delivery.held) freeDelivery(delivery);
  if (queue.maxDeliveries > 0 && message.deliveries >= queue.maxDeliveries)
    deadLetterOrDrop(queue, message);
  else insert(queue, message);
}

function deadLetterOrDrop(queue: WorkQueue, message: Message): void {
  const batch = message.batch;
  const record = message.record;
  if (CHECKED) checkInUse(message);
  const group = queue.group;
  queue.givenUp++;
  const isOwed = !isDelivered(group, batch, record);
  if (some(queue.deadLetter)) forward(queue.deadLetter, batch, record, isOwed);
  if (isOwed) {
    noteDelivered(group, batch, record);
    batch.remaining--;
    failed(group);
    group.givenUp++;
    if (world.observes != 0) tellRecord(FAILED, group.index, batch, record, world.now);
  }
  endMessage(message);
}

/** A message's visibility_timeout is over; none where it has been settled. */
export function visible(delivery: Delivery): void {
  if (!some(delivery) || delivery.message.current != delivery) return;
  const queue = delivery.consumer.queue;
  giveRoom(delivery);
  comeBack(delivery);
  dispatch(queue);
}

/** The instance that it was for, or that had it, is no more. */
export function abandon(delivery: Delivery): void {
  delivery.held = false;
  if (delivery.message.current != delivery) freeDelivery(delivery);
}

/** The same of all that were handed out together. */
export function abandonAll(first: Delivery): void {
  for (let each = first; some(each);) {
    const mate = each.mate;
    abandon(each);
    each = mate;
  }
}

/** The queue hears that an instance is no more. */
export function closeConsumer(consumer: QueueConsumer): void {
  const queue = consumer.queue;
  if (consumer.waits) stopAsking(consumer);
  if (queue.receives) return;
  if (consumer.credit > 0) queue.withCredit--;
  consumer.credit = 0;
  consumer.open = false;
  while (some(consumer.first)) comeBack(consumer.first);
  dispatch(queue);
}
