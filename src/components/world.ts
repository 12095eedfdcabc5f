/**
 * One cell while it runs: every component's columns, the clock's events and the recorder. Built by network/compile,
 * changed only by the components' handlers `(world, index)`.
 */
import type { ArenaEvents } from '../engine/arenaEvents.js';
import type { StationBank } from '../engine/station.js';
import type { Sampler } from '../engine/variates.js';
import type { Batches, Records, Requests } from './records.js';
import type { Recorder } from './recorder.js';
import type { ProducerColumns } from './producer.js';
import type { Cluster } from './broker.js';
import type { ReplicaSessions } from './replication.js';
import type { ReaderSessions } from './reader.js';
import type { ConsumerColumns } from './consumer.js';
import type { StoreColumns } from './store.js';
import type { MirrorColumns } from './mirror.js';
import type { Fault } from './faults.js';
import type { Observer } from './observer.js';

export interface World {
  now: number;
  readonly events: ArenaEvents;
  readonly records: Records;
  readonly batches: Batches;
  readonly requests: Requests;
  readonly recorder: Recorder;
  readonly producers: ProducerColumns;
  /** 0 is the home cluster, then one per mirror. */
  readonly clusters: readonly Cluster[];
  readonly replicas: ReplicaSessions;
  readonly readers: ReaderSessions;
  readonly consumers: readonly ConsumerColumns[];
  readonly mirrors: readonly MirrorColumns[];
  readonly stores: readonly StoreColumns[];
  /** Which group and which instance a global consumer member is. */
  readonly memberGroup: Int32Array;
  readonly recordBytes: number;
  /** Paths that deliver each record: groups of the home cluster and of all mirrors. */
  readonly pathCount: number;
  /** Whether records may be delivered twice or lost: faults, retries, rebalances. Then logs keep what may be asked for again. */
  readonly recovers: boolean;
  readonly faults: readonly Fault[];
  /** Told what becomes of each record; null = nobody is. */
  readonly observer: Observer | null;
}

/**
 * Event kinds, in the order in which events of the same time are handled; of one kind the smaller index comes first, whatever
 * came first to where they have been. A server is free, for whoever waits or comes, from the moment its job ends, before
 * anything else of that time: several jobs may begin and end on it in one instant (services of 0), and what they bring
 * about then follows in the order of events, not of the queue.
 */
export const EVENT = {
  sample: 0,
  requestArrives: 1,
  requestReceived: 2,
  produceDone: 3,
  diskDone: 4,
  replicaData: 5,
  replicaReceived: 6,
  replicaFetchArrives: 7,
  replicaFetchDone: 8,
  readFetchArrives: 9,
  readFetchDone: 10,
  readTimeout: 11,
  readData: 12,
  readReceived: 13,
  pollEnd: 14,
  recordEnd: 15,
  storeArrives: 16,
  storeServed: 17,
  storeDone: 18,
  acknowledged: 19,
  admit: 20,
  channelReady: 21,
  pump: 22,
  mirrorSends: 23,
  requestTimeout: 24,
  requestRefused: 25,
  enterHandlers: 26,
  faultBegins: 27,
  faultEnds: 28,
  brokerFenced: 29,
  leadersElected: 30,
  leadersReturn: 31,
  memberNoticed: 32,
  rebalanced: 33,
  autoscale: 34,
  memberStarts: 35,
  look: 36,
} as const;

/** One-way delay between two hosts. */
export type Delay = Sampler;
export type { StationBank };
