/**
 * What observers are told of each record: rows that are read from outside when an event is over.
 * What is told when: ../../../network/recording/observer.ts.
 */
import { allocate } from '../memory/memory';
import { Member, Run } from '../consumers/rows';
import { birthOf } from '../consumers/trails';
import { Batch } from './records';
import { world } from './rows';
import { DELIVERED, DUPLICATED, FAILED, LOST } from './kinds';

/**
 * What happened, its place, the producer; then the arrival, the time, and when the event came that
 * it began with.
 */
export const TOLD_BYTES: usize = 40;
const FIRST_ROOM: i32 = 4096;

export function tell(
  what: i32,
  index: i32,
  producer: i32,
  arrival: f64,
  time: f64,
  birth: f64,
): void {
  if (world.toldCount == world.toldRoom) grow();
  const row = world.told + usize(world.toldCount++) * TOLD_BYTES;
  store<i32>(row, what);
  store<i32>(row, index, 4);
  store<i32>(row, producer, 8);
  store<f64>(row, arrival, 16);
  store<f64>(row, time, 24);
  store<f64>(row, birth, 32);
}

function grow(): void {
  const room = world.toldRoom == 0 ? FIRST_ROOM : world.toldRoom * 2;
  const told = allocate(usize(room) * TOLD_BYTES);
  memory.copy(told, world.told, usize(world.toldCount) * TOLD_BYTES);
  world.told = told;
  world.toldRoom = room;
}

/** Tells of one record of a batch. */
export function tellRecord(what: i32, index: i32, batch: Batch, record: i32, time: f64): void {
  const arrival = load<f64>(batch.arrivals + (usize(record) << 3));
  tell(what, index, batch.queue.producer.number, arrival, time, birthOf(batch, record));
}

/** Tells the same of all records of a batch. */
export function tellBatch(what: i32, index: i32, batch: Batch): void {
  for (let record = 0; record < batch.count; record++) {
    tellRecord(what, index, batch, record, world.now);
  }
}

/** A batch is lost on every path. */
export function tellLost(batch: Batch): void {
  const topic = batch.log.topic;
  for (let group = 0; group < topic.consumerGroupCount; group++) {
    tellBatch(LOST, topic.pathAt(group), batch);
  }
}

/**
 * A run's records are delivered: all at `time` or, where that is not a number, at their own finish.
 */
export function tellDelivered(member: Member, run: Run, time: f64): void {
  for (let offset = 0; offset < run.count; offset++) {
    const finish = load<f64>(member.finishes + (usize(run.slot + offset) << 3));
    const when = isNaN(time) ? finish : time;
    tellRecord(DELIVERED, member.group.index, run.batch, run.offset + offset, when);
  }
}

/** The record `offset` places into a run has been delivered on that path before. */
export function tellDuplicate(member: Member, run: Run, offset: i32, time: f64): void {
  tellRecord(DUPLICATED, member.group.index, run.batch, run.offset + offset, time);
}

/** The record of a run of one has failed for good on its path. */
export function tellFailed(member: Member, run: Run): void {
  tellRecord(FAILED, member.group.index, run.batch, run.offset, world.now);
}
