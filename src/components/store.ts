/** Shards behind consumer groups, with a cache. Semantics: ../engine/assembly/stores/store.ts. */
import type { StationBank } from '../engine/station.js';
import type { Stream } from '../engine/stream.js';
import type { Sampler } from '../engine/variates.js';
import { shardOfKey } from '../model/placement.js';
import { tellDeliveries } from './observer.js';
import type { LruCache } from './lru.js';
import { hold, letGo } from './holds.js';
import { recordDone } from './workPool.js';
import { endPoll, firstDeliveries, settle, type ConsumerColumns, type Member } from './consumer.js';
import type { Poll } from './poll.js';
import { EVENT, type World } from './world.js';

export interface StoreColumns {
  readonly shards: number;
  readonly byKey: boolean;
  readonly station: StationBank;
  readonly factor: number;
  readonly drawRequest: Sampler;
  readonly timePerWriteSeconds: number;
  readonly timePerReadSeconds: number;
  readonly readsPerRecord: number;
  readonly missRatio: number;
  /** A real cache in place of a miss ratio, or null; whether writes enter it, too. */
  readonly lru: LruCache | null;
  readonly writeThrough: boolean;
  readonly hitSecondsPerRecord: number;
  readonly missStream: Stream;
  readonly bytesPerRecord: number;
  /** One-way delay between a group's instances and the store: [group]. */
  readonly delay: readonly Sampler[];
  readonly groupNicOut: readonly StationBank[];
  readonly groupNicBytesPerSecond: readonly number[];
  readonly operations: StoreOperations;
  /** Scratch of one poll: [shard] -> last run, operation; and the shards concerned. */
  readonly lastRun: Int32Array;
  readonly operationOf: Int32Array;
}

/** Bulk writes under way. */
export interface StoreOperations {
  readonly group: number[];
  readonly member: number[];
  /** The instance itself, which may be dead and replaced when the answer comes. */
  readonly writer: Member[];
  readonly shard: number[];
  readonly firstRun: number[];
  /** Batches that it holds. */
  readonly held: number[][];
  readonly writes: number[];
  readonly misses: number[];
  readonly sent: number[];
  readonly come: number[];
  readonly begun: number[];
  readonly served: number[];
  readonly freed: number[];
}

/** Store operations of all stores share one numbering: operation * stores + store. */
export function writePoll(world: World, group: ConsumerColumns, index: number): void {
  const store = world.stores[group.store];
  const member = group.members[index];
  const { poll } = member;
  const concerned: number[] = [];
  for (let run = poll.count > 0 ? 0 : -1; run >= 0;) {
    // Neighbours of a batch have their partition, not their key, in common.
    if (store.byKey && poll.countOf(run) > 1) poll.cut(run, 1);
    const shard = shardOf(world, store, poll, run);
    let operation = store.operationOf[shard];
    if (operation < 0) {
      operation = startOperation(world, store, group.index, index, shard, run);
      concerned.push(shard);
    } else poll.link(store.lastRun[shard], run);
    store.lastRun[shard] = run;
    store.operations.writes[operation] += poll.countOf(run);
    if (store.readsPerRecord > 0) {
      store.operations.misses[operation] += misses(world, store, poll, run);
    }
    const next = poll.next(run);
    poll.link(run, -1);
    run = next;
  }
  concerned.sort((left, right) => left - right);
  member.writesPending = concerned.length;
  if (world.recovers) {
    for (const shard of concerned) {
      const operation = store.operationOf[shard];
      const first = store.operations.firstRun[operation];
      store.operations.held[operation] = hold(world, poll, first);
    }
    letGo(world, member.held);
  }
  for (const shard of concerned) send(world, group, store, index, shard);
}

/** Writes one record of a pool of work (workPool.ts), now and by itself. */
export function writeRecord(
  world: World,
  group: ConsumerColumns,
  index: number,
  slot: number,
): void {
  const store = world.stores[group.store];
  const { operations } = store;
  const { poll } = group.members[index];
  const shard = shardOf(world, store, poll, slot);
  const operation = startOperation(world, store, group.index, index, shard, slot);
  operations.writes[operation] = 1;
  if (store.readsPerRecord > 0) operations.misses[operation] = misses(world, store, poll, slot);
  if (world.recovers) operations.held[operation] = hold(world, poll, slot);
  send(world, group, store, index, shard);
}

function shardOf(world: World, store: StoreColumns, poll: Poll, run: number): number {
  return store.byKey
    ? shardOfKey(world.records.key[poll.record(run)], store.shards)
    : world.batches.partition[poll.batch(run)] % store.shards;
}

