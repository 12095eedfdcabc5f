/**
 * Records come to the end of a group's path. Semantics: where deaths or rebalances can make a group
 * read records again, a record counts as delivered the first time, and any later time as a
 * duplicate.
 */
import { checkInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { some } from '../memory/memory';
import { tellDelivered, tellDuplicate } from '../world/observer';
import { isDone, freeBatch } from '../world/pools';
import { traceRun } from '../world/trace';
import { chained, deliverPoll, duplicated, runAt } from '../world/recorder';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { keep } from './chains';
import { noteEnds } from './origins';
import { Group, Member, Run } from './rows';
import { noteJourneys } from './trails';

/**
 * Delivers the `count` records chained from run `first`, each at its finish, none later than `end`.
 */
export function deliver(member: Member, first: i32, count: i32, end: f64): void {
  deliverPoll(member, first, count, end);
  finish(member, first, NaN);
}

/** The same where something may be read again. */
export function deliverOnce(member: Member, first: i32, end: f64): void {
  const fresh = firstDeliveries(member, first, NaN);
  deliver(member, fresh, chained(member, fresh), end);
}

/**
 * Tells of the records chained from run `first`, delivered at `time` or each at its finish; what
 * nobody needs more is freed.
 */
export function finish(member: Member, first: i32, time: f64): void {
  for (let index = first; index >= 0;) {
    const run = runAt(member, index);
    if (world.observes != 0) tellDelivered(member, run, time);
    if (world.keepsTrails != 0) noteJourneys(member, run, time);
    if (world.namedCount > 0) noteEnds(member, run, time);
    if (some(world.trace)) traceRun(member, run, time);
    const batch = run.batch;
    if (CHECKED) checkInUse(batch);
    batch.remaining -= run.count;
    if (CHECKED) checkCount('consumers', 'deliveries owed of a batch', batch.remaining);
    index = run.next;
    if (isDone(batch)) freeBatch(batch);
  }
}

/**
 * Of the records chained from run `first`, those that this group has not delivered yet; the others
 * are duplicates, at `time` or, where it is not a number, at their own finish.
 */
export function firstDeliveries(member: Member, first: i32, time: f64): i32 {
  return keep(member, first, isFirst, time);
}

function isFirst(member: Member, run: Run, offset: i32, time: f64): bool {
  const batch = run.batch;
  const record = run.offset + offset;
  if (!batch.copy && !isDelivered(member.group, batch, record)) {
    noteDelivered(member.group, batch, record);
    return true;
  }
  const finish = load<f64>(member.finishes + (usize(run.slot + offset) << 3));
  const when = isNaN(time) ? finish : time;
  member.group.deliveredAgain++;
  duplicated(when);
  if (world.observes != 0) tellDuplicate(member, run, offset, when);
  return false;
}

/** Nothing more comes of a record for this group. */
export function noteDelivered(group: Group, batch: Batch, record: i32): void {
  const cell = batch.delivered + (usize(record) << 2);
  store<i32>(cell, load<i32>(cell) | (1 << group.index));
}

export function isDelivered(group: Group, batch: Batch, record: i32): bool {
  return (load<i32>(batch.delivered + (usize(record) << 2)) & (1 << group.index)) != 0;
}

/** Audit: records of one client and partition come out in the order of their arrival. */
export function checkOrder(group: Group, batch: Batch): void {
  // What is read again, or stands in the log twice, comes out of order by its nature; without
  // idempotence retries do.
  if (world.mayRedeliver != 0) {
    if (!batch.queue.producer.settings.idempotence || batch.copy || isDelivered(group, batch, 0))
      return;
  }
  const last = group.lastArrival + (usize(batch.queue.queueIndex) << 3);
  if (load<f64>(batch.arrivals) < load<f64>(last)) world.recorder.orderBroken++;
  store<f64>(last, load<f64>(batch.arrivals + (usize(batch.count - 1) << 3)));
}
