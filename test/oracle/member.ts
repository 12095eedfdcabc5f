/** A group's instances, and what they take. */
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Pool } from './pool.js';
import type { Handed } from './queueParts.js';
import type { Reader, Reading, Session } from './reader.js';
import type { Lot } from './sends.js';
import type { Span } from './use.js';
import type { OracleRecord } from './system.js';

/** A record of a poll, with its partition's number in its topic. */
export interface Taken {
  readonly record: OracleRecord;
  /** The number of its topic's partition; and which of all that the group reads it is. */
  readonly partition: number;
  readonly lane: number;
  /** It stands in the log a second time. */
  readonly copy: boolean;
  /** Of a queue. */
  readonly handed?: Handed;
}

/** One instance. A dead one is replaced by another object in its place. */
export interface Member {
  readonly place: number;
  alive: boolean;
  /** Since when it is. */
  since: number;
  slowness: number;
  committedAt: number;
  /** It gives up its partitions at the end of its poll. */
  leaving: boolean;
  busy: boolean;
  /** It has left its group, and works on. */
  outside: boolean;
  /** Counts its polls; how long the threads of the last are busy. */
  polls: number;
  span: Span | null;
  /** The moment from which it may poll again has been set. */
  turnComes: boolean;
  /** Of a poll without a store: what is not done yet, in the order in which it will be. */
  undone: Lot[];
  /** Answers that wait, in order of receipt. */
  readonly buffer: Session[];
  /** Its work, where records are done one by one. */
  pool: Pool | null;
}

/** Instances that a group may have at one time. */
export function placesOf({ instances, autoscaler }: ConsumerGroupModel): number {
  return Math.max(instances, autoscaler?.maximum ?? 0);
}

/** Of that place, not yet running. */
export function freshMember(index: number): Member {
  return {
    place: index,
    alive: false,
    since: 0,
    slowness: 1,
    committedAt: 0,
    leaving: false,
    busy: false,
    outside: false,
    polls: 0,
    span: null,
    turnComes: false,
    undone: [],
    buffer: [],
    pool: null,
  };
}

/** Of those that are in the group. */
export function livingPlaces(members: readonly Member[]): number[] {
  return members.filter(({ alive, outside }) => alive && !outside).map(({ place }) => place);
}

/** An answer that is closed waits no more. */
export function forget({ buffer }: Member, session: Session): void {
  if (buffer.includes(session)) buffer.splice(buffer.indexOf(session), 1);
}

/** What it has done of a partition. */
export function commitOf({ pool }: Member, reading: Reading): void {
  reading.committed = pool === null ? reading.taken : pool.committable(reading);
}

/** What must be done one after the other; null = nothing. */
export function laneOf(
  { concurrency }: Pick<ConsumerGroupModel, 'concurrency'>,
  { record, lane }: Taken,
): number | null {
  if (concurrency === 'free') return null;
  return concurrency === 'partition' ? lane : record.key;
}

/** Who reads on from what was last committed. */
export function giveTo(reading: Reading, owner: number): void {
  reading.owner = owner;
  reading.turnEnd = 0;
  reading.taken = reading.committed;
  reading.fetched = reading.committed.entry;
}

/** What a poll takes of the answers that wait; `emptied`: of which nothing is left. */
export function takePoll(
  reader: Reader,
  buffer: Session[],
  most: number,
  emptied: (session: Session) => void,
): Taken[] {
  const taken: Taken[] = [];
  while (taken.length < most && buffer.length > 0) {
    const [session] = buffer;
    if (!takeAnswer(reader, session, most, taken)) continue;
    buffer.shift();
    emptied(session);
  }
  return taken;
}

/** Takes records of an answer, until there are so many; true when nothing is left of it. */
function takeAnswer(reader: Reader, { readings }: Session, most: number, taken: Taken[]): boolean {
  for (const reading of readings) {
    const { partition } = reading;
    while (reading.taken.entry < reading.fetched) {
      if (taken.length === most) return false;
      const { records, copy } = partition.log[reading.taken.entry];
      const record = records[reading.taken.records];
      taken.push({ record, partition: partition.own, lane: reader.placeOf(reading), copy });
      reading.taken =
        reading.taken.records + 1 < records.length
          ? { entry: reading.taken.entry, records: reading.taken.records + 1 }
          : { entry: reading.taken.entry + 1, records: 0 };
    }
  }
  return true;
}
