/**
 * Fetch sessions of consumer groups and mirrors: engine/assembly/readers/{reader,sessions}.ts in
 * plain objects.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { CreditsModel, Model, ProcessorModel } from '../../src/model/model.js';
import type { Cluster } from './cluster.js';
import type { Entry, Partition } from './clusterParts.js';
import { sendersOf } from './flow.js';
import { hostsOf, type ReaderHosts } from './hostWork.js';
import { bytesOf } from './messages.js';
import { Pipe } from './station.js';
import type { Link, System } from './system.js';
import { Window, type Limit, type Way } from './window.js';

/**
 * How far a reader is in a partition: entries of the log, and records of the entry there that it
 * has taken already.
 */
export interface Position {
  entry: number;
  records: number;
}

export interface Reading {
  readonly partition: Partition;
  owner: number;
  /** Next entry to fetch. */
  fetched: number;
  /** Next record to poll (or to copy), and where it goes on after a failure. */
  taken: Position;
  committed: Position;
  /** Entries that stood readable at its owner's last moment, where it polls at intervals. */
  turnEnd: number;
}

export interface Session {
  readonly number: number;
  readonly reader: Reader;
  readonly member: number;
  readonly broker: number;
  /** In the order in which answers are filled. */
  readings: readonly Reading[];
  /** Those that the last answer had something of. */
  answered: readonly Reading[];
  waits: boolean;
  /** Counts the fetches, so that a timer knows its own. */
  fetches: number;
  moved: boolean;
  closed: boolean;
  readonly window: Window;
}

export interface FetchSettings {
  readonly fetchMinBytes: number;
  readonly fetchMaxWaitSeconds: number;
  readonly fetchMaxBytes: number;
  readonly maxPartitionFetchBytes: number;
  readonly nicBytesPerSecond: number;
  readonly nicCredits: CreditsModel | null;
  readonly processor: ProcessorModel | null;
  readonly name: string;
}

export class Reader {
  readonly link: Link = { cutUntil: 0, slowness: 1 };
  readonly readings: readonly Reading[];
  readonly nicIn: readonly Pipe[];
  readonly delay: Sampler;
  readonly limit: Limit;
  /** Null = their processors take no time. */
  readonly hosts: ReaderHosts | null;

  constructor(
    system: System,
    readonly cluster: Cluster,
    partitions: readonly Partition[],
    /** Of the records that it reads, the shortest. */
    readonly lingerSeconds: number,
    readonly settings: FetchSettings,
    { delay, limit }: Way,
    members: number,
    owners: readonly number[],
    /** What a member does with an answer that it has received. */
    readonly receives: (session: Session) => void,
    /** A session has been closed. */
    readonly forgets: (session: Session) => void,
  ) {
    this.delay = delay;
    this.limit = limit;
    this.hosts = hostsOf(system, settings, members);
    this.nicIn = Array.from({ length: members }, () => {
      return new Pipe(system.clock, settings.nicBytesPerSecond, settings.nicCredits);
    });
    this.readings = partitions.map((partition, index) => ({
      partition,
      owner: owners[index],
      fetched: 0,
      taken: { entry: 0, records: 0 },
      committed: { entry: 0, records: 0 },
      turnEnd: 0,
    }));
  }

  /** Among all that is read. */
  placeOf(reading: Reading): number {
    return this.readings.indexOf(reading);
  }

  /** Records under the high watermark that have not been taken. */
  lag(): number {
    return this.lagFrom(({ taken }) => taken);
  }

  /** Those that have not been committed. */
  lagOfCommitted(): number {
    return this.lagFrom(({ committed }) => committed);
  }

  private lagFrom(positionOf: (reading: Reading) => Position): number {
    let sum = 0;
    for (const reading of this.readings) {
      const { log, highWatermark } = reading.partition;
      const { entry, records } = positionOf(reading);
      sum += recordsOf(log.slice(entry, highWatermark)) - records;
    }
    return sum;
  }
}

