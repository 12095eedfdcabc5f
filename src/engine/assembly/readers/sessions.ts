/**
 * Opening and closing readers' fetch sessions, when leaders or owners of partitions change.
 *
 * Semantics: a session belongs to one member and one broker, and has the partitions that the member
 * owns and the broker leads. When it is closed, what is under way for it and what of its answers is
 * not yet polled is forgotten: its partitions are read again from where they were last polled. A
 * new session sends its first fetch at once.
 */
import { Cluster, Log } from '../brokers/rows';
import { Member } from '../consumers/rows';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import { OPEN } from '../world/window';
import { world } from '../world/rows';
import { partitionAt, sendFetch, sessionAt } from './reader';
import { Committed, Reader, ReaderPartition, Session } from './rows';

/** Opens the sessions that are missing: for every owned partition with a leader. */
export function openSessions(cluster: Cluster): void {
  const first = world.sessions.size;
  addSessions(cluster);
  for (let number = first; number < world.sessions.size; number++) sendFetch(sessionAt(number));
}

/**
 * Adds the sessions that are missing: one for each member and broker that leads some of what it
 * owns.
 */
export function addSessions(cluster: Cluster): void {
  const readers = cluster.readers;
  for (let index = 0; index < readers.size; index++) {
    addSessionsOf(changetype<Reader>(readers.at(index)));
  }
}

function addSessionsOf(reader: Reader): void {
  const cluster = reader.cluster;
  const sessions = world.sessionOf;
  const first = world.sessions.size;
  sessions.clear();
  for (let number = 0; number < reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(reader.partitions, number);
    const broker = partition.log.leader;
    if (some(partition.session) || partition.owner < 0 || broker < 0) continue;
    const pair = i64(partition.owner) * i64(cluster.brokerCount) + i64(broker);
    let session = changetype<Session>(sessions.get(pair));
    if (!some(session)) {
      session = newSession(reader, partition.owner, broker);
      sessions.set(pair, changetype<usize>(session));
    }
    session.count++;
    partition.session = session;
  }
  if (world.sessions.size == first) return;
  for (let number = 0; number < reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(reader.partitions, number);
    const session = partition.session;
    if (!some(session) || session.number < first) continue;
    if (session.partitions == 0) {
      session.partitions = allocate(usize(session.count) << 3);
      session.count = 0;
    }
    partition.answered = false;
    store<usize>(session.partitions + (usize(session.count++) << 2), changetype<usize>(partition));
  }
}

function newSession(reader: Reader, member: i32, broker: i32): Session {
  const session = changetype<Session>(allocate(rowBytes<Session>()));
  session.number = world.sessions.size;
  session.reader = reader;
  session.member = member;
  session.broker = broker;
  session.windowDue = OPEN;
  world.sessions.push(changetype<usize>(session));
  return session;
}

/** Closes all readers' sessions that have a partition. */
export function closeSessionsOf(log: Log): void {
  const readers = log.readers;
  for (let index = 0; index < readers.size; index++) {
    const session = changetype<ReaderPartition>(readers.at(index)).session;
    if (some(session)) closeSession(session);
  }
}

export function closeSession(session: Session): void {
  session.closed = true;
  session.waits = 0;
  for (let index = 0; index < session.count; index++) {
    const partition = partitionAt(session, index);
    partition.session = none<Session>();
    rewind(partition);
  }
  const group = session.reader.group;
  if (some(group)) takeOut(rowAt<Member>(group.members, session.member), session);
}

/** Takes an answer that is not yet polled altogether out of its member's buffer, if it is there. */
function takeOut(member: Member, session: Session): void {
  let before = none<Session>();
  let each = member.firstSession;
  while (some(each) && each != session) {
    before = each;
    each = each.next;
  }
  if (!some(each)) return;
  if (some(before)) before.next = session.next;
  else {
    member.firstSession = session.next;
    member.cursor = 0;
  }
  if (member.lastSession == session) member.lastSession = before;
  let buffered: f64 = 0;
  for (let other = member.firstSession; some(other); other = other.next) {
    for (let index = 0; index < other.count; index++) {
      const partition = partitionAt(other, index);
      buffered += partition.fetchedRecords - partition.takenRecords;
    }
  }
  member.buffered = i32(buffered);
}

/**
 * The partition will be fetched again from where it was last polled, or on from where it is by now.
 */
function rewind(partition: ReaderPartition): void {
  while (partition.fetched > partition.taken) {
    partition.fetchedBytes -= partition.log.batchAt(--partition.fetched).bytes;
  }
  // What has been committed may be more than what was taken: see trimLog.
  while (partition.fetched < partition.taken) {
    partition.fetchedBytes += partition.log.batchAt(partition.fetched++).bytes;
  }
  partition.fetchedRecords = partition.takenRecords;
}

/** A partition will be polled again from what was last committed. */
export function rewindToCommitted(reader: Reader, number: i32): void {
  const partition = rowAt<ReaderPartition>(reader.partitions, number);
  const committed = rowAt<Committed>(reader.committed, number);
  partition.taken = committed.position;
  partition.takenOffset = committed.offset;
  partition.takenRecords = committed.records;
  rewind(partition);
}

/** Commits all that has been polled of a partition. */
export function commit(reader: Reader, number: i32): void {
  const partition = rowAt<ReaderPartition>(reader.partitions, number);
  const committed = rowAt<Committed>(reader.committed, number);
  committed.position = partition.taken;
  committed.offset = partition.takenOffset;
  committed.records = partition.takenRecords;
}
