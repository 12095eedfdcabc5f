/** Records done one by one. Semantics: ../engine/assembly/consumers/workPool.ts. */
import { checkOrder, deliver, type ConsumerColumns, type Member } from './consumer.js';
import { hold, letGo } from './holds.js';
import { Lanes, NO_LANE } from './lanes.js';
import { sendFetch, trimLog, type Reader } from './reader.js';
import { afterPoll } from './rebalance.js';
import { commit } from './sessions.js';
import { writeRecord } from './store.js';
import { EVENT, type World } from './world.js';

/** A record that is taken and not done. */
interface Work {
  readonly number: number;
  readonly slot: number;
  readonly partition: number;
  readonly lane: number;
  /** Where it stands: its batch in the log, its place in the batch, and records of the partition before that batch. */
  readonly position: number;
  readonly offset: number;
  readonly recordsBefore: number;
  /** Its batch, where it must be kept. */
  readonly held: number[];
  begun: boolean;
  done: boolean;
}

/** What is taken of one partition and not done; and in order, what a commit may not pass: done ones at the front go. */
interface Line {
  count: number;
  readonly works: Work[];
}

export class WorkPool {
  readonly lanes = new Lanes();
  /** By number, and by slot of the member's poll. */
  readonly works = new Map<number, Work>();
  readonly bySlot: Work[] = [];
  /** [partition]. */
  readonly lines = new Map<number, Line>();
  readonly freeSlots: number[] = [];
  /** Threads that are free; records that have not begun. */
  idle: number;
  waiting = 0;
  /** The number of the poll that time_per_poll is being spent on; -1 = none. */
  polling = -1;

  /** `next`: the number of what comes next; those of a former instance in its place are below. */
  constructor(
    threads: number,
    public next: number,
  ) {
    this.idle = threads;
  }

  line(partition: number): Line {
    const known = this.lines.get(partition);
    if (known !== undefined) return known;
    const line = { count: 0, works: [] };
    this.lines.set(partition, line);
    return line;
  }
}

/** Takes what there is to take, at once or when time_per_poll has passed. */
export function pollForPool(world: World, group: ConsumerColumns, place: number): void {
  const member = group.members[place];
  const { pool } = member;
  if (pool === null || pool.polling >= 0 || !mayTake(world, group, member, pool)) return;
  member.begunAt = world.now;
  if (group.timePerPollSeconds === 0) {
    takeAll(world, group, place, pool);
    return;
  }
  pool.polling = pool.next++;
  pushEvent(world, group, place, world.now + group.timePerPollSeconds, pool.polling);
}

function pushEvent(
  world: World,
  group: ConsumerColumns,
  place: number,
  time: number,
  number: number,
): void {
  const index = number * world.memberGroup.length + group.memberOffset + place;
  world.events.push(time, EVENT.recordEnd, index);
}

/** A record's processing ends, or the time that a poll costs. */
export function recordEnd(world: World, index: number): void {
  const globalMember = index % world.memberGroup.length;
  const number = (index - globalMember) / world.memberGroup.length;
  const group = world.consumers[world.memberGroup[globalMember]];
  const place = globalMember - group.memberOffset;
  const { pool, poll } = group.members[place];
  if (pool === null) return;
  if (number === pool.polling) {
    pool.polling = -1;
    if (mayTake(world, group, group.members[place], pool)) takeAll(world, group, place, pool);
    return;
  }
  const work = pool.works.get(number);
  // One of an instance that is no more.
  if (work === undefined) return;
  if (group.store >= 0) {
    writeRecord(world, group, place, work.slot);
    return;
  }
  deliver(world, group, poll, work.slot, world.now);
  recordDone(world, group, place, work.slot);
}

/** A record is done and delivered. */
export function recordDone(
  world: World,
  group: ConsumerColumns,
  place: number,
  slot: number,
): void {
  const member = group.members[place];
  const { pool } = member;
  if (pool === null) return;
  const work = pool.bySlot[slot];
  letGo(world, work.held);
  work.done = true;
  pool.works.delete(work.number);
  pool.freeSlots.push(slot);
  pool.lanes.done(work.lane);
  pool.idle++;
  const line = pool.line(work.partition);
  const wasFull = line.count-- === group.maxPollRecords;
  while (line.works.length > 0 && line.works[0].done) line.works.shift();
  member.busy = pool.works.size > 0;
  const { leaving, busy, begunAt, poll } = member;
  if (!group.waitsForPoll) group.work.noteBusy(place, poll.start[slot], world.now);
  else if (!busy) group.work.noteBusy(place, begunAt, world.now, group.threads);
  if (!group.waitsForPoll || !busy) {
    if (world.recovers) afterPoll(world, group, place);
    if (wasFull || leaving || !busy) pollForPool(world, group, place);
  }
  begin(world, group, place, pool);
}

function mayTake(world: World, group: ConsumerColumns, member: Member, pool: WorkPool): boolean {
  if (member.leaving || (group.waitsForPoll && pool.works.size > 0)) return false;
  return member.buffer.some((session) =>
    world.readers.partitions[session].some((partition) => takes(group, pool, partition)),
  );
}

/** Whether there is something to take of a partition, and room for it. */
function takes(group: ConsumerColumns, pool: WorkPool, partition: number): boolean {
  const { reader, waitsForPoll, maxPollRecords } = group;
  const held = waitsForPoll ? pool.works.size : pool.line(partition).count;
  return held < maxPollRecords && isLeft(reader, partition);
}

