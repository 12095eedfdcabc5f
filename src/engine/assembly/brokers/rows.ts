/**
 * Clusters, their brokers, partitions' logs and followers. See ../world/rows.ts for what all rows
 * have in common.
 */
import { checkRow } from '../checks/blocks';
import { checkInUse } from '../checks/pool';
import { checkIndex } from '../checks/rules';
import { Vector } from '../memory/vector';
import { Draw } from '../random/draws';
import { WorkQueue } from '../queues/rows';
import { Stream } from '../random/stream';
import { Batch, Request } from '../world/records';

/**
 * A link that may be cut or slow: messages leave when a cut is mended; and their delays are so many
 * times as long.
 */
@unmanaged
export class Link {
  cutUntil: f64;
  slowness: f64;

  /** When a message leaves that would at `time`. */
  // @ts-ignore: decorator
  @inline
  leaves(time: f64): f64 {
    return time > this.cutUntil ? time : this.cutUntil;
  }
}

@unmanaged
export class Cluster {
  index: i32;
  /** The mirror whose copies it has, by number; -1 = none: producers send to it. */
  mirror: i32;
  /** Whether its brokers go down with the home region. */
  atHome: bool;
  /** Whether its topics are queues. */
  hasQueues: bool;
  brokerCount: i32;
  /** Partitions of all its topics. */
  logCount: i32;
  handlers: usize;
  disk: usize;
  nicIn: usize;
  nicOut: usize;
  /** Multiplies every time of the handlers. */
  handlerFactor: f64;
  timePerBatchSeconds: f64;
  timePerRecordSeconds: f64;
  timePerByteSeconds: f64;
  nicInBytesPerSecond: f64;
  nicOutBytesPerSecond: f64;
  diskBytesPerSecond: f64;
  dirtyLimitBytes: f64;
  everyBatch: bool;
  /** Whether a request that finds a handler idle takes longer; and by how much. */
  wakes: bool;
  drawWakeup: Draw;
  drawRequest: Draw;
  drawFetch: Draw;
  drawReplicaAppend: Draw;
  drawFlush: Draw;
  /** One-way delay from broker to broker. */
  brokerDelay: Draw;
  /** Bytes written between pauses; 0 = none. */
  pauseEveryBytes: f64;
  drawPause: Draw;
  /**
   * Tokens of the cluster, a record each, and of each connection, a byte each; 0 seconds = no
   * limit.
   */
  secondsPerToken: f64;
  tokenBurst: f64;
  tokenDue: f64;
  secondsPerByte: f64;
  quotaBurst: f64;
  failureDetectionSeconds: f64;
  electionSeconds: f64;
  leaderRebalanceSeconds: f64;
  /** 0 = followers are never too late. */
  replicaLagSeconds: f64;
  brokers: usize;
  /** When its readers' sessions begin: a mirror's have its source's stream. */
  phase: Stream;
  /** Of its clients: [client * brokers + broker]. */
  connections: usize;
  /** Topic after topic, partition after partition. */
  logs: usize;
  /** Scratch: a word for each pair of brokers. */
  pairs: usize;
  /** Its readers, as pointers. */
  readers: Vector;
  /** Of queues: connections of all clients. */
  connectionCount: i32;
  /** Whether publishers are blocked; since when; seconds of the window that they were before. */
  alarm: bool;
  alarmSince: f64;
  alarmSeconds: f64;
  /** Bytes that a broker may hold, infinite = no alarm; what a message takes beside its own. */
  memoryBytes: f64;
  memoryPerMessageBytes: f64;
  memoryCheckSeconds: f64;
  /** Looks at the memory so far. */
  memoryLooks: f64;
  /** Requests that wait for the alarm's end, in order of coming. */
  heldFirst: Request;
  heldLast: Request;
}

@unmanaged
export class Broker {
  up: bool;
  /** How often it has gone down. */
  epoch: i32;
  /** Its disk is so many times as slow. */
  diskSlowness: f64;
  /** Bytes written since its last pause, and when that ends. */
  written: f64;
  pausedUntil: f64;
  /** Of queues: bytes of the messages that it holds. */
  heldBytes: f64;
}

