/** Instances that come and go. Semantics: ../engine/assembly/consumers/rebalance.ts and autoscaler.ts. */
import { assignPartitions } from '../model/placement.js';
import { stopPoll, freshMember, type ConsumerColumns } from './consumer.js';
import { closeSession, openSessions, rewindToCommitted } from './sessions.js';
import { trimLog } from './reader.js';
import { commitDone } from './workPool.js';
import { EVENT, type World } from './world.js';

export interface GroupState {
  rebalancing: boolean;
  /** Something changed while it was rebalancing. */
  again: boolean;
  /** The time of the rebalance has passed: it ends when the last instance has given up its partitions. */
  due: boolean;
  /** Instances that run or are being started. */
  wanted: number;
  /** Since when the autoscaler has wanted fewer; -1 = it does not. */
  fewerSince: number;
}

export function memberDown(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  if (!member.alive) return;
  stopPoll(world, group, index);
  removeMember(world, group, index);
  const at = world.now + group.sessionTimeoutSeconds;
  world.events.push(at, EVENT.memberNoticed, group.memberOffset + index);
  finishIfAllGaveUp(world, group);
}

/** An instance is no more; its partitions have no owner until the next assignment. */
function removeMember(world: World, group: ConsumerColumns, index: number): void {
  closeSessions(world, group, index, () => true);
  const { owner, nicIn } = group.reader;
  for (let partition = 0; partition < owner.length; partition++) {
    if (owner[partition] === index) owner[partition] = -1;
  }
  group.presence.goes(index, world.now);
  nicIn.goes(index, world.now);
  if (group.store >= 0) world.stores[group.store].groupNicOut[group.index].goes(index, world.now);
  group.members[index] = freshMember(group, group.members[index], false);
}

/** The coordinator has not heard of an instance for session_timeout. */
export function memberNoticed(world: World, globalMember: number): void {
  const group = world.consumers[world.memberGroup[globalMember]];
  if (!group.members[globalMember - group.memberOffset].alive) startRebalance(world, group);
}

export function memberUp(world: World, globalMember: number): void {
  const group = world.consumers[world.memberGroup[globalMember]];
  const index = globalMember - group.memberOffset;
  const member = group.members[index];
  if (member.alive) return;
  member.alive = true;
  group.presence.comes(index, world.now);
  member.committedAt = world.now;
  startRebalance(world, group);
}

function startRebalance(world: World, group: ConsumerColumns): void {
  const { state } = group;
  if (state.rebalancing) {
    state.again = true;
    return;
  }
  state.rebalancing = true;
  state.due = false;
  const target = group.eager ? null : assignment(group);
  group.members.forEach((member, index) => {
    if (!member.alive) return;
    const { owner } = group.reader;
    const gives = owner.some((mine, partition) => {
      return mine === index && (target === null || target[partition] !== index);
    });
    if (!gives) return;
    if (member.busy) member.leaving = true;
    else giveUp(world, group, index, target);
  });
  world.events.push(world.now + group.rebalanceSeconds, EVENT.rebalanced, group.index);
}

/** At the end of a poll, or of a pool's record: commits when it is time, and gives up partitions where a rebalance waits for that. */
export function afterPoll(world: World, group: ConsumerColumns, index: number): void {
  const member = group.members[index];
  if (world.now - member.committedAt >= group.commitIntervalSeconds) commitAll(world, group, index);
  if (!member.leaving || member.busy) return;
  member.leaving = false;
  giveUp(world, group, index, group.eager ? null : assignment(group));
  finishIfAllGaveUp(world, group);
}

function commitAll(world: World, group: ConsumerColumns, index: number): void {
  const { reader } = group;
  const cluster = world.clusters[reader.cluster];
  group.members[index].committedAt = world.now;
  for (let partition = 0; partition < reader.owner.length; partition++) {
    if (reader.owner[partition] !== index) continue;
    commitDone(group, index, partition);
    trimLog(world, cluster, partition);
  }
}

/** Commits, and lets go of the partitions that `target` gives to others (null: of all). */
function giveUp(
  world: World,
  group: ConsumerColumns,
  index: number,
  target: Int32Array | null,
): void {
  const { reader } = group;
  const goes = (partition: number): boolean => target === null || target[partition] !== index;
  commitAll(world, group, index);
  closeSessions(world, group, index, goes);
  for (let partition = 0; partition < reader.owner.length; partition++) {
    if (reader.owner[partition] === index && goes(partition)) reader.owner[partition] = -1;
  }
  openSessions(world, world.clusters[reader.cluster]);
}

/** Closes an instance's sessions that have a partition which `which` names. */
function closeSessions(
  world: World,
  group: ConsumerColumns,
  index: number,
  which: (partition: number) => boolean,
): void {
  const { readers } = world;
  for (let session = 0; session < readers.count; session++) {
    if (readers.closed[session] === 1 || readers.member[session] !== index) continue;
    if (readers.readers[readers.reader[session]] !== group.reader) continue;
    if (readers.partitions[session].some(which)) closeSession(world, group.reader, session);
  }
}

