/** The fetch sessions of groups and mirrors. Semantics: ../engine/assembly/readers/reader.ts. */
import type { StationBank } from '../engine/station.js';
import type { WakeList } from '../engine/wakeList.js';
import type { Cluster, Link } from './broker.js';
import { receiveForConsumer } from './consumer.js';
import { receiveForMirror } from './mirror.js';
import { releaseBatch } from './producer.js';
import { EVENT, type Delay, type World } from './world.js';

/** One reader of a cluster: a consumer group or a mirror. */
export interface Reader {
  readonly cluster: number;
  readonly kind: 'group' | 'mirror';
  /** Index among the groups or among the mirrors; place among the readers of its cluster. */
  readonly index: number;
  readonly place: number;
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitSeconds: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly delay: Delay;
  readonly nicIn: StationBank;
  readonly nicBytesPerSecond: number;
  /** [partition]: next position to fetch, its bytes, next position to take. */
  readonly fetched: Float64Array;
  readonly fetchedRecords: Float64Array;
  readonly taken: Float64Array;
  readonly takenRecords: Float64Array;
  /** [partition]: records of the batch at `taken` that have been polled already. */
  readonly takenOffset: Float64Array;
  /** [partition]: what has been committed, likewise; and the member that owns it, or -1. */
  readonly committed: Float64Array;
  readonly committedOffset: Float64Array;
  readonly committedRecords: Float64Array;
  readonly owner: Int32Array;
  /** Its link to the cluster. */
  readonly link: Link;
}

/** Columns of sessions over all readers; sessions are added when leaders or owners change (sessions.ts). */
export interface ReaderSessions {
  readonly readers: readonly Reader[];
  count: number;
  readonly reader: number[];
  readonly member: number[];
  readonly broker: number[];
  readonly partitions: (readonly number[])[];
  /** 1 while a handled fetch waits for data; 2 once it has been noted for waking. */
  readonly waits: number[];
  /** 1 = forgotten. */
  readonly closed: number[];
  readonly deadline: number[];
  readonly timerSet: number[];
  readonly answeredAt: number[];
  readonly receivedAt: number[];
  readonly answerBytes: number[];
  readonly answerRecords: number[];
  readonly woken: WakeList;
  /** When each of the first sessions sends its first fetch. */
  firstFetchAt: Float64Array;
}

/** Sends a session's fetch request now. */
export function sendFetch(world: World, session: number): void {
  const reader = world.readers.readers[world.readers.reader[session]];
  const arrival = Math.max(world.now, reader.link.cutUntil) + reader.delay() * reader.link.slowness;
  world.events.push(arrival, EVENT.readFetchArrives, session);
}

export function readFetchArrives(world: World, session: number): void {
  const { readers } = world;
  if (readers.closed[session] === 1) return;
  const cluster = world.clusters[readers.readers[readers.reader[session]].cluster];
  cluster.handlers.changeNumber(world.now, 1);
  const service = cluster.drawFetch() * cluster.handlerFactor;
  const finish = cluster.handlers.offer(readers.broker[session], world.now, service, 0);
  world.events.push(finish, EVENT.readFetchDone, session);
}

export function readFetchDone(world: World, session: number): void {
  const { readers } = world;
  const reader = readers.readers[readers.reader[session]];
  const cluster = world.clusters[reader.cluster];
  cluster.handlers.changeNumber(world.now, -1);
  if (readers.closed[session] === 1) return;
  if (readableBytes(world, cluster, reader, session) >= reader.fetchMinBytes) {
    answerReader(world, session);
    return;
  }
  readers.waits[session] = 1;
  readers.deadline[session] = world.now + reader.fetchMaxWaitSeconds;
  if (readers.timerSet[session] === 0) {
    readers.timerSet[session] = 1;
    world.events.push(readers.deadline[session], EVENT.readTimeout, session);
  }
}

/** One timer per session: when it comes too early for the present fetch it is set again. */
export function readTimeout(world: World, session: number): void {
  const { readers } = world;
  readers.timerSet[session] = 0;
  if (readers.waits[session] === 0) return;
  if (readers.deadline[session] > world.now) {
    readers.timerSet[session] = 1;
    world.events.push(readers.deadline[session], EVENT.readTimeout, session);
  } else answerReader(world, session);
}

/** A partition's high watermark has moved: notes the waiting sessions that may now be answered. */
export function noteReadable(world: World, cluster: Cluster, partition: number): void {
  const { readers } = world;
  for (const sessionOf of cluster.readerSessions) {
    const session = sessionOf[partition];
    if (session >= 0 && readers.waits[session] === 1) {
      readers.waits[session] = 2;
      readers.woken.add(session);
    }
  }
}

export function wakeReaders(world: World): void {
  const { readers } = world;
  const { woken } = readers;
  for (let session = woken.take(); session >= 0; session = woken.take()) {
    if (readers.closed[session] === 1) continue;
    const reader = readers.readers[readers.reader[session]];
    const cluster = world.clusters[reader.cluster];
    if (readableBytes(world, cluster, reader, session) >= reader.fetchMinBytes) {
      answerReader(world, session);
    } else readers.waits[session] = 1;
  }
}

