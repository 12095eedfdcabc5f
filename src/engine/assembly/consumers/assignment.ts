/**
 * Which instance owns which partition.
 *
 * Semantics: over the C instances that live and are in the group, of partitions 0..N-1: range gives
 * the i-th of them the i-th run (the first N mod C runs are one longer), topic by topic where a
 * group reads several, which for all else are one row of partitions;
 * round_robin gives partition p to the one of number p mod C. Instances beyond N idle. sticky
 * begins as round_robin; then, partition by partition, it keeps an owner that has fewer than
 * floor(N / C), or as many while fewer than N mod C instances have one more, and gives the rest to
 * those that have least, the first first: as many are moved as balance asks for (Kafka's
 * AbstractStickyAssignor). The owners it starts from are, with cooperative rebalances, those of the
 * moment, and a partition that was given up has none; with eager ones, which take everything from
 * everybody first, those of the last assignment, as each instance remembers its own and says so
 * when it joins again (StickyAssignor's user data). An instance that dies or leaves is remembered
 * by nobody: another in its place begins with nothing.
 */
import { rowAt } from '../memory/memory';
import { ReaderPartition } from '../readers/rows';
import { IN_TURN, RANGE } from '../world/kinds';
import { Group, Member } from './rows';

// @ts-ignore: decorator
@inline
function cell(column: usize, index: i32): usize {
  return column + (usize(index) << 2);
}

/** What an instance was given by the last assignment is forgotten: it is no more. */
export function forgetOwner(group: Group, instance: i32): void {
  const target = group.coordinator.target;
  for (let number = 0; number < group.reader.partitionCount; number++) {
    if (load<i32>(cell(target, number)) == instance) store<i32>(cell(target, number), -1);
  }
}

/** Whether it lives, and has not left its group. */
function isMember(group: Group, instance: i32): bool {
  const member = rowAt<Member>(group.members, instance);
  return member.alive && !member.outside;
}

/** Writes the coordinator's target: an instance for each partition, -1 where none lives. */
export function assign(group: Group): void {
  const coordinator = group.coordinator;
  const target = coordinator.target;
  const living = coordinator.living;
  const partitions = group.reader.partitionCount;
  let count = 0;
  for (let instance = 0; instance < group.instances; instance++) {
    if (isMember(group, instance)) store<i32>(cell(living, count++), instance);
  }
  if (count == 0) {
    for (let number = 0; number < partitions; number++) store<i32>(cell(target, number), -1);
    return;
  }
  if (coordinator.assignor == RANGE) {
    let first = 0;
    for (let topic = 0; topic < coordinator.topicCount; topic++) {
      const own = load<i32>(cell(coordinator.topicPartitions, topic));
      assignRuns(cell(target, first), living, own, count);
      first += own;
    }
  } else if (coordinator.assignor == IN_TURN) {
    for (let number = 0; number < partitions; number++) {
      store<i32>(cell(target, number), load<i32>(cell(living, number % count)));
    }
  } else assignStickily(group, count);
}

function assignRuns(target: usize, living: usize, partitions: i32, count: i32): void {
  const longer = partitions % count;
  const run = partitions / count;
  const inLonger = longer * (run + 1);
  for (let number = 0; number < partitions; number++) {
    const which = number < inLonger ? number / (run + 1) : longer + (number - inLonger) / run;
    store<i32>(cell(target, number), load<i32>(cell(living, which)));
  }
}

function assignStickily(group: Group, count: i32): void {
  const coordinator = group.coordinator;
  const target = coordinator.target;
  const living = coordinator.living;
  const shares = coordinator.shares;
  const partitions = group.reader.partitionCount;
  const share = partitions / count;
  let larger = partitions % count;
  memory.fill(shares, 0, usize(group.instances) << 2);
  for (let number = 0; number < partitions; number++) {
    const owner = coordinator.eager
      ? load<i32>(cell(target, number))
      : rowAt<ReaderPartition>(group.reader.partitions, number).owner;
    store<i32>(cell(target, number), -1);
    if (owner < 0 || !isMember(group, owner)) continue;
    const held = load<i32>(cell(shares, owner));
    if (held > share || (held == share && larger == 0)) continue;
    if (held == share) larger--;
    store<i32>(cell(target, number), owner);
    store<i32>(cell(shares, owner), held + 1);
  }
  for (let number = 0; number < partitions; number++) {
    if (load<i32>(cell(target, number)) >= 0) continue;
    let least = load<i32>(living);
    for (let each = 1; each < count; each++) {
      const instance = load<i32>(cell(living, each));
      if (load<i32>(cell(shares, instance)) < load<i32>(cell(shares, least))) least = instance;
    }
    store<i32>(cell(target, number), least);
    store<i32>(cell(shares, least), load<i32>(cell(shares, least)) + 1);
  }
}
