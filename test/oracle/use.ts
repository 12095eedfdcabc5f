/** How busy instances are: engine/assembly/consumers/utilization.ts in plain objects. */
import type { Member } from './member.js';
import type { System } from './system.js';

/** Threads that are busy from then on, until then. */
export interface Span {
  readonly member: Member;
  readonly threads: number;
  readonly from: number;
  to: number;
}

export class Use {
  private spans: Span[] = [];
  private last = 0;

  constructor(
    private readonly system: System,
    private readonly threads: number,
  ) {}

  begins(member: Member, threads: number): Span {
    const span = { member, threads, from: this.system.now, to: Infinity };
    this.spans.push(span);
    return span;
  }

  ends(span: Span): void {
    span.to = this.system.now;
  }

  /** It was nothing: from now on it has not been. */
  isNothing(span: Span): void {
    this.spans = this.spans.filter((each) => each !== span);
  }

  /** Of each that is ready, since the last look. */
  look(members: readonly Member[]): number[] {
    const { now } = this.system;
    const { last } = this;
    const ready = members.filter(({ alive, since }) => alive && since <= last);
    const uses = ready.map((member) => {
      const own = this.spans.filter((span) => span.member === member);
      const used = own.reduce(
        (sum, { from, to, threads }) =>
          sum + threads * Math.max(0, Math.min(to, now) - Math.max(from, last)),
        0,
      );
      return Math.floor((1000 * used) / ((now - last) * this.threads) + 0.5) / 1000;
    });
    this.spans = this.spans.filter(({ to }) => to > now);
    this.last = now;
    return uses;
  }
}
