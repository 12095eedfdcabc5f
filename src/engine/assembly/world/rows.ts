/**
 * The rows of a running world. Rows of fixed size, a line of the cache or two each, fields used together side by side;
 * pointers point to rows, 0 is none. Times are seconds of the trial, sizes bytes of the wire, positions batches from a
 * log's beginning. The accessors on the other side (../../layout.ts) are generated from this file.
 */
import { Vector, WakeList } from '../memory/vector';
import { WORLD_PLACE } from '../memory/memory';
import { Arrivals } from '../random/arrivals';
import { Delay, Draw } from '../random/draws';
import { Keys } from '../random/keys';
import { Stream } from '../random/stream';
import { Table } from '../memory/table';

/** One cell while it runs. */
@unmanaged
export class World {
  now: f64;
  /** When the trial ends. */
  end: f64;
  /** Stops, as full, when more records are inside at a sample; and when it was. */
  maximumInside: f64;
  filledAt: f64;
  /** Events done; those that came before the clock. */
  executed: f64;
  backwards: f64;
  events: usize;
  /** Paths that deliver each record: groups of the home cluster and of all mirrors. */
  pathCount: i32;
  /** Whether somebody is told what becomes of each record. */
  observes: i32;
  /** Whether something asks for a record's key. */
  keepsKeys: i32;
  producers: usize;
  producerCount: i32;
  settings: ProducerSettings;
  /** 0 is the home cluster, then one per mirror. */
  clusters: usize;
  clusterCount: i32;
  readers: usize;
  readerCount: i32;
  groups: usize;
  groupCount: i32;
  mirrors: usize;
  mirrorCount: i32;
  stores: usize;
  storeCount: i32;
  recorder: Recorder;
  /** Sessions by number. */
  sessions: Vector;
  replicas: Vector;
  /** Sessions that wait and have something to get, noted while appending. */
  wokenReaders: WakeList;
  wokenReplicas: WakeList;
  /** [member over all groups]: its group's number. */
  memberGroup: usize;
  memberCount: i32;
  /** Rows given back, the last first; all that there are, in chunks. */
  freeBatches: Batch;
  batchChunks: Vector;
  batchesLeft: i32;
  freeRequests: Request;
  requestChunks: Vector;
  requestCount: i32;
  /** [size class]: slices given back. */
  freeSlices: usize;
  /** Banks of stations: where each is, and how many instances it has, in turn. */
  banks: Vector;
  /** Audit: places that something was delivered from after they had been freed. */
  touchedWhenFree: i32;
  samples: i32;
  /** [sample]: records that wait in producers; the longest lag of a group; [group][sample]: instances. */
  backlogSamples: usize;
  lagSamples: usize;
  instanceSamples: usize;
  sampleRoom: i32;
  /** What observers are told, TOLD_BYTES each. */
  told: usize;
  toldCount: i32;
  toldRoom: i32;
}

export const world: World = changetype<World>(WORLD_PLACE);

/** A contiguous run of records of one batch: arrivals stand right after this row, then admissions, then keys. */
@unmanaged
export class Slice {
  /** Batches that hold it. */
  holders: i32;
  sizeClass: i32;
  /** How many records there is room for. */
  room: i32;
  next: usize;
}

/** A batch: records of one producer and one partition. */
@unmanaged
export class Batch {
  /** When it was ready, left its producer's queue, was received, began to be handled, was appended, committed, readable. */
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

  slice: Slice;
  partition: i32;
  /** The client (producer or mirror task) that sent it. */
  client: i32;
  request: Request;
  /** The next of its request, or of the free ones. */
  next: Batch;
  /** Deliveries still to come: records times paths that have not taken them. 0 and acknowledged = free. */
  remaining: i32;
  /** What keeps it besides. */
  kept: i32;
  attempts: i32;
  /** Where it stands in its partition's log; -1 = it does not. */
  position: i64;
  /** Place in its client's order of batches. */
  sequence: i64;
  /** From when on it may be sent again. */
  retryAt: f64;
  /** Counts the uses of this place. */
  generation: i32;

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
    return changetype<usize>(this.slice) + SLICE_BYTES + (usize(this.slice.room) << 4);
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
  received: f64;
  started: f64;
  /** The next of its connection waiting at the broker, or of the free ones. */
  next: Request;
  /** Its number in the pool. */
  place: i32;
}

/** One client's connection to one broker. */
@unmanaged
export class Connection {
  /** client * brokers + broker: of two events at the same time that of the smaller number goes first. */
  number: i32;
  client: i32;
  broker: i32;
  cluster: Cluster;
  /** When its last request comes to the broker's NIC. */
  lastArrival: f64;
  /** When its next token of the quota is due. */
  quotaDue: f64;
  /** The requests that wait at the broker for the one that is handled. */
  waitingFirst: Request;
  waitingLast: Request;
  /** Whether one is handled; whether the producer waits for an answer to send more. */
  busy: bool;
  blocked: bool;
  inFlight: i32;
  /** When the producer may send on it: Infinity while there is nothing. */
  readyAt: f64;
  producer: Producer;
  /** Which of the broker's partitions is the first of the next request. */
  rotation: i32;
  /** A bit for each of the broker's partitions in whose queue something is. */
  filled: usize;
}

/** What all producers share. */
@unmanaged
export class ProducerSettings {
  partitionCount: i32;
  brokerCount: i32;
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
  wireBytesPerRecord: f64;
  acks: i32;
  nicOut: usize;
  nicBytesPerSecond: f64;
  pumpWindowSeconds: f64;
}

