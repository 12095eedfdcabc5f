/**
 * Consumer groups whose instances come and go: deaths, rebalances, the autoscaler.
 *
 * Semantics.
 * - A dead instance stops at once. Records that it had processed are delivered; without a store
 *   those of its poll whose processing had ended, with a store (or without a wait for polls) those
 *   whose write was under way (see workPool.ts). It has committed what its last commit says.
 * - The group notices session_timeout later, when its session ends, and rebalances, unless it is
 *   started again by then. An instance that joins (again) or leaves of itself makes it rebalance at
 *   once.
 * - A static member (Kafka's group.instance.id, KIP-345) that is started again by then has its
 *   partitions again at once, from what it committed last, and nobody else stops. During a
 *   rebalance it waits with the others.
 * - A rebalance: the instances that lose partitions (eager: all of them, all their partitions;
 *   cooperative: only those that move by the new assignment) end their poll, commit, and give them
 *   up. rebalance_time after the begin, and not before all have given up theirs, nor before the
 *   sessions of all that have died so far have ended (the coordinator waits for them:
 *   test/conformance, restart-classic), the new assignment holds: partitions are read on from what
 *   was last committed.
 *   A change meanwhile makes another rebalance follow.
 * - An instance whose poll is late leaves, and joins again: see latePolls.ts.
 * - Assignment: see assignment.ts.
 * - The autoscaler: see autoscaler.ts.
 */
import { Cluster } from '../brokers/rows';
import { rowAt, some } from '../memory/memory';
import { joinQueue, leaveQueue } from '../queues/consuming';
import { closeSession, commit, openSessions, rewindToCommitted } from '../readers/sessions';
import { leaveHost } from '../readers/processor';
import { trimLog } from '../readers/reader';
import { Committed, Reader, ReaderPartition, Session } from '../readers/rows';
import { queueFor } from '../producers/accumulator';
import { producerAt } from '../producers/admission';
import { goes } from '../stations';
import { StoreClient } from '../stores/rows';
import { MEMBER_NOTICED, REBALANCED } from '../world/kinds';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { assign, forgetOwner } from './assignment';
import { groupAt, memberAt, stopPoll } from './consumer';
import { freshen } from './members';
import { senderDies } from './sentByGone';
import { Group, Member } from './rows';
import { Line } from './works';

// @ts-ignore: decorator
@inline
export function partitionOf(group: Group, number: i32): ReaderPartition {
  return rowAt<ReaderPartition>(group.reader.partitions, number);
}

// @ts-ignore: decorator
@inline
function targetOf(group: Group, number: i32): i32 {
  return load<i32>(group.coordinator.target + (usize(number) << 2));
}

export function memberDown(member: Member): void {
  if (!member.alive) return;
  const group = member.group;
  if (some(group.queue)) leaveQueue(member);
  stopPoll(member);
  senderDies(member);
  const wasOutside = member.outside;
  const coordinator = group.coordinator;
  if (coordinator.kept != 0 && !coordinator.rebalancing) keep(member);
  removeMember(member);
  if (wasOutside || some(group.queue)) return;
  const time = world.now + coordinator.sessionTimeoutSeconds;
  member.sessionEnds = time;
  at(time, MEMBER_NOTICED, u64(group.memberOffset + member.index));
  finishIfAllGaveUp(group);
}

/** What a static member has, it may come back for. */
function keep(member: Member): void {
  const group = member.group;
  for (let number = 0; number < group.reader.partitionCount; number++) {
    if (partitionOf(group, number).owner != member.index) continue;
    store<i32>(group.coordinator.kept + (usize(number) << 2), member.index);
  }
}

/** A static member is back in time. */
function comeBack(member: Member): void {
  const group = member.group;
  const coordinator = group.coordinator;
  if (coordinator.rebalancing) return;
  member.sessionEnds = 0;
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const cell = usize(number) << 2;
    if (load<i32>(coordinator.kept + cell) != member.index) continue;
    store<i32>(coordinator.kept + cell, -1);
    store<i32>(coordinator.target + cell, member.index);
    move(group, number);
  }
  openSessions(group.reader.cluster);
}

