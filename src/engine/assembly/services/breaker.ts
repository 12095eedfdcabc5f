/**
 * What keeps an instance from calling: a bulkhead, and a circuit breaker.
 *
 * Semantics. Each instance has its own, for each of its group's calls; an external has one for each
 * of its.
 * - With `at_most` a call that finds so many of its instance under way fails at once. One is under
 *   way until it is answered, or given up.
 * - A breaker is closed at first. It knows how the last `window` calls have ended, those sent again
 *   too; when these are as many and a share of at least `failures` has failed (an error, a
 *   time-out), it opens. While it is open calls fail at once. After `open_for` it lets `probes`
 *   calls through, while others fail at once; when the last of them has ended it opens again if as
 *   large a share of them has failed, else it closes and knows of no call. Whichever calls end
 *   while it lets some through count as these, also those sent before it opened; while it is open
 *   none count (so does Resilience4j). Calls that a bulkhead or the breaker itself fails at once do
 *   not count.
 * - A call that fails at once is sent again, as any other that has failed, where there are
 *   `retries`.
 * - With `pauses` an instance takes no record, and begins none that it has taken, while the breaker
 *   would fail its call at once. As soon as it lets calls through it takes, and begins what may
 *   begin, before anything else comes of the call by whose end it has closed.
 * - An instance that is no more leaves nothing of this to the next in its slot.
 */
import { checkCount } from '../checks/rules';
import { isAnother, memberNamed, memberNumber, NUMBER_BITS } from '../consumers/consumer';
import { Member } from '../consumers/rows';
import { begin, pollForPool } from '../consumers/workPool';
import { none, rowAt, some } from '../memory/memory';
import { BREAKER_PROBES, INNER_PROBES } from '../world/kinds';
import { inWindow } from '../world/recorder';
import { world } from '../world/rows';
import { at } from '../world/schedule';
import { Call, Guard } from './rows';

const CLOSED: i32 = 0;
const OPEN: i32 = 1;
const PROBING: i32 = 2;

/** Calls of a group: events name one between its member's generation and index. */
const CALL_BITS: u64 = 10;

// @ts-ignore: decorator
@inline
function guardOf(call: Call, member: Member): Guard {
  return rowAt<Guard>(call.guards, some(member) ? member.index : 0);
}

/**
 * Whether a call may be sent now; then it is under way. `member`: 0 where an external calls, here
 * and below.
 */
export function mayCall(call: Call, member: Member): bool {
  if (call.guards == 0) return true;
  const guard = guardOf(call, member);
  if (isShut(call, guard)) return false;
  if (f64(guard.underWay) >= call.mostUnderWay) return false;
  guard.underWay++;
  if (guard.state == PROBING) guard.probes++;
  return true;
}

/** Whether its breaker fails a call at once. */
function isShut(call: Call, guard: Guard): bool {
  return guard.state == OPEN || (guard.state == PROBING && guard.probes == call.probes);
}

/** A call has ended of an instance that is there still. */
export function callEnded(call: Call, member: Member, hasFailed: bool): void {
  if (call.guards == 0) return;
  const guard = guardOf(call, member);
  guard.underWay--;
  if (CHECKED) checkCount('guards', 'calls under way', guard.underWay);
  if (call.window == 0) return;
  if (guard.state == PROBING) {
    guard.ended++;
    if (hasFailed) guard.failed++;
    if (guard.ended < call.probes) return;
    if (f64(guard.failed) >= call.failures * f64(guard.ended)) open(call, member, guard);
    else {
      close(guard);
      continueCall(call, member);
    }
    return;
  }
  // One that was sent before it opened.
  if (guard.state == OPEN) return;
  remember(call, guard, hasFailed);
  if (guard.ended < call.window) return;
  if (f64(guard.failed) >= call.failures * f64(call.window)) open(call, member, guard);
}

/** The last `window` ends: a ring of bytes, 1 = it has failed. */
function remember(call: Call, guard: Guard, hasFailed: bool): void {
  const cell = guard.ring + usize(guard.next);
  if (guard.ended == call.window) guard.failed -= i32(load<u8>(cell));
  else guard.ended++;
  store<u8>(cell, u8(hasFailed));
  if (hasFailed) guard.failed++;
  guard.next = guard.next + 1 == call.window ? 0 : guard.next + 1;
}

function open(call: Call, member: Member, guard: Guard): void {
  guard.state = OPEN;
  if (inWindow()) call.opened++;
  if (!some(member)) {
    at(world.now + call.openSeconds, INNER_PROBES, u64(-1 - call.index));
    return;
  }
  const named = (u64(member.generation) << CALL_BITS) | u64(call.index);
  const index = (named << NUMBER_BITS) | memberNumber(member);
  at(world.now + call.openSeconds, BREAKER_PROBES, index);
}

function close(guard: Guard): void {
  guard.state = CLOSED;
  forget(guard);
}

function forget(guard: Guard): void {
  guard.ended = 0;
  guard.failed = 0;
  guard.next = 0;
  guard.probes = 0;
}

/** It has been open for long enough. */
export function breakerProbes(index: u64): void {
  const member = memberNamed(index);
  const position = i32((index >> NUMBER_BITS) & ((1 << CALL_BITS) - 1));
  if (isAnother(member, index >> (NUMBER_BITS + CALL_BITS))) return;
  probe(rowAt<Call>(member.group.calls, position), member);
}

/** The same of that one of the calls that externals make. */
export function innerProbes(number: u64): void {
  probe(rowAt<Call>(world.innerCalls, i32(number)), none<Member>());
}

function probe(call: Call, member: Member): void {
  const guard = guardOf(call, member);
  guard.state = PROBING;
  forget(guard);
  continueCall(call, member);
}

/** What it kept its instance from may be done now. */
function continueCall(call: Call, member: Member): void {
  if (!call.pauses || !some(member) || !some(member.pool)) return;
  pollForPool(member);
  begin(member);
}

/** Whether a breaker keeps an instance from taking records, and from beginning any. */
export function isPaused(member: Member): bool {
  const group = member.group;
  for (let index = 0; index < group.callCount; index++) {
    const call = rowAt<Call>(group.calls, index);
    if (call.pauses && isShut(call, guardOf(call, member))) return true;
  }
  return false;
}

/** The instance of a slot is no more. */
export function freshGuards(member: Member): void {
  const group = member.group;
  for (let index = 0; index < group.callCount; index++) {
    const call = rowAt<Call>(group.calls, index);
    if (call.guards == 0) continue;
    const guard = guardOf(call, member);
    guard.underWay = 0;
    close(guard);
  }
}
