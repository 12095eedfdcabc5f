/** The world's own events: how they name what they are of. */
import { checkBits, checkTime } from '../checks/rules';
import { tieOf } from '../events';
import { Request } from './records';
import { world } from './rows';

// @ts-ignore: decorator
@inline
export function at(time: f64, kind: i32, index: u64): void {
  if (CHECKED) checkTime('events', 'a new one', time, world.now);
  world.events.push(time, tieOf(kind, index));
}

/** Requests' places in their pool, below their connections' numbers. */
const NUMBER_BITS: u64 = 28;

/** An event of a request: of two at the same time that of the earlier connection goes first. */
// @ts-ignore: decorator
@inline
export function atRequest(time: f64, kind: i32, request: Request): void {
  if (CHECKED) checkBits('requests', 'place', request.index, i32(NUMBER_BITS));
  at(time, kind, (u64(request.connection.number) << NUMBER_BITS) | u64(request.index));
}

// @ts-ignore: decorator
@inline
export function requestIndex(index: u64): i32 {
  return i32(index & ((1 << NUMBER_BITS) - 1));
}

/** The smallest step of a double at 1: the clock's next instant. */
const NEXT_INSTANT: f64 = 2.220446049250313e-16;

/** When something arrives that does not overtake: an instant after the last, at the earliest. */
// @ts-ignore: decorator
@inline
export function notBefore(arrival: f64, last: f64): f64 {
  return arrival <= last ? last + last * NEXT_INSTANT : arrival;
}
