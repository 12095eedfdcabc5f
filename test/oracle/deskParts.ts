/** What desks.ts is made of; to which of them calls go, and how many servers there are when. */
import type { Sampler } from '../../src/engine/variates.js';
import type { Route } from '../../src/model/deskModel.js';
import type { ExternalModel } from '../../src/model/model.js';

/** What a call says of itself. */
export interface Asks {
  readonly priority: number;
  readonly drawTime: Sampler | null;
  readonly drawPatience: Sampler | null;
  readonly handsOver: boolean;
  /** There is room for it. */
  readonly taken: () => void;
  readonly left: () => void;
}

export interface Job {
  readonly number: number;
  readonly asks: Asks;
  readonly fails: boolean;
  /** Of its time at speed 1; of a shared processor, what each will have had when it ends. */
  left: number;
  begun: boolean;
  state: 'waits' | 'served' | 'holds' | 'elsewhere' | 'gone';
  finish: number;
  desk: Desk;
  readonly answer: (isError: boolean) => void;
}

export interface Queue {
  readonly waiting: Job[];
  /** Waiting or with a server. */
  inside: number;
  /** Calls that wait elsewhere, each to be let in at a desk. */
  readonly outside: ((desk: Desk) => void)[];
}

export interface Desk {
  readonly queue: Queue;
  readonly speed: number;
  servers: number;
  away: number;
  /** With a server. */
  readonly jobs: Job[];
  shared: number;
  sharedAt: number;
}

/** A call whose own time is over. */
export interface Held {
  readonly number: number;
  readonly leave: (isError: boolean) => void;
  /** What it called has been taken in elsewhere. */
  readonly handOver: () => void;
  /** For what it called. */
  readonly waits: () => boolean;
}

export function isFree(desk: Desk): boolean {
  return desk.jobs.length + desk.away < desk.servers;
}

/** engine/assembly/services/routes.ts. */
export class Routes {
  private turn = 0;

  constructor(
    private readonly way: Route,
    private readonly desks: readonly Desk[],
    private readonly choose: () => number,
  ) {}

  private draw(count: number): number {
    return count === 1 ? 0 : Math.floor(this.choose() * count);
  }

  next(): Desk {
    const { desks } = this;
    if (desks.length === 1) return desks[0];
    const inside = desks.map(({ queue }) => queue.inside);
    switch (this.way) {
      case 'one_queue': {
        const free = desks.filter((desk) => isFree(desk));
        const fastest = Math.max(...free.map(({ speed }) => speed));
        return free.find(({ speed }) => speed === fastest) ?? desks[0];
      }
      case 'random':
        return desks[this.draw(desks.length)];
      case 'round_robin':
        return desks[this.turn++ % desks.length];
      case 'least_loaded': {
        const fewest = desks.filter((_, index) => inside[index] === Math.min(...inside));
        return fewest[this.draw(fewest.length)];
      }
      case 'power_of_two': {
        const first = this.draw(desks.length);
        const others = desks.filter((_, index) => index !== first);
        const second = others[this.draw(others.length)];
        return second.queue.inside < inside[first] ? second : desks[first];
      }
      case 'fastest': {
        const expected = desks.map(({ speed }, index) => (inside[index] + 1) / speed);
        return desks[expected.indexOf(Math.min(...expected))];
      }
      default:
        return this.way satisfies never;
    }
  }
}

/**
 * Which shift there is, `time` seconds after the begin of what is measured, and when it changes.
 */
export function shiftsAt(
  { shifts, shiftsEverySeconds: every }: ExternalModel,
  time: number,
): { current: { servers: number } | undefined; next: number | undefined } {
  const now = time + 1e-9 * Math.max(1, every ?? 1);
  const repeats = every === null ? [0] : around(Math.floor(time / every));
  const all = repeats.flatMap((turn) =>
    shifts.map(({ atSeconds, servers }) => ({ at: turn * (every ?? 0) + atSeconds, servers })),
  );
  return { current: all.findLast(({ at }) => at <= now), next: all.find(({ at }) => at > now)?.at };
}

/** The turn of now, and those beside it. */
function around(turn: number): number[] {
  return [turn - 1, turn, turn + 1, turn + 2];
}
