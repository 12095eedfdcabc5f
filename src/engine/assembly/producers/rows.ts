/** Producers and their queues. See ../world/rows.ts for what all rows have in common. */
import { Cluster, Log, Topic } from '../brokers/rows';
import { Member } from '../consumers/rows';
import { Table } from '../memory/table';
import { Arrivals } from '../random/arrivals';
import { Draw } from '../random/draws';
import { Keys } from '../random/keys';
import { Stream } from '../random/stream';
import { Batch, Request } from '../world/records';

/** What the producers of one kind share. */
@unmanaged
export class ProducerSettings {
  /** Its number among the kinds of users' producers; -1 = groups send. */
  source: i32;
  /** Where they send to. */
  cluster: Cluster;
  topic: Topic;
  /** Partitions of the topic. */
  partitionCount: i32;
  /** [broker of the cluster]: a Vector of the queues, by number, whose partitions it leads. */
  leads: usize;
  /** STICKY, ROUND_ROBIN or RANDOM. */
  partitioner: i32;
  /** Whether records have keys, which choose the partition; whether keys are drawn. */
  keyed: bool;
  withKeys: bool;
  batchRecords: i32;
  /** Records in a queue that make its first batch full. */
  fullRecords: i32;
  requestRecords: i32;
  lingerSeconds: f64;
  maxInFlight: i32;
  /** Records that fit into the buffer; and from which on the overflow policy has a say. */
  bufferRecords: f64;
  overflowFrom: f64;
  /** BLOCK, DROP_NEWEST, DROP_OLDEST or SHED. */
  overflow: i32;
  shedStream: Stream;
  /** A token's distance from the one before; 0 = no rate limit. */
  secondsPerToken: f64;
  tokenBurst: f64;
  tokensWait: bool;
  maxBlockSeconds: f64;
  deliveryTimeoutSeconds: f64;
  /** Whether a batch can get as old as that within the trial. */
  expires: bool;
  /** Of one record; a multiple of 1/1024, so that sums of them are exact in whatever order. */
  wireBytes: f64;
  /** In a queue, above others. */
  priority: i32;
  acks: i32;
  /** Whether a request can time out within the trial, and when it does. */
  timesOut: bool;
  idempotence: bool;
  /**
   * Whether who sends waits for the acknowledgement of each record: see ../consumers/awaited.ts.
   */
  awaited: bool;
  requestTimeoutSeconds: f64;
  retries: i32;
  retryBackoffSeconds: f64;
  retryBackoffMaxSeconds: f64;
  nicOut: usize;
  nicBytesPerSecond: f64;
  /** The hosts' processors, 0 = they take no time; see processor.ts. */
  processor: usize;
  /** Multiplies their times. */
  processorFactor: f64;
  /** Of one record. */
  recordSeconds: f64;
  drawMaking: Draw;
  wakes: bool;
  drawWakeup: Draw;
  lookaheadSeconds: f64;
}

@unmanaged
export class Producer {
  /** The instance that sends on through it; 0 where users send. */
  sender: Member;
  /** Among the producers of all kinds; and among those of its own. */
  number: i32;
  ownIndex: i32;
  settings: ProducerSettings;
  /** Its host, among those of its kind; and until when that has work of its own. */
  host: i32;
  recordsDoneAt: f64;
  requestsMadeAt: f64;
  /** Its requests that are being made, in order, linked by `next`. */
  makingFirst: Request;
  makingLast: Request;
  drawPending: bool;
  /** Its instance dies: nothing is sent again. */
  closing: bool;
  /** The sticky or next partition, and records left on the sticky one. */
  currentPartition: i32;
  stickyLeft: i32;
  arrivals: Arrivals;
  keys: Keys;
  partitionStream: Stream;
  queues: usize;
  connections: usize;
  headKey: i32;
  /** Records admitted or surely to be, not yet acknowledged. */
  unacknowledged: f64;
  /** The record that waits: its arrival, or -1; and when it has its token. */
  headArrival: f64;
  headToken: f64;
  /** When it is looked at whether a record has waited too long: not before now = it will be. */
  waitsUntil: f64;
  /** Until when arrivals have been drawn. */
  arrivalsDrawnUntil: f64;
  tokenDue: f64;
  /** When its timer of delivery.timeout is due, Infinity = it does not run; see expiry.ts. */
  expiryDue: f64;
  /** From when on it lingers for nothing, since a record waits for memory; else Infinity. */
  hurriesFrom: f64;
  /** Its queues that have had batches to send again, in order of the first time. */
  retryingFirst: Queue;
  retryingLast: Queue;
}

/** Admitted records of one producer and partition that wait to be sent: a ring. */
@unmanaged
export class Queue {
  size: i32;
  head: i32;
  mask: i32;
  /** Whether some were admitted later than they arrived. */
  late: bool;
  arrivals: usize;
  admissions: usize;
  keys: usize;
  trails: usize;
  producer: Producer;
  /** Its place among its producer's queues; and where it sends to. */
  number: i32;
  log: Log;
  /** Its place among the queues of its producer whose partitions one broker leads. */
  rank: i32;
  /** Among the queues of all producers: whose order it is that readers audit. */
  queueIndex: i32;
  /**
   * When its first batch is ready: full, or its oldest record has lingered; Infinity while it is
   * empty.
   */
  batchReadyAt: f64;
  /** Batches made of it. */
  sequence: i32;
  /**
   * The one that the log must take next from an idempotent producer; and those that were given up
   * before that.
   */
  nextSequence: i32;
  gaps: Table;
  /**
   * Batches to be sent again, in order; whether there ever were any; the next such queue of its
   * producer.
   */
  retryFirst: Batch;
  hasRetried: bool;
  nextRetrying: Queue;
}