/** How many of a run's reads the cache does not answer, record after record. */
function misses(world: World, store: StoreColumns, poll: Poll, run: number): number {
  const { lru } = store;
  const counts = world.now >= world.recorder.windowStart;
  let missed = 0;
  for (let offset = 0; offset < poll.countOf(run); offset++) {
    const key = world.records.key[poll.record(run) + offset];
    for (let read = 0; read < store.readsPerRecord; read++) {
      const found =
        lru === null
          ? store.missStream.next() >= store.missRatio
          : lru.find(key, world.now, counts);
      if (!found) missed++;
    }
  }
  return missed;
}

/** What the shard has answered is in the cache from now on; keys that were there stay as they are. */
function fillCache(world: World, store: StoreColumns, poll: Poll, first: number): void {
  if (store.lru === null) return;
  for (let run = first; run >= 0; run = poll.next(run)) {
    for (let offset = 0; offset < poll.countOf(run); offset++) {
      const key = world.records.key[poll.record(run) + offset];
      if (store.writeThrough || !store.lru.find(key, world.now, false)) {
        store.lru.insert(key, world.now);
      }
    }
  }
}

function startOperation(
  world: World,
  store: StoreColumns,
  group: number,
  member: number,
  shard: number,
  run: number,
): number {
  const { operations } = store;
  const operation = operations.freed.pop() ?? operations.group.length;
  operations.group[operation] = group;
  operations.member[operation] = member;
  operations.writer[operation] = world.consumers[group].members[member];
  operations.shard[operation] = shard;
  operations.firstRun[operation] = run;
  operations.writes[operation] = 0;
  operations.misses[operation] = 0;
  operations.sent[operation] = world.now;
  store.operationOf[shard] = operation;
  return operation;
}

function send(
  world: World,
  group: ConsumerColumns,
  store: StoreColumns,
  member: number,
  shard: number,
): void {
  const operation = store.operationOf[shard];
  store.operationOf[shard] = -1;
  const writes = store.operations.writes[operation];
  const nic = store.groupNicOut[group.index];
  const transmission = (writes * store.bytesPerRecord) / store.groupNicBytesPerSecond[group.index];
  const left = nic.offer(member, world.now, transmission, writes);
  const event = operation * world.stores.length + group.store;
  world.events.push(left + store.delay[group.index](), EVENT.storeArrives, event);
}

export function storeArrives(world: World, event: number): void {
  const operation = Math.floor(event / world.stores.length);
  const store = world.stores[event - operation * world.stores.length];
  const { operations } = store;
  operations.come[operation] = world.now;
  const writes = operations.writes[operation];
  const service =
    store.drawRequest() +
    writes * store.timePerWriteSeconds +
    operations.misses[operation] * store.timePerReadSeconds;
  store.station.changeNumber(world.now, 1);
  const shard = operations.shard[operation];
  const finish = store.station.offer(shard, world.now, service * store.factor, writes);
  operations.begun[operation] = store.station.start;
  world.events.push(finish, EVENT.storeServed, event);
}

export function storeServed(world: World, event: number): void {
  const operation = Math.floor(event / world.stores.length);
  const store = world.stores[event - operation * world.stores.length];
  store.station.changeNumber(world.now, -1);
  store.operations.served[operation] = world.now;
  const group = store.operations.group[operation];
  world.events.push(world.now + store.delay[group](), EVENT.storeDone, event);
}

export function storeDone(world: World, event: number): void {
  const operation = Math.floor(event / world.stores.length);
  const store = world.stores[event - operation * world.stores.length];
  const { operations } = store;
  const group = world.consumers[operations.group[operation]];
  const index = operations.member[operation];
  const member = operations.writer[operation];
  const { poll } = member;
  let first = operations.firstRun[operation];
  let writes = operations.writes[operation];
  fillCache(world, store, poll, first);
  if (world.recovers) {
    first = firstDeliveries(world, group, poll, first, world.now);
    writes = poll.chained(first);
  }
  world.recorder.deliverWrite(world, group.index, poll, first, writes, {
    sent: operations.sent[operation],
    come: operations.come[operation],
    begun: operations.begun[operation],
    served: operations.served[operation],
    answered: world.now,
  });
  tellDeliveries(world, group.index, poll, first, world.now);
  settle(world, poll, first);
  if (world.recovers) letGo(world, operations.held[operation]);
  operations.freed.push(operation);
  if (group.members[index] !== member) return;
  if (member.pool !== null) {
    recordDone(world, group, index, operations.firstRun[operation]);
    return;
  }
  member.writesPending--;
  if (member.writesPending === 0) endPoll(world, group, index);
}
