/**
 * Consumer groups that send records on to other topics.
 *
 * Semantics.
 * - When a record is done (its processing has ended; with a store, its write has been answered) its
 *   instance sends, for each topic that the group sends to, in the model's order, so many
 *   `records`, `after` so many seconds. Topics of share 1 are always sent to; the others take
 *   turns: one lot, uniform on [0, 1), is drawn for each record, and of their shares, laid side by
 *   side in the model's order, it names the one that the record goes to, or none. An instance has
 *   one producer for each of these topics; what that does with a record see
 *   ../producers/accumulator.ts. Until `after` is over the record waits in the instance, not in
 *   that producer's memory; then it arrives there and is admitted, for the partition that was
 *   chosen when the record was done.
 *   Records that end at one time are sent in the order of their poll. A record that is read and
 *   done again is sent again.
 * - A record that has failed for good (tries.ts) is sent to the topic of failed ones, if there is
 *   one, and nowhere else.
 * - The lots of all instances of a group come out of one stream: those of a poll without a store
 *   when it begins, as many as it has records, for these in the order in which they are done; any
 *   others each when its record is done.
 * - A record that is sent on keeps the key of the one that it comes from, or that it has none, and
 *   what it has behind it (trails.ts).
 * - Where the group gathers by key and window, a record sends nothing itself: see windows.ts.
 * - Whether its instance waits until it is acknowledged: see awaited.ts.
 * - What becomes of it when the instance is no more: see sentByGone.ts.
 * - An instance begins no poll (takes nothing, where records are done one by one) while a producer
 *   of it has no room left in its memory: send() blocks. What is being processed then is sent all
 *   the same.
 */
import { allocate, none, rowAt, some } from '../memory/memory';
import { enqueueSent, queueOf } from '../producers/accumulator';
import { countArrived } from '../producers/queue';
import { Producer } from '../producers/rows';
import { arrived, runAt } from '../world/recorder';
import { world } from '../world/rows';
import { awaitSent } from './awaited';
import { poll } from './consumer';
import { addOpen } from './origins';
import { Group, Member, Run, Send } from './rows';
import { Trail } from './trailRows';
import { newTrail } from './trails';
import { closesNow, gather, resultSent, takeResult, windowsOf } from './windows';
import { WindowedLog } from './windowRows';
import { pollForPool } from './workPool';

/**
 * Sends on what comes of the records chained from run `first`, all done at `time` or, where it is
 * not a number, each at its finish.
 */
export function sendOn(member: Member, first: i32, time: f64): void {
  const group = member.group;
  if (group.sendCount == 0) return;
  if (!isNaN(time)) {
    for (let index = first; index >= 0;) {
      const run = runAt(member, index);
      for (let offset = 0; offset < run.count; offset++) sendRecord(member, run, offset, time);
      index = run.next;
    }
    return;
  }
  const count = orderByFinish(member, first);
  for (let position = 0; position < count; position++) {
    const slot = load<i32>(group.byFinish + (usize(position) << 2));
    const run = runAt(member, load<i32>(group.runOfSlot + (usize(slot) << 2)));
    sendRecord(member, run, slot - run.slot, load<f64>(member.finishes + (usize(slot) << 3)));
  }
}

/**
 * The record of a slot has failed at `time`; whether it goes on, to a topic that groups read.
 */
export function sendFailed(member: Member, slot: i32, time: f64): bool {
  const group = member.group;
  const run = runAt(member, slot);
  let goesOn = false;
  for (let index = 0; index < group.sendCount; index++) {
    const send = rowAt<Send>(group.sends, index);
    if (!send.ofFailed) continue;
    sendTo(member, send, keyOf(run, 0), newTrail(member, run, 0, time), time);
    if (owedOf(producerOf(member, send), 1) > 0) goesOn = true;
  }
  return goesOn;
}

function sendRecord(member: Member, run: Run, offset: i32, time: f64): void {
  const group = member.group;
  if (group.windows != 0) {
    sendResults(member, gather(member, run, offset, time), time);
    return;
  }
  const lot: f64 = some(group.lots) ? group.lots.next() : 0;
  let trail = none<Trail>();
  for (let index = 0; index < group.sendCount; index++) {
    const send = rowAt<Send>(group.sends, index);
    if (!isChosen(send, lot)) continue;
    if (!some(trail)) trail = newTrail(member, run, offset, time);
    if (producerOf(member, send).settings.awaited) awaitSent(member, run, trail, send.records);
    sendTo(member, send, keyOf(run, offset), trail, time);
  }
}

