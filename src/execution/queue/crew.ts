/**
 * Who works for a coordinator: machines, cores, how fast, and which trials take long; says aloud
 * when nobody does.
 */
import type { Redis } from 'ioredis';
import { codeName } from '../plannedTrials.js';
import { VERSION, workHash } from '../version.js';
import type { QueueAddress } from './address.js';
import { isOwnCode, present, type Presence } from './presence.js';

export interface Crew {
  readonly cores: number;
  /** For a line of progress: `3 machines, 12 cores, 41 trials/s; 1 trial for 74 s on host b`. */
  readonly text: string;
  close(): void;
}

const LOOK_MILLISECONDS = 2000;
/** Nobody is missed before. */
const PATIENCE_MILLISECONDS = 6000;
const REMIND_MILLISECONDS = 60_000;
/** A trial is late from so many times the usual time on, and not before so many seconds. */
const LATE_TIMES = 4;
const LATE_SECONDS = 10;

export async function watchWorkers(
  redis: Redis,
  address: QueueAddress,
  say: (line: string) => void,
  waiting: () => number,
): Promise<Crew> {
  let own: readonly Presence[] = [];
  let before: { done: number; at: number } | null = null;
  let perSecond = 0;
  let missedSince = performance.now();
  let saidAt = -Infinity;
  const toldOf = new Set<string>();
  const look = async (): Promise<void> => {
    const all = await present(redis, address, 'worker');
    own = all.filter(isOwnCode);
    const at = performance.now();
    const done = own.reduce((sum, each) => sum + each.done, 0);
    if (before !== null) {
      const now = (1000 * Math.max(0, done - before.done)) / (at - before.at);
      perSecond = perSecond === 0 ? now : 0.7 * perSecond + 0.3 * now;
    }
    before = { done, at };
    for (const each of all) {
      if (isOwnCode(each) || toldOf.has(each.name)) continue;
      toldOf.add(each.name);
      say(
        `worker ${each.name} is Highwater ${codeName(each.version, each.code)}, this is ${codeName(VERSION, workHash())}: it is given no trial; install the same there`,
      );
    }
    if (own.length > 0 || waiting() === 0) missedSince = at;
    else if (at - missedSince > PATIENCE_MILLISECONDS && at - saidAt > REMIND_MILLISECONDS) {
      saidAt = at;
      say(
        `no worker is there for ${waiting()} trials; start on some machine: npx highwater work --queue ${address.shown}`,
      );
    }
  };
  await look();
  const timer = setInterval(() => {
    look().catch(() => undefined);
  }, LOOK_MILLISECONDS);
  return {
    get cores() {
      return coresOf(own);
    },
    get text() {
      const rate = perSecond < 10 ? perSecond.toFixed(1) : perSecond.toFixed(0);
      const machines = machinesOf(own);
      const plural = machines === 1 ? '' : 's';
      return `${machines} machine${plural}, ${coresOf(own)} cores, ${rate} trials/s${lateOf(own)}`;
    },
    close: () => {
      clearInterval(timer);
    },
  };
}

function coresOf(own: readonly Presence[]): number {
  return own.reduce((sum, { cores }) => sum + cores, 0);
}

function machinesOf(own: readonly Presence[]): number {
  return new Set(own.map(({ host }) => host)).size;
}

/** Those under way for much longer than half of all that are. */
function lateOf(own: readonly Presence[]): string {
  const all = own.flatMap(({ host, underWay }) =>
    underWay.map(({ seconds }) => ({ host, seconds })),
  );
  all.sort((a, b) => a.seconds - b.seconds);
  if (all.length === 0) return '';
  const usual = all[Math.floor(all.length / 2)].seconds;
  const late = all.filter(({ seconds }) => seconds > Math.max(LATE_SECONDS, LATE_TIMES * usual));
  const last = late.at(-1);
  if (last === undefined) return '';
  const plural = late.length === 1 ? 'trial' : 'trials';
  return `; ${late.length} ${plural} for up to ${last.seconds.toFixed(0)} s, on ${last.host}`;
}
