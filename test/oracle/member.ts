/** A group's instances, and what they take. */
import type { Pool } from './pool.js';
import type { Session } from './reader.js';
import type { Lot } from './sends.js';
import type { Rec } from './system.js';

/** A record of a poll, with its partition's number in its topic. */
export interface Taken {
  readonly record: Rec;
  /** The number of its topic's partition; and which of all that the group reads it is. */
  readonly partition: number;
  readonly lane: number;
  /** It stands in the log a second time. */
  readonly copy: boolean;
}

/** One instance. A dead one is replaced by another object in its place. */
export interface Member {
  readonly place: number;
  alive: boolean;
  slowness: number;
  committedAt: number;
  /** It gives up its partitions at the end of its poll. */
  leaving: boolean;
  busy: boolean;
  /** The moment from which it may poll again has been set. */
  turnComes: boolean;
  /** Of a poll without a store: what is not done yet, in the order in which it will be. */
  undone: Lot[];
  /** Answers that wait, in order of receipt. */
  readonly buffer: Session[];
  /** Its work, where records are done one by one. */
  pool: Pool | null;
}
