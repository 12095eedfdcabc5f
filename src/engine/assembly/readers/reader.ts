/**
 * Readers of a cluster: the fetch sessions of consumer groups and of mirrors.
 *
 * Semantics.
 * - A member (consumer instance or mirror task) has one session with each broker that leads
 *   partitions assigned to it, and at most one fetch under way in it. A trial begins with all
 *   sessions at random moments of their round trips: a session's first fetch arrives at min(one
 *   propagation delay, linger) + U * two propagation delays, U uniform on [0, 1), the delays drawn;
 *   linger is the shortest of all that send what it reads, groups that send on among them. Before a
 *   linger is over there is nothing to read: distant sessions that came sooner would all be
 *   answered with the first batch, and stay phase-locked for many round trips, as they would if all
 *   began at once.
 * - A fetch request takes one propagation delay and the broker's handlers (time_per_fetch). It is
 *   answered when the readable bytes of the session's partitions, of each at most
 *   max.partition.fetch.bytes, reach fetch.min.bytes: at once
 *   when handled, or at the moment the high watermark makes it so; otherwise at fetch.max.wait
 *   after it was handled, with what there is. An empty answer makes the next fetch arrive two
 *   propagation delays later.
 * - An answer holds whole batches, partition after partition in the session's order, at most
 *   max.partition.fetch.bytes of each and fetch.max.bytes in all, but always at least one batch if
 *   there is one. A session begins in order of its partitions; before each later answer, those that
 *   the last one had batches of go last, in their order (Kafka's fetch sessions: each gets its
 *   turn).
 * - It goes through the broker's NIC out, the network, the member's NIC in, and its host's
 *   processor (processor.ts).
 * - The next fetch of a session is sent when its member has taken all of the last answer: for a
 *   consumer, when the poll that takes the answer's last record begins; for a mirror task, on
 *   receipt.
 * - So a partition whose data a busy consumer has not polled yet holds up the next fetch of all of
 *   its session's partitions: newer Java clients do the same, and skip a broker altogether while
 *   fetchable data of it is buffered (KAFKA-17182); older ones fetch that broker's other partitions
 *   meanwhile.
 */
import { checkRow } from '../checks/blocks';
import { rowAt, some } from '../memory/memory';
import { handleFetch } from '../brokers/broker';
import { receiveForConsumer } from '../consumers/consumer';
import { changeNumber, lasts, offer, receive, startOf } from '../stations';
import {
  READ_DATA,
  READ_FETCH_ARRIVES,
  READ_FETCH_DONE,
  READ_RECEIVED,
  READ_TIMEOUT,
  READ_UNPACKED,
} from '../world/kinds';
import { Log, Replica } from '../brokers/rows';
import { releaseBatch } from '../world/pools';
import { lastLeaves } from '../world/window';
import { world } from '../world/rows';
import { Committed, Reader, ReaderPartition, Session } from './rows';
import { at } from '../world/schedule';
import { receiveForMirror } from './mirror';
import { unpack } from './processor';

// @ts-ignore: decorator
@inline
export function partitionAt(session: Session, index: i32): ReaderPartition {
  if (CHECKED) checkRow('partition of a session', session.partitions, index, 4);
  return load<ReaderPartition>(session.partitions + (usize(index) << 2));
}

// @ts-ignore: decorator
@inline
export function sessionAt(number: i32): Session {
  return changetype<Session>(world.sessions.at(number));
}

/** Sends a session's fetch request now. */
export function sendFetch(session: Session): void {
  const reader = session.reader;
  const arrival = reader.link.leaves(world.now) + reader.delay.next() * reader.link.slowness;
  at(arrival, READ_FETCH_ARRIVES, u64(session.number));
}

export function readFetchArrives(session: Session): void {
  if (session.closed) return;
  const finish = handleFetch(session.reader.cluster, session.broker);
  at(finish, READ_FETCH_DONE, u64(session.number));
}

