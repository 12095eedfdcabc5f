/**
 * An instance of a group that reads a queue.
 *
 * Semantics.
 * - What it has received, and its host worked on (../readers/processor.ts), is taken at once,
 *   message by message in order, and done as ../consumers/workPool.ts and tries.ts say of records
 *   that are done one by one.
 * - push: it is connected to the queue from the start; one that starts later is a propagation delay
 *   later.
 * - receive: it has at most one question under way. It asks when it holds fewer messages, taken and
 *   not done, than `prefetch`, for as many as are missing, `receive` at most; or, with
 *   receive_when: done, only when it holds none. It looks at the trial's start, when an answer has
 *   come, and when a message is done. A question takes a propagation delay. When nothing has come
 *   for `receive_wait` the answer is empty, and the same question is there again two propagation
 *   delays later.
 * - Of a group that reads several queues. push: it is connected to each of them, which hands out
 *   as if there were no others. receive: its question is of all of them, `prefetch` is of all
 *   together. When it comes the queues are looked at one after the other, weighted: the next is
 *   drawn among those left, with probabilities like their weights; strict: those of higher weight
 *   first. The first that has messages to hand out answers, with its own alone; if none has, the
 *   first that gets any. What is not of the queues (receive_wait, room) is as with one.
 * - It asks for nothing while its producers have no room (../consumers/sendOn.ts) or a breaker
 *   keeps it from that. What is pushed to it comes all the same.
 * - A message that comes to an instance which has died meanwhile is forgotten there.
 */
