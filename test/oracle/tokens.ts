/** The bucket of a producer's rate limit: engine/assembly/producers/admission.ts. */
import type { Kind } from './flow.js';
import type { OracleRecord } from './system.js';

export class Tokens {
  private due = 0;

  constructor(private readonly model: Kind) {}

  /** Says when a record has its token; Infinity where it is dropped. */
  take(record: OracleRecord): void {
    const { rateLimit, maxBlockSeconds } = this.model;
    record.token = record.arrival;
    if (rateLimit === null) return;
    const gap = 1 / rateLimit.perSecond;
    const time = Math.max(record.arrival, this.due - (rateLimit.burst - 1) * gap);
    const wait = time - record.arrival;
    const refused = rateLimit.policy === 'drop' ? wait > 0 : wait > maxBlockSeconds;
    record.token = refused ? Infinity : time;
    if (!refused) this.due = Math.max(this.due, time) + gap;
  }
}
