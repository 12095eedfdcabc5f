/**
 * The rows of a running world. Rows of fixed size, a line of the cache or two each, fields used
 * together side by side; pointers point to rows, 0 is none. Times are seconds of the trial, sizes
 * bytes of the wire, positions batches from a log's beginning. The layouts by which they are read
 * from outside (../../layout.ts) are generated from this file.
 */
import { Schedule } from '../events';
import { WORLD_ADDRESS } from '../memory/memory';
import { Table } from '../memory/table';
import { Vector, WakeList } from '../memory/vector';
import { Stream } from '../random/stream';
import { Trail } from '../consumers/trailRows';
import { Delivery, Message, Publication } from '../queues/rows';
import { Trip } from '../services/rows';
import { Batch, Request } from './records';
import { Trace } from './trace';

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
  events: Schedule;
  /** Whether somebody is told what becomes of each record. */
  observes: i32;
  /** Whether records know what they have behind them: where any are sent on. */
  keepsTrails: i32;
  /** Journeys that have names: NamedJourney rows. */
  named: usize;
  namedCount: i32;
  /** Which journeys are told; 0 = none. */
  trace: Trace;
  /** Whether something asks for a record's key. */
  keepsKeys: i32;
  /** Whether anything may be asked for twice: then what may be is kept. */
  mayRedeliver: i32;
  /** Of all kinds, kind after kind. */
  producers: usize;
  producerCount: i32;
  /** The producers' own first, cluster after cluster, then those of mirrors' tasks. */
  connections: usize;
  /** Those that producers send to, then one per mirror. */
  clusters: usize;
  clusterCount: i32;
  groups: usize;
  groupCount: i32;
  /** Fault rows, in order of their begin. */
  faults: usize;
  faultCount: i32;
  mirrors: usize;
  mirrorCount: i32;
  stores: usize;
  storeCount: i32;
  externals: usize;
  externalCount: i32;
  /** All their instances that have queues of their own, one external's after the other's. */
  desks: usize;
  /** All calls that externals make, one external's after the other's: Call rows. */
  innerCalls: usize;
  /** Calls under way by their number, the next one's number, rows given back. */
  trips: Table;
  nextCall: i64;
  freeTrips: Trip;
  freeTrails: Trail;
  /** The row for a trail that was made last. */
  lastTrail: Trail;
  /** WorkQueue rows. */
  queues: usize;
  queueCount: i32;
  /** What is on its way into queues, and out of them, by number; rows given back. */
  publications: Table;
  nextPublication: i64;
  freePublications: Publication;
  deliveries: Table;
  nextDelivery: i64;
  freeDeliveries: Delivery;
  freeMessages: Message;
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
  /** Scratch: sessions by the pair of their member and broker. */
  sessionOf: Table;
  /** Rows given back, the last first; all that there are, in chunks. */
  freeBatches: Batch;
  batchChunks: Vector;
  batchesLeft: i32;
  freeRequests: Request;
  requestChunks: Vector;
  requestCount: i32;
  /** [size class]: slices given back. */
  freeSlices: usize;
  /**
   * Banks of stations: where each is, how many instances it has, and whose it is (NOT_LOOKED_AT,
   * ...), in turn.
   */
  banks: Vector;
  /**
   * How many were seen waiting, look after look, bank after bank, instance after instance; -1 = it
   * was not there.
   */
  looks: Vector;
  /** Audit: places that something was delivered from after they had been freed. */
  touchedWhenFree: i32;
  samples: i32;
  /**
   * [sample]: records that wait in producers; the longest lag of a group; [group][sample]:
   * instances.
   */
  backlogSamples: usize;
  lagSamples: usize;
  instanceSamples: usize;
  sampleRoom: i32;
  /** What observers are told, TOLD_BYTES each. */
  told: usize;
  toldCount: i32;
  toldRoom: i32;
  /** All that is drawn from. */
  streams: Stream;
}

export const world: World = changetype<World>(WORLD_ADDRESS);

/** What a trial counts while it runs. */
@unmanaged
export class Recorder {
  windowStart: f64;
  windowEnd: f64;
  bucketSeconds: f64;
  bucketsPerSecond: f64;
  buckets: i32;
  arrivedTotal: f64;
  /** Deliveries that all these make, and that the dropped ones do not. */
  owedTotal: f64;
  owedDropped: f64;
  arrivedBefore: f64;
  owedBefore: f64;
  owedDroppedBefore: f64;
  owedInWindow: f64;
  owedDroppedInWindow: f64;
  arrivedInWindow: f64;
  droppedTotal: f64;
  droppedBefore: f64;
  droppedInWindow: f64;
  deliveredTotal: f64;
  deliveredBefore: f64;
  deliveredInWindow: f64;
  deliveredLater: f64;
  lostTotal: f64;
  lostBefore: f64;
  lostInWindow: f64;
  failedTotal: f64;
  failedBefore: f64;
  failedInWindow: f64;
  retriesInWindow: f64;
  duplicatesTotal: f64;
  duplicatesInWindow: f64;
  watermarksAhead: f64;
  promisesBroken: f64;
  unmirrored: f64;
  orderBroken: f64;
  publishSum: f64;
  /** [topic * buckets + bucket]. */
  arrivedSeries: usize;
  droppedSeries: usize;
  /** [path * buckets + bucket]. */
  lostSeries: usize;
  failedSeries: usize;
  publishBins: usize;
  publishExtremes: usize;
}
