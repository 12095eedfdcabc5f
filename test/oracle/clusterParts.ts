/**
 * What a cluster consists of: brokers, connections, partitions with their replicas and logs,
 * buckets of tokens.
 */
import type { Batch, Request } from './messages.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { BrokerModel, TopicModel } from '../../src/model/model.js';
import type { Clock } from './clock.js';
import { Pipe, Station } from './station.js';
import type { Limit, Window } from './window.js';
import type { OracleRecord } from './system.js';

export interface Broker {
  readonly number: number;
  handlers: Station;
  readonly disk: Pipe;
  readonly nicIn: Pipe;
  readonly nicOut: Pipe;
  up: boolean;
  /** Counts its crashes. */
  life: number;
  diskSlowness: number;
}

/** A client's connection to a broker. A closed one is replaced by another. */
export interface Connection {
  /**
   * Its cluster's, its client's, its broker's: of two events at the same time that of the smaller
   * goes first.
   */
  readonly number: number;
  readonly client: number;
  readonly clients: Clients;
  readonly broker: Broker;
  lastArrival: number;
  readonly window: Window;
  /** Whether the broker works on one of its requests; and those that wait for that. */
  busy: boolean;
  readonly waiting: Request[];
  /** When the next byte of its quota would be due, were none kept. */
  readonly quota: Bucket | null;
}

export interface Bucket {
  due: number;
  readonly perSecond: number;
  readonly burst: number;
}

export interface Replica {
  readonly broker: Broker;
  inSync: boolean;
  /**
   * Positions in the log: what it has, what its leader knows that it has, what it has been sent.
   */
  have: number;
  known: number;
  sent: number;
  /** When it last had all that its leader had; its last fetch, and the log's end then. */
  caughtUpAt: number;
  fetchedAt: number;
  endThen: number;
}

export interface Entry {
  readonly batch: Batch;
  readonly records: readonly OracleRecord[];
  /** A second time what stands in the log already. */
  readonly copy: boolean;
}

/** Of a copy that nobody has fetched for. */
const FRESH = { caughtUpAt: 0, fetchedAt: 0, endThen: 0 };

/** Of one topic. */
export interface Partition {
  /** Among all partitions of the cluster, topic after topic; and among those of its topic. */
  readonly number: number;
  readonly own: number;
  readonly topic: number;
  readonly minInsync: number;
  leader: number;
  /** The preferred leader first. */
  readonly replicas: readonly Replica[];
  readonly log: Entry[];
  highWatermark: number;
}

/** Alike clients: the producers of one kind, or a mirror's tasks. */
export interface Clients {
  readonly acks: 0 | 1 | 'all';
  readonly idempotent: boolean;
  readonly delay: Sampler;
  readonly limit: Limit;
  /** What a producer does; a mirror's requests are answered to nobody. */
  answered(request: Request): void;
  refused(request: Request): void;
}

export interface Follower {
  appended(partition: Partition): void;
  wake(): void;
}

/** When so many tokens are there; they are taken. A bucket is full at the start. */
export function takeTokens(bucket: Bucket, now: number, count: number): number {
  const { perSecond, burst } = bucket;
  bucket.due = Math.max(bucket.due, now - burst * (1 / perSecond)) + count * (1 / perSecond);
  return Math.max(bucket.due, now);
}

/** How often a cluster has a topic's partitions. */
export interface Copies {
  readonly replicationFactor: number;
  readonly minInsync: number;
}

export function brokersOf(model: BrokerModel, clock: Clock): Broker[] {
  const { disk, nicBytesPerSecond: nic, nicCredits } = model;
  return Array.from({ length: model.count }, (_, number) => ({
    number,
    handlers: new Station(clock, model.handlers),
    disk: new Pipe(clock, disk.bytesPerSecond, disk.credits),
    nicIn: new Pipe(clock, nic, nicCredits),
    nicOut: new Pipe(clock, nic, nicCredits),
    up: true,
    life: 0,
    diskSlowness: 1,
  }));
}

/** Of all topics that it has, one after the other; the brokers lead them in turn. */
export function partitionsOf(
  topics: readonly TopicModel[],
  copies: readonly (Copies | null)[],
  brokers: readonly Broker[],
): Partition[] {
  const partitions: Partition[] = [];
  topics.forEach((topic, index) => {
    const had = copies[index];
    if (had === null) return;
    const { replicationFactor, minInsync } = had;
    for (let own = 0; own < topic.partitions; own++) {
      const number = partitions.length;
      const replicas = placement(number, brokers.length, replicationFactor).map((broker) => {
        return { broker: brokers[broker], inSync: true, have: 0, known: 0, sent: 0, ...FRESH };
      });
      const leader = number % brokers.length;
      const log: Entry[] = [];
      partitions.push({
        number,
        own,
        topic: index,
        minInsync,
        leader,
        replicas,
        log,
        highWatermark: 0,
      });
    }
  });
  return partitions;
}

/** Kafka's placement with start index 0. */
function placement(partition: number, brokers: number, copies: number): number[] {
  const leader = partition % brokers;
  const shift = Math.floor(partition / brokers);
  return Array.from({ length: copies }, (_, copy) =>
    copy === 0 ? leader : (leader + 1 + ((shift + copy - 1) % (brokers - 1))) % brokers,
  );
}
