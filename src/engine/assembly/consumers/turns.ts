/**
 * Groups that poll at intervals, as a scheduled job or an outbox relay does.
 *
 * Semantics: with a poll_interval an instance has moments that far apart, from a random one below
 * it on (uniform, drawn for each place of an instance). When it would poll (take, where records are
 * done one by one), it waits for the first of them that is still to come. From then on it polls as
 * others do as long as it has received something that stood readable in its partitions at that
 * moment; then it waits for the next one. What a rebalance gives it, though it may have had it
 * before, is not among these until its next moment.
 */
import { rowAt, some } from '../memory/memory';
import { partitionAt } from '../readers/reader';
import { ReaderPartition } from '../readers/rows';
import { POLL_TURN } from '../world/kinds';
import { world } from '../world/rows';
import { atMember, isAnother, memberNamed, NUMBER_BITS, poll } from './consumer';
import { Member } from './rows';
import { pollForPool } from './workPool';

/** Whether an instance that would poll has to wait; it polls when its moment comes. */
export function waitsForTurn(member: Member): bool {
  const interval = member.group.pollIntervalSeconds;
  if (interval == 0 || isLeftToTake(member)) return false;
  if (!member.turnComes) {
    member.turnComes = true;
    atMember(member, nextTurn(member, interval), POLL_TURN);
  }
  return true;
}

/** Whether of what it has received something stood there at its last moment. */
function isLeftToTake(member: Member): bool {
  for (let session = member.firstSession; some(session); session = session.next) {
    for (let index = 0; index < session.count; index++) {
      const partition = partitionAt(session, index);
      if (partition.taken < partition.turnEnd && partition.taken < partition.fetched) return true;
    }
  }
  return false;
}

function nextTurn(member: Member, interval: f64): f64 {
  const phase = member.pollPhase;
  let turn = phase + floor((world.now - phase) / interval) * interval;
  while (turn <= world.now) turn += interval;
  return turn;
}

export function pollTurn(index: u64): void {
  const member = memberNamed(index);
  if (isAnother(member, index >> NUMBER_BITS)) return;
  member.turnComes = false;
  const reader = member.group.reader;
  for (let number = 0; number < reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(reader.partitions, number);
    if (partition.owner == member.index) partition.turnEnd = partition.log.highWatermark;
  }
  if (some(member.pool)) pollForPool(member);
  else if (!member.busy && some(member.firstSession)) poll(member);
}
