/**
 * What groups call, and the calls under way. See ../world/rows.ts for what all rows have in common.
 */
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
  /** What it calls for each of its own calls: Call rows. */
  calls: usize;
  callCount: i32;
  /**
   * Of one that calls: servers, those that are free, and since when; calls that wait for one, in
   * their order.
   */
  servers: i32;
  free: i32;
  changedAt: f64;
  waiting: i32;
  firstWaiting: Trip;
  lastWaiting: Trip;
  /**
   * And of its calls that came to their end in the window: how many, and those that ended in an
   * error of what it called.
   */
  ended: f64;
  failed: f64;
}

/**
 * A group's way to call something for each of its records, or an external's for each of its calls.
 */
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
  /**
   * In the window: calls sent, those sent again among them, those that ended in an error or were
   * refused, in a time-out.
   */
  sent: f64;
  again: f64;
  errors: f64;
  timeouts: f64;
  /**
   * Calls that were failed at once, by a bulkhead or a breaker; and how often breakers have opened.
   */
  refused: f64;
  opened: f64;
  /**
   * Its place among its group's; of an external's, -1 - its place among all that externals make.
   */
  index: i32;
  /**
   * What keeps instances from calling, [instance]: Guard rows; 0 = nothing does. An external has
   * one. See breaker.ts.
   */
  guards: usize;
  /** Infinity = no bulkhead. */
  mostUnderWay: f64;
  /**
   * Of a breaker: how many calls it looks at, 0 = there is none; of which such a share, how long it
   * is open, how many probes.
   */
  window: i32;
  failures: f64;
  openSeconds: f64;
  probes: i32;
  pauses: bool;
}

/** What keeps one instance from one of its calls. */
@unmanaged
export class Guard {
  underWay: i32;
  /**
   * Closed, open, or probing; calls that have ended since, at most `window`, those of them that
   * failed, probes sent.
   */
  state: i32;
  ended: i32;
  failed: i32;
  probes: i32;
  /** How the last ones ended, and where the next goes. */
  ring: usize;
  next: i32;
}

/** One call under way. */
@unmanaged
export class Trip {
  call: Call;
  number: u64;
  /**
   * Who calls: an instance, for the record of that number in its pool; which of those that have
   * been in its place it is.
   */
  member: Member;
  work: i64;
  generation: i32;
  /** Or an external, for this call that it has; else 0. */
  caller: Trip;
  /** Where the external that it goes to calls: its own time there, and when it came. */
  service: f64;
  come: f64;
  /** And which of that one's calls is being made for it, how often so far. */
  inner: i32;
  innerTries: i32;
  failed: bool;
  /** Nobody waits for it any more. */
  given: bool;
  next: Trip;
}
