/** What groups gather by key and window. See ../world/rows.ts for what all rows have in common. */
import { Table } from '../memory/table';
import { Trail } from './trailRows';

/** The windows of a group. */
@unmanaged
export class Windows {
  lengthSeconds: f64;
  /** One begins so long after the other. */
  everySeconds: f64;
  graceSeconds: f64;
  /** [partition, among all of its cluster]: WindowedLog rows. */
  logs: usize;
  logCount: i32;
  freeWindows: Window;
  freeGathered: Gathered;
  /** Results, one for a key of a window: those begun, those whose window has closed. */
  opened: f64;
  closed: f64;
  /** At the trial's end: those in open windows. */
  open: f64;
  /**
   * Within what is measured: results, whose windows have closed; records gathered, once for each
   * of their windows, and those that were too late for one.
   */
  results: f64;
  gathered: f64;
  tooLate: f64;
}

/** Of a partition. */
@unmanaged
export class WindowedLog {
  /** The latest arrival of a record that was done. */
  streamTime: f64;
  /** Open windows, rising. */
  first: Window;
}

/** Of one partition and one span of time. */
@unmanaged
export class Window {
  /** It begins at so many times `everySeconds`. */
  number: i64;
  /** By key; in the order in which the keys came. */
  byKey: Table;
  first: Gathered;
  last: Gathered;
  next: Window;
}

/** What came of a key in a window. */
@unmanaged
export class Gathered {
  key: i32;
  /** Of the record with the latest arrival. */
  trail: Trail;
  next: Gathered;
}
