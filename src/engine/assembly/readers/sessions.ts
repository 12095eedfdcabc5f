/** Opening and closing readers' fetch sessions, when leaders or owners of partitions change. Semantics: ../../../components/sessions.ts. */
import { Cluster } from '../brokers/rows';
import { Member } from '../consumers/rows';
import { none, rowAt, some } from '../memory/memory';
import { world } from '../world/rows';
import { addSessions, partitionAt, sendFetch, sessionAt } from './reader';
import { ReaderPartition, Session } from './rows';

/** Adds the sessions that are missing: for every owned partition with a leader. */
export function openSessions(cluster: Cluster): void {
  const before = world.sessions.size;
  addSessions(cluster);
  for (let number = before; number < world.sessions.size; number++) sendFetch(sessionAt(number));
}

/** Closes the open sessions of a cluster with a broker, or that have a partition; -1 = with none, that have none. */
export function closeSessions(cluster: Cluster, broker: i32, partition: i32): void {
  for (let number = 0; number < world.sessions.size; number++) {
    const session = sessionAt(number);
    if (session.closed || session.reader.cluster != cluster) continue;
    if (session.broker == broker || hasPartition(session, partition)) closeSession(session);
  }
}

function hasPartition(session: Session, partition: i32): bool {
  for (let index = 0; index < session.count; index++) {
    if (partitionAt(session, index).log.partition == partition) return true;
  }
  return false;
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

/** The partition will be fetched again from where it was last polled. */
function rewind(partition: ReaderPartition): void {
  partition.fetched = partition.taken;
  partition.fetchedRecords = partition.takenRecords;
}

/** What of a session's answer its member has not polled is forgotten. */
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