/**
 * What an instance had has no owner until the next assignment; what it has received and not taken
 * is forgotten.
 */
function disown(member: Member): void {
  const group = member.group;
  const instance = member.index;
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const partition = partitionOf(group, number);
    const session = partition.session;
    if (some(session) && session.member == instance) closeSession(session);
    if (partition.owner == instance) partition.owner = -1;
  }
  forgetOwner(group, instance);
}

/** An instance leaves its group, and works on: see latePolls.ts. */
export function leaveGroup(member: Member): void {
  member.outside = true;
  member.leaving = false;
  disown(member);
  startRebalance(member.group);
  finishIfAllGaveUp(member.group);
}

/** One that has left joins its group again. */
function joinAgain(member: Member): void {
  member.outside = false;
  member.committedAt = world.now;
  startRebalance(member.group);
}

/** An instance is no more. */
export function removeMember(member: Member): void {
  const group = member.group;
  const instance = member.index;
  const reader = group.reader;
  disown(member);
  group.coordinator.presence.goes(instance, world.now);
  goes(reader.nicIn, instance, world.now);
  leaveHost(reader, instance);
  if (some(group.store)) {
    const client = rowAt<StoreClient>(group.store.clients, group.index);
    goes(client.nicOut, instance, world.now);
  }
  freshen(member);
}

/** The coordinator has not heard of an instance for session_timeout. */
export function sessionExpired(globalMember: i32): void {
  const member = memberAt(globalMember);
  if (member.alive) return;
  // Of a static member that has come back, and has died once more.
  if (member.group.coordinator.kept != 0 && member.sessionEnds > world.now) return;
  startRebalance(member.group);
}

/**
 * An instance is up that the autoscaler, or the end of a fault, started; it may not be wanted any
 * more.
 */
export function memberStarts(member: Member): void {
  const coordinator = member.group.coordinator;
  if (member.index >= coordinator.wanted || member.alive) return;
  member.alive = true;
  coordinator.presence.comes(member.index, world.now);
  member.committedAt = world.now;
  if (some(member.group.queue)) joinQueue(member);
  else if (coordinator.kept != 0 && member.sessionEnds > world.now) comeBack(member);
  else startRebalance(member.group);
}

export function startRebalance(group: Group): void {
  const coordinator = group.coordinator;
  if (coordinator.rebalancing) {
    coordinator.again = true;
    return;
  }
  coordinator.rebalancing = true;
  coordinator.due = false;
  if (!coordinator.eager) assign(group);
  for (let instance = 0; instance < group.instances; instance++) {
    const member = rowAt<Member>(group.members, instance);
    if (!member.alive || !givesAny(group, instance)) continue;
    if (member.busy) member.leaving = true;
    else revokePartitions(member);
  }
  at(world.now + coordinator.rebalanceSeconds, REBALANCED, u64(group.index));
}

/**
 * Whether an instance loses a partition: eager, all; else one that the new assignment gives to
 * another.
 */
function gives(group: Group, instance: i32, number: i32): bool {
  return group.coordinator.eager || targetOf(group, number) != instance;
}

function givesAny(group: Group, instance: i32): bool {
  for (let number = 0; number < group.reader.partitionCount; number++) {
    if (partitionOf(group, number).owner == instance && gives(group, instance, number)) return true;
  }
  return false;
}

/**
 * At the end of a poll, or of a pool's record: commits when it is time, and gives up partitions
 * where a rebalance waits for that.
 */
export function afterPoll(member: Member): void {
  const group = member.group;
  const coordinator = group.coordinator;
  if (member.outside) {
    joinAgain(member);
    return;
  }
  if (world.now - member.committedAt >= coordinator.commitIntervalSeconds) commitAll(member);
  if (!member.leaving || member.busy) return;
  member.leaving = false;
  if (!coordinator.eager) assign(group);
  revokePartitions(member);
  finishIfAllGaveUp(group);
}

