/**
 * What waits in a queue, and who gets it.
 *
 * Semantics.
 * - Messages wait in order (strands.ts), those of a higher priority before all others.
 * - While something waits and a consumer has room, the first message is handed out. push: to the
 *   next instance after the last one that got any, in turn, that has room: it has been handed out
 *   fewer than `prefetch` that it has not settled. receive: to the instance whose question came
 *   first, with those behind it, as many as it asked for and are there, in one answer.
 * - What is handed out is offered to the queue's process at that moment; when that is done it goes
 *   through the broker's NIC, the network and the instance's NIC. What goes to one instance does
 *   not overtake. It is sent also where the queue has heard meanwhile that the instance is no more.
 * - time_to_live: a message that has waited so long since it was there is dropped at that moment,
 *   before it could be handed out; one that comes back too old at once. What is handed out does not
 *   get too old. Of those of one priority only the first is looked at.
 * - max_length, overflow: drop_head: when messages have come, and what may be is handed out, and
 *   more wait than may, the one that would be handed out first is dropped, and so on. reject: see
 *   publishing.ts.
 * - max_unacknowledged: nothing is handed out while so many are handed out and not settled, over
 *   all consumers; no answer has more than may be.
 * - What is dropped goes to the dead letter queue, if there is one: see deadLetters.ts.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { isDelivered, noteDelivered } from '../consumers/delivering';
import { Group } from '../consumers/rows';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import { changeNumber, offer, startOf } from '../stations';
import { DROPPED, PRIORITIES, QUEUE_DATA, QUEUE_SENT, QUEUE_VISIBLE } from '../world/kinds';
import { tellRecord } from '../world/observer';
import { releaseBatch } from '../world/pools';
import { dropped, inWindow } from '../world/recorder';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { at, notBefore } from '../world/schedule';
import { forward } from './deadLetters';
import { noteHeld } from './memory';
import { firstReady, listOf, watchAge } from './ready';
import { Delivery, Message, QueueConsumer, WorkQueue } from './rows';
import { abandonAll } from './settling';
import { insert, remove, take } from './strands';

export function queueAt(index: i32): WorkQueue {
  return rowAt<WorkQueue>(world.queues, index);
}

/** Whether one more message is refused. */
export function isFull(queue: WorkQueue): bool {
  if (queue.followerCount > 0) return queue.refuses;
  return f64(queue.waiting) >= queue.maxLength;
}

/** One with copies begins or ends to refuse. */
function noteFull(queue: WorkQueue): void {
  if (f64(queue.waiting) > queue.maxLength) queue.refuses = true;
  else if (f64(queue.waiting) <= queue.resumesAt) queue.refuses = false;
}

/** A batch's records are there for consumers now. */
export function addMessages(queue: WorkQueue, batch: Batch): void {
  for (let record = 0; record < batch.count; record++) {
    const message = takeMessage();
    message.batch = batch;
    message.record = record;
    message.deliveries = 0;
    message.position = queue.nextPosition++;
    message.priority = batch.queue.producer.settings.priority;
    message.expiresAt = world.now + queue.timeToLiveSeconds;
    message.current = none<Delivery>();
    insert(queue, message);
    noteHeld(queue, batch, 1);
    queue.came++;
  }
}

/** Drops what is more than may wait. */
export function dropExcess(queue: WorkQueue): void {
  while (!queue.rejects && f64(queue.waiting) > queue.maxLength) drop(queue, firstReady(queue));
}

function takeMessage(): Message {
  let message = world.freeMessages;
  if (some(message)) world.freeMessages = message.later;
  else message = changetype<Message>(allocate(rowBytes<Message>()));
  if (CHECKED) noteInUse(message);
  return message;
}

/** A message is no more. */
export function endMessage(message: Message): void {
  if (CHECKED) noteFree(message);
  noteHeld(message.batch.log.queue, message.batch, -1);
  message.current = none<Delivery>();
  message.life++;
  message.later = world.freeMessages;
  world.freeMessages = message;
  releaseBatch(message.batch);
}

/** Some may be too old. */
export function expire(queue: WorkQueue): void {
  // Those behind one that is dropped may be too old themselves.
  while (queue.expiresAt <= world.now) {
    queue.expiresAt = Infinity;
    for (let priority = 0; priority < PRIORITIES; priority++) {
      const list = listOf(queue, priority);
      while (some(list.first) && list.first.expiresAt <= world.now) drop(queue, list.first);
      watchAge(queue, list);
    }
  }
}

/** A message that waits is dropped. */
function drop(queue: WorkQueue, message: Message): void {
  remove(queue, message);
  const batch = message.batch;
  const record = message.record;
  if (CHECKED) checkInUse(batch);
  queue.dropped++;
  const group = queue.group;
  const isOwed = some(group) && !isDelivered(group, batch, record);
  if (some(queue.deadLetter)) forward(queue.deadLetter, batch, record, isOwed);
  if (!some(group) || isOwed) {
    if (some(group)) {
      noteDelivered(group, batch, record);
      batch.remaining--;
    }
    dropped(queue.log.topic, world.now, 1);
    if (world.observes != 0) tellRecord(DROPPED, 0, batch, record, world.now);
  }
  endMessage(message);
}

/** Hands out what may be. */
export function dispatch(queue: WorkQueue): void {
  if (queue.down) return;
  expire(queue);
  while (queue.available > 0 && f64(queue.unacknowledged) < queue.maxUnacknowledged) {
    const consumer = queue.receives ? queue.askingFirst : nextWithCredit(queue);
    if (!some(consumer)) break;
    handOut(queue, consumer);
  }
  noteFull(queue);
}

