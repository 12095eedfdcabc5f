/** Queues of the second simulator, by events. */
import type { Clock, Kind } from './clock.js';

/** What takes no time is done at once, if a server is free; else as an event of that kind. */
export const AT_ONCE: Kind = 'serverFree';

interface Job {
  service: number;
  /** What it takes more where it finds a server that has been idle; null = nothing. */
  waking: (() => number) | null;
  kind: Kind;
  which: number;
  done: () => void;
}

/** `servers` parallel servers behind one FIFO queue. */
export class Station {
  private readonly queue: Job[] = [];
  /** Since when each server that is free has been, the longest first. */
  private readonly idleSince: number[];
  /** Counts the crashes: jobs of before are forgotten. */
  private life = 0;

  constructor(
    private readonly clock: Clock,
    private readonly servers: number,
  ) {
    this.idleSince = Array.from({ length: servers }, () => clock.now);
  }

  get allBusy(): boolean {
    return this.idleSince.length === 0;
  }

  get waiting(): number {
    return this.queue.length;
  }

  serve(
    service: number,
    kind: Kind,
    which: number,
    done: () => void,
    waking: (() => number) | null = null,
  ): void {
    this.queue.push({ service, kind, which, done, waking });
    this.startNext();
  }

  /** All jobs are gone, whether they wait or are being served. */
  crash(): void {
    this.queue.length = 0;
    while (!this.allBusy) this.idleSince.pop();
    for (let server = 0; server < this.servers; server++) this.idleSince.push(this.clock.now);
    this.life++;
  }

  private startNext(): void {
    if (this.allBusy) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    const { life } = this;
    const { now } = this.clock;
    const since = this.idleSince.shift() ?? now;
    const ends = now + job.service + (since < now ? (job.waking?.() ?? 0) : 0);
    if (ends === now && job.kind === AT_ONCE) {
      this.idleSince.push(now);
      job.done();
      this.startNext();
      return;
    }
    this.clock.at(ends, 'serverFree', 0, () => {
      if (life !== this.life) return;
      this.idleSince.push(ends);
      this.startNext();
      this.clock.at(ends, job.kind, job.which, () => {
        if (life === this.life) job.done();
      });
    });
  }
}

/** One direction of a NIC, or a disk: one thing after the other. */
export class Pipe {
  free = 0;

  constructor(private readonly clock: Clock) {}

  /** When something given to it now begins, and when it is through. */
  send(seconds: number): { begins: number; ends: number } {
    const begins = Math.max(this.free, this.clock.now);
    this.free = begins + seconds;
    return { begins, ends: this.free };
  }

  /** When something is received whose last byte would be here now, were the receiver idle. */
  receive(seconds: number): number {
    this.free = Math.max(this.free, this.clock.now - seconds) + seconds;
    return Math.max(this.free, this.clock.now);
  }
}
