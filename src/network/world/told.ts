/**
 * Journeys that were told of, packed: numbers hop by hop, since a close-up tells of many more than
 * turn out to be asked for.
 *
 * Semantics: a journey's last hop comes first, then those behind it, as
 * ../../engine/assembly/world/trace.ts packs them. A journey lasts from when its first hop's
 * record was sent until its last hop is done.
 */
import type { Arena } from '../../engine/arena.js';
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';

/** Of one group: NUMBERS a hop. */
export type PackedJourneys = Float64Array;

/** Group, partition, instance, why it is told, from, to, broker, shard. */
const NUMBERS = 8;
const [GROUP, PARTITION, INSTANCE, WHY, FROM, TO, BROKER, SHARD] = [0, 1, 2, 3, 4, 5, 6, 7];
/** Why: 0 = a hop behind another; else the sum of these. */
const BY_LATENCY = 1;
const DRAWN = 2;

/** Those of a trace's row that were drawn, or took `leastSeconds` at the least. */
export function packTold(arena: Arena, trace: number, leastSeconds: number): PackedJourneys {
  const room = arena.floats(readField(arena, TRACE, trace, 'count') * NUMBERS);
  const length = arena.kernels.packTold(trace, leastSeconds, room.byteOffset);
  return room.slice(0, length);
}

/**
 * Reads them one after the other: those that were drawn, and those told for how long they took,
 * from `slowSeconds` on. Before the first `next()` it stands before them.
 */
export class ToldReader {
  /** Told for how long it took, and as one of every so many. */
  byLatency = false;
  drawn = false;
  /** At least 1. */
  hops = 0;
  private first = 0;
  private end = 0;

  constructor(
    private readonly packed: PackedJourneys,
    private readonly slowSeconds: number,
  ) {}

  /** Goes on to the next one; false: there is none. */
  next(): boolean {
    const { packed, slowSeconds } = this;
    while (this.end < packed.length) {
      const first = this.end;
      let end = first + NUMBERS;
      while (end < packed.length && packed[end + WHY] === 0) end += NUMBERS;
      this.first = first;
      this.end = end;
      const why = packed[first + WHY];
      this.byLatency = (why & BY_LATENCY) !== 0 && this.to - this.from >= slowSeconds;
      this.drawn = (why & DRAWN) !== 0;
      this.hops = (end - first) / NUMBERS;
      if (this.byLatency || this.drawn) return true;
    }
    return false;
  }

  /** When its first record was sent, and its last hop done: seconds of the trial. */
  get from(): number {
    return this.packed[this.end - NUMBERS + FROM];
  }

  get to(): number {
    return this.packed[this.first + TO];
  }

  /** Of its cluster, that led the last partition when the record was done; -1 = none did. */
  get broker(): number {
    return this.packed[this.first + BROKER];
  }

  /** Of the last group's store; -1 = it has none. */
  get shard(): number {
    return this.packed[this.first + SHARD];
  }

  /** Of a hop, the first one first: the place of its group among the model's consumers. */
  group(hop: number): number {
    return this.packed[this.placeOf(hop) + GROUP];
  }

  /** Of its topic, from 0. */
  partition(hop: number): number {
    return this.packed[this.placeOf(hop) + PARTITION];
  }

  /** Of the group, from 0. */
  instance(hop: number): number {
    return this.packed[this.placeOf(hop) + INSTANCE];
  }

  private placeOf(hop: number): number {
    return this.end - (hop + 1) * NUMBERS;
  }
}