/** Of those who send to these topics; infinite where nobody does. */
export function shortestLinger(model: Model, topics: readonly number[]): number {
  const senders = sendersOf(model).filter(({ model: { topic } }) => topics.includes(topic));
  return Math.min(...senders.map(({ model: { lingerSeconds } }) => lingerSeconds));
}

function recordsOf(entries: readonly Entry[]): number {
  return entries.reduce((sum, { records }) => sum + records.length, 0);
}

/** The sessions of all readers of all clusters, numbered in the order in which they were opened. */
export class Sessions {
  readonly all: Session[] = [];

  constructor(
    private readonly system: System,
    private readonly readers: readonly Reader[],
    private readonly clusters: readonly Cluster[],
  ) {
    for (const cluster of clusters) cluster.listeners.readers = this;
  }

  /**
   * The first sessions, cluster after cluster: their first fetches arrive over a round trip, from a
   * linger on.
   */
  begin(clusters: readonly Cluster[]): void {
    for (const cluster of clusters) this.add(cluster);
    const phases = this.all.map(({ reader }) => {
      const phase = this.phaseOf(reader.cluster);
      return phase.next() * 2 * reader.delay();
    });
    this.all.forEach((session, index) => {
      const { delay, lingerSeconds } = session.reader;
      this.arrivesAt(session, Math.min(delay(), lingerSeconds) + phases[index]);
    });
  }

  /** A mirror's is that of the cluster that it copies. */
  private phaseOf({ index, phase }: Cluster): Stream {
    if (phase !== null) return phase;
    const { mirrors, clusters } = this.system.model;
    const { copies } = mirrors[index - clusters.length];
    const source = this.clusters[copies].phase;
    if (source === null) throw new Error('a mirror of a mirror');
    return source;
  }

  /**
   * Opens what is missing: a session for each member and each broker that leads some of its
   * partitions.
   */
  open(cluster: Cluster): void {
    for (const session of this.add(cluster)) this.fetch(session);
  }

  private add(cluster: Cluster): Session[] {
    const added: Session[] = [];
    for (const reader of this.readers) {
      if (reader.cluster !== cluster) continue;
      const free = reader.readings.filter((reading) => {
        return reading.owner >= 0 && reading.partition.leader >= 0 && !this.has(reading);
      });
      for (const first of free) {
        if (this.has(first)) continue;
        const { owner, partition } = first;
        const session: Session = {
          number: this.all.length,
          reader,
          member: owner,
          broker: partition.leader,
          readings: free.filter(
            (each) => each.owner === owner && each.partition.leader === partition.leader,
          ),
          answered: [],
          waits: false,
          fetches: 0,
          moved: false,
          closed: false,
          window: new Window(reader.limit),
        };
        this.all.push(session);
        added.push(session);
      }
    }
    return added;
  }

  private has(reading: Reading): boolean {
    return this.all.some(({ closed, readings }) => !closed && readings.includes(reading));
  }

  /**
   * Closes the sessions that `which` names: what is not yet taken of their answers is read again.
   */
  close(which: (session: Session) => boolean): void {
    for (const session of this.all) {
      if (session.closed || !which(session)) continue;
      session.closed = true;
      session.waits = false;
      for (const reading of session.readings) reading.fetched = reading.taken.entry;
      session.reader.forgets(session);
    }
  }

  /** Sends a session's next fetch. */
  fetch(session: Session): void {
    const { link, delay } = session.reader;
    const leaves = Math.max(this.system.now, link.cutUntil);
    this.arrivesAt(session, leaves + delay() * link.slowness);
  }

  private arrivesAt(session: Session, time: number): void {
    const { cluster } = session.reader;
    const { number } = session;
    this.system.clock.at(time, 'readFetchArrives', number, () => {
      if (session.closed) return;
      const { handlers } = cluster.brokers[session.broker];
      const done = (): void => {
        if (!session.closed) this.handled(session);
      };
      handlers.serve(cluster.drawFetch(), 'readFetchDone', number, done, cluster.drawWakeup);
    });
  }

