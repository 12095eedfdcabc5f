/** Who reads what: assignors of engine/assembly/consumers/{consumer,assignment}.ts. */
import type { ConsumerGroupModel } from '../../src/model/model.js';

/** Owners 0..members-1 of so many partitions. */
export function divide(
  assignor: ConsumerGroupModel['assignor'],
  partitions: number,
  members: number,
): number[] {
  const owners: number[] = [];
  if (assignor === 'range') {
    for (let member = 0; member < members; member++) {
      const run = Math.floor(partitions / members) + (member < partitions % members ? 1 : 0);
      for (let each = 0; each < run; each++) owners.push(member);
    }
    return owners;
  }
  for (let partition = 0; partition < partitions; partition++) owners.push(partition % members);
  return owners;
}

/**
 * Of topics of so many partitions, one after the other: range topic by topic, round robin as if
 * they were one.
 */
export function divideTopics(
  assignor: ConsumerGroupModel['assignor'],
  topics: readonly number[],
  members: number,
): number[] {
  const all = topics.reduce((sum, count) => sum + count, 0);
  if (assignor !== 'range') return divide(assignor, all, Math.min(members, all));
  return topics.flatMap((count) => divide('range', count, Math.min(members, count)));
}

/**
 * `owners`: -1 = none. An owner that lives stays while shares of N / C, rounded up for N mod C at
 * most, allow it; the rest goes to those that have least.
 */
export function divideSticky(owners: readonly number[], alive: readonly number[]): number[] {
  const least = Math.floor(owners.length / alive.length);
  const held = (target: readonly number[], member: number): number =>
    target.filter((each) => each === member).length;
  const target: number[] = [];
  for (const owner of owners) {
    const withMore = alive.filter((member) => held(target, member) > least).length;
    const allowed = withMore < owners.length - least * alive.length ? least + 1 : least;
    target.push(alive.includes(owner) && held(target, owner) < allowed ? owner : -1);
  }
  for (let partition = 0; partition < target.length; partition++) {
    if (target[partition] >= 0) continue;
    const counts = alive.map((member) => held(target, member));
    target[partition] = alive[counts.indexOf(Math.min(...counts))];
  }
  return target;
}

/** Of topics of so many partitions to the members that live, by who has them now; -1 = nobody. */
export function assigned(
  assignor: ConsumerGroupModel['assignor'],
  topics: readonly number[],
  owners: readonly number[],
  alive: readonly number[],
): number[] {
  if (alive.length === 0) return owners.map(() => -1);
  if (assignor === 'sticky') return divideSticky(owners, alive);
  return divideTopics(assignor, topics, alive.length).map((each) => alive[each]);
}
