/** What groups call, and the calls under way. See ../world/rows.ts for what all rows have in common. */
import { Member } from '../consumers/rows';
import { Delay, Draw } from '../random/draws';
import { Stream } from '../random/stream';

/** Something outside that answers calls. */
@unmanaged
export class External {
  /** Its servers seen as a station; 0 = all are answered at once. */
  station: usize;
  /** Calls that are there, answered or waiting; so many may be at the most. */
  inside: i32;
  mostInside: f64;
  drawTime: Draw;
  /** Of its time: an experiment's, and a fault's. */
  factor: f64;
  slowness: f64;
  down: bool;
  /** Share of calls that end in an error, and who draws it; 0 = none do. */
  fails: f64;
  lots: Stream;
}

/** A group's way to call something for each of its records. */
@unmanaged
export class Call {
  external: External;
  delay: Delay;
  /** Of the records that are processed; drawn where it is below 1. */
  share: f64;
  lots: Stream;
  /** Infinity = waits for ever. */
  timeoutSeconds: f64;
  retries: i32;
  backoffSeconds: f64;
  backoffMaxSeconds: f64;
  jitter: f64;
  jitters: Stream;
  /** In the window: calls sent, those sent again among them, those that ended in an error or were refused, in a time-out. */
  sent: f64;
  again: f64;
  errors: f64;
  timeouts: f64;
}

/** One call under way. */
@unmanaged
export class Trip {
  call: Call;
  member: Member;
  /** The record's number in its instance's pool. */
  work: i64;
  failed: bool;
  /** Nobody waits for it any more. */
  given: bool;
  next: Trip;
}
