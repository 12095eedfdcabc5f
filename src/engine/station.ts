/**
 * A bank of alike stations: `count` instances, each with `servers` parallel servers behind one FIFO
 * queue.
 *
 * Semantics: a job that comes at `now` with a known service time starts on the server that is free
 * first (the lowest numbered of those free equally early), at max(now, that server's free time):
 * the Kiefer-Wolfowitz recursion, which for a FIFO queue gives the same start times as a queue of
 * events. Calls for one instance must come in time order.
 * An instance's measured window is [windowStart, windowEnd): busy and queue seconds are clipped to
 * it exactly; jobs and waits are those of jobs that came within it; the longest queue is that of
 * any moment of it, its begin too. What an instance does is measured as long as it is there. Kiefer
 * & Wolfowitz 1955, "On the theory of queues with many servers". What happens at each job is a
 * kernel (assembly/stations.ts), and what it touches stands in the arena: one piece of code that
 * stays in the processor's cache, in place of a copy in every handler.
 */
import { BIN_COUNT, binOf } from '../statistics/index.js';
import type { Arena } from './arena.js';
import { BANK, BANK_CREDITS, BANK_FLOATS, BANK_POINTERS, type Kernels } from './kernels.js';
import type { Presence } from './presence.js';

/** Places of a ring of starts at first; and its fields, RING_INTS an instance. */
const FIRST_RING = 8;
const RING_INTS = 4;
const RING = { head: 0, size: 1, mask: 2, cells: 3 } as const;

/** In seconds of full speed, and as a share of it. */
export interface StationCredits {
  readonly baseline: number;
  readonly most: number;
  readonly left: number;
}

export class StationBank {
  readonly busySeconds: Float64Array;
  private readonly kernels: Kernels;
  /** Where the bank's fields begin in the arena. */
  readonly address: number;
  /** `[BANK.*]`: the bank's sums, in the arena. */
  private readonly sums: Float64Array;
  /** `[instance * servers + server]`: when it is free, seconds. */
  private readonly free: Float64Array;
  /** `[instance * RING_INTS + RING.*]`: when the jobs that wait will start. */
  private readonly rings: Int32Array;

  constructor(
    readonly name: string,
    readonly kind: 'station' | 'link' | 'disk' | 'buffer',
    readonly count: number,
    readonly servers: number,
    private readonly windowStart: number,
    private readonly windowEnd: number,
    private readonly arena: Arena,
    /** When its instances are there; null = always. */
    private readonly presence: Presence | null = null,
    /** Jobs by the bin of their wait. */
    readonly waitBins: Int32Array = arena.ints(BIN_COUNT),
  ) {
    this.kernels = arena.kernels;
    this.sums = arena.floats(BANK_FLOATS);
    this.address = this.sums.byteOffset;
    this.free = arena.floats(count * servers);
    this.busySeconds = arena.floats(count);
    this.rings = arena.ints(count * RING_INTS);
    const cells = arena.floats(count * FIRST_RING).byteOffset;
    for (let instance = 0; instance < count; instance++) {
      this.rings[instance * RING_INTS + RING.mask] = FIRST_RING - 1;
      this.rings[instance * RING_INTS + RING.cells] = cells + instance * FIRST_RING * 8;
    }
    // [instance * servers + server]: until when it has work of an instance that has gone, seconds.
    const goneUntil = arena.floats(count * servers);
    this.sums[BANK.windowStart] = windowStart;
    this.sums[BANK.windowEnd] = windowEnd;
    arena
      .intsAt(this.address + BANK_POINTERS, 6)
      .set([
        servers,
        this.free.byteOffset,
        this.busySeconds.byteOffset,
        this.waitBins.byteOffset,
        this.rings.byteOffset,
        goneUntil.byteOffset,
      ]);
  }

  /**
   * Its full speed is that of whoever has credits (assembly/credits.ts): of each instance at most
   * `most` seconds of it, `left` of them now, filled at `baseline` of it.
   */
  giveCredits({ baseline, most, left }: StationCredits): void {
    const rows = this.arena.floats(this.count * 4);
    for (let instance = 0; instance < this.count; instance++) {
      rows.set([left, 0, baseline, most], instance * 4);
    }
    this.arena.intsAt(this.address + BANK_CREDITS, 1).set([rows.byteOffset]);
  }

  /** When the job last offered or received starts, seconds. */
  get start(): number {
    return this.sums[BANK.start];
  }

  get queueSeconds(): number {
    return this.sums[BANK.queueSeconds];
  }

  set queueSeconds(seconds: number) {
    this.sums[BANK.queueSeconds] = seconds;
  }

  /**
   * Integral of the number in the system, from arrivals and departures as they happen: Little's
   * other side.
   */
  get numberSeconds(): number {
    return this.sums[BANK.numberSeconds];
  }

  get sojournSeconds(): number {
    return this.sums[BANK.sojournSeconds];
  }