/** The next in turn that has room. */
function nextWithCredit(queue: WorkQueue): QueueConsumer {
  if (queue.withCredit == 0) return none<QueueConsumer>();
  const count = queue.group.instances;
  let index = queue.turn;
  while (true) {
    const consumer = rowAt<QueueConsumer>(queue.consumers, index);
    index = index + 1 == count ? 0 : index + 1;
    if (consumer.credit == 0) continue;
    queue.turn = index;
    return consumer;
  }
}

function handOut(queue: WorkQueue, consumer: QueueConsumer): void {
  const room = queue.maxUnacknowledged - f64(queue.unacknowledged);
  let most = queue.receives ? consumer.credit : 1;
  if (f64(most) > room) most = i32(room);
  let count = 0;
  let message = none<Message>();
  let first = none<Delivery>();
  let last = none<Delivery>();
  let service: f64 = 0;
  let bytes: f64 = 0;
  for (; count < most; count++) {
    message = take(queue, message);
    if (!some(message)) break;
    const delivery = deliveryOf(message, consumer);
    if (some(last)) last.mate = delivery;
    else first = delivery;
    last = delivery;
    service += queue.drawDelivery.next();
    bytes += delivery.batch.bytes / f64(delivery.batch.count);
    if (!inWindow()) continue;
    queue.handedOut++;
    if (message.deliveries > 1) queue.handedOutAgain++;
  }
  first.count = count;
  first.bytes = bytes;
  queue.unacknowledged += count;
  if (queue.receives) stopAsking(consumer);
  else if (--consumer.credit == 0) queue.withCredit--;
  changeNumber(queue.process, world.now, 1);
  const finish = offer(queue.process, 0, world.now, service * queue.factor, f64(count));
  at(finish, QUEUE_SENT, u64(first.number));
}

function deliveryOf(message: Message, consumer: QueueConsumer): Delivery {
  let delivery = world.freeDeliveries;
  if (some(delivery)) world.freeDeliveries = delivery.later;
  else delivery = changetype<Delivery>(allocate(rowBytes<Delivery>()));
  if (CHECKED) noteInUse(delivery);
  delivery.number = world.nextDelivery++;
  world.deliveries.set(delivery.number, changetype<usize>(delivery));
  message.deliveries++;
  message.current = delivery;
  delivery.message = message;
  delivery.life = message.life;
  delivery.batch = message.batch;
  delivery.record = message.record;
  message.batch.retainCount++;
  delivery.consumer = consumer;
  delivery.generation = consumer.generation;
  delivery.held = true;
  delivery.outages = consumer.queue.outages;
  delivery.answered = -1;
  delivery.refused = false;
  delivery.creditBack = false;
  delivery.mate = none<Delivery>();
  delivery.later = none<Delivery>();
  delivery.earlier = consumer.last;
  if (some(consumer.last)) consumer.last.later = delivery;
  else consumer.first = delivery;
  consumer.last = delivery;
  return delivery;
}

/** An instance waits for an answer no more, of whichever queue of its group. */
export function stopAsking(consumer: QueueConsumer): void {
  const group = consumer.queue.group;
  for (let place = 0; place < group.queueCount; place++) {
    const queue = queueOf(group, place);
    const there = rowAt<QueueConsumer>(queue.consumers, consumer.member.index);
    if (there.waits) stopWaiting(queue, there);
  }
}

/** One of the queues that a group reads. */
export function queueOf(group: Group, place: i32): WorkQueue {
  return queueAt(load<i32>(group.queues + (usize(place) << 2)));
}

function stopWaiting(queue: WorkQueue, consumer: QueueConsumer): void {
  let before = none<QueueConsumer>();
  let each = queue.askingFirst;
  while (each != consumer) {
    before = each;
    each = each.next;
  }
  if (some(before)) before.next = consumer.next;
  else queue.askingFirst = consumer.next;
  if (queue.askingLast == consumer) queue.askingLast = before;
  consumer.waits = false;
  consumer.credit = 0;
}

export function deliveryAt(number: u64): Delivery {
  return changetype<Delivery>(world.deliveries.get(i64(number)));
}

/** The process has handed something out: it leaves. */
export function sent(first: Delivery): void {
  const consumer = first.consumer;
  const queue = consumer.queue;
  const cluster = queue.cluster;
  const reader = consumer.member.group.reader;
  changeNumber(queue.process, world.now, -1);
  if (first.outages != queue.outages) {
    abandonAll(first);
    return;
  }
  for (let each = first; some(each); each = each.mate) {
    each.answered = world.now;
    if (each.message.current != each || queue.visibilitySeconds == Infinity) continue;
    at(world.now + queue.visibilitySeconds, QUEUE_VISIBLE, u64(each.number));
  }
  const transmission = first.bytes / cluster.nicOutBytesPerSecond;
  offer(cluster.nicOut, queue.log.leader, world.now, transmission, f64(first.count));
  const receiving = first.bytes / reader.nicBytesPerSecond;
  const slowest = transmission > receiving ? transmission : receiving;
  const start = reader.link.leaves(startOf(cluster.nicOut));
  const soonest = start + slowest + reader.delay.next() * reader.link.slowness;
  const arrival = notBefore(soonest, consumer.lastArrival);
  consumer.lastArrival = arrival;
  at(arrival, QUEUE_DATA, u64(first.number));
}
