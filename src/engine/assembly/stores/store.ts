/**
 * Stores: shards behind consumer groups, with a cache in front of their reads.
 *
 * Semantics.
 * - With bulk_writes, when the last record of a poll has been processed, the instance writes the
 *   poll's records: one request for each shard concerned, all sent at that moment through its NIC
 *   out in order of shard. A record's shard is mix(key) mod shards, or its partition mod shards.
 * - Each record first makes reads_per_record reads; each is found in the cache with probability
 *   hit_ratio (time_per_hit spent while processing, whether found or not), else the shard reads it:
 *   the poll's misses for a shard travel in its request.
 * - With `entries` the cache is a least-recently-used one of so many keys, shared by all instances,
 *   empty at the start: a record's reads look for its own key when the poll is written. Keys that
 *   were missed enter it when the shard has answered, so that several may miss the same key
 *   meanwhile, and with write_through so do all keys written.
 * - A shard is c servers behind one FIFO queue. A request takes time_per_request + writes *
 *   time_per_write + misses * time_per_read.
 * - Without bulk_writes, and where the instance does not wait for its polls, each record is written
 *   by itself when it has been processed: see ../consumers/workPool.ts.
 * - The answer costs a propagation delay. A record is delivered when its request's answer comes;
 *   the poll ends when all have come.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { checkCount, checkIndex } from '../checks/rules';
import { allocate, rowAt, rowBytes, some } from '../memory/memory';
import { shardOfKey } from '../random/keys';
import { cut } from '../consumers/chains';
import { endPoll } from '../consumers/consumer';
import { finish, firstDeliveries } from '../consumers/delivering';
import { retain, release } from '../consumers/holds';
import { discardIfConnectionClosed } from '../consumers/members';
import { sendOn } from '../consumers/sendOn';
import { recordDone } from '../consumers/workPool';
import { callSeconds, retrySeconds, waitAfterWrite } from '../consumers/tries';
import { changeNumber, lasts, offer, startOf } from '../stations';
import { STORE_ARRIVES, STORE_DONE, STORE_SERVED } from '../world/kinds';
import { chained, deliverWrite, runAt, setWriteOf } from '../world/recorder';
import { Group, Member, Run, Work } from '../consumers/rows';
import { world } from '../world/rows';
import { Operation, Store, StoreClient } from './rows';
import { at } from '../world/schedule';
import { find, insert } from './cache';

/** Writes a poll in bulk, a request for each shard. */
export function writePoll(member: Member): void {
  const shop = member.group.store;
  const concerned = shop.concerned;
  concerned.size = 0;
  for (let index = member.records > 0 ? 0 : -1; index >= 0;) {
    const run = runAt(member, index);
    // Neighbors of a batch have their partition, not their key, in common.
    if (shop.byKey && run.count > 1) cut(member, run, 1);
    const shard = shardOf(shop, run);
    const cell = shop.operationOf + (usize(shard) << 2);
    let operation = load<Operation>(cell);
    if (some(operation)) runAt(member, operation.lastRun).next = index;
    else {
      operation = startOperation(shop, member, shard, index);
      setOperation(cell, operation);
      concerned.push(usize(shard));
    }
    operation.lastRun = index;
    operation.writes += run.count;
    if (shop.readsPerRecord > 0) operation.misses += misses(shop, run);
    index = run.next;
    run.next = -1;
  }
  sort(shop);
  member.writesPending = concerned.size;
  if (world.mayRedeliver != 0) {
    for (let position = 0; position < concerned.size; position++) {
      const operation = load<Operation>(shop.operationOf + (concerned.at(position) << 2));
      operation.held = retain(operation.held, member, operation.firstRun);
    }
    release(member.held);
  }
  for (let position = 0; position < concerned.size; position++) {
    const cell = shop.operationOf + (concerned.at(position) << 2);
    const operation = load<Operation>(cell);
    setOperation(cell, changetype<Operation>(<usize>0));
    send(shop, operation);
  }
}

/** Writes one record of a pool of work (../consumers/workPool.ts), now and by itself. */
export function writeRecord(member: Member, slot: i32): void {
  const shop = member.group.store;
  const run = runAt(member, slot);
  const operation = startOperation(shop, member, shardOf(shop, run), slot);
  operation.writes = 1;
  if (member.group.tries) {
    operation.calls = callSeconds(member, slot);
    operation.retries = retrySeconds(member, slot);
  }
  if (shop.readsPerRecord > 0) operation.misses = misses(shop, run);
  if (world.mayRedeliver != 0) operation.held = retain(operation.held, member, slot);
  send(shop, operation);
}

// @ts-ignore: decorator
@inline
function setOperation(cell: usize, operation: Operation): void {
  store<usize>(cell, changetype<usize>(operation));
}

/** Puts the shards concerned into rising order. */
function sort(shop: Store): void {
  const concerned = shop.concerned;
  for (let next = 1; next < concerned.size; next++) {
    const shard = concerned.at(next);
    let index = next;
    for (; index > 0 && concerned.at(index - 1) > shard; index--) {
      concerned.set(index, concerned.at(index - 1));
    }
    concerned.set(index, shard);
  }
}

/** Of a run whose records go there together: of its first record. */
export function shardOf(shop: Store, run: Run): i32 {
  const batch = run.batch;
  if (!shop.byKey) return batch.log.partition % shop.shards;
  return shardOfKey(batch.keyOf(run.offset), shop.shards);
}