  get jobs(): number {
    return this.sums[BANK.jobs];
  }

  set jobs(jobs: number) {
    this.sums[BANK.jobs] = jobs;
  }

  get records(): number {
    return this.sums[BANK.records];
  }

  set records(records: number) {
    this.sums[BANK.records] = records;
  }

  get queueMaximum(): number {
    return this.sums[BANK.queueMaximum];
  }

  get waitSum(): number {
    return this.sums[BANK.waitSum];
  }

  set waitSum(seconds: number) {
    this.sums[BANK.waitSum] = seconds;
  }

  get waitMaximum(): number {
    return this.sums[BANK.waitMaximum];
  }

  set waitMaximum(seconds: number) {
    this.sums[BANK.waitMaximum] = seconds;
  }

  /**
   * Serves a job that comes now for `service` seconds; returns when it is done and leaves its start
   * in `start`.
   */
  offer(instance: number, now: number, service: number, records: number): number {
    return this.kernels.offer(this.address, instance, now, service, records);
  }

  /**
   * Receives a message whose last byte would be here at `now` on an idle receiver, and which takes
   * `service` seconds of it: done at max(now, free + service), so that an idle receiver adds
   * nothing (cut-through).
   */
  receive(instance: number, now: number, service: number, records: number): number {
    return this.kernels.receive(this.address, instance, now, service, records);
  }

  /** When a server of the instance is free: a job that comes then or later does not wait. */
  firstFree(instance: number): number {
    const { free } = this;
    let first = free[instance * this.servers];
    for (let server = 1; server < this.servers; server++) {
      const each = free[instance * this.servers + server];
      if (each < first) first = each;
    }
    return first;
  }

  /**
   * A job whose service, or wait, ends without a result at `crash`: busy and waiting until then.
   */
  offerUntil(instance: number, now: number, service: number, crash: number): void {
    const { free } = this;
    let best = instance * this.servers;
    const end = best + this.servers;
    for (let server = best + 1; server < end; server++) {
      if (free[server] < free[best]) best = server;
    }
    const start = Math.max(now, free[best]);
    free[best] = start + service;
    const finish = Math.min(start + service, crash);
    this.kernels.noteJob(this.address, instance, now, Math.min(start, crash), finish, 1);
  }

  /** Seconds of the window that the instance was there. */
  presentSeconds(instance: number): number {
    return this.presence?.of(instance) ?? this.windowEnd - this.windowStart;
  }

  /**
   * How many of an instance's jobs offered so far start after `time`, which is not before the last
   * one that came.
   */
  waitingAt(instance: number, time: number): number {
    return this.kernels.startsAfter(this.address, instance, time);
  }

  /** All servers of the instance are empty, and free from `time` on. */
  reset(instance: number, time: number): void {
    this.free.fill(time, instance * this.servers, (instance + 1) * this.servers);
  }

  /** Call when a job comes (+1) or leaves (-1), as an event, where Little's law is audited. */
  changeNumber(now: number, change: number): void {
    this.kernels.changeNumber(this.address, now, change);
  }

  closeNumber(now: number): void {
    this.changeNumber(now, 0);
  }

  /** Accounts for one job of many, wherever it lies; its queue is noted apart. */
  noteOne(instance: number, come: number, start: number, finish: number): void {
    this.noteBusy(instance, start, finish);
    this.noteWait(come, start);
  }

  /** So many servers of the instance are busy between these times. */
  noteBusy(instance: number, from: number, to: number, servers = 1): void {
    const low = this.windowStart;
    const high = this.windowEnd;
    const busy = (to < high ? to : high) - (from > low ? from : low);
    if (busy > 0) this.busySeconds[instance] += servers * busy;
  }

  /** A job that came at `come` has been in the queue until `end`. */
  noteQueued(come: number, end: number): void {
    const low = this.windowStart;
    const high = this.windowEnd;
    const queued = (end < high ? end : high) - (come > low ? come : low);
    if (queued > 0) this.queueSeconds += queued;
  }

  /** A job that came at `come` starts. */
  noteWait(come: number, start: number): void {
    this.noteQueued(come, start);
    const low = this.windowStart;
    const high = this.windowEnd;
    if (come < low || come >= high) return;
    const wait = start - come;
    this.jobs++;
    this.records = this.jobs;
    this.waitBins[binOf(wait)]++;
    this.waitSum += wait;
    if (wait > this.waitMaximum) this.waitMaximum = wait;
  }

  /** The queue of one instance is this long at `now`. */
  noteQueue(now: number, length: number): void {
    if (length > this.queueMaximum && now >= this.windowStart && now < this.windowEnd) {
      this.sums[BANK.queueMaximum] = length;
    }
  }

  /**
   * Those who wait at the window's begin, of the jobs offered so far, are a queue of the window.
   */
  noteStanding(): void {
    for (let instance = 0; instance < this.count; instance++) {
      this.kernels.noteStanding(this.address, instance);
    }
  }
}
