/**
 * Records and batches while they are inside the system.
 *
 * Semantics: a batch is a contiguous slice of the record columns, of one producer and one partition. It lives until
 * every reader has taken all its records and, where it is acknowledged, until its acknowledgement has come back.
 * Slices are handed out by size class (four an octave) and reused, the last freed first, so memory follows what is inside,
 * not what has passed. (Powers of two alone would put them all into the same half of the processor's cache.)
 * Copies of a batch hold the same slice.
 */
import type { Arena } from '../engine/arena.js';
import { STAMP, STAMPS } from '../engine/kernels.js';

export class Records {
  /** When the user's event happened: the intended start, seconds. */
  arrival: Float64Array;
  /** When the producer's buffer took it; only set in batches that are `blocked`, elsewhere it is the arrival. */
  admitted: Float64Array;
  /** Empty where nothing asks for keys. */
  key: Int32Array;
  /** A bit for each path that has delivered it; empty where no delivery may come twice. */
  delivered: Int32Array;
  /** Pointers to the columns of arrivals and admissions. */
  arrivalPlace: number;
  admittedPlace: number;
  /** [first record of a slice]: batches that hold the slice. */
  private holders = new Int32Array(1 << 14);
  private end = 0;
  private readonly freeSlices: number[][] = Array.from({ length: 128 }, () => []);

  constructor(
    private readonly arena: Arena,
    keeps: { readonly keys: boolean; readonly deliveries: boolean },
  ) {
    this.arrival = arena.floats(1 << 14);
    this.admitted = arena.floats(1 << 14);
    this.key = new Int32Array(keeps.keys ? 1 << 14 : 0);
    this.delivered = new Int32Array(keeps.deliveries ? 1 << 14 : 0);
    this.arrivalPlace = this.arrival.byteOffset;
    this.admittedPlace = this.admitted.byteOffset;
  }

  /** A slice for `count` records, held once. */
  allocate(count: number): number {
    const sizeClass = sizeClassOf(count);
    const first = this.freeSlices[sizeClass].pop() ?? this.unused(sizeOf(sizeClass));
    this.holders[first] = 1;
    return first;
  }

  /** The slice is held once more. */
  hold(first: number): void {
    this.holders[first]++;
  }

  release(first: number, count: number): void {
    if (--this.holders[first] > 0) return;
    this.freeSlices[sizeClassOf(count)].push(first);
  }

  private unused(size: number): number {
    const first = this.end;
    this.end += size;
    while (this.end > this.arrival.length) this.grow();
    return first;
  }

  private grow(): void {
    const { arena, arrival, admitted } = this;
    this.arrival = arena.floats(arrival.length * 2);
    this.arrival.set(arrival);
    this.admitted = arena.floats(admitted.length * 2);
    this.admitted.set(admitted);
    this.arrivalPlace = this.arrival.byteOffset;
    this.admittedPlace = this.admitted.byteOffset;
    this.key = enlargeInt(this.key);
    this.delivered = enlargeInt(this.delivered);
    this.holders = enlargeInt(this.holders);
  }
}

/** Sizes 1 to 8 are classes of their own; above, an octave has four. */
function sizeClassOf(count: number): number {
  if (count <= 8) return count;
  const octave = 31 - Math.clz32(count - 1);
  return 4 * (octave - 1) + ((count - 1) >> (octave - 2)) - 3;
}

function sizeOf(sizeClass: number): number {
  // Even, so that a vector of two begins where the slice does.
  if (sizeClass <= 8) return sizeClass + (sizeClass & 1);
  const octave = Math.floor((sizeClass - 9) / 4) + 3;
  return (5 + ((sizeClass - 9) % 4)) << (octave - 2);
}

