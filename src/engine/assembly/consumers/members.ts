/**
 * Places of instances: one that is no more leaves its place to another, which begins with nothing.
 *
 * Semantics: writes under way outlive who sent them. Their records stand in a row of their own
 * then, until the last is answered.
 */
import { checkCount } from '../checks/rules';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import { Operation } from '../stores/rows';
import { Session } from '../readers/rows';
import { freshGuards } from '../services/breaker';
import { Group, Member } from './rows';
import { emptyPool, newPool } from './works';

/** Gives instances whose records are done one by one their pools. */
export function makePools(group: Group): void {
  if (!group.oneByOne) return;
  for (let instance = 0; instance < group.instances; instance++) {
    rowAt<Member>(group.members, instance).pool = newPool(group.threads);
  }
}

/** The instance of a place is no more. */
export function freshen(member: Member): void {
  if (member.writing > 0) setAside(member);
  member.alive = false;
  member.busy = false;
  member.leaving = false;
  member.outside = false;
  member.watched = false;
  member.oneAfterOther = false;
  member.slowness = 1;
  member.begunAt = 0;
  member.turnComes = false;
  member.bulkDue = 0;
  member.committedAt = 0;
  member.usedSeconds = 0;
  member.firstSession = none<Session>();
  member.lastSession = none<Session>();
  member.buffered = 0;
  member.cursor = 0;
  member.writesPending = 0;
  member.writing = 0;
  member.records = 0;
  member.runCount = 0;
  member.generation++;
  if (some(member.pool)) emptyPool(member.pool, member.group.threads);
  freshGuards(member);
}

/** Its records move to a row of their own, with the writes that are of them. */
function setAside(member: Member): void {
  const coordinator = member.group.coordinator;
  let former = coordinator.freeFormers;
  if (some(former)) coordinator.freeFormers = former.nextFormer;
  else former = changetype<Member>(allocate(rowBytes<Member>()));
  const room = former.room;
  const runs = former.runs;
  const starts = former.starts;
  const finishes = former.finishes;
  memory.copy(changetype<usize>(former), changetype<usize>(member), rowBytes<Member>());
  former.former = true;
  const operations = member.group.store.operations;
  for (let index = 0; index < operations.size; index++) {
    const operation = changetype<Operation>(operations.at(index));
    if (operation.member == member) operation.member = former;
  }
  member.room = room;
  member.runs = runs;
  member.starts = starts;
  member.finishes = finishes;
}

/** One of its writes has been answered; whether it is no more. */
export function discardIfConnectionClosed(member: Member): bool {
  member.writing--;
  if (CHECKED) checkCount('consumers', 'writes under way', member.writing);
  if (!member.former) return false;
  if (member.writing > 0) return true;
  const coordinator = member.group.coordinator;
  member.nextFormer = coordinator.freeFormers;
  coordinator.freeFormers = member;
  return true;
}