export function readFetchDone(session: Session): void {
  const reader = session.reader;
  changeNumber(reader.cluster.handlers, world.now, -1);
  if (session.closed) return;
  if (readableBytes(session) >= reader.fetchMinBytes) {
    answerReader(session);
    return;
  }
  session.waits = 1;
  session.deadline = world.now + reader.fetchMaxWaitSeconds;
  if (session.timerSet) return;
  session.timerSet = true;
  at(session.deadline, READ_TIMEOUT, u64(session.number));
}

/** One timer per session: when it comes too early for the present fetch it is set again. */
export function readTimeout(session: Session): void {
  session.timerSet = false;
  if (session.waits == 0) return;
  if (session.deadline > world.now) {
    session.timerSet = true;
    at(session.deadline, READ_TIMEOUT, u64(session.number));
  } else answerReader(session);
}

/** A partition's high watermark has moved: notes the waiting sessions that may now be answered. */
export function noteReadable(log: Log): void {
  const readers = log.readers;
  for (let index = 0; index < readers.size; index++) {
    const session = changetype<ReaderPartition>(readers.at(index)).session;
    if (!some(session) || session.waits != 1) continue;
    session.waits = 2;
    world.wokenReaders.add(session.number);
  }
}

export function wakeReaders(): void {
  const woken = world.wokenReaders;
  for (let number = woken.take(); number >= 0; number = woken.take()) {
    const session = sessionAt(number);
    if (session.closed) continue;
    if (readableBytes(session) >= session.reader.fetchMinBytes) answerReader(session);
    else session.waits = 1;
  }
}

/** Of each partition as many as an answer may hold of it. */
function readableBytes(session: Session): f64 {
  const most = session.reader.maxPartitionFetchBytes;
  let bytes: f64 = 0;
  for (let index = 0; index < session.count; index++) {
    const partition = partitionAt(session, index);
    const there = partition.log.highWatermarkBytes - partition.fetchedBytes;
    bytes += there < most ? there : most;
  }
  return bytes;
}

function answerReader(session: Session): void {
  const reader = session.reader;
  const cluster = reader.cluster;
  session.waits = 0;
  session.answerBytes = 0;
  session.answerRecords = 0;
  if (session.count > 1) putAnsweredLast(session);
  for (let index = 0; index < session.count; index++) {
    fetchPartition(session, partitionAt(session, index));
  }
  const bytes = session.answerBytes;
  const records = session.answerRecords;
  if (records == 0) {
    const there = reader.delay.next();
    const andBack = (there + reader.delay.next()) * reader.link.slowness;
    at(reader.link.leaves(world.now) + andBack, READ_FETCH_ARRIVES, u64(session.number));
    return;
  }
  session.answeredAt = world.now;
  const full = bytes / cluster.nicOutBytesPerSecond;
  const transmission = lasts(cluster.nicOut, session.broker, world.now, full);
  offer(cluster.nicOut, session.broker, world.now, transmission, records);
  const receiving = bytes / reader.nicBytesPerSecond;
  const slowest = transmission > receiving ? transmission : receiving;
  const start = reader.link.leaves(startOf(cluster.nicOut));
  let left = start + slowest;
  if (reader.windowSecondsPerByte > 0) {
    const slowness = reader.link.slowness;
    const perByte = reader.windowSecondsPerByte * slowness;
    const roundTrip = reader.roundTripSeconds * slowness;
    session.windowDue = lastLeaves(session.windowDue, start, bytes, perByte, roundTrip);
    if (session.windowDue > left) left = session.windowDue;
  }
  at(left + reader.delay.next() * reader.link.slowness, READ_DATA, u64(session.number));
}

/**
 * Moves the fetch position over whole batches while the limits leave room in the session's answer,
 * or over one batch if it is the answer's first, and counts them in it.
 */
