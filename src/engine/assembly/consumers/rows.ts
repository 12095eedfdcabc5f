/**
 * Consumer groups, their instances and polls. See ../world/rows.ts for what all rows have in
 * common.
 */
import { Table } from '../memory/table';
import { Vector } from '../memory/vector';
import { Presence } from '../presence';
import { Draw } from '../random/draws';
import { Stream } from '../random/stream';
import { Delivery, WorkQueue } from '../queues/rows';
import { Reader, Session } from '../readers/rows';
import { Store } from '../stores/rows';
import { Batch } from '../world/records';
import { Autoscaler } from './scalerRows';

/** A consumer group. */
@unmanaged
export class Group {
  index: i32;
  reader: Reader;
  /** The first of the queues that it reads; 0 = logs. [place]: the number of each among all. */
  queue: WorkQueue;
  queues: usize;
  queueCount: i32;
  /** Who draws in which order they are looked at; 0 = in theirs. */
  queueLots: Stream;
  /** Whether a failed record goes back to its queue. */
  refusesFailed: bool;
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
  /** Its instances poll at moments that far apart alone; 0 = whenever they can: see turns.ts. */
  pollIntervalSeconds: f64;
  /** Its Windows row, where it gathers; else 0: see windows.ts. */
  windows: usize;
  /** 0 = none. */
  store: Store;
  members: usize;
  /** The threads seen as a station. */
  work: usize;
  /** The thread that polls, the same; 0 = its polls take no time, or one of those does it. */
  polls: usize;
  recording: usize;
  /** [place of a producer's queue]: arrival of the last record taken, for the audit of order. */
  lastArrival: usize;
  /** Scratch of lanes. */
  lanes: usize;
  /** Whether it lives in the home region. */
  atHome: bool;
  /** Whether records are done one by one: see workPool.ts. */
  oneByOne: bool;
  /**
   * Whether instances wait for the last record of a poll; asked where records are done one by one.
   */
  waitsForPoll: bool;
  /**
   * Who works longer on a poll leaves the group: see latePolls.ts; infinite = nobody does before
   * the trial is over.
   */
  maxPollIntervalSeconds: f64;
  /** Whether any has: then several may have the same records under way. */
  overlaps: bool;
  /** Times that any has, in the window. */
  leftLate: f64;
  coordinator: Coordinator;
  /** Whether what threads do with a record is a try: see tries.ts. */
  tries: bool;
  attempts: i32;
  pauseSeconds: f64;
  /** Records that a thread takes at once: see bulks.ts; 0 = one by one. */
  bulkRecords: i32;
  bulkLingerSeconds: f64;
  bulkSecondsPerRecord: f64;
  /** Share of tries that fail by themselves, and who draws it. */
  fails: f64;
  failLots: Stream;
  /**
   * A limit of its rate: 0 = none; tokens at most; when the next turn would come if all came one by
   * one.
   */
  secondsPerTurn: f64;
  turnBurst: f64;
  nextTurn: f64;
  /** What is called for each record: Call rows. */
  calls: usize;
  callCount: i32;
  /** Records that failed, in the window. */
  failed: f64;
  /** What it sends on: Send rows. */
  sends: usize;
  sendCount: i32;
  /** Draws lots, where some records go one way and some another; else 0. */
  lots: Stream;
  /**
   * Scratch of what is sent on: [slot] its run, and slots in order of their finish; room for so
   * many.
   */
  runOfSlot: usize;
  byFinish: usize;
  sortRoom: i32;
  /** From the event to here, over all hops, in the window: bins, extremes, sum; 0 = not kept. */
  journeyBins: usize;
  journeyExtremes: usize;
  journeySum: f64;
  /**
   * [coarse bin]: rows of so many bytes, of journeys of such a latency: how many, their latencies,
   * then the stages of the hops of each group that they may come by, a sum each; and [group] its
   * place in such a row. Scratch of a hop's stages.
   */
  journeyRows: usize;
  journeyWidth: i32;
  journeyPositions: usize;
  journeyScratch: usize;
  /** Of its processing, over its threads: for ../world/importance.ts. */
  meanSeconds: f64;
  /** Records that have been delivered, delivered again, and lost, whenever. */
  delivered: f64;
  deliveredAgain: f64;
  lost: f64;
  /**
   * Records that failed for good, and again; those that were delivered of instances that were no
   * more, and sent nothing on.
   */
  failedEver: f64;
  failedAgain: f64;
  /** Those of them that their queue gave up. */
  givenUp: f64;
  unsent: f64;
  /**
   * Times that something was sent for a record, and waited for, after which it was not done: it
   * failed, or waits still.
   */
  sentNotDone: f64;
}

/** What a group sends to one topic for each record that it has done. */
@unmanaged
export class Send {
  /** [instance]: a Producer each. */
  producers: usize;
  /**
   * Where the record's lot, uniform on [0, 1), is in [low, high): so many records, so much later.
   */
  low: f64;
  high: f64;
  records: i32;
  /** Whether it is sent for a record that has failed, and not for one that is done. */
  ofFailed: bool;
  afterSeconds: f64;
  /** For how many records it has been sent to. */
  chosen: f64;
}

