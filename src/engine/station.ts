/**
 * A bank of alike stations: `count` instances, each with `servers` parallel servers behind one FIFO queue.
 *
 * Semantics: a job that comes at `now` with a known service time starts on the server that is free first (the lowest
 * numbered of those free equally early), at max(now, that server's free time): the Kiefer-Wolfowitz recursion, which
 * for a FIFO queue gives the same start times as a queue of events. Calls for one instance must come in time order.
 * An instance's measured window is [windowStart, windowEnd): busy and queue seconds are clipped to it exactly; jobs
 * and waits are those of jobs that came within it. Kiefer & Wolfowitz 1955, "On the theory of queues with many servers".
 */
import { BIN_COUNT, binOf } from '../statistics/index.js';
import { FloatRing } from './ring.js';

export class StationBank {
  /** When the job last offered starts, seconds. */
  start = 0;
  readonly busySeconds: Float64Array;
  queueSeconds = 0;
  /** Integral of the number in the system, from arrivals and departures as they happen: Little's other side. */
  numberSeconds = 0;
  sojournSeconds = 0;
  jobs = 0;
  records = 0;
  queueMaximum = 0;
  waitSum = 0;
  waitMaximum = 0;
  private readonly free: Float64Array;
  private readonly waiting: FloatRing[];
  private inSystem = 0;
  private lastChange = 0;

  constructor(
    readonly name: string,
    readonly kind: 'station' | 'link' | 'disk' | 'buffer',
    readonly count: number,
    readonly servers: number,
    private readonly windowStart: number,
    private readonly windowEnd: number,
    /** Jobs by the bin of their wait. */
    readonly waitBins: Int32Array = new Int32Array(BIN_COUNT),
  ) {
    this.free = new Float64Array(count * servers);
    this.busySeconds = new Float64Array(count);
    this.waiting = Array.from({ length: count }, () => new FloatRing());
  }

  /** Serves a job that comes now for `service` seconds; returns when it is done and leaves its start in `start`. */
  offer(instance: number, now: number, service: number, records: number): number {
    const free = this.free;
    let best = instance * this.servers;
    const end = best + this.servers;
    for (let server = best + 1; server < end; server++)
      if (free[server] < free[best]) best = server;
    const start = free[best] > now ? free[best] : now;
    const finish = start + service;
    free[best] = finish;
    this.start = start;
    this.note(instance, now, start, finish, records);
    return finish;
  }