export function commitAll(member: Member): void {
  const group = member.group;
  member.committedAt = world.now;
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const partition = partitionOf(group, number);
    if (partition.owner != member.index) continue;
    commitDone(member, number);
    trimLog(partition.log);
  }
}

/** Commits what is done of a partition: all that is taken, where nothing of it is under way. */
function commitDone(member: Member, number: i32): void {
  const reader = member.group.reader;
  const pool = member.pool;
  const line = changetype<Line>(some(pool) ? pool.lines.get(i64(number)) : 0);
  if (!some(line) || !some(line.first)) {
    commit(reader, number);
    return;
  }
  const first = line.first;
  const committed = rowAt<Committed>(reader.committed, number);
  const further = first.position - committed.position;
  if (further < 0 || (further == 0 && first.offset < committed.offset)) return;
  committed.position = first.position;
  committed.offset = first.offset;
  committed.records = first.recordsBefore;
}

/**
 * Commits, and lets go of the partitions that the new assignment gives to others (eager: of all).
 */
function revokePartitions(member: Member): void {
  const group = member.group;
  const cluster = group.reader.cluster;
  const instance = member.index;
  commitAll(member);
  closeSessionsThatLose(group, instance);
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const partition = partitionOf(group, number);
    if (partition.owner == instance && gives(group, instance, number)) partition.owner = -1;
  }
  openSessions(cluster);
}

/** Closes an instance's sessions that have a partition which it gives up. */
function closeSessionsThatLose(group: Group, instance: i32): void {
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const session = partitionOf(group, number).session;
    if (!some(session) || session.member != instance) continue;
    if (gives(group, instance, number)) closeSession(session);
  }
}

export function rebalanced(index: i32): void {
  const group = groupAt(index);
  let sessionsEnd: f64 = 0;
  for (let instance = 0; instance < group.instances; instance++) {
    const ends = rowAt<Member>(group.members, instance).sessionEnds;
    if (ends > sessionsEnd) sessionsEnd = ends;
  }
  if (sessionsEnd > world.now) {
    at(sessionsEnd, REBALANCED, u64(index));
    return;
  }
  group.coordinator.due = true;
  finishIfAllGaveUp(group);
}

function finishIfAllGaveUp(group: Group): void {
  const coordinator = group.coordinator;
  if (!coordinator.rebalancing || !coordinator.due) return;
  for (let instance = 0; instance < group.instances; instance++) {
    if (rowAt<Member>(group.members, instance).leaving) return;
  }
  const cluster: Cluster = group.reader.cluster;
  assign(group);
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const session: Session = partitionOf(group, number).session;
    if (some(session) && targetOf(group, number) != session.member) closeSession(session);
  }
  for (let number = 0; number < group.reader.partitionCount; number++) {
    move(group, number);
    if (coordinator.kept != 0) store<i32>(coordinator.kept + (usize(number) << 2), -1);
  }
  coordinator.rebalancing = false;
  openSessions(cluster);
  if (!coordinator.again) return;
  coordinator.again = false;
  startRebalance(group);
}

/**
 * A partition has the owner that the assignment gives it, who reads on from what was last
 * committed.
 */
function move(group: Group, number: i32): void {
  const partition = partitionOf(group, number);
  const owner = targetOf(group, number);
  if (partition.owner == owner) return;
  // One that moves though its owner lives (another joined meanwhile): the owner has seen to what it
  // has taken.
  if (partition.owner >= 0) commitDone(rowAt<Member>(group.members, partition.owner), number);
  partition.owner = owner;
  partition.turnEnd = 0;
  const reader: Reader = group.reader;
  rewindToCommitted(reader, number);
  // What was polled and not committed comes again: the order is audited from here on anew.
  for (let each = 0; each < world.producerCount; each++) {
    const queue = queueFor(producerAt(each), partition.log);
    if (some(queue)) store<f64>(group.lastArrival + (usize(queue.queueIndex) << 3), 0);
  }
}
