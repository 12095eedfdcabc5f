/**
 * Records, batches and requests while they are inside the system, and the connections they take.
 * See ../world/rows.ts for what all rows have in common.
 */
import { Cluster, Link, Log } from '../brokers/rows';
import { Vector } from '../memory/vector';
import { Producer, Queue } from '../producers/rows';
import { Delay } from '../random/draws';
import { world } from './rows';

/**
 * A contiguous run of records of one batch: arrivals stand right after this row, then admissions,
 * trails, keys, deliveries.
 */
@unmanaged
export class Slice {
  /** Batches that hold it. */
  retainCount: i32;
  sizeClass: i32;
  /** How many records there is room for. */
  room: i32;
  next: usize;
}

/** A batch: records of one producer and one partition. */
@unmanaged
export class Batch {
  /**
   * When it was ready, left its producer's queue, was received, began to be handled, was appended,
   * committed, readable.
   */
  ready: f64;
  drained: f64;
  received: f64;
  started: f64;
  appended: f64;
  committed: f64;
  readable: f64;
  count: i32;
  /** Whether a record of it waited for memory. */
  blocked: bool;
  acknowledged: bool;
  /** Whether it is a second copy in the log of what stands there already. */
  copy: bool;
  /** Whether the answer to its request waits until it is committed. */
  awaited: bool;
  /** Whether the broker that its request has come to does not take it. */
  refused: bool;
  /** Whether a queue made it, of another batch's record. */
  forwarded: bool;

  slice: Slice;
  /** The queue that it was made of; and where it is appended. */
  queue: Queue;
  log: Log;
  request: Request;
  /** The next of its request, of those to be sent again, or of the free ones. */
  next: Batch;
  /**
   * Deliveries still to come: records times paths that have not taken them. 0 and acknowledged =
   * free.
   */
  remaining: i32;
  /** Where it stands in its partition's log; -1 = it does not. */
  position: i64;
  /**
   * What keeps it besides: requests of it under way that were given up, a log where something may
   * be asked for again.
   */
  retainCount: i32;
  /** Counts the uses of this row: a stale reference has another one. */
  generation: i32;
  /** Place in its client's order of a partition's batches. */
  sequence: i32;
  /** Times it has been sent in vain, and from when on it may be sent again. */
  attempts: i32;
  retryAt: f64;
  /** Bytes on the wire. */
  bytes: f64;

  // @ts-ignore: decorator
  @inline
  get arrivals(): usize {
    return changetype<usize>(this.slice) + SLICE_BYTES;
  }

  // @ts-ignore: decorator
  @inline
  get admissions(): usize {
    return changetype<usize>(this.slice) + SLICE_BYTES + (usize(this.slice.room) << 3);
  }

  // @ts-ignore: decorator
  @inline
  get keys(): usize {
    return world.keepsTrails != 0 ? this.trails + (usize(this.slice.room) << 2) : this.trails;
  }

  // @ts-ignore: decorator
  @inline
  keyOf(record: i32): i32 {
    return load<i32>(this.keys + (usize(record) << 2));
  }

  /** What a record has behind it (../consumers/trails.ts); only where records are sent on. */
  // @ts-ignore: decorator
  @inline
  get trails(): usize {
    return changetype<usize>(this.slice) + SLICE_BYTES + (usize(this.slice.room) << 4);
  }

  /**
   * A bit for each path that has delivered a record; only where something may be asked for twice.
   */
  // @ts-ignore: decorator
  @inline
  get delivered(): usize {
    return world.keepsKeys != 0 ? this.keys + (usize(this.slice.room) << 2) : this.keys;
  }
}

export const SLICE_BYTES: usize = 16;

/** A produce request, from the producer's drain to the acknowledgement's arrival. */
@unmanaged
export class Request {
  connection: Connection;
  first: Batch;
  last: Batch;
  batches: i32;
  records: i32;
  /** Batches that the high watermark has not passed yet; below 0: answered. */
  pending: i32;
  bytes: f64;
  /** Of its batches those that its broker does not take, their records and bytes; once handled. */
  refused: i32;
  refusedRecords: i32;
  refusedBytes: f64;
  received: f64;
  started: f64;
  /** The next of its connection waiting at the broker, or of the free ones. */
  next: Request;
  /** Its number in the pool. */
  index: i32;
  /** The next unanswered one of its connection, sent after it. */
  nextSent: Request;
  /** When its connection is closed for want of an answer. */
  deadline: f64;
  /**
   * How often its broker had gone down when it was sent: another number now means that it was lost
   * with it.
   */
  epoch: i32;
  /** Whether its client has given it up: the connection is closed. */
  abandoned: bool;
  /**
   * Batches of one given up, their generations and logs, in turn; they may be in another request by
   * now.
   */
  stale: Vector;
}

/** One client's connection to one broker. */
@unmanaged
export class Connection {
  /**
   * Among all connections: of two events at the same time that of the smaller number goes first.
   */
  number: i32;
  /** The client (producer or mirror task), by its place among those of its kind. */
  client: i32;
  broker: i32;
  cluster: Cluster;
  /** 0, 1, or ALL. */
  acks: i32;
  /** One way, and the link that it goes by. */
  delay: Delay;
  link: Link;
  /** When its last request comes to the broker's NIC. */
  lastArrival: f64;
  /** Limits its bytes under way: 0 = no limit; see window.ts. */
  windowSecondsPerByte: f64;
  roundTripSeconds: f64;
  windowDue: f64;
  /** When its next token of the quota is due. */
  quotaDue: f64;
  /** The requests that wait at the broker for the one that is handled. */
  waitingFirst: Request;
  waitingLast: Request;
  /** Whether one is handled; whether the producer waits for an answer to send more. */
  busy: bool;
  blocked: bool;
  /** Of queues: whether it has heard of an alarm, and of no end; when the last such word comes. */
  stopped: bool;
  toldAt: f64;
  inFlight: i32;
  /** Whether its timer runs. */
  timerSet: bool;
  /** Requests sent and not answered, in order; where they may fail. */
  unansweredFirst: Request;
  unansweredLast: Request;
  /** When the producer may send on it: Infinity while there is nothing. */
  readyAt: f64;
  producer: Producer;
  /**
   * Which of its producer's queues for the broker's partitions is the first of the next request.
   */
  rotation: i32;
  /** A bit for each of those queues, by rank: whether something is in it. */
  filled: usize;
}