/** What the partitions of a topic have in common. */
@unmanaged
export class Topic {
  /** Among all topics. */
  index: i32;
  minInsyncReplicas: i32;
  /**
   * Groups that each record is delivered to, those behind mirrors, too: how many, and their
   * numbers.
   */
  consumerGroupCount: i32;
  paths: usize;
  /**
   * Of a cluster that producers send to: deliveries owed for what has come in by the trial's end,
   * and was not dropped.
   */
  owed: f64;

  /** The number of one of these groups. */
  // @ts-ignore: decorator
  @inline
  pathAt(index: i32): i32 {
    return load<i32>(this.paths + (usize(index) << 2));
  }
}

/** A partition's log: a ring of batches. */
@unmanaged
export class Log {
  batches: usize;
  mask: i32;
  /** The broker that leads; -1 = nobody does. */
  leader: i32;
  /** Position of the oldest batch kept: all readers are past what is before it. */
  start: i64;
  end: i64;
  highWatermark: i64;
  /** Records appended, and under the high watermark, since the beginning. */
  endRecords: f64;
  highWatermarkRecords: f64;
  /** Bytes on the wire of the same. */
  endBytes: f64;
  highWatermarkBytes: f64;
  /** Brokers that hold a copy, the preferred leader first. */
  replicas: usize;
  replicaCount: i32;
  topic: Topic;
  /** The queue that it stands for; 0 = it is a log. */
  queue: WorkQueue;
  /** Its number in its cluster; and in its topic. */
  number: i32;
  partition: i32;
  /** Its followers' sessions, and its readers' partitions (ReaderPartition), as pointers. */
  followers: Vector;
  readers: Vector;

  // @ts-ignore: decorator
  @inline
  batchAt(position: i64): Batch {
    if (CHECKED) this.check(position);
    return load<Batch>(this.batches + (usize(i32(position) & this.mask) << 2));
  }

  /**
   * The position is kept, and a batch in use stands there. Who shortens a log by a batch looks at
   * it then.
   */
  private check(position: i64): void {
    checkIndex(
      'logs',
      'batch after the oldest',
      position - this.start + 1,
      this.end - this.start + 2,
    );
    checkRow('Log.batches', this.batches, this.mask, 4);
    checkInUse(load<Batch>(this.batches + (usize(i32(position) & this.mask) << 2)));
  }
}

/** A copy of a partition. */
@unmanaged
export class Replica {
  broker: i32;
  inSync: bool;
  /**
   * The ends of its copy, in batches: of what it has been sent (with their records and bytes), of
   * what its leader knows that it has, and of what it has (Kafka: log end offset).
   */
  sentEnd: i64;
  sentRecords: f64;
  sentBytes: f64;
  knownEnd: i64;
  end: i64;
  /** When it last had all that its leader had, as far as that is known without its session. */
  caughtUpAt: f64;
  /** When its last fetch was handled, and the log's end then. */
  fetchedAt: f64;
  endThen: i64;

  /** A fetch is handled that tells what it has: see lagging.ts. */
  fetches(end: i64, now: f64): void {
    if (this.knownEnd >= end) this.caughtUpAt = now;
    else if (this.knownEnd >= this.endThen && this.fetchedAt > this.caughtUpAt) {
      this.caughtUpAt = this.fetchedAt;
    }
    this.fetchedAt = now;
    this.endThen = end;
  }
}

/** A follower's fetch session with one leader. */
@unmanaged
export class ReplicaSession {
  number: i32;
  cluster: Cluster;
  leader: i32;
  follower: i32;
  /** Its partitions: REPLICA_ITEM_BYTES each. */
  items: usize;
  count: i32;
  /** 1 while a handled fetch waits for data; 2 once it has been noted for waking. */
  waits: i32;
  /** Its leader or its follower has died or changed: what is under way for it is forgotten. */
  closed: bool;
  /** When the follower has written the last answer. */
  writtenAt: f64;
  /** When something came for which its fetch had waited. */
  wokenAt: f64;
  answerBytes: f64;
  answerRecords: f64;
}

@unmanaged
export class ReplicaItem {
  log: Log;
  replica: Replica;
  /** The position up to which the answer under way brings it. */
  answerEnd: i64;
}