/** What the windows of a partition give that close now. */
function sendResults(member: Member, log: WindowedLog, time: f64): void {
  const group = member.group;
  const windows = windowsOf(group);
  while (closesNow(windows, log)) {
    let result = takeResult(windows, log);
    while (some(result)) {
      const lot: f64 = some(group.lots) ? group.lots.next() : 0;
      for (let index = 0; index < group.sendCount; index++) {
        const send = rowAt<Send>(group.sends, index);
        if (isChosen(send, lot)) sendTo(member, send, result.key, result.trail, time);
      }
      resultSent(windows, result);
      result = takeResult(windows, log);
    }
  }
}

// @ts-ignore: decorator
@inline
function isChosen(send: Send, lot: f64): bool {
  return !send.ofFailed && lot >= send.low && lot < send.high;
}

function keyOf(run: Run, offset: i32): i32 {
  if (world.keepsKeys == 0) return 0;
  return run.batch.keyOf(run.offset + offset);
}

// @ts-ignore: decorator
@inline
function producerOf(member: Member, send: Send): Producer {
  return rowAt<Producer>(send.producers, member.index);
}

/** Sends `records` of it, with that key and that behind them. */
function sendTo(member: Member, send: Send, key: i32, trail: Trail, time: f64): void {
  const producer = producerOf(member, send);
  send.chosen++;
  trail.users += send.records;
  const at = time + send.afterSeconds;
  if (!isSentTooLate(send, at)) addOpen(trail, owedOf(producer, send.records));
  for (let each = 0; each < send.records; each++) {
    arrived(producer.settings.topic, at, 1);
    enqueueSent(producer, at, key, trail);
  }
}

/** Whether what comes then is sent when the trial is over. */
export function isSentTooLate(send: Send, at: f64): bool {
  return at >= world.recorder.windowEnd + send.afterSeconds;
}

/** Deliveries that so many records of an instance's producer make. */
export function owedOf(producer: Producer, records: i32): f64 {
  return f64(records * producer.settings.topic.consumerGroupCount);
}

/** Puts the slots of a poll into the order of their finish; returns how many they are. */
export function orderByFinish(member: Member, first: i32): i32 {
  const group = member.group;
  if (group.sortRoom < member.room) growOrder(group, member.room);
  let count = 0;
  for (let index = first; index >= 0;) {
    const run = runAt(member, index);
    for (let offset = 0; offset < run.count; offset++) {
      const slot = run.slot + offset;
      store<i32>(group.runOfSlot + (usize(slot) << 2), index);
      store<i32>(group.byFinish + (usize(count++) << 2), slot);
    }
    index = run.next;
  }
  // Shell's sort: of what is nearly sorted already, as it is with few threads, hardly more than a
  // look.
  for (let gap = count >> 1; gap > 0; gap >>= 1) {
    for (let position = gap; position < count; position++)
      moveDown(group, member.finishes, position, gap);
  }
  return count;
}

function moveDown(group: Group, finishes: usize, from: i32, gap: i32): void {
  const order = group.byFinish;
  const slot = load<i32>(order + (usize(from) << 2));
  const finish = load<f64>(finishes + (usize(slot) << 3));
  let index = from;
  for (; index >= gap; index -= gap) {
    const other = load<i32>(order + (usize(index - gap) << 2));
    const its = load<f64>(finishes + (usize(other) << 3));
    if (its < finish || (its == finish && other < slot)) break;
    store<i32>(order + (usize(index) << 2), other);
  }
  store<i32>(order + (usize(index) << 2), slot);
}

function growOrder(group: Group, room: i32): void {
  group.runOfSlot = allocate(usize(room) << 2);
  group.byFinish = allocate(usize(room) << 2);
  group.sortRoom = room;
}

/** Whether an instance may take on more: whether all its producers have room. */
export function hasRoomToSend(member: Member): bool {
  const group = member.group;
  for (let index = 0; index < group.sendCount; index++) {
    const send = rowAt<Send>(group.sends, index);
    const producer = rowAt<Producer>(send.producers, member.index);
    if (producer.unacknowledged < producer.settings.bufferRecords) continue;
    if (send.afterSeconds == 0) return false;
    const inMemory = producer.unacknowledged - stillToCome(producer);
    if (inMemory >= producer.settings.bufferRecords) return false;
  }
  return true;
}

/** Records that stand in a producer's queues already, and are sent later. */
function stillToCome(producer: Producer): f64 {
  let count = 0;
  for (let number = 0; number < producer.settings.partitionCount; number++) {
    const queue = queueOf(producer, number);
    count += queue.size - countArrived(queue, world.now);
  }
  return f64(count);
}

/** A producer of an instance may have room again. */
export function resumeSender(member: Member): void {
  if (!member.blocked || !hasRoomToSend(member)) return;
  member.blocked = false;
  if (some(member.pool)) pollForPool(member);
  else if (!member.busy && some(member.firstSession)) poll(member);
}
