/**
 * Readers of a cluster, their fetch sessions, and mirrors. See ../world/rows.ts for what all rows
 * have in common.
 */
import { Cluster, Link, Log } from '../brokers/rows';
import { Group } from '../consumers/rows';
import { Delay, Draw } from '../random/draws';

/** One reader of a cluster: a consumer group or a mirror. */
@unmanaged
export class Reader {
  cluster: Cluster;
  /** 0 = none: it is a mirror's. */
  group: Group;
  mirror: Mirror;
  /** ReaderPartition rows. */
  partitions: usize;
  partitionCount: i32;
  /** Committed rows, a partition each; 0 = nothing is ever read again. */
  committed: usize;
  fetchMinBytes: f64;
  fetchMaxWaitSeconds: f64;
  fetchMaxBytes: f64;
  maxPartitionFetchBytes: f64;
  /** The shortest linger of those who send what it reads, seconds. */
  lingerSeconds: f64;
  delay: Delay;
  /** Of each session's connection, 0 = no limit: see ../world/window.ts. */
  windowSecondsPerByte: f64;
  roundTripSeconds: f64;
  nicIn: usize;
  nicBytesPerSecond: f64;
  link: Link;
  /** The hosts' processors, 0 = they take no time; see processor.ts. */
  processor: usize;
  hosts: i32;
  /** Whether each member has its own. */
  hostsAreOwn: bool;
  wakes: bool;
  /** Multiplies their times. */
  processorFactor: f64;
  secondsPerRecord: f64;
  secondsPerByte: f64;
  drawUnpacking: Draw;
  drawWakeup: Draw;
  /** [member]: until when its host has work of its own. */
  unpackedAt: usize;
}

/** How far a reader is in a partition. */
@unmanaged
export class ReaderPartition {
  reader: Reader;
  /** Its place among its reader's. */
  number: i32;
  log: Log;
  session: Session;
  /** The member that owns it, or -1. */
  owner: i32;
  /** Whether its session's last answer had batches of it. */
  answered: bool;
  /** Records of the batch at `taken` that have been polled already. */
  takenOffset: i32;
  /** Next position to fetch, to take; and the records, and bytes, before it. */
  fetched: i64;
  fetchedRecords: f64;
  fetchedBytes: f64;
  taken: i64;
  takenRecords: f64;
  /** Of a group that polls at intervals: what may be taken before its instance's next moment. */
  turnEnd: i64;
}

/** What a group has committed of a partition: where it will be read on. */
@unmanaged
export class Committed {
  position: i64;
  /** Records before it, and of the batch there. */
  records: f64;
  offset: i32;
}

/** One member's fetch session with one broker. */
@unmanaged
export class Session {
  number: i32;
  reader: Reader;
  member: i32;
  broker: i32;
  /** Pointers to its partitions (ReaderPartition) in their order; room for as many more. */
  partitions: usize;
  count: i32;
  /** 1 while a handled fetch waits for data; 2 once it has been noted for waking. */
  waits: i32;
  timerSet: bool;
  /**
   * Its broker has died or does not lead, or its member does not own, its partitions any more: it
   * is forgotten.
   */
  closed: bool;
  /** The next whose answer waits in its member's buffer. */
  next: Session;
  deadline: f64;
  windowDue: f64;
  answeredAt: f64;
  receivedAt: f64;
  answerBytes: f64;
  answerRecords: f64;
}

@unmanaged
export class Mirror {
  reader: Reader;
  target: Cluster;
  timePerBatchSeconds: f64;
  nicOut: usize;
  nicBytesPerSecond: f64;
  /** [task]: until when it is busy with former answers. */
  busyUntil: usize;
  /** [broker of the target]: the request being filled, or 0. */
  filling: usize;
}
