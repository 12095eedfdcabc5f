/** Queues of the second simulator, by events. */
import type { CreditsModel } from '../../src/model/model.js';
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

/** Credits of bytes: engine/assembly/credits.ts. */
class Purse {
  private bytes: number;
  private since = 0;

  constructor(
    private readonly fullSpeed: number,
    private readonly credits: CreditsModel,
  ) {
    this.bytes = credits.left * credits.bytes;
  }

  get isEmpty(): boolean {
    return this.bytes === 0;
  }

  get slowness(): number {
    return this.fullSpeed / this.credits.baselineBytesPerSecond;
  }

  /** How long something takes from then on that has so many seconds at full speed. */
  takes(start: number, seconds: number): number {
    const { baselineBytesPerSecond: baseline, bytes: most } = this.credits;
    const come = Math.max(0, start - this.since) * baseline;
    const have = Math.min(most, this.bytes + come);
    const net = this.fullSpeed - baseline;
    let takes = seconds;
    this.bytes = have - net * seconds;
    if (this.bytes < 0) {
      const fast = have / net;
      takes = fast + ((seconds - fast) * this.fullSpeed) / baseline;
      this.bytes = 0;
    }
    this.since = start + takes;
    return takes;
  }
}

/** One direction of a NIC, or a disk: one thing after the other. */
export class Pipe {
  free = 0;
  private readonly purse: Purse | null;

  constructor(
    private readonly clock: Clock,
    bytesPerSecond: number,
    credits: CreditsModel | null,
  ) {
    this.purse = credits === null ? null : new Purse(bytesPerSecond, credits);
  }

  /** What is given to it is lost. */
  crash(): void {
    this.free = 0;
  }

  /**
   * When something given to it now, of so many seconds at full speed, begins, and when it is
   * through; so much more, and all of it so many times as long.
   */
  send(seconds: number, more = 0, factor = 1): { begins: number; ends: number; takes: number } {
    const begins = Math.max(this.free, this.clock.now);
    const takes = ((this.purse?.takes(begins, seconds) ?? seconds) + more) * factor;
    this.free = begins + takes;
    return { begins, ends: this.free, takes };
  }

  /** When something is received whose last byte would be here now, were the receiver idle. */
  receive(seconds: number): number {
    const begins = Math.max(this.free, this.clock.now - seconds);
    this.free = begins + (this.purse?.takes(begins, seconds) ?? seconds);
    return Math.max(this.free, this.clock.now);
  }

  /** How many times as slow as at full speed what was sent last ended. */
  get slownessAtEnd(): number {
    return this.purse?.isEmpty === true ? this.purse.slowness : 1;
  }
}