/** How many of a run's reads the cache does not answer, record after record. */
function misses(shop: Store, run: Run): i32 {
  const counts = world.now >= world.recorder.windowStart;
  let missed = 0;
  for (let offset = 0; offset < run.count; offset++) {
    for (let read = 0; read < shop.readsPerRecord; read++) {
      const found = some(shop.lru)
        ? find(shop.lru, run.batch.keyOf(run.offset + offset), world.now, counts)
        : shop.missStream.next() >= shop.missRatio;
      if (!found) missed++;
    }
  }
  return missed;
}

/**
 * What the shard has answered is in the cache from now on; keys that were there stay as they are.
 */
function fillCache(shop: Store, member: Member, first: i32): void {
  const cache = shop.lru;
  if (!some(cache)) return;
  for (let index = first; index >= 0;) {
    const run = runAt(member, index);
    for (let offset = 0; offset < run.count; offset++) {
      const key = run.batch.keyOf(run.offset + offset);
      if (shop.writeThrough || !find(cache, key, world.now, false)) insert(cache, key, world.now);
    }
    index = run.next;
  }
}

function startOperation(shop: Store, member: Member, shard: i32, run: i32): Operation {
  let operation = shop.freeOperations;
  if (some(operation)) shop.freeOperations = operation.next;
  else {
    operation = changetype<Operation>(allocate(rowBytes<Operation>()));
    operation.number = shop.operations.size;
    shop.operations.push(changetype<usize>(operation));
  }
  if (CHECKED) noteInUse(operation);
  if (CHECKED) checkIndex('stores', 'shard', shard, shop.shards);
  operation.group = member.group;
  operation.member = member;
  operation.shard = shard;
  operation.firstRun = run;
  operation.writes = 0;
  operation.misses = 0;
  operation.calls = 0;
  operation.retries = 0;
  operation.sent = world.now;
  member.writing++;
  return operation;
}

// @ts-ignore: decorator
@inline
function eventOf(shop: Store, operation: Operation): u64 {
  return u64(operation.number) * u64(world.storeCount) + u64(shop.index);
}

// @ts-ignore: decorator
@inline
function clientOf(shop: Store, group: Group): StoreClient {
  return rowAt<StoreClient>(shop.clients, group.index);
}

function send(shop: Store, operation: Operation): void {
  const client = clientOf(shop, operation.group);
  const writes = f64(operation.writes);
  const full = (writes * shop.bytesPerRecord) / client.nicBytesPerSecond;
  const member = operation.member.index;
  const transmission = lasts(client.nicOut, member, world.now, full);
  const left = offer(client.nicOut, member, world.now, transmission, writes);
  at(left + client.delay.next(), STORE_ARRIVES, eventOf(shop, operation));
}

/** The store of an event. */
function storeOf(event: u64): Store {
  return rowAt<Store>(world.stores, i32(event % u64(world.storeCount)));
}

function operationOf(shop: Store, event: u64): Operation {
  const number = i32(event / u64(world.storeCount));
  if (CHECKED) checkInUse(changetype<Operation>(shop.operations.at(number)));
  return changetype<Operation>(shop.operations.at(number));
}

export function storeArrives(event: u64): void {
  const shop = storeOf(event);
  const operation = operationOf(shop, event);
  operation.arrived = world.now;
  const writes = f64(operation.writes);
  const service =
    shop.drawRequest.next() +
    writes * shop.timePerWriteSeconds +
    f64(operation.misses) * shop.timePerReadSeconds;
  changeNumber(shop.station, world.now, 1);
  const finish = offer(shop.station, operation.shard, world.now, service * shop.factor, writes);
  operation.started = startOf(shop.station);
  at(finish, STORE_SERVED, event);
}

export function storeServed(event: u64): void {
  const shop = storeOf(event);
  const operation = operationOf(shop, event);
  changeNumber(shop.station, world.now, -1);
  operation.finished = world.now;
  at(world.now + clientOf(shop, operation.group).delay.next(), STORE_DONE, event);
}

function endOperation(shop: Store, operation: Operation): void {
  release(operation.held);
  if (CHECKED) noteFree(operation);
  operation.next = shop.freeOperations;
  shop.freeOperations = operation;
}

export function storeDone(event: u64): void {
  const shop = storeOf(event);
  const operation = operationOf(shop, event);
  const member = operation.member;
  fillCache(shop, member, operation.firstRun);
  if (world.keepsTrails != 0) setWriteOf(operation);
  // One that is no more sends nothing.
  if (member.former) member.group.unsent += f64(operation.writes);
  else sendOn(member, operation.firstRun, world.now);
  if (!member.former && member.group.tries) {
    const work = changetype<Work>(member.pool.bySlot.at(operation.firstRun));
    if (work.waits) {
      waitAfterWrite(work, operation);
      endOperation(shop, operation);
      discardIfConnectionClosed(member);
      return;
    }
  }
  let first = operation.firstRun;
  let writes = operation.writes;
  if (world.mayRedeliver != 0) {
    first = firstDeliveries(member, first, world.now);
    writes = chained(member, first);
  }
  deliverWrite(operation, first, writes);
  finish(member, first, world.now);
  endOperation(shop, operation);
  if (discardIfConnectionClosed(member)) return;
  if (some(member.pool)) {
    recordDone(member, operation.firstRun);
    return;
  }
  member.writesPending--;
  if (CHECKED) checkCount('stores', 'writes of a poll', member.writesPending);
  if (member.writesPending == 0) endPoll(member);
}
