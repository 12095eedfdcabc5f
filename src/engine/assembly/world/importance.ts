/**
 * How far a world is on its way to slow records: what splitting (../../../network/splitting.ts)
 * tells by which moments are worth going on from more than once.
 *
 * Semantics, of what is there now; the farthest instance of the farthest group counts, and what has
 * not come to it is added.
 * - records: those that have arrived, and whose processing has not ended.
 * - foretold: seconds that a record takes from its arrival to the end of its processing, as far as
 *   is known: the longer of what the oldest that waits has waited and what is left of the poll, and
 *   of that and the mean processing times of all who wait. Of what has not come to the instance:
 *   how much longer than linger the oldest has waited at its producer, and until when the busiest
 *   instance of each station is.
 * - waited: seconds that the oldest record has waited that is at its producer, or that its instance
 *   has not taken.
 */
import { Group, Member } from '../consumers/rows';
import { groupAt } from '../consumers/consumer';
import { rowAt, some } from '../memory/memory';
import { queueOf } from '../producers/accumulator';
import { producerAt } from '../producers/admission';
import { arrivalAt, countArrived } from '../producers/queue';
import { ReaderPartition } from '../readers/rows';
import { firstFree } from '../stations';
import { world } from './rows';
import { binOfOne, count } from '../bins';
import { OWN_QUEUE, runWorld } from './run';

const RECORDS: i32 = 0;
const FORETOLD: i32 = 1;
/** What runWorld says, and one thing more. */
const GOES_ON: i32 = 1;
const CROSSED: i32 = 4;

/**
 * Does at most so many events; stops as soon as the importance, looked at after each `stride` of
 * them, is below `low` or not below `high`. Each look is counted in the bins at `bins`.
 */
export function runWatched(
  most: i32,
  stride: i32,
  kind: i32,
  low: f64,
  high: f64,
  bins: usize,
): i32 {
  for (let done = 0; done < most; done += stride) {
    const state = runWorld(stride, Infinity);
    if (state != GOES_ON) return state;
    const found = importance(kind);
    count(bins, binOfOne(found), 1);
    if (found < low || found >= high) return CROSSED;
  }
  return GOES_ON;
}

export function importance(kind: i32): f64 {
  let most: f64 = 0;
  for (let index = 0; index < world.groupCount; index++) {
    const found = ofGroup(groupAt(index), kind);
    if (found > most) most = found;
  }
  if (kind == RECORDS) return most + unsent();
  if (kind == FORETOLD) return most + heldUp(true) + stationsBusy();
  return Math.max(most, heldUp(false));
}

function ofGroup(group: Group, kind: i32): f64 {
  for (let instance = 0; instance < group.instances; instance++) {
    const member = rowAt<Member>(group.members, instance);
    member.ahead = 0;
    member.oldest = world.now;
  }
  for (let number = 0; number < group.reader.partitionCount; number++) {
    const partition = rowAt<ReaderPartition>(group.reader.partitions, number);
    if (partition.owner >= 0) noteUnread(partition);
  }
  let most: f64 = 0;
  for (let instance = 0; instance < group.instances; instance++) {
    const found = ofMember(group, rowAt<Member>(group.members, instance), kind);
    if (found > most) most = found;
  }
  return most;
}

/** What its owner has still to take of a partition. */
function noteUnread(partition: ReaderPartition): void {
  const log = partition.log;
  if (partition.taken >= log.end) return;
  const member = rowAt<Member>(partition.reader.group.members, partition.owner);
  member.ahead += log.endRecords - partition.takenRecords - f64(partition.takenOffset);
  const arrivals = log.batchAt(partition.taken).arrivals;
  const arrival = load<f64>(arrivals + (usize(partition.takenOffset) << 3));
  if (arrival < member.oldest) member.oldest = arrival;
}

function ofMember(group: Group, member: Member, kind: i32): f64 {
  let taken: f64 = 0;
  let left: f64 = 0;
  if (some(member.pool)) taken = f64(member.pool.size);
  else if (member.busy) {
    // Of a poll that is to be written nothing is known to be done before it is.
    let first = 0;
    if (!some(group.store)) {
      first = firstUndone(member);
      left = load<f64>(member.finishes + (usize(member.records - 1) << 3)) - world.now;
      if (left < 0) left = 0;
    }
    taken = f64(member.records - first);
  }
  if (kind == RECORDS) return member.ahead + taken;
  const waited = world.now - member.oldest;
  if (kind != FORETOLD) return waited;
  const waiting = some(member.pool) || some(group.store) ? member.ahead + taken : member.ahead;
  return left + Math.max(waited, waiting * group.meanSeconds);
}

/** Of a poll's records in order, the first whose processing has not ended. */
function firstUndone(member: Member): i32 {
  let low = 0;
  let high = member.records;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<f64>(member.finishes + (usize(middle) << 3)) <= world.now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Records at producers. */
function unsent(): f64 {
  let sum: f64 = 0;
  for (let each = 0; each < world.producerCount; each++) {
    const producer = producerAt(each);
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const queue = queueOf(producer, number);
      if (queue.size > 0) sum += f64(countArrived(queue, world.now));
    }
  }
  return sum;
}

/** Seconds that the oldest record at a producer has waited there; or beyond linger. */
function heldUp(beyondLinger: bool): f64 {
  let most: f64 = 0;
  for (let each = 0; each < world.producerCount; each++) {
    const producer = producerAt(each);
    const allowed = beyondLinger ? producer.settings.lingerSeconds : 0;
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const queue = queueOf(producer, number);
      if (queue.size == 0) continue;
      const waited = world.now - arrivalAt(queue, 0) - allowed;
      if (waited > most) most = waited;
    }
  }
  return most;
}

/**
 * Of each kind of station with a queue of its own, for how long its busiest instance is busy, all
 * added up.
 */
function stationsBusy(): f64 {
  const banks = world.banks;
  let sum: f64 = 0;
  for (let offset = 0; offset < banks.size; offset += 3) {
    if (i32(banks.at(offset + 2)) != OWN_QUEUE) continue;
    const instances = i32(banks.at(offset + 1));
    let most: f64 = 0;
    for (let instance = 0; instance < instances; instance++) {
      const busy = firstFree(banks.at(offset), instance) - world.now;
      if (busy > most) most = busy;
    }
    sum += most;
  }
  return sum;
}