function fetchPartition(session: Session, partition: ReaderPartition): void {
  const reader = session.reader;
  const log = partition.log;
  const bytes = log.highWatermarkBytes - partition.fetchedBytes;
  if (bytes <= 0) return;
  const before = session.answerBytes;
  if (fits(reader, before, bytes)) {
    partition.answered = true;
    session.answerBytes = before + bytes;
    session.answerRecords += log.highWatermarkRecords - partition.fetchedRecords;
    partition.fetched = log.highWatermark;
    partition.fetchedRecords = log.highWatermarkRecords;
    partition.fetchedBytes = log.highWatermarkBytes;
    return;
  }
  let taken: f64 = 0;
  while (partition.fetched < log.highWatermark) {
    const batch = log.batchAt(partition.fetched);
    if (before + taken > 0 && !fits(reader, before, taken + batch.bytes)) break;
    taken += batch.bytes;
    session.answerRecords += f64(batch.count);
    partition.fetched++;
    partition.fetchedRecords += f64(batch.count);
  }
  if (taken > 0) partition.answered = true;
  partition.fetchedBytes += taken;
  session.answerBytes = before + taken;
}

/** The partitions that the last answer had batches of go behind the others. */
function putAnsweredLast(session: Session): void {
  const order = session.partitions;
  const last = order + (usize(session.count) << 2);
  let kept: usize = 0;
  let moved: usize = 0;
  for (let index = 0; index < session.count; index++) {
    const partition = partitionAt(session, index);
    if (partition.answered) store<ReaderPartition>(last + (moved++ << 2), partition);
    else store<ReaderPartition>(order + (kept++ << 2), partition);
    partition.answered = false;
  }
  memory.copy(order + (kept << 2), last, moved << 2);
}

/** Whether so many bytes of one partition go into an answer after `before` of others. */
function fits(reader: Reader, before: f64, bytes: f64): bool {
  return bytes <= reader.maxPartitionFetchBytes && before + bytes <= reader.fetchMaxBytes;
}

export function readData(session: Session): void {
  if (session.closed) return;
  const reader = session.reader;
  const receiving = session.answerBytes / reader.nicBytesPerSecond;
  const records = session.answerRecords;
  const finish = receive(reader.nicIn, session.member, world.now, receiving, records);
  if (finish > world.now) at(finish, READ_RECEIVED, u64(session.number));
  else readReceived(session);
}

export function readReceived(session: Session): void {
  if (session.closed) return;
  const reader = session.reader;
  if (reader.processor == 0) readUnpacked(session);
  else {
    const done = unpack(reader, session.member, session.answerBytes, session.answerRecords);
    at(done, READ_UNPACKED, u64(session.number));
  }
}

export function readUnpacked(session: Session): void {
  if (session.closed) return;
  session.receivedAt = world.now;
  if (some(session.reader.group)) receiveForConsumer(session);
  else receiveForMirror(session);
}

/**
 * Forgets what nobody will ask for again: what all readers of a partition have taken, and where
 * something may be asked for twice, what all have committed and all replicas have. (More may be
 * committed than is taken: where an instance has a partition again, whose records it had not all
 * done when it lost it.)
 */
export function trimLog(log: Log): void {
  const readers = log.readers;
  let smallest = log.highWatermark;
  for (let index = 0; index < readers.size; index++) {
    const partition = changetype<ReaderPartition>(readers.at(index));
    const committed = partition.reader.committed;
    if (partition.taken < smallest) smallest = partition.taken;
    if (committed == 0) continue;
    const needed = rowAt<Committed>(committed, partition.number).position;
    if (needed < smallest) smallest = needed;
  }
  if (smallest <= log.start) return;
  // What no group will be delivered only the log keeps.
  const unread = log.topic.consumerGroupCount == 0;
  if (world.mayRedeliver == 0) {
    if (!unread) log.start = smallest;
    while (log.start < smallest) releaseBatch(log.batchAt(log.start++));
    return;
  }
  for (let replicaIndex = 0; replicaIndex < log.replicaCount; replicaIndex++) {
    const replica = rowAt<Replica>(log.replicas, replicaIndex);
    if (replica.broker != log.leader && replica.end < smallest) smallest = replica.end;
  }
  while (log.start < smallest) {
    const batch = log.batchAt(log.start++);
    if (unread) releaseBatch(batch);
    releaseBatch(batch);
  }
}
