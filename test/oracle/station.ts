/** Queues of the second simulator, by events. */
import type { Clock, Kind } from './clock.js';

interface Job {
  service: number;
  kind: Kind;
  which: number;
  done: () => void;
}

/** `servers` parallel servers behind one FIFO queue. */
export class Station {
  private readonly queue: Job[] = [];
  private busy = 0;
  /** Counts the crashes: jobs of before are forgotten. */
  private life = 0;

  constructor(
    private readonly clock: Clock,
    private readonly servers: number,
  ) {}

  get allBusy(): boolean {
    return this.busy === this.servers;
  }

  get waiting(): number {
    return this.queue.length;
  }

  serve(service: number, kind: Kind, which: number, done: () => void): void {
    this.queue.push({ service, kind, which, done });
    this.startNext();
  }

  /** All jobs are gone, whether they wait or are being served. */
  crash(): void {
    this.queue.length = 0;
    this.busy = 0;
    this.life++;
  }

  private startNext(): void {
    if (this.busy === this.servers) return;
    const job = this.queue.shift();
    if (job === undefined) return;
    this.busy++;
    const { life } = this;
    const ends = this.clock.now + job.service;
    this.clock.at(ends, 'serverFree', 0, () => {
      if (life !== this.life) return;
      this.busy--;
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