@unmanaged
export class Producer {
  number: i32;
  pumpPending: bool;
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
  /** Until when arrivals have been drawn. */
  drawnUntil: f64;
  tokenDue: f64;
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
  partition: i32;
  /** When its first batch is ready: full, or its oldest record has lingered; Infinity while it is empty. */
  batchReadyAt: f64;
  /** Batches made. */
  sequence: i64;
}

@unmanaged
export class Cluster {
  index: i32;
  brokerCount: i32;
  partitionCount: i32;
  /** 0, 1, or ALL. */
  acks: i32;
  clientCount: i32;
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
  /** Clients' messages leave when a cut is mended; and their delays are so many times as long. */
  cutUntil: f64;
  slowness: f64;
  /** Bytes written between pauses; 0 = none. */
  pauseEveryBytes: f64;
  drawPause: Draw;
  /** Tokens of the cluster, a record each, and of each connection, a byte each; 0 seconds = no limit. */
  secondsPerToken: f64;
  tokenBurst: f64;
  tokenDue: f64;
  secondsPerByte: f64;
  quotaBurst: f64;
  brokers: usize;
  connections: usize;
  logs: usize;
  /** Its readers, as pointers. */
  readers: Vector;
}

@unmanaged
export class Broker {
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

/** One reader of a cluster: a consumer group or a mirror. */
@unmanaged
export class Reader {
  cluster: Cluster;
  /** 0 = none: it is a mirror's. */
  group: Group;
  mirror: Mirror;
  /** ReaderPartition rows. */
  partitions: usize;
  fetchMinBytes: f64;
  fetchMaxWaitSeconds: f64;
  fetchMaxBytes: f64;
  maxPartitionFetchBytes: f64;
  delay: Delay;
  nicIn: usize;
  nicBytesPerSecond: f64;
  cutUntil: f64;
  slowness: f64;
}

/** How far a reader is in a partition. */
@unmanaged
export class ReaderPartition {
  log: Log;
  session: Session;
  /** The member that owns it, or -1. */
  owner: i32;
  /** Records of the batch at `taken` that have been polled already. */
  takenOffset: i32;
  /** Next position to fetch, to take; and the records before it. */
  fetched: i64;
  fetchedRecords: f64;
  taken: i64;
  takenRecords: f64;
}

/** One member's fetch session with one broker. */
@unmanaged
export class Session {
  number: i32;
  reader: Reader;
  member: i32;
  broker: i32;
  /** Pointers to its partitions (ReaderPartition). */
  partitions: usize;
  count: i32;
  /** 1 while a handled fetch waits for data; 2 once it has been noted for waking. */
  waits: i32;
  timerSet: bool;
  /** The next whose answer waits in its member's buffer. */
  next: Session;
  deadline: f64;
  answeredAt: f64;
  receivedAt: f64;
  answerBytes: f64;
  answerRecords: f64;
}

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

@unmanaged
export class Mirror {
  reader: Reader;
  target: Cluster;
  timePerBatchSeconds: f64;
  nicOut: usize;
  nicBytesPerSecond: f64;
  /** Paths that read the mirror: deliveries owed for each record copied. */
  pathCount: i32;
  /** [task]: until when it is busy with former answers. */
  busyUntil: usize;
  /** [broker of the target]: the request being filled, or 0. */
  filling: usize;
}

@unmanaged
export class Store {
  index: i32;
  shards: i32;
  byKey: bool;
  writeThrough: bool;
  station: usize;
  factor: f64;
  drawRequest: Draw;
  timePerWriteSeconds: f64;
  timePerReadSeconds: f64;
  readsPerRecord: i32;
  missRatio: f64;
  hitSecondsPerRecord: f64;
  missStream: Stream;
  bytesPerRecord: f64;
  /** A real cache in place of a miss ratio, or 0. */
  lru: LruCache;
  /** [group]: StoreClient rows. */
  clients: usize;
  operations: Vector;
  freeOperations: Operation;
  /** Scratch of one poll, [shard]: its operation; and the shards concerned. */
  operationOf: usize;
  concerned: Vector;
}

/** A group's way to a store. */
@unmanaged
export class StoreClient {
  delay: Delay;
  nicOut: usize;
  nicBytesPerSecond: f64;
}

/** A bulk write under way. */
@unmanaged
export class Operation {
  number: i32;
  group: Group;
  member: Member;
  shard: i32;
  firstRun: i32;
  lastRun: i32;
  writes: i32;
  misses: i32;
  sent: f64;
  come: f64;
  begun: f64;
  served: f64;
  next: Operation;
}

/** A least-recently-used cache of keys: its entries in order of use, the least recent first. */
@unmanaged
export class LruCache {
  capacity: f64;
  timeToLiveSeconds: f64;
  reads: f64;
  hits: f64;
  entries: Table;
  oldest: LruEntry;
  newest: LruEntry;
  free: LruEntry;
}

@unmanaged
export class LruEntry {
  since: f64;
  key: i32;
  older: LruEntry;
  newer: LruEntry;
}

/** What a trial counts while it runs. */
@unmanaged
export class Recorder {
  windowStart: f64;
  windowEnd: f64;
  bucketSeconds: f64;
  bucketsPerSecond: f64;
  buckets: i32;
  arrivedTotal: f64;
  arrivedBefore: f64;
  arrivedInWindow: f64;
  droppedTotal: f64;
  droppedBefore: f64;
  droppedInWindow: f64;
  deliveredTotal: f64;
  deliveredBefore: f64;
  deliveredInWindow: f64;
  deliveredLater: f64;
  lostTotal: f64;
  watermarksAhead: f64;
  promisesBroken: f64;
  orderBroken: f64;
  publishSum: f64;
  arrivedSeries: usize;
  droppedSeries: usize;
  publishBins: usize;
  publishExtremes: usize;
}