import { none, rowAt, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { atMember, isAnother, memberNamed, noteWaiting, NUMBER_BITS } from '../consumers/consumer';
import { Group, Member, Work } from '../consumers/rows';
import { hasRoomToSend } from '../consumers/sendOn';
import { begin, takeRecord } from '../consumers/workPool';
import { unpack } from '../readers/processor';
import { receive } from '../stations';
import { isPaused } from '../services/breaker';
import {
  QUEUE_ACK,
  QUEUE_ASK,
  QUEUE_ASK_OVER,
  QUEUE_CLOSED,
  QUEUE_JOINS,
  QUEUE_RECEIVED,
  QUEUE_UNPACKED,
} from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { dispatch, queueAt, queueOf, stopAsking } from './queue';
import { Delivery, QueueConsumer } from './rows';
import { abandon, abandonAll, closeConsumer } from './settling';
import { startStrands } from './strands';

/** An instance as one of its queues knows it. */
function consumerAt(member: Member, place: i32): QueueConsumer {
  return rowAt<QueueConsumer>(queueOf(member.group, place).consumers, member.index);
}

/** An instance as the first of its queues knows it. */
function consumerOf(member: Member): QueueConsumer {
  return rowAt<QueueConsumer>(member.group.queue.consumers, member.index);
}

/** The trial begins. */
export function startQueues(): void {
  world.publications = newTable();
  world.deliveries = newTable();
  for (let index = 0; index < world.queueCount; index++) {
    const queue = queueAt(index);
    startStrands(queue);
    if (!some(queue.group)) continue;
    for (let index = 0; index < queue.group.instances; index++) {
      const consumer = rowAt<QueueConsumer>(queue.consumers, index);
      if (!consumer.member.alive) continue;
      if (!queue.receives) connect(consumer);
      else if (queue.group.queue == queue) ask(consumer.member);
    }
  }
}

function connect(consumer: QueueConsumer): void {
  const queue = consumer.queue;
  consumer.generation = consumer.member.generation;
  consumer.open = true;
  consumer.credit = queue.prefetch;
  queue.withCredit++;
}

/** When something small that an instance sends now is at its queue. */
function there(member: Member): f64 {
  const reader = member.group.reader;
  return reader.link.leaves(world.now) + reader.delay.next() * reader.link.slowness;
}

/** Asks for messages, if it may. */
export function ask(member: Member): void {
  const queue = member.group.queue;
  const consumer = consumerOf(member);
  if (!queue.receives || queue.down || consumer.isAsking || !member.alive) return;
  const held = member.pool.size;
  const room = queue.prefetch - held;
  if (room <= 0 || (queue.asksWhenDone && held > 0)) return;
  if (!hasRoomToSend(member)) {
    member.blocked = true;
    return;
  }
  if (isPaused(member)) return;
  consumer.isAsking = true;
  consumer.wanted = room < queue.receiveMost ? room : queue.receiveMost;
  atMember(member, there(member), QUEUE_ASK);
}

/** A question is at the queue. */
export function asked(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  const group = member.group;
  if (group.queue.down) return;
  const first = consumerOf(member);
  // Of an instance before it, of which the queue has not heard.
  stopAsking(first);
  first.deadline = world.now + group.queue.receiveWaitSeconds;
  if (first.deadline < world.end) atMember(member, first.deadline, QUEUE_ASK_OVER);
  for (let place = 0; place < group.queueCount; place++) {
    if (some(group.queueLots)) drawPlace(group, place);
    if (waitsAt(consumerAt(member, place), first.wanted)) return;
  }
}

/** Asks one queue; returns whether it has answered. */
function waitsAt(consumer: QueueConsumer, wanted: i32): bool {
  const queue = consumer.queue;
  consumer.generation = consumer.member.generation;
  consumer.credit = wanted;
  consumer.waits = true;
  consumer.next = none<QueueConsumer>();
  if (some(queue.askingFirst)) queue.askingLast.next = consumer;
  else queue.askingFirst = consumer;
  queue.askingLast = consumer;
  dispatch(queue);
  return !consumer.waits;
}

/** One of the queues from a place on comes to that place, by their weights. */
function drawPlace(group: Group, place: i32): void {
  const count = group.queueCount;
  if (place == count - 1) return;
  let left: f64 = 0;
  for (let each = place; each < count; each++) left += queueOf(group, each).weight;
  let lot = group.queueLots.next() * left;
  let drawn = place;
  while (drawn < count - 1 && lot >= queueOf(group, drawn).weight) {
    lot -= queueOf(group, drawn).weight;
    drawn++;
  }
  const from = group.queues + (usize(drawn) << 2);
  const number = load<i32>(from);
  store<i32>(from, load<i32>(group.queues + (usize(place) << 2)));
  store<i32>(group.queues + (usize(place) << 2), number);
}

/** A question has waited for long enough. */
export function askOver(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  const consumer = consumerOf(member);
  if (!consumer.waits || consumer.deadline != world.now) return;
  stopAsking(consumer);
  const reader = member.group.reader;
  const first = reader.delay.next();
  const andBack = (first + reader.delay.next()) * reader.link.slowness;
  atMember(member, reader.link.leaves(world.now) + andBack, QUEUE_ASK);
}

/** Messages have come to their instance's NIC. */
export function dataArrives(first: Delivery): void {
  const member = first.consumer.member;
  if (isAnother(member, u64(first.generation))) {
    abandonAll(first);
    return;
  }
  const reader = member.group.reader;
  const receiving = first.bytes / reader.nicBytesPerSecond;
  const count = f64(first.count);
  const finish = receive(reader.nicIn, member.index, world.now, receiving, count);
  if (finish > world.now) at(finish, QUEUE_RECEIVED, u64(first.number));
  else dataHere(first);
}

/** They are here. */
export function dataHere(first: Delivery): void {
  const member = first.consumer.member;
  const reader = member.group.reader;
  if (reader.processor == 0 || isAnother(member, u64(first.generation))) dataUnpacked(first);
  else {
    const done = unpack(reader, member.index, first.bytes, f64(first.count));
    at(done, QUEUE_UNPACKED, u64(first.number));
  }
}

/** Their instance has them. */
export function dataUnpacked(first: Delivery): void {
  const member = first.consumer.member;
  if (isAnother(member, u64(first.generation))) {
    abandonAll(first);
    return;
  }
  for (let each = first; some(each); each = each.mate) {
    takeRecord(member, each.batch, each.record, each.answered, each);
  }
  consumerOf(member).isAsking = false;
  ask(member);
  begin(member);
  noteWaiting(member);
}

/** An instance has done with a message. */
export function settle(member: Member, work: Work): void {
  at(there(member), QUEUE_ACK, u64(work.delivery.number));
}

/** An instance dies: what it has taken is nobody's. */
export function leaveQueue(member: Member): void {
  for (let work = member.pool.first; some(work); work = work.later) abandon(work.delivery);
  for (let place = 0; place < member.group.queueCount; place++) {
    const consumer = consumerAt(member, place);
    consumer.isAsking = false;
    consumer.lastArrival = 0;
  }
  atMember(member, there(member), QUEUE_CLOSED);
}

/** The queue hears of it. */
export function closed(index: u64): void {
  const member = memberNamed(index);
  for (let place = 0; place < member.group.queueCount; place++) {
    const consumer = consumerAt(member, place);
    if (consumer.generation == i32(index >> NUMBER_BITS)) closeConsumer(consumer);
  }
}

/** An instance starts. */
export function joinQueue(member: Member): void {
  if (member.group.queue.receives) ask(member);
  else atMember(member, there(member), QUEUE_JOINS);
}

/** It is connected. */
export function joined(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS) || member.group.queue.down) return;
  for (let place = 0; place < member.group.queueCount; place++) {
    const consumer = consumerAt(member, place);
    if (consumer.open) closeConsumer(consumer);
    connect(consumer);
    dispatch(consumer.queue);
  }
}
