/** Followers' fetch sessions: engine/assembly/brokers/replication.ts in plain objects. */
import type { Cluster } from './cluster.js';
import type { Broker, Partition, Replica } from './clusterParts.js';
import { bytesOf } from './messages.js';
import type { System } from './system.js';

/** replica.fetch.response.max.bytes. */
const RESPONSE_MAX_BYTES = 10_485_760;

interface Session {
  readonly number: number;
  readonly leader: Broker;
  readonly follower: Broker;
  readonly copies: readonly { partition: Partition; replica: Replica }[];
  /**
   * Whether a handled fetch waits for something to be appended, and whether there is something now.
   */
  waits: boolean;
  woken: boolean;
  closed: boolean;
}

export class Followers {
  private readonly sessions: Session[] = [];

  constructor(
    private readonly system: System,
    private readonly cluster: Cluster,
  ) {
    cluster.listeners.followers = this;
  }

  /**
   * Opens a session for each pair of a leader and a follower, both up, for what has none; in order
   * of the pairs.
   */
  open(): void {
    const { brokers, partitions } = this.cluster;
    const opened: Session[] = [];
    for (const leader of brokers) {
      for (const follower of brokers) {
        if (leader === follower || !follower.up) continue;
        const copies = partitions.flatMap((partition) => {
          const replica = partition.replicas.find(({ broker }) => broker === follower);
          const missing = partition.leader === leader.number && !this.has(partition, follower);
          return replica !== undefined && missing ? [{ partition, replica }] : [];
        });
        if (copies.length === 0) continue;
        const number = this.system.followerSessions++;
        const session = {
          number,
          leader,
          follower,
          copies,
          waits: false,
          woken: false,
          closed: false,
        };
        this.sessions.push(session);
        opened.push(session);
      }
    }
    for (const session of opened) this.fetch(session, this.system.now);
  }

  private has(partition: Partition, follower: Broker): boolean {
    return this.sessions.some(
      (session) =>
        !session.closed &&
        session.follower === follower &&
        session.copies.some((copy) => copy.partition === partition),
    );
  }

  /** Closes the sessions that `which` names; their followers go on from what they have. */
  close(
    which: (leader: Broker, follower: Broker, partitions: readonly Partition[]) => boolean,
  ): void {
    for (const session of this.sessions) {
      const partitions = session.copies.map(({ partition }) => partition);
      if (session.closed || !which(session.leader, session.follower, partitions)) continue;
      session.closed = true;
      for (const { replica } of session.copies) {
        replica.sent = replica.have;
        if (session.waits) replica.caughtUpAt = this.system.now;
      }
    }
  }

  appended(partition: Partition): void {
    for (const session of this.sessions) {
      if (session.closed || !session.waits) continue;
      if (!session.copies.some((copy) => copy.partition === partition)) continue;
      session.woken = true;
      for (const { replica } of session.copies) replica.caughtUpAt = this.system.now;
    }
  }

  /** Answers those that waited for what has been appended, in order of their numbers. */
  wake(): void {
    for (const session of this.sessions) {
      if (!session.woken) continue;
      session.woken = false;
      if (!session.closed) this.answer(session);
    }
  }

  /** The request leaves at `time`; its delay is drawn now. */
  private fetch(session: Session, time: number): void {
    const arrival = time + this.cluster.brokerDelay();
    this.system.clock.at(arrival, 'replicaFetchArrives', session.number, () => {
      if (session.closed) return;
      const { cluster } = this;
      const { handlers } = session.leader;
      const done = (): void => {
        if (!session.closed) this.handled(session);
      };
      const service = cluster.drawFetch();
      handlers.serve(service, 'replicaFetchDone', session.number, done, cluster.drawWakeup);
    });
  }

  private handled(session: Session): void {
    for (const { partition, replica } of session.copies) {
      if (replica.have > replica.known) {
        replica.known = replica.have;
        this.cluster.advance(partition);
      }
      // One that has reached the high watermark is in sync again.
      if (replica.known >= partition.highWatermark) replica.inSync = true;
      this.noteFetch(partition, replica);
    }
    session.waits = true;
    if (session.copies.some(({ partition, replica }) => partition.log.length > replica.sent)) {
      this.answer(session);
    }
    this.cluster.listeners.readers.wake();
  }

  private noteFetch(partition: Partition, replica: Replica): void {
    const end = partition.log.length;
    const { now } = this.system;
    if (replica.known >= end) replica.caughtUpAt = now;
    else if (replica.known >= replica.endThen) {
      replica.caughtUpAt = Math.max(replica.caughtUpAt, replica.fetchedAt);
    }
    replica.fetchedAt = now;
    replica.endThen = end;
  }

  private answer(session: Session): void {
    const { clock } = this.system;
    session.waits = false;
    let bytes = 0;
    for (const { partition, replica } of session.copies) {
      while (replica.sent < partition.log.length) {
        const more = bytesOf(partition.log[replica.sent].batch);
        if (bytes > 0 && bytes + more > RESPONSE_MAX_BYTES) break;
        bytes += more;
        replica.sent++;
      }
    }
    const ends = session.copies.map(({ replica }) => replica.sent);
    const seconds = bytes / this.cluster.model.nicBytesPerSecond;
    const { begins, takes } = session.leader.nicOut.send(seconds);
    const arrival = begins + Math.max(takes, seconds) + this.cluster.brokerDelay();
    clock.at(arrival, 'replicaData', session.number, () => {
      if (session.closed) return;
      const received = session.follower.nicIn.receive(seconds);
      if (received > clock.now) {
        clock.at(received, 'replicaReceived', session.number, () => {
          if (!session.closed) this.received(session, bytes, ends);
        });
      } else this.received(session, bytes, ends);
    });
  }

  /** Writes to the follower's log, then asks for more. */
  private received(session: Session, bytes: number, ends: readonly number[]): void {
    const { clock } = this.system;
    const written = this.cluster.write(session.follower, bytes);
    const appended = Math.max(written, clock.now) + this.cluster.drawReplicaAppend();
    clock.at(appended, 'replicaReceived', session.number, () => {
      if (session.closed) return;
      session.copies.forEach(({ replica }, index) => {
        replica.have = ends[index];
      });
    });
    this.fetch(session, appended);
  }
}