export function rebalanced(world: World, groupIndex: number): void {
  const group = world.consumers[groupIndex];
  group.state.due = true;
  finishIfAllGaveUp(world, group);
}

function finishIfAllGaveUp(world: World, group: ConsumerColumns): void {
  const { state, reader } = group;
  if (!state.rebalancing || !state.due || group.members.some((member) => member.leaving)) return;
  const cluster = world.clusters[reader.cluster];
  const target = assignment(group);
  group.members.forEach((_, index) => {
    closeSessions(world, group, index, (partition) => target[partition] !== index);
  });
  for (let partition = 0; partition < target.length; partition++) {
    if (reader.owner[partition] === target[partition]) continue;
    // One that moves though its owner lives (another joined meanwhile): the owner has seen to what it has taken.
    if (reader.owner[partition] >= 0) commitDone(group, reader.owner[partition], partition);
    reader.owner[partition] = target[partition];
    rewindToCommitted(reader, partition);
    // What was polled and not committed comes again: the order is audited from here on anew.
    for (let place = partition; place < group.lastArrival.length; place += target.length) {
      group.lastArrival[place] = 0;
    }
  }
  state.rebalancing = false;
  openSessions(world, cluster);
  if (!state.again) return;
  state.again = false;
  startRebalance(world, group);
}

/** Owners by the group's assignor over the instances that live; -1 where none does. */
function assignment(group: ConsumerColumns): Int32Array {
  const alive: number[] = [];
  group.members.forEach((member, index) => {
    if (member.alive) alive.push(index);
  });
  const { owner } = group.reader;
  if (alive.length === 0) return owner.map(() => -1);
  if (group.assignor === 'sticky') return stickyAssignment(owner, alive);
  const places = assignPartitions(group.assignor, owner.length, alive.length);
  return places.map((place) => alive[place]);
}

function stickyAssignment(owner: Int32Array, alive: readonly number[]): Int32Array {
  const share = Math.floor(owner.length / alive.length);
  let larger = owner.length % alive.length;
  const counts = new Map(alive.map((member) => [member, 0]));
  const target = owner.map((member) => {
    const count = counts.get(member);
    if (count === undefined || count > share || (count === share && larger === 0)) return -1;
    if (count === share) larger--;
    counts.set(member, count + 1);
    return member;
  });
  for (let partition = 0; partition < target.length; partition++) {
    if (target[partition] >= 0) continue;
    let least = alive[0];
    for (const member of alive) {
      if ((counts.get(member) ?? 0) < (counts.get(least) ?? 0)) least = member;
    }
    target[partition] = least;
    counts.set(least, (counts.get(least) ?? 0) + 1);
  }
  return target;
}

export function autoscale(world: World, groupIndex: number): void {
  const group = world.consumers[groupIndex];
  const { state, autoscaler, reader } = group;
  if (autoscaler === null) return;
  world.events.push(world.now + autoscaler.intervalSeconds, EVENT.autoscale, groupIndex);
  const { log } = world.clusters[reader.cluster];
  let lag = 0;
  log.forEach((each, partition) => {
    lag += each.highWatermarkRecords - reader.takenRecords[partition];
    lag -= reader.takenOffset[partition];
  });
  const asked = Math.ceil(lag / autoscaler.targetLag);
  const wanted = Math.min(autoscaler.maximum, Math.max(autoscaler.minimum, asked));
  if (wanted >= state.wanted) state.fewerSince = -1;
  else if (state.fewerSince < 0) state.fewerSince = world.now;
  if (wanted > state.wanted) {
    for (let index = state.wanted; index < wanted; index++) {
      const at = world.now + autoscaler.startUpSeconds;
      world.events.push(at, EVENT.memberStarts, group.memberOffset + index);
    }
    state.wanted = wanted;
  } else if (state.fewerSince >= 0 && world.now - state.fewerSince >= autoscaler.coolDownSeconds) {
    shrink(world, group, wanted);
  }
}

function shrink(world: World, group: ConsumerColumns, wanted: number): void {
  const { state } = group;
  for (let index = wanted; index < state.wanted; index++) {
    const member = group.members[index];
    if (!member.alive) continue;
    stopPoll(world, group, index);
    if (!member.busy) commitAll(world, group, index);
    removeMember(world, group, index);
  }
  state.wanted = wanted;
  state.fewerSince = -1;
  startRebalance(world, group);
}

/** An instance is up that the autoscaler, or the end of a fault, started; it may not be wanted any more. */
export function memberStarts(world: World, globalMember: number): void {
  const group = world.consumers[world.memberGroup[globalMember]];
  if (globalMember - group.memberOffset < group.state.wanted) memberUp(world, globalMember);
}