/** Columns of batches: when each of a batch's steps happened, seconds. */
export class Batches {
  capacity = 1 << 10;
  first = new Int32Array(this.capacity);
  count = new Int32Array(this.capacity);
  partition = new Int32Array(this.capacity);
  /** The client (producer or mirror task) that sent it. */
  client = new Int32Array(this.capacity);
  request = new Int32Array(this.capacity);
  nextInRequest = new Int32Array(this.capacity);
  /** Deliveries still to come: records times paths that have not taken them. 0 and acknowledged = free. */
  remaining = new Float64Array(this.capacity);
  /** [batch * STAMPS + STAMP.*]: when it was ready, ..., readable; one cache line a batch. */
  stamps: Float64Array;
  stampsPlace: number;
  acknowledged = new Uint8Array(this.capacity);
  /** Where it stands in its partition's log; -1 = it does not (yet, or no more). */
  position = new Float64Array(this.capacity);
  /** Times it has been sent in vain, and from when on it may be sent again. */
  attempts = new Int32Array(this.capacity);
  retryAt = new Float64Array(this.capacity);
  /** Place in its client's order of batches. */
  sequence = new Float64Array(this.capacity);
  /** 1 = a second copy in the log of what stands there already: its deliveries are duplicates. */
  copy = new Uint8Array(this.capacity);
  /** What keeps it besides: its log, for readers that may come back and for followers; requests of it under way; see also holds.ts. */
  kept = new Int32Array(this.capacity);
  /** Counts the uses of this place: a stale reference has another one. */
  generation = new Int32Array(this.capacity);
  /** Audit: places that something was delivered from after they had been freed. */
  private touchedWhenFree = 0;
  private end = 0;
  private readonly freed: number[] = [];

  constructor(private readonly arena: Arena) {
    this.stamps = arena.floats(this.capacity * STAMPS);
    this.stampsPlace = this.stamps.byteOffset;
  }

  /** Another batch of the same records, with the same past. */
  copyOf(batch: number, records: Records): number {
    const copy = this.allocate();
    const { stamps } = this;
    for (let place = 0; place < STAMPS; place++) {
      stamps[copy * STAMPS + place] = stamps[batch * STAMPS + place];
    }
    this.first[copy] = this.first[batch];
    this.count[copy] = this.count[batch];
    this.partition[copy] = this.partition[batch];
    this.client[copy] = this.client[batch];
    this.acknowledged[copy] = 1;
    this.position[copy] = -1;
    this.kept[copy] = 0;
    records.hold(this.first[batch]);
    return copy;
  }

  allocate(): number {
    const reused = this.freed.pop();
    if (reused !== undefined) {
      if (this.remaining[reused] !== 0) this.touchedWhenFree++;
      return reused;
    }
    if (this.end === this.capacity) this.grow();
    return this.end++;
  }

  /** Whether nobody needs it any more. */
  isDone(batch: number): boolean {
    return this.remaining[batch] === 0 && this.acknowledged[batch] === 1 && this.kept[batch] === 0;
  }

  release(batch: number): void {
    this.remaining[batch] = 0;
    this.generation[batch]++;
    this.freed.push(batch);
  }

  /** When its record that is `offset` places in was admitted. */
  admittedAt(batch: number, offset: number, { arrival, admitted }: Records): number {
    const blocked = this.stamps[batch * STAMPS + STAMP.blocked] === 1;
    return (blocked ? admitted : arrival)[this.first[batch] + offset];
  }

  /** Deliveries still owed by every batch alive: the audit's walk, independent of the counters. */
  owed(): number {
    let sum = 0;
    for (let batch = 0; batch < this.end; batch++) sum += this.remaining[batch];
    return sum;
  }

  /** Batches of which more was delivered than there was: the audit's walk. */
  overdelivered(): number {
    let batches = this.touchedWhenFree;
    for (let batch = 0; batch < this.end; batch++) if (this.remaining[batch] < 0) batches++;
    return batches;
  }

