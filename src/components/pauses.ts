/**
 * Pauses of a broker: the whole process stops for a while, as a collector of garbage makes it.
 *
 * Semantics. Each time a broker has written `every` more bytes (as leader and as follower; the first time after a part of
 * it drawn uniformly, a broker each) it pauses for a time drawn from `time`. What its handlers are doing is done first;
 * then each of them is busy for so long. The append of what a follower has received begins after the pause. A pause that
 * comes during another follows it. NICs, disk and network go on.
 */
import type { StationBank } from '../engine/station.js';
import type { Sampler } from '../engine/variates.js';

export interface Pauses {
  readonly everyBytes: number;
  readonly drawSeconds: Sampler;
  /** [broker]: bytes written since the last pause, and when its last pause ends. */
  readonly written: Float64Array;
  readonly until: Float64Array;
}

/** Counts bytes that a broker writes now, and pauses it when they are enough. */
export function countWritten(
  pauses: Pauses,
  handlers: StationBank,
  broker: number,
  now: number,
  bytes: number,
): void {
  pauses.written[broker] += bytes;
  while (pauses.written[broker] >= pauses.everyBytes) {
    pauses.written[broker] -= pauses.everyBytes;
    const seconds = pauses.drawSeconds();
    handlers.occupy(broker, now, seconds);
    pauses.until[broker] = Math.max(pauses.until[broker], now) + seconds;
  }
}
