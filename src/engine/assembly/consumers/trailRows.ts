/**
 * What records have behind them, and journeys that have names. See ../world/rows.ts for what all
 * rows have in common.
 */
import { Member } from './rows';

/**
 * What a record that was sent on has behind it: see trails.ts. Its hop's stages stand right after
 * it.
 */
@unmanaged
export class Trail {
  /** Records, and trails of later hops, that have it behind them. */
  users: i32;
  /**
   * Of what was sent with it, so many are to be acknowledged still, and whether any of it has been
   * given up: see awaited.ts.
   */
  awaited: i32;
  isLost: bool;
  /** Who waits for that: the instance, and the number of its record. */
  waiter: Member;
  work: i64;
  /**
   * Whose hop it is: the group's index; its instance's place, and the partition that it was read
   * from.
   */
  group: i32;
  instance: i32;
  partition: i32;
  /** When its record was sent, and when it was done. */
  from: f64;
  to: f64;
  /** When the event was that it began with. */
  birth: f64;
  /** That of the record before; or the next of the free ones. */
  parent: Trail;
  /** Of the event that it began with, where journeys have names: see origins.ts; else 0. */
  origin: Trail;
  /** Of an origin: its kind of producers, by number among those of users. */
  source: i32;
  /** Deliveries that are to come of it; when the last one was: 0 while there was none. */
  open: f64;
  lastDone: f64;
  /** The row that was made before this one. */
  earlier: Trail;
}

/** A journey that the model gives a name. */
@unmanaged
export class NamedJourney {
  /** Whose events: a kind of users' producers by its number; -1 = all. */
  source: i32;
  /** The index of the group where it ends; -1 = when all is done that came of the event. */
  group: i32;
  sum: f64;
  bins: usize;
  /** Least and most. */
  extremes: usize;
  /** Events that can be complete no more, told within the window. */
  broken: f64;
}