  private handled(session: Session): void {
    const { settings } = session.reader;
    const fetch = ++session.fetches;
    session.waits = true;
    this.answerIfEnough(session);
    const deadline = this.system.now + settings.fetchMaxWaitSeconds;
    this.system.clock.at(deadline, 'readTimeout', session.number, () => {
      if (session.waits && session.fetches === fetch) this.answer(session);
    });
  }

  private answerIfEnough(session: Session): void {
    let readable = 0;
    const { fetchMinBytes, maxPartitionFetchBytes } = session.reader.settings;
    for (const { partition, fetched } of session.readings) {
      let here = 0;
      for (const { batch } of partition.log.slice(fetched, partition.highWatermark)) {
        here += bytesOf(batch);
      }
      readable += Math.min(here, maxPartitionFetchBytes);
    }
    if (readable >= fetchMinBytes) this.answer(session);
  }

  /** A high watermark has moved. */
  moved(partition: Partition): void {
    for (const session of this.all) {
      const reads = session.readings.some((reading) => reading.partition === partition);
      if (session.waits && reads) session.moved = true;
    }
  }

  /** Answers those that have enough by now, in order of their numbers. */
  wake(): void {
    for (const session of this.all) {
      if (!session.moved) continue;
      session.moved = false;
      if (session.waits) this.answerIfEnough(session);
    }
  }

  private answer(session: Session): void {
    const { reader } = session;
    const { clock } = this.system;
    session.waits = false;
    const answer = this.fill(session);
    const { bytes } = answer;
    const { link, delay, settings } = reader;
    if (bytes === 0) {
      // An empty answer, and at once the next request.
      const twice = (delay() + delay()) * link.slowness;
      this.arrivesAt(session, Math.max(clock.now, link.cutUntil) + twice);
      return;
    }
    const bandwidth = reader.cluster.model.nicBytesPerSecond;
    const { begins, takes } = reader.cluster.brokers[session.broker].nicOut.send(bytes / bandwidth);
    const slower = Math.max(takes, bytes / settings.nicBytesPerSecond);
    const from = Math.max(begins, link.cutUntil);
    const left = session.window.lastLeaves(from, bytes, link.slowness);
    const arrival = Math.max(from + slower, left) + delay() * link.slowness;
    const { hosts } = reader;
    const unpacked = (): void => {
      if (!session.closed) reader.receives(session);
    };
    const here = (): void => {
      if (session.closed) return;
      if (hosts === null) unpacked();
      else hosts.unpack(session.member, answer, 'readUnpacked', session.number, unpacked);
    };
    clock.at(arrival, 'readData', session.number, () => {
      if (session.closed) return;
      const received = reader.nicIn[session.member].receive(bytes / settings.nicBytesPerSecond);
      if (received > clock.now) clock.at(received, 'readReceived', session.number, here);
      else here();
    });
  }

  /** Whole batches, partition after partition, as the limits allow, but at least one. */
  private fill(session: Session): { bytes: number; records: number } {
    const { fetchMaxBytes, maxPartitionFetchBytes } = session.reader.settings;
    const wereAnswered = (reading: Reading): boolean => session.answered.includes(reading);
    session.readings = [
      ...session.readings.filter((reading) => !wereAnswered(reading)),
      ...session.readings.filter(wereAnswered),
    ];
    const before = session.readings.map(({ fetched }) => fetched);
    let all = 0;
    let records = 0;
    for (const reading of session.readings) {
      const { log, highWatermark } = reading.partition;
      let here = 0;
      while (reading.fetched < highWatermark) {
        const bytes = bytesOf(log[reading.fetched].batch);
        const fits = here + bytes <= maxPartitionFetchBytes && all + bytes <= fetchMaxBytes;
        if (!fits && all > 0) break;
        here += bytes;
        all += bytes;
        records += log[reading.fetched].records.length;
        reading.fetched++;
      }
    }
    session.answered = session.readings.filter(({ fetched }, index) => fetched > before[index]);
    return { bytes: all, records };
  }
}
