/**
 * What all parts of the second simulator share: the trial, its clock, its random streams, who is
 * told.
 */
import type { Happening, Observer } from '../../src/network/recording/observer.js';
import { Stream, streamKey } from '../../src/engine/stream.js';
import { makeSampler, type Sampler } from '../../src/engine/variates.js';
import type { Model } from '../../src/model/model.js';
import type { Trial } from '../../src/network/measurements.js';
import type { Distribution } from '../../src/statistics/index.js';
import { Clock } from './clock.js';

/** Who waits for an acknowledgement is told that it has come, or never will. */
export type Answered = (isLost: boolean) => void;

export interface OracleRecord {
  readonly producer: number;
  readonly arrival: number;
  /** When the event came that it all began with; and, where journeys have names, that event. */
  readonly born: number;
  readonly event: OracleEvent | null;
  readonly key: number;
  /** Whether the event has a key, or a number that stands in for one. */
  readonly keyed: boolean;
  /** When it has its token; Infinity = it gets none. */
  token: number;
  admitted: number;
  /** Who waits for its acknowledgement; it is told whether the record is given up instead. */
  readonly answered?: Answered | null;
}

/** What users have sent, and all that comes of it. */
export interface OracleEvent {
  readonly born: number;
  /** Its kind of producers, by number. */
  readonly kind: number;
  /**
   * Deliveries to come, and windows that hold it; when something of it was last delivered: 0 while
   * nothing was.
   */
  open: number;
  last: number;
}

export interface JourneyEnd {
  readonly name: string;
  readonly born: number;
  readonly time: number;
}

/** A link that may be cut or slow. */
export interface Link {
  cutUntil: number;
  slowness: number;
}

export class System {
  readonly clock = new Clock();
  /** What users have sent, where a journey has a name. */
  private readonly events: OracleEvent[] = [];
  /** Of journeys that have names. */
  readonly ends: JourneyEnd[] = [];
  readonly end: number;
  /** Sessions of followers so far, of all clusters. */
  followerSessions = 0;

  constructor(
    readonly trial: Trial,
    private readonly observer: Observer,
  ) {
    this.end = trial.warmupSeconds + trial.windowSeconds;
  }

  get model(): Model {
    return this.trial.model;
  }

  get now(): number {
    return this.clock.now;
  }

  tell(what: Happening, index: number, record: OracleRecord, time = this.now): void {
    this.observer(what, index, record.producer, record.arrival, time, record.born);
  }

  /** Groups that read a topic. */
  readersOf(topic: number): number[] {
    const { consumers } = this.model;
    return [...consumers.keys()].filter((path) => consumers[path].topics.includes(topic));
  }

  eventOf(kind: number, topic: number, born: number): OracleEvent | null {
    if (this.model.journeys.length === 0) return null;
    const event = { born, kind, open: this.readersOf(topic).length, last: 0 };
    this.events.push(event);
    return event;
  }

  /** Something of an event is delivered to a group now; all that it made the group send is sent. */
  delivered(event: OracleEvent | null, path: number): void {
    if (event === null) return;
    event.open--;
    event.last = this.now;
    this.journeyEnds(event, path);
  }

  /** The trial is over: an event is complete where nothing is to come, with the last delivery. */
  settle(): void {
    for (const event of this.events) {
      if (event.open === 0 && event.last > 0) this.journeyEnds(event, null);
    }
  }

  private journeyEnds({ born, kind, last }: OracleEvent, path: number | null): void {
    for (const { name, from, to } of this.model.journeys) {
      if (to !== path || (from !== null && from !== kind)) continue;
      this.ends.push({ name, born, time: last });
    }
  }

  stream(component: string, purpose: string): Stream {
    const { seed, placement, cell, replication } = this.trial;
    return new Stream(streamKey(seed, `${placement}.${cell}.${replication}`, component, purpose));
  }

  sampler(distribution: Distribution, component: string, purpose: string): Sampler {
    return makeSampler(distribution, this.stream(component, purpose));
  }

  /**
   * One-way delays between hosts of two roles; the near one is drawn before the far one's jitter.
   */
  delay(from: string, to: string, propagation: Distribution, component: string): Sampler {
    const { roles } = this.model.placements[this.trial.placement];
    const near = this.sampler(propagation, component, 'propagation');
    if (roles[from] === roles[to]) return near;
    const distance = this.model.regionDelaySeconds[roles[from]][roles[to]];
    const jitter = this.sampler(this.model.regionJitter, component, 'jitter');
    return () => near() + distance * jitter();
  }

  /** Events per second of the trial's cell. */
  get eventsPerSecond(): number {
    const { users, eventsPerUserPerSecond, placements } = this.model;
    const weights = placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
    return (users * eventsPerUserPerSecond * placements[this.trial.placement].weight) / weights;
  }
}

/** The finalizer of MurmurHash3 over a key and a salt. */
export function mix(key: number, salt: number): number {
  let word = BigInt.asUintN(32, BigInt(key) ^ BigInt(salt));
  word ^= word >> 16n;
  word = BigInt.asUintN(32, word * 0x85ebca6bn);
  word ^= word >> 13n;
  word = BigInt.asUintN(32, word * 0xc2b2ae35n);
  return Number(word ^ (word >> 16n));
}
