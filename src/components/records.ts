/**
 * Records and batches while they are inside the system.
 *
 * Semantics: a batch is a contiguous slice of the record columns, of one producer and one partition. It lives until
 * every reader has taken all its records and, where it is acknowledged, until its acknowledgement has come back.
 * Slices are handed out by size class (powers of two) and reused, so memory follows what is inside, not what has passed.
 */
export class Records {
  /** When the user's event happened: the intended start, seconds. */
  arrival = new Float64Array(1 << 14);
  /** When the producer's buffer took it; later than arrival only when memory was full. */
  admitted = new Float64Array(1 << 14);
  key = new Int32Array(1 << 14);
  /** A bit for each path that has delivered it; kept where a delivery may come twice. */
  delivered = new Int32Array(1 << 14);
  private end = 0;
  private readonly freeSlices: number[][] = Array.from({ length: 32 }, () => []);

  allocate(count: number): number {
    const sizeClass = 32 - Math.clz32(count - 1);
    const reused = this.freeSlices[sizeClass].pop();
    if (reused !== undefined) return reused;
    const first = this.end;
    this.end += 1 << sizeClass;
    while (this.end > this.arrival.length) this.grow();
    return first;
  }

  release(first: number, count: number): void {
    this.freeSlices[32 - Math.clz32(count - 1)].push(first);
  }

  private grow(): void {
    this.arrival = enlargeFloat(this.arrival);
    this.admitted = enlargeFloat(this.admitted);
    this.key = enlargeInt(this.key);
    this.delivered = enlargeInt(this.delivered);
  }
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
  ready = new Float64Array(this.capacity);
  drained = new Float64Array(this.capacity);
  received = new Float64Array(this.capacity);
  started = new Float64Array(this.capacity);
  appended = new Float64Array(this.capacity);
  /** When the high watermark passed it in the home cluster. */
  committed = new Float64Array(this.capacity);
  /** When the high watermark passed it where it is read: the home cluster or a mirror. */
  readable = new Float64Array(this.capacity);
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
  /** 1 = the log keeps it for readers that may come back, or for followers. */
  kept = new Uint8Array(this.capacity);
  /** Counts the uses of this place: a stale reference has another one. */
  generation = new Int32Array(this.capacity);
  /** Audit: places that something was delivered from after they had been freed. */
  private touchedWhenFree = 0;
  private end = 0;
  private readonly freed: number[] = [];

  allocate(): number {
    const reused = this.freed.pop();
    if (reused !== undefined) {
      if (this.remaining[reused] !== 0) this.touchedWhenFree++;
      return reused;
    }
    if (this.end === this.capacity) this.grow();
    return this.end++;
  }

  release(batch: number): void {
    this.remaining[batch] = 0;
    this.generation[batch]++;
    this.freed.push(batch);
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
    this.ready = enlargeFloat(this.ready);
    this.drained = enlargeFloat(this.drained);
    this.received = enlargeFloat(this.received);
    this.started = enlargeFloat(this.started);
    this.appended = enlargeFloat(this.appended);
    this.committed = enlargeFloat(this.committed);
    this.readable = enlargeFloat(this.readable);
    this.position = enlargeFloat(this.position);
    this.attempts = enlargeInt(this.attempts);
    this.retryAt = enlargeFloat(this.retryAt);
    this.sequence = enlargeFloat(this.sequence);
    this.generation = enlargeInt(this.generation);
    this.acknowledged = enlargeByte(this.acknowledged);
    this.copy = enlargeByte(this.copy);
    this.kept = enlargeByte(this.kept);
  }
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
  /** Counts the uses of this place, for timers. */
  generation = new Int32Array(this.capacity);
  /** Batches of an abandoned request and their generations; its batches may be in another request by now. */
  readonly stale: (readonly (readonly [number, number])[])[] = [];
  private end = 0;
  private readonly freed: number[] = [];

  allocate(): number {
    const request = this.freed.pop() ?? this.unused();
    this.abandoned[request] = 0;
    return request;
  }

  release(request: number): void {
    this.generation[request]++;
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
    this.generation = enlargeInt(this.generation);
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
