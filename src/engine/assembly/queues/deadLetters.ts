/**
 * Dead letters: what a queue gives up or drops goes to another queue.
 *
 * Semantics: a dead letter is a record of its own that comes at that moment, with the key, the size
 * and the priority of the one that it was; it is offered to the other queue's process at once
 * (publishing.ts), wherever that is, and nobody waits for its confirm. Where that queue refuses it,
 * it is dropped. Its journey began with the event of the one that it was.
 */
import { passTrail } from '../consumers/trails';
import { addOpen } from '../consumers/origins';
import { none, some } from '../memory/memory';
import { DROPPED } from '../world/kinds';
import { tellBatch } from '../world/observer';
import { freeBatch, takeBatch, takeSlice } from '../world/pools';
import { arrived, dropped } from '../world/recorder';
import { Batch, Request } from '../world/records';
import { world } from '../world/rows';
import { offerBatch } from './publishing';
import { WorkQueue } from './rows';

/**
 * A record goes on as a dead letter; `isOwed`: whether nobody has delivered it. What came of its
 * event is waited for there.
 */
export function forward(to: WorkQueue, from: Batch, record: i32, isOwed: bool): void {
  const batch = takeBatch();
  batch.slice = takeSlice(1);
  batch.count = 1;
  batch.queue = from.queue;
  batch.log = to.log;
  batch.request = none<Request>();
  batch.next = none<Batch>();
  batch.bytes = from.bytes / f64(from.count);
  batch.retainCount = 0;
  batch.position = -1;
  batch.sequence = 0;
  batch.attempts = 0;
  batch.blocked = false;
  batch.copy = false;
  batch.awaited = false;
  batch.acknowledged = true;
  batch.forwarded = true;
  batch.remaining = to.log.topic.consumerGroupCount;
  batch.ready = world.now;
  batch.drained = world.now;
  store<f64>(batch.arrivals, world.now);
  store<f64>(batch.admissions, world.now);
  if (world.keepsTrails != 0) goesOn(batch, from, record, isOwed);
  if (world.keepsKeys != 0) {
    store<i32>(batch.keys, from.keyOf(record));
  }
  store<i32>(batch.delivered, 0);
  arrived(to.log.topic, world.now, 1);
  offerBatch(to, batch, none<Request>());
}

/** What it has behind it; what comes of its event is waited for in the other queue. */
function goesOn(batch: Batch, from: Batch, record: i32, isOwed: bool): void {
  const group = from.log.queue.group;
  let index = 0;
  if (some(group)) index = group.index;
  const trail = passTrail(from, record, index);
  store<usize>(batch.trails, changetype<usize>(trail));
  if (batch.remaining == 0) return;
  addOpen(trail, f64(batch.remaining));
  if (isOwed) addOpen(trail, -1);
}

/** The dead letter queue takes no more. */
export function dropDeadLetter(batch: Batch): void {
  dropped(batch.log.topic, world.now, 1);
  if (world.observes != 0) tellBatch(DROPPED, 0, batch);
  freeBatch(batch);
}
