/** What travels: batches of records and produce requests. */
import type { Connection } from './clusterParts.js';
import type { Flow } from './flow.js';
import type { OracleRecord } from './system.js';

export interface Batch {
  readonly producer: number;
  /** The kind of its producer. */
  readonly flow: Flow;
  /** Its number among all partitions of a cluster. */
  readonly partition: number;
  readonly records: readonly OracleRecord[];
  /** In a mirror: what it copies stood in the log a second time. */
  readonly copy: boolean;
  /** Its place among its producer's batches of this partition. */
  readonly sequence: number;
  /** Attempts that have failed, and from when on it may be sent again. */
  failures: number;
  retryAt: number;
  /** The request that carries it now. */
  request: Request | null;
  /** Its producer has no more to do with it: acknowledged, or given up. */
  acknowledged: boolean;
  givenUp: boolean;
  /** Where it stands in the log; -1 = not (yet, or no more). */
  position: number;
}

type Sent = Pick<Batch, 'producer' | 'flow' | 'partition' | 'records' | 'copy' | 'sequence'>;

/** A batch of which nothing has happened yet. */
export function freshBatch(sent: Sent): Batch {
  return {
    ...sent,
    failures: 0,
    retryAt: 0,
    request: null,
    acknowledged: false,
    givenUp: false,
    position: -1,
  };
}

export interface Request {
  readonly connection: Connection;
  /** Those that have not been given up meanwhile; and how many it was made of. */
  readonly batches: Batch[];
  readonly made: number;
  readonly records: number;
  readonly bytes: number;
  /** What its broker does not take of it, once that is known. */
  readonly refused: Set<Batch>;
  /** Counts its broker's crashes when it was sent. */
  readonly life: number;
  /** Its connection has been closed. */
  abandoned: boolean;
  answered: boolean;
  /** Batches that acks=all still waits for; null = it has not been appended. */
  pending: Set<Batch> | null;
}

/** On the wire and on disk. */
export function bytesOf({ records, flow }: Pick<Batch, 'records' | 'flow'>): number {
  return records.length * flow.wireBytes;
}

/** What waits for one partition. */
export interface Queue {
  readonly unsent: OracleRecord[];
  /** Batches to be sent again, in order. */
  readonly again: Batch[];
  made: number;
}

/** What goes to one broker. */
export interface Channel {
  connection: Connection;
  /** Requests sent and not answered, in order. */
  readonly unanswered: Request[];
  /** Where among its broker's partitions the next request starts. */
  rotation: number;
  /** Of queues: a memory alarm is on, as it has heard. */
  stopped: boolean;
}

/** Of a connection to a broker that is up. */
export function requestOf(connection: Connection, given: readonly Batch[]): Request {
  const batches = [...given];
  const records = batches.reduce((sum, batch) => sum + batch.records.length, 0);
  const request: Request = {
    connection,
    batches,
    made: batches.length,
    records,
    bytes: batches.reduce((sum, batch) => sum + bytesOf(batch), 0),
    refused: new Set(),
    life: connection.broker.life,
    abandoned: false,
    answered: false,
    pending: null,
  };
  for (const batch of batches) batch.request = request;
  return request;
}