  private grow(): void {
    this.capacity *= 2;
    this.first = enlargeInt(this.first);
    this.count = enlargeInt(this.count);
    this.partition = enlargeInt(this.partition);
    this.client = enlargeInt(this.client);
    this.request = enlargeInt(this.request);
    this.nextInRequest = enlargeInt(this.nextInRequest);
    this.remaining = enlargeFloat(this.remaining);
    const stamps = this.arena.floats(this.stamps.length * 2);
    stamps.set(this.stamps);
    this.stamps = stamps;
    this.stampsPlace = stamps.byteOffset;
    this.position = enlargeFloat(this.position);
    this.attempts = enlargeInt(this.attempts);
    this.retryAt = enlargeFloat(this.retryAt);
    this.sequence = enlargeFloat(this.sequence);
    this.generation = enlargeInt(this.generation);
    this.acknowledged = enlargeByte(this.acknowledged);
    this.copy = enlargeByte(this.copy);
    this.kept = enlargeInt(this.kept);
  }
}

/** Requests per pool: a power of two, since the remainder of a double takes as long as ten additions. */
const PLACES = 1_048_576;

/** The request that an event names. */
export function requestOf(event: number): number {
  return event & (PLACES - 1);
}

/** Columns of produce requests, from the producer's drain to the acknowledgement's arrival. */
export class Requests {
  capacity = 1 << 8;
  connection = new Int32Array(this.capacity);
  cluster = new Int32Array(this.capacity);
  firstBatch = new Int32Array(this.capacity);
  lastBatch = new Int32Array(this.capacity);
  batches = new Int32Array(this.capacity);
  records = new Int32Array(this.capacity);
  bytes = new Float64Array(this.capacity);
  /** Batches that the high watermark has not passed yet. */
  pending = new Int32Array(this.capacity);
  /** Next request of the same connection waiting at the broker, or -1. */
  next = new Int32Array(this.capacity);
  received = new Float64Array(this.capacity);
  started = new Float64Array(this.capacity);
  /** 1 = its client has given it up: the connection is closed. */
  abandoned = new Uint8Array(this.capacity);
  /** Its broker's count of restarts when it was sent: another one now means that it was lost with the broker. */
  epoch = new Int32Array(this.capacity);
  /** When its connection is closed for want of an answer; only set where that can be. */
  deadline = new Float64Array(this.capacity);
  /** Batches of an abandoned request, their generations and partitions; its batches may be in another request by now. */
  readonly stale: (readonly (readonly [number, number, number])[])[] = [];
  private end = 0;
  private readonly freed: number[] = [];

  allocate(): number {
    const request = this.freed.pop() ?? this.unused();
    this.abandoned[request] = 0;
    return request;
  }

  /**
   * How events name a request: of two at the same time that of the earlier connection goes first, whatever places of the
   * pool they happen to have.
   */
  event(request: number): number {
    return (this.connection[request] & (PLACES - 1)) * PLACES + request;
  }

  release(request: number): void {
    this.freed.push(request);
  }

  private unused(): number {
    if (this.end === this.capacity) this.grow();
    return this.end++;
  }

  private grow(): void {
    this.capacity *= 2;
    this.connection = enlargeInt(this.connection);
    this.cluster = enlargeInt(this.cluster);
    this.firstBatch = enlargeInt(this.firstBatch);
    this.lastBatch = enlargeInt(this.lastBatch);
    this.batches = enlargeInt(this.batches);
    this.records = enlargeInt(this.records);
    this.bytes = enlargeFloat(this.bytes);
    this.pending = enlargeInt(this.pending);
    this.next = enlargeInt(this.next);
    this.received = enlargeFloat(this.received);
    this.started = enlargeFloat(this.started);
    this.abandoned = enlargeByte(this.abandoned);
    this.epoch = enlargeInt(this.epoch);
    this.deadline = enlargeFloat(this.deadline);
  }
}

export function enlargeByte(column: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(column.length * 2);
  larger.set(column);
  return larger;
}

export function enlargeFloat(column: Float64Array): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(column.length * 2);
  larger.set(column);
  return larger;
}

export function enlargeInt(column: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(column.length * 2);
  larger.set(column);
  return larger;
}
