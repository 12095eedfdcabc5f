/** Opening and closing readers' fetch sessions. Semantics: ../engine/assembly/readers/sessions.ts. */
import type { Cluster } from './broker.js';
import { sendFetch, type Reader } from './reader.js';
import type { World } from './world.js';

/** Adds the sessions that are missing: for every owned partition with a leader. */
export function openSessions(world: World, cluster: Cluster): void {
  for (const session of addSessions(world, cluster)) sendFetch(world, session);
}

export function addSessions(world: Pick<World, 'readers'>, cluster: Cluster): number[] {
  const { readers } = world;
  const opened: number[] = [];
  readers.readers.forEach((reader, number) => {
    if (reader.cluster !== cluster.index) return;
    const sessionOf = cluster.readerSessions[reader.place];
    const lists = new Map<number, number[]>();
    for (let partition = 0; partition < cluster.partitionCount; partition++) {
      const owner = reader.owner[partition];
      const broker = cluster.leader[partition];
      if (sessionOf[partition] >= 0 || owner < 0 || broker < 0) continue;
      const pair = owner * cluster.brokerCount + broker;
      const list = lists.get(pair) ?? [];
      lists.set(pair, list);
      list.push(partition);
    }
    for (const [pair, partitions] of lists) {
      const session = readers.count++;
      readers.reader.push(number);
      readers.member.push(Math.floor(pair / cluster.brokerCount));
      readers.broker.push(pair % cluster.brokerCount);
      readers.partitions.push(partitions);
      readers.waits.push(0);
      readers.closed.push(0);
      readers.deadline.push(NaN);
      readers.timerSet.push(0);
      readers.answeredAt.push(NaN);
      readers.receivedAt.push(NaN);
      readers.answerBytes.push(NaN);
      readers.answerRecords.push(NaN);
      for (const partition of partitions) sessionOf[partition] = session;
      opened.push(session);
    }
  });
  return opened;
}

/** Closes the open sessions of a cluster that `which` names. */
export function closeSessionsOf(
  world: World,
  cluster: Cluster,
  which: (session: number) => boolean,
): void {
  const { readers } = world;
  for (let session = 0; session < readers.count; session++) {
    if (readers.closed[session] === 1) continue;
    const reader = readers.readers[readers.reader[session]];
    if (reader.cluster === cluster.index && which(session)) closeSession(world, reader, session);
  }
}

export function closeSession(world: World, reader: Reader, session: number): void {
  const { readers } = world;
  const cluster = world.clusters[reader.cluster];
  readers.closed[session] = 1;
  readers.waits[session] = 0;
  for (const partition of readers.partitions[session]) {
    cluster.readerSessions[reader.place][partition] = -1;
    rewind(reader, partition);
  }
  if (reader.kind === 'mirror') return;
  const member = world.consumers[reader.index].members[readers.member[session]];
  const at = member.buffer.indexOf(session);
  if (at < 0) return;
  member.buffer.splice(at, 1);
  if (at === 0) member.cursor = 0;
  member.buffered = 0;
  for (const other of member.buffer) {
    for (const partition of readers.partitions[other]) {
      member.buffered += reader.fetchedRecords[partition] - reader.takenRecords[partition];
    }
  }
}

/** The partition will be fetched again from where it was last polled. */
function rewind(reader: Reader, partition: number): void {
  reader.fetched[partition] = reader.taken[partition];
  reader.fetchedRecords[partition] = reader.takenRecords[partition];
}

/** The partition will be polled again from what was last committed. */
export function rewindToCommitted(reader: Reader, partition: number): void {
  reader.taken[partition] = reader.committed[partition];
  reader.takenOffset[partition] = reader.committedOffset[partition];
  reader.takenRecords[partition] = reader.committedRecords[partition];
  rewind(reader, partition);
}

export function commit(reader: Reader, partition: number): void {
  reader.committed[partition] = reader.taken[partition];
  reader.committedOffset[partition] = reader.takenOffset[partition];
  reader.committedRecords[partition] = reader.takenRecords[partition];
}
