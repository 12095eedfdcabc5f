/** The world's own events: how they name what they are of. */
import { tieOf } from '../events';
import { Request } from './records';
import { world } from './rows';

// @ts-ignore: decorator
@inline
export function at(time: f64, kind: i32, index: u64): void {
  world.events.push(time, tieOf(kind, index));
}

/** Requests' places in their pool, below their connections' numbers. */
const PLACE_BITS: u64 = 28;

/** An event of a request: of two at the same time that of the earlier connection goes first. */
// @ts-ignore: decorator
@inline
export function atRequest(time: f64, kind: i32, request: Request): void {
  at(time, kind, (u64(request.connection.number) << PLACE_BITS) | u64(request.place));
}

// @ts-ignore: decorator
@inline
export function placeOf(index: u64): i32 {
  return i32(index & ((1 << PLACE_BITS) - 1));
}
