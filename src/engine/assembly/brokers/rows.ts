/** Clusters, their brokers, partitions' logs and followers. See ../world/rows.ts for what all rows have in common. */
import { Vector } from '../memory/vector';
import { Delay, Draw } from '../random/draws';
import { Batch } from '../world/records';

/** A link that may be cut or slow: messages leave when a cut is mended; and their delays are so many times as long. */
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
  brokerCount: i32;
  partitionCount: i32;
  /** 0, 1, or ALL. */
  acks: i32;
  minInsyncReplicas: i32;
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
  wireBytesPerRecord: f64;
  everyBatch: bool;
  drawRequest: Draw;
  drawFetch: Draw;
  drawReplicaAppend: Draw;
  drawFlush: Draw;
  /** One-way delays: broker to broker, and client (producer or mirror task) to broker. */
  brokerDelay: Draw;
  clientDelay: Delay;
  clientLink: Link;
  /** Bytes written between pauses; 0 = none. */
  pauseEveryBytes: f64;
  drawPause: Draw;
  /** Tokens of the cluster, a record each, and of each connection, a byte each; 0 seconds = no limit. */
  secondsPerToken: f64;
  tokenBurst: f64;
  tokenDue: f64;
  secondsPerByte: f64;
  quotaBurst: f64;
  failureDetectionSeconds: f64;
  electionSeconds: f64;
  leaderRebalanceSeconds: f64;
  brokers: usize;
  connections: usize;
  logs: usize;
  /** Scratch: a word for each pair of brokers. */
  pairs: usize;
  /** Its readers, as pointers. */
  readers: Vector;
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
  /** The partitions that it leads, as numbers. */
  leads: Vector;
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
  /** Brokers that hold a copy, the preferred leader first. */
  replicas: usize;
  replicaCount: i32;
  partition: i32;
  /** Its place among the partitions that its leader leads. */
  rank: i32;
  /** Its followers' sessions, as pointers. */
  followers: Vector;

  // @ts-ignore: decorator
  @inline
  batchAt(position: i64): Batch {
    return load<Batch>(this.batches + (usize(i32(position) & this.mask) << 2));
  }
}

/** A copy of a partition. */
@unmanaged
export class Replica {
  broker: i32;
  inSync: bool;
  /** Batches it has been sent, their records; what its leader knows that it has; what it has. */
  sent: i64;
  sentRecords: f64;
  known: i64;
  have: i64;
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