function readableBytes(world: World, cluster: Cluster, reader: Reader, session: number): number {
  let records = 0;
  for (const partition of world.readers.partitions[session]) {
    records += cluster.log[partition].highWatermarkRecords - reader.fetchedRecords[partition];
  }
  return records * cluster.wireBytesPerRecord;
}

function answerReader(world: World, session: number): void {
  const { readers } = world;
  const reader = readers.readers[readers.reader[session]];
  const cluster = world.clusters[reader.cluster];
  readers.waits[session] = 0;
  let records = 0;
  for (const partition of readers.partitions[session]) {
    records += fetchPartition(world, cluster, reader, partition, records);
  }
  if (records === 0) {
    const leaves = Math.max(world.now, reader.link.cutUntil);
    const again = leaves + (reader.delay() + reader.delay()) * reader.link.slowness;
    world.events.push(again, EVENT.readFetchArrives, session);
    return;
  }
  const bytes = records * cluster.wireBytesPerRecord;
  readers.answeredAt[session] = world.now;
  readers.answerBytes[session] = bytes;
  readers.answerRecords[session] = records;
  const transmission = bytes / cluster.nicOutBytesPerSecond;
  cluster.nicOut.offer(readers.broker[session], world.now, transmission, records);
  const slowest = Math.max(transmission, bytes / reader.nicBytesPerSecond);
  const start = Math.max(cluster.nicOut.start, reader.link.cutUntil);
  const arrival = start + slowest + reader.delay() * reader.link.slowness;
  world.events.push(arrival, EVENT.readData, session);
}

/**
 * Moves the fetch position over whole batches while the limits leave room, after an answer's first `before` records, or
 * over one batch if it is the answer's first; returns the records.
 */
function fetchPartition(
  world: World,
  cluster: Cluster,
  reader: Reader,
  partition: number,
  before: number,
): number {
  const log = cluster.log[partition];
  const { wireBytesPerRecord: wire } = cluster;
  const fits = (records: number): boolean =>
    records * wire <= reader.maxPartitionFetchBytes &&
    (before + records) * wire <= reader.fetchMaxBytes;
  const available = log.highWatermarkRecords - reader.fetchedRecords[partition];
  if (available <= 0) return 0;
  if (fits(available)) {
    reader.fetched[partition] = log.highWatermark;
    reader.fetchedRecords[partition] = log.highWatermarkRecords;
    return available;
  }
  const mask = log.batches.length - 1;
  let taken = 0;
  while (reader.fetched[partition] < log.highWatermark) {
    const count = world.batches.count[log.batches[reader.fetched[partition] & mask]];
    if (before + taken > 0 && !fits(taken + count)) break;
    taken += count;
    reader.fetched[partition]++;
  }
  reader.fetchedRecords[partition] += taken;
  return taken;
}

export function readData(world: World, session: number): void {
  const { readers } = world;
  if (readers.closed[session] === 1) return;
  const reader = readers.readers[readers.reader[session]];
  const receiving = readers.answerBytes[session] / reader.nicBytesPerSecond;
  const member = readers.member[session];
  const records = readers.answerRecords[session];
  const finish = reader.nicIn.receive(member, world.now, receiving, records);
  if (finish > world.now) world.events.push(finish, EVENT.readReceived, session);
  else readReceived(world, session);
}

export function readReceived(world: World, session: number): void {
  const { readers } = world;
  if (readers.closed[session] === 1) return;
  const reader = readers.readers[readers.reader[session]];
  readers.receivedAt[session] = world.now;
  if (reader.kind === 'group') receiveForConsumer(world, reader, session);
  else receiveForMirror(world, reader, session);
}

/**
 * Forgets what nobody will ask for again: what all readers of a partition have taken, and where something may be asked
 * for twice, what all have committed and all replicas have.
 */
export function trimLog(world: World, cluster: Cluster, partition: number): void {
  const log = cluster.log[partition];
  const careful = world.recovers;
  let smallest = Infinity;
  for (const reader of world.readers.readers) {
    if (reader.cluster !== cluster.index) continue;
    const position =
      careful && reader.kind === 'group' ? reader.committed[partition] : reader.taken[partition];
    if (position < smallest) smallest = position;
  }
  if (smallest === Infinity || smallest <= log.start) return;
  if (!careful) {
    log.start = smallest;
    return;
  }
  for (let place = 0; place < log.replicas.length; place++) {
    const leads = log.replicas[place] === cluster.leader[partition];
    if (!leads && log.have[place] < smallest) smallest = log.have[place];
  }
  const { batches } = world;
  while (log.start < smallest) {
    const batch = log.batches[log.start++ & (log.batches.length - 1)];
    batches.kept[batch]--;
    if (batches.isDone(batch)) releaseBatch(world, batch);
  }
}