/** How a group's instances come and go. */
@unmanaged
export class Coordinator {
  /** RANGE, IN_TURN or STICKY_OWNERS. */
  assignor: i32;
  /**
   * How many topics it reads, and numbers: [topic] how many partitions, one topic after the other.
   */
  topicCount: i32;
  topicPartitions: usize;
  eager: bool;
  sessionTimeoutSeconds: f64;
  /**
   * Numbers: [partition] the static member that had it and may come back for it, -1 = none; 0: no
   * member is static.
   */
  kept: usize;
  rebalanceSeconds: f64;
  commitIntervalSeconds: f64;
  rebalancing: bool;
  /** Something changed while it was rebalancing. */
  again: bool;
  /**
   * The time of the rebalance has passed: it ends when the last instance has given up its
   * partitions.
   */
  due: bool;
  /** Instances that run or are being started. */
  wanted: i32;
  /** 0 = none. */
  autoscaler: Autoscaler;
  presence: Presence;
  /** Numbers: [partition] its owner by the last assignment, -1 = none that lives. */
  target: usize;
  /** Scratch, numbers: [n] the n-th instance that lives; [instance] its partitions. */
  living: usize;
  shares: usize;
  /** Instances that are no more and have had their last write answered. */
  freeFormers: Member;
}

/** One consumer instance. */
@unmanaged
export class Member {
  group: Group;
  index: i32;
  alive: bool;
  busy: bool;
  /** When the session ends of the instance that died here last. */
  sessionEnds: f64;
  /** 1 = so many times as slow. */
  slowness: f64;
  /** When its poll began. */
  begunAt: f64;
  /** The first of the moments at which it polls; and whether it waits for the next. */
  pollPhase: f64;
  turnComes: bool;
  /** Sessions whose answers wait, in order of receipt; records in them. */
  firstSession: Session;
  lastSession: Session;
  buffered: i32;
  /** Where in the first answer the next poll goes on. */
  cursor: i32;
  writesPending: i32;
  /** The poll under way: its records, runs of neighbors; room for so many of both. */
  records: i32;
  runCount: i32;
  room: i32;
  runs: usize;
  starts: usize;
  finishes: usize;
  /** Its work, where records are done one by one; else 0. */
  pool: WorkPool;
  /** Counts the instances that have been in this place: events of a former one are forgotten. */
  generation: i32;
  /** Whether it waits for its poll's end to give up its partitions. */
  leaving: bool;
  /**
   * Whether it has left its group and works on: see latePolls.ts; and whether a moment is set to
   * look at how long it has.
   */
  outside: bool;
  watched: bool;
  /**
   * Whether its poll's records are delivered each at its finish: see oneAfterOther.ts; slots in
   * that order, room for them; the next of them; the poll's end.
   */
  oneAfterOther: bool;
  order: usize;
  orderRoom: i32;
  nextDelivery: i32;
  endsAt: f64;
  /** Whether it waits, before its next poll, for room in its producers' memory. */
  blocked: bool;
  /** It is no more, but its writes are under way. */
  former: bool;
  /** Writes under way. */
  writing: i32;
  /** Batches that its poll holds: see holds.ts. */
  held: Vector;
  /** When it looks whether a bulk has waited for long enough; 0 = it does not. */
  bulkDue: f64;
  /** When its offsets were last committed. */
  committedAt: f64;
  /**
   * Thread-seconds that it has been busy since its autoscaler last looked, without what is under
   * way.
   */
  usedSeconds: f64;
  nextFormer: Member;
  /**
   * Scratch of ../world/importance.ts: records that it has still to take, and when the oldest of
   * its own arrived.
   */
  ahead: f64;
  oldest: f64;
}

/** What an instance that does its records one by one has taken and not done. */
@unmanaged
export class WorkPool {
  /**
   * The number of what comes next; and of the poll that time_per_poll is being spent on, -1 = none.
   */
  next: i64;
  polling: i64;
  /** Threads that are free; records that have not begun; records taken and not done. */
  idle: i32;
  waiting: i32;
  size: i32;
  /** In order of their taking; by number; by slot of the member's poll. */
  first: Work;
  last: Work;
  byNumber: Table;
  bySlot: Vector;
  freeSlots: Vector;
  /** A binary heap of those that may begin, the lowest number at the top. */
  ready: Vector;
  /** The last of each lane that has any. */
  tails: Table;
  /** [partition]: its Line; and all lines. */
  lines: Table;
  allLines: Vector;
  /** Rows given back. */
  freeWorks: Work;
}

/** A record that is taken and not done; or done, and a commit may not pass one before it. */
@unmanaged
export class Work {
  number: i64;
  slot: i32;
  partition: i32;
  lane: i32;
  /**
   * Where it stands: its batch in the log, its place in the batch, and records of the partition
   * before that batch.
   */
  offset: i32;
  position: i64;
  recordsBefore: f64;
  /**
   * When a thread took it, and when its first try began; tries begun; which of the group's calls it
   * makes, how often so far.
   */
  takenAt: f64;
  firstStart: f64;
  tries: i32;
  call: i32;
  callTries: i32;
  /** When it came into the pool; of a bulk, the next record, and of the first, how many. */
  come: f64;
  mate: Work;
  bulk: i32;
  /** Of a queue's message. */
  delivery: Delivery;
  /** It keeps no thread: those of a bulk before its last. */
  hasNone: bool;
  begun: bool;
  done: bool;
  /**
   * Whether what was sent for it is waited for, after it was written; since when; then its calls,
   * tries before the last, and its write: seconds.
   */
  waits: bool;
  stored: bool;
  sentAt: f64;
  calls: f64;
  retries: f64;
  storeNetwork: f64;
  storeWait: f64;
  storeService: f64;
  /** Its neighbors in the pool; the next of its lane, of its line, or of the free ones. */
  earlier: Work;
  later: Work;
  behind: Work;
  next: Work;
}

/** Neighboring records of a poll: of one batch and one answer. */
@unmanaged
export class Run {
  batch: Batch;
  /**
   * The first record's place in its batch, how many they are, and the first one's slot in the poll.
   */
  offset: i32;
  count: i32;
  slot: i32;
  /** The next run of its chain, or -1. */
  next: i32;
  /** When its answer left its broker and was here. */
  answered: f64;
  received: f64;
}
