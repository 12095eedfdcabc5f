/** Bytes under way on a connection, at most: engine/assembly/world/window.ts. */
import { delaySeconds } from '../../src/model/delay.js';
import type { Distribution } from '../../src/statistics/index.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { System } from './system.js';

export interface Limit {
  readonly bytes: number | null;
  readonly roundTripSeconds: number;
}

export function limitOf(
  { model, trial }: System,
  bytes: number | null,
  from: string,
  to: string,
  propagation: Distribution,
): Limit {
  const placement = model.placements[trial.placement];
  return { bytes, roundTripSeconds: 2 * delaySeconds(model, placement, from, to, propagation) };
}

/** Between a reader and its cluster. */
export interface Way {
  readonly delay: Sampler;
  readonly limit: Limit;
}

export function wayOf(
  system: System,
  { role, receiveBufferBytes }: { role: string; receiveBufferBytes: number | null },
  to: string,
  propagation: Distribution,
  name: string,
): Way {
  return {
    delay: system.delay(role, to, propagation, name),
    limit: limitOf(system, receiveBufferBytes, role, to, propagation),
  };
}

/** One connection's. */
export class Window {
  /** When all that it has let through would have come one after the other. */
  private due = -Infinity;

  constructor(private readonly limit: Limit) {}

  /** When the last of so many bytes leaves that begin to leave at `start`; before it, no limit. */
  lastLeaves(start: number, bytes: number, slowness: number): number {
    if (this.limit.bytes === null) return start;
    const roundTrip = this.limit.roundTripSeconds;
    const perByte = (roundTrip / this.limit.bytes) * slowness;
    this.due = Math.max(this.due, start - roundTrip * slowness) + bytes * perByte;
    return this.due;
  }
}
