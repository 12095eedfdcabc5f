/** Consumer groups, their instances and polls. See ../world/rows.ts for what all rows have in common. */
import { Draw } from '../random/draws';
import { Reader, Session } from '../readers/rows';
import { Store } from '../stores/rows';
import { Batch } from '../world/records';

/** A consumer group. */
@unmanaged
export class Group {
  index: i32;
  reader: Reader;
  memberOffset: i32;
  instances: i32;
  threads: i32;
  /** FREE, BY_PARTITION or BY_KEY. */
  concurrency: i32;
  maxPollRecords: i32;
  /** Scratch: the threads' free times. */
  threadFree: usize;
  drawProcessing: Draw;
  processingFactor: f64;
  timePerPollSeconds: f64;
  /** 0 = none. */
  store: Store;
  members: usize;
  /** The threads seen as a station. */
  work: usize;
  recording: usize;
  /** [client * partitions + partition]: arrival of the last record taken, for the audit of order. */
  lastArrival: usize;
  /** Scratch of lanes. */
  lanes: usize;
}

/** One consumer instance. */
@unmanaged
export class Member {
  group: Group;
  place: i32;
  alive: bool;
  busy: bool;
  /** 1 = so many times as slow. */
  slowness: f64;
  /** When its poll began. */
  begunAt: f64;
  /** Sessions whose answers wait, in order of receipt; records in them. */
  firstSession: Session;
  lastSession: Session;
  buffered: i32;
  /** Where in the first answer the next poll goes on. */
  cursor: i32;
  writesPending: i32;
  /** The poll under way: its records, runs of neighbours; room for so many of both. */
  records: i32;
  runCount: i32;
  room: i32;
  runs: usize;
  starts: usize;
  finishes: usize;
}

/** Neighbouring records of a poll: of one batch and one answer. */
@unmanaged
export class Run {
  batch: Batch;
  /** The first record's place in its batch, how many they are, and the first one's slot in the poll. */
  offset: i32;
  count: i32;
  slot: i32;
  /** The next run of its chain, or -1. */
  next: i32;
  /** When its answer left its broker and was here. */
  answered: f64;
  received: f64;
}