/** Whether something of a partition has been received and not taken. */
function isLeft({ taken, fetched }: Reader, partition: number): boolean {
  return taken[partition] < fetched[partition];
}

function takeAll(world: World, group: ConsumerColumns, place: number, pool: WorkPool): void {
  const member = group.members[place];
  const { readers } = world;
  for (const session of [...member.buffer]) {
    const partitions = readers.partitions[session];
    for (const partition of partitions) take(world, group, member, pool, session, partition);
    if (partitions.some((partition) => isLeft(group.reader, partition))) continue;
    member.buffer.splice(member.buffer.indexOf(session), 1);
    sendFetch(world, session);
  }
  begin(world, group, place, pool);
}

/** Takes of one partition what there is room for. */
function take(
  world: World,
  group: ConsumerColumns,
  member: Member,
  pool: WorkPool,
  session: number,
  partition: number,
): void {
  const { reader } = group;
  const { batches } = world;
  const cluster = world.clusters[reader.cluster];
  const log = cluster.log[partition];
  const line = pool.line(partition);
  while (takes(group, pool, partition)) {
    const batch = log.batches[reader.taken[partition] & (log.batches.length - 1)];
    const offset = reader.takenOffset[partition];
    if (offset === 0) checkOrder(world, group, batch);
    const work = addWork(world, group, member, pool, session, partition, batch);
    if (world.recovers) line.works.push(work);
    line.count++;
    if (offset + 1 < batches.count[batch]) reader.takenOffset[partition]++;
    else {
      reader.takenOffset[partition] = 0;
      reader.taken[partition]++;
      reader.takenRecords[partition] += batches.count[batch];
    }
  }
  trimLog(world, cluster, partition);
}

/** The next record of a partition, which stands in `batch`, comes into the pool. */
function addWork(
  world: World,
  group: ConsumerColumns,
  member: Member,
  pool: WorkPool,
  session: number,
  partition: number,
  batch: number,
): Work {
  const { reader } = group;
  const { poll } = member;
  const { readers } = world;
  const slot = pool.freeSlots.pop() ?? pool.bySlot.length;
  const offset = reader.takenOffset[partition];
  const record = world.batches.first[batch] + offset;
  poll.put(slot, batch, record, readers.answeredAt[session], readers.receivedAt[session]);
  poll.finish[slot] = group.drawProcessing();
  const work: Work = {
    number: pool.next++,
    slot,
    partition,
    lane: laneOf(world, group, partition, record),
    position: reader.taken[partition],
    offset,
    recordsBefore: reader.takenRecords[partition],
    held: world.recovers ? hold(world, poll, slot) : [],
    begun: false,
    done: false,
  };
  pool.bySlot[slot] = work;
  pool.works.set(work.number, work);
  pool.lanes.add(work.number, work.lane);
  pool.waiting++;
  member.buffered--;
  member.busy = true;
  return work;
}

/** What a record must keep its order with. */
export function laneOf(
  world: World,
  { concurrency }: ConsumerColumns,
  partition: number,
  record: number,
): number {
  if (concurrency === 'free') return NO_LANE;
  return concurrency === 'partition' ? partition : world.records.key[record];
}

/** Gives free threads what may begin. */
function begin(world: World, group: ConsumerColumns, place: number, pool: WorkPool): void {
  const { poll, slowness } = group.members[place];
  const hits = group.store < 0 ? 0 : world.stores[group.store].hitSecondsPerRecord;
  while (pool.idle > 0) {
    const work = pool.works.get(pool.lanes.next());
    if (work === undefined) return;
    const { slot, number } = work;
    pool.idle--;
    pool.waiting--;
    work.begun = true;
    poll.start[slot] = world.now;
    poll.finish[slot] = world.now + poll.finish[slot] * group.processingFactor * slowness + hits;
    group.work.noteWait(poll.received(slot), world.now);
    pushEvent(world, group, place, poll.finish[slot], number);
  }
}

/** Commits what is done of a partition: all that is taken, where nothing of it is under way. */
export function commitDone(
  group: Pick<ConsumerColumns, 'reader' | 'members'>,
  place: number,
  partition: number,
): void {
  const { reader } = group;
  const first = group.members[place].pool?.lines.get(partition)?.works.at(0);
  if (first === undefined) {
    commit(reader, partition);
    return;
  }
  const { position, offset, recordsBefore } = first;
  const further = position - reader.committed[partition];
  if (further < 0 || (further === 0 && offset < reader.committedOffset[partition])) return;
  reader.committed[partition] = position;
  reader.committedOffset[partition] = offset;
  reader.committedRecords[partition] = recordsBefore;
}

/** A member dies, or the trial ends: its threads stop, and what it has taken is nobody's. */
export function stopPool(world: World, group: ConsumerColumns, place: number): void {
  const { pool, poll, begunAt } = group.members[place];
  if (pool === null) return;
  if (group.waitsForPoll) group.work.noteBusy(place, begunAt, world.now, group.threads);
  for (const { begun, slot, held } of pool.works.values()) {
    if (!group.waitsForPoll) {
      if (begun) group.work.noteBusy(place, poll.start[slot], world.now);
      else group.work.noteQueued(poll.received(slot), world.now);
    }
    letGo(world, held);
  }
}
