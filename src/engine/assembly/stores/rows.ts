/**
 * Stores, their caches and the writes under way. See ../world/rows.ts for what all rows have in
 * common.
 */
import { Group, Member } from '../consumers/rows';
import { Table } from '../memory/table';
import { Vector } from '../memory/vector';
import { Delay, Draw } from '../random/draws';
import { Stream } from '../random/stream';

@unmanaged
export class Store {
  index: i32;
  shards: i32;
  byKey: bool;
  writeThrough: bool;
  station: usize;
  factor: f64;
  drawRequest: Draw;
  timePerWriteSeconds: f64;
  timePerReadSeconds: f64;
  readsPerRecord: i32;
  missRatio: f64;
  hitSecondsPerRecord: f64;
  missStream: Stream;
  bytesPerRecord: f64;
  /** A real cache in place of a miss ratio, or 0. */
  lru: LruCache;
  /** [group]: StoreClient rows. */
  clients: usize;
  operations: Vector;
  freeOperations: Operation;
  /** Scratch of one poll, [shard]: its operation; and the shards concerned. */
  operationOf: usize;
  concerned: Vector;
}

/** A group's way to a store. */
@unmanaged
export class StoreClient {
  delay: Delay;
  nicOut: usize;
  nicBytesPerSecond: f64;
}

/** A bulk write under way. */
@unmanaged
export class Operation {
  number: i32;
  group: Group;
  member: Member;
  shard: i32;
  firstRun: i32;
  lastRun: i32;
  writes: i32;
  misses: i32;
  sent: f64;
  arrived: f64;
  started: f64;
  finished: f64;
  /** Of a record that is tried: seconds of its last try's calls, and before its last try. */
  calls: f64;
  retries: f64;
  next: Operation;
  /** Batches that it holds: see ../consumers/holds.ts. */
  held: Vector;
}

/** A least-recently-used cache of keys: its entries in order of use, the least recent first. */
@unmanaged
export class LruCache {
  capacity: f64;
  timeToLiveSeconds: f64;
  reads: f64;
  hits: f64;
  entries: Table;
  oldest: LruEntry;
  newest: LruEntry;
  free: LruEntry;
}

@unmanaged
export class LruEntry {
  since: f64;
  key: i32;
  older: LruEntry;
  newer: LruEntry;
}
