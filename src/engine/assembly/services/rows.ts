/**
 * What groups call, and the calls under way. See ../world/rows.ts for what all rows have in common.
 */
import { Member } from '../consumers/rows';
import { Delay, Draw } from '../random/draws';
import { Vector } from '../memory/vector';
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
   * Of one whose queue is its own (desks.ts): its instances, Desk rows; 0 = its station's. How it
   * takes from its queue, and sends to its instances (desks.ts, routes.ts): kinds.ts.
   */
  desks: usize;
  deskCount: i32;
  discipline: i32;
  route: i32;
  /** Whether its calls are counted for Little's law. */
  counts: bool;
  /** Calls that may wait in one queue; Infinity = no limit. */
  mostWaiting: f64;
  /** Who chooses at random; whose turn it is. */
  choices: Stream;
  turn: i32;
  /** Of calls that say none; of servers that have been idle, that are: 0 = none. */
  patience: Draw;
  setUp: Draw;
  vacation: Draw;
  /** Its servers stand still. */
  stopped: bool;
  /** Its servers by the clock: Shift rows, in order; 0 = it never ends. */
  shifts: usize;
  shiftCount: i32;
  shiftsEverySeconds: f64;
  /** Its calls are made at once, and so many answers are enough; 0 = one after the other. */
  enough: i32;
  /**
   * Of its calls that came to their end in the window: how many, and those that ended in an error
   * of what it called.
   */
  ended: f64;
  failed: f64;
}

/** From then on, seconds of the window, each instance of an external has so many servers. */
@unmanaged
export class Shift {
  atSeconds: f64;
  servers: i32;
}

/** One instance of an external whose queue is its own: see desks.ts. */
@unmanaged
export class Desk {
  external: External;
  /** Its number among all desks, and among those of its external. */
  number: i32;
  index: i32;
  /** Whose queue it takes from: its own, or the first one's. */
  line: Desk;
  speed: f64;
  /** Servers that should be there, that have a call, that are on a vacation; since when. */
  servers: i32;
  busy: i32;
  away: i32;
  changedAt: f64;
  /**
   * Calls that are there, that wait; the latter in lists by priority, CallList rows, or (at random)
   * in no order.
   */
  inside: i32;
  waiting: i32;
  lists: usize;
  crowd: Vector;
  /** Calls that servers have, in no order; of a shared processor, a heap of what it has done. */
  served: Vector;
  /** Of a shared processor: seconds of work that each call there has had. */
  shared: f64;
  /** Calls that wait elsewhere for room here. */
  firstOutside: Trip;
  lastOutside: Trip;
}

/** Calls of one priority, in their order. */
@unmanaged
export class CallList {
  first: Trip;
  last: Trip;
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
  /** Higher ones first; their own time and patience, 0 = the external's. */
  priority: i32;
  drawTime: Draw;
  patience: Draw;
  /** What passes before it is made again; 0 = the backoff. */
  drawAgain: Draw;
  /** An external's: handed over as soon as there is room for it, and nothing comes back. */
  handsOver: bool;
  /** In the window: calls that left before they were begun. */
  left: f64;
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
   * been in its slot it is.
   */
  member: Member;
  work: i64;
  generation: i32;
  /** Or an external, for this call that it has, by its number too; else 0. */
  caller: Trip;
  callerNumber: u64;
  /**
   * At a desk (desks.ts): what it does there, whether it was begun, when it came, since when it
   * waits, until when it does; what is left of its time at speed 1, and when that is over.
   */
  desk: Desk;
  state: i32;
  begun: bool;
  come: f64;
  since: f64;
  until: f64;
  left: f64;
  finish: f64;
  /** Where it stands in its desk's vector; before and after whom in its list. */
  position: i32;
  before: Trip;
  /** And which of that one's calls is being made for it, how often so far. */
  inner: i32;
  innerTries: i32;
  /** Of calls that are made at once: those not yet ended, those that went well. */
  open: i32;
  good: i32;
  needed: i32;
  failed: bool;
  /** Nobody waits for it any more. */
  given: bool;
  next: Trip;
}