  /**
   * Receives a message whose last byte would be here at `now` on an idle receiver, and which takes `service` seconds
   * of it: done at max(now, free + service), so that an idle receiver adds nothing (cut-through).
   */
  receive(instance: number, now: number, service: number, records: number): number {
    const earliest = now - service;
    const start = this.free[instance] > earliest ? this.free[instance] : earliest;
    const finish = start + service;
    this.free[instance] = finish;
    this.start = start;
    this.note(instance, earliest, start, finish, records);
    return finish > now ? finish : now;
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

  /** Jobs that wait at `now`, of those offered so far; calls must come in time order. */
  waitingAt(instance: number, now: number): number {
    const ring = this.waiting[instance];
    ring.dropUntil(now);
    return ring.size;
  }

  /** A job whose service, or wait, ends without a result at `crash`: busy and waiting until then. */
  offerUntil(instance: number, now: number, service: number, crash: number): void {
    const { free } = this;
    let best = instance * this.servers;
    const end = best + this.servers;
    for (let server = best + 1; server < end; server++) {
      if (free[server] < free[best]) best = server;
    }
    const start = Math.max(now, free[best]);
    free[best] = start + service;
    this.note(instance, now, Math.min(start, crash), Math.min(start + service, crash), 1);
  }

  /** Every server of the instance, once it is free, is busy for so long with no job. */
  occupy(instance: number, now: number, seconds: number): void {
    const first = instance * this.servers;
    for (let server = first; server < first + this.servers; server++) {
      const start = this.free[server] > now ? this.free[server] : now;
      this.free[server] = start + seconds;
      const from = Math.max(start, this.windowStart);
      const to = Math.min(start + seconds, this.windowEnd);
      if (to > from) this.busySeconds[instance] += to - from;
    }
  }

  /**
   * The instance's jobs are gone, and its servers free from `now` on: they do not work for what is left of their jobs.
   * (Waits count as they would have been.)
   */
  crash(instance: number, now: number): void {
    const first = instance * this.servers;
    const from = Math.max(now, this.windowStart);
    for (let server = first; server < first + this.servers; server++) {
      const undone = Math.min(this.free[server], this.windowEnd) - from;
      if (undone > 0) this.busySeconds[instance] -= undone;
      if (this.free[server] > now) this.free[server] = now;
    }
    this.waiting[instance].dropUntil(Infinity);
  }

  /** A job noted with these times is broken off at `now`: nothing of it is waited for, or worked at, after that. */
  breakOff(instance: number, now: number, start: number, finish: number): void {
    const from = Math.max(now, this.windowStart);
    const busy = Math.min(finish, this.windowEnd) - Math.max(start, from);
    if (busy > 0) this.busySeconds[instance] -= busy;
    const queued = Math.min(start, this.windowEnd) - from;
    if (queued > 0) this.queueSeconds -= queued;
  }

  /** All servers of the instance are empty, and free from `time` on. */
  reset(instance: number, time: number): void {
    this.free.fill(time, instance * this.servers, (instance + 1) * this.servers);
  }

  /** Seconds of work that instance (one server) still has at `now`. */
  backlogSeconds(instance: number, now: number): number {
    const ahead = this.free[instance] - now;
    return ahead > 0 ? ahead : 0;
  }

  /** Call when a job comes (+1) or leaves (-1), as an event, where Little's law is audited. */
  changeNumber(now: number, change: number): void {
    this.closeNumber(now);
    this.inSystem += change;
  }

  closeNumber(now: number): void {
    const from = this.lastChange > this.windowStart ? this.lastChange : this.windowStart;
    const to = now < this.windowEnd ? now : this.windowEnd;
    if (to > from) this.numberSeconds += this.inSystem * (to - from);
    this.lastChange = now;
  }

  /** Accounts for a job that came, started and finished at these times (offer and receive do so themselves). */
  note(instance: number, come: number, start: number, finish: number, records: number): void {
    const low = this.windowStart;
    const high = this.windowEnd;
    const busy = (finish < high ? finish : high) - (start > low ? start : low);
    if (busy > 0) this.busySeconds[instance] += busy;
    const sojourn = (finish < high ? finish : high) - (come > low ? come : low);
    if (sojourn > 0) this.sojournSeconds += sojourn;
    if (start > come) {
      const queued = (start < high ? start : high) - (come > low ? come : low);
      if (queued > 0) this.queueSeconds += queued;
      const ring = this.waiting[instance];
      ring.dropUntil(come);
      ring.push(start);
      if (ring.size > this.queueMaximum && come >= low && come < high)
        this.queueMaximum = ring.size;
    }
    if (come < low || come >= high) return;
    const wait = start - come;
    this.jobs++;
    this.records += records;
    this.waitBins[binOf(wait)]++;
    this.waitSum += wait;
    if (wait > this.waitMaximum) this.waitMaximum = wait;
  }

  /** Whether jobs that come from `first` on and finish by `last` lie within the measured window altogether. */
  measures(first: number, last: number): boolean {
    return first >= this.windowStart && last <= this.windowEnd;
  }

  /** Whether jobs that finish by `last` lie before the measured window altogether. */
  isBefore(last: number): boolean {
    return last <= this.windowStart;
  }

  /** Accounts for jobs within the measured window whose waits are in the bins already; their queue is noted apart. */
  noteMany(instance: number, jobs: number, busy: number, waits: number, longest: number): void {
    this.jobs += jobs;
    this.records = this.jobs;
    this.busySeconds[instance] += busy;
    this.waitSum += waits;
    this.queueSeconds += waits;
    if (longest > this.waitMaximum) this.waitMaximum = longest;
  }

  /** Accounts for one job of many, wherever it lies; its queue is noted apart. */
  noteOne(instance: number, come: number, start: number, finish: number): void {
    const low = this.windowStart;
    const high = this.windowEnd;
    const busy = (finish < high ? finish : high) - (start > low ? start : low);
    if (busy > 0) this.busySeconds[instance] += busy;
    const queued = (start < high ? start : high) - (come > low ? come : low);
    if (queued > 0) this.queueSeconds += queued;
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
      this.queueMaximum = length;
    }
  }
}
