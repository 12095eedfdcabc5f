/** Measures one setup on the broker: its ceiling, then its latency at shares of that. */
import type { Driver } from '../kafka/driver.js';
import type { LoneBroker } from './broker.js';
import { readProcessors } from './processors.js';
import { ARRIVALS, type Setup } from './setups.js';

/** Quantiles of some records' times, seconds. */
export type Quantiles = Readonly<Record<string, number>>;

export interface Run {
  readonly share: number;
  readonly arrivals: 'poisson' | 'constant' | 'closed';
  /** Asked for, and sent within the time that is looked at; records a second. */
  readonly rate: number;
  readonly sent: number;
  readonly requestsPerSecond: number;
  /** From send() to the callback; null of a closed load. */
  readonly latency: Quantiles | null;
  /** Quantiles of each tenth of the run's records, the median tenth's of each: without stops. */
  readonly parts?: Quantiles;
  /** How late send() was called. */
  readonly lateness: Quantiles | null;
  /** Records without an answer when the last one was sent. */
  readonly waiting: number;
  /** Shares of one processor: the broker's process, the clients'. */
  readonly broker: number;
  readonly clients: number;
  /** Shares of the machine: by other processes, and taken from it. */
  readonly others: number;
  readonly stolen: number;
  /** Of a minute, before. */
  readonly load: number;
}

export interface Measured {
  readonly setup: Setup;
  readonly ceiling: Run;
  readonly runs: readonly Run[];
  /** Runs that others spoiled, and which were made again. */
  readonly thrownAway: number;
}

/** Above either share of the machine a run is noise. */
const MOST_BY_OTHERS = 0.02;
const MOST_STOLEN = 0.01;
const ATTEMPTS = 4;
const MOST_SECONDS_WAITED = 60;
const WARM_RUNS = 2;
const SETTLE_SECONDS = 0.8;

interface Told {
  readonly records: number;
  readonly seconds: number;
  readonly failed: number;
  readonly requests: number;
  readonly waiting?: number;
  readonly latency?: Quantiles;
  readonly parts?: Quantiles;
  readonly lateness?: Quantiles;
}

export async function measure(
  driver: Driver,
  broker: LoneBroker,
  setup: Setup,
  { seconds, shares }: { readonly seconds: number; readonly shares: readonly number[] },
  say: (line: string) => void,
): Promise<Measured> {
  const topic = `latency-${setup.name}`;
  await driver.ask('topic.create', {
    servers: broker.servers,
    topic,
    partitions: 1,
    copies: 1,
  });
  const config = { 'bootstrap.servers': broker.servers, ...setup.set };
  await driver.ask('load.open', { ...setup, name: setup.name, topic, config });
  let thrownAway = 0;
  const runOnce = async (
    share: number,
    arrivals: Run['arrivals'],
    rate: number,
    length: number,
    attempts = ATTEMPTS,
  ): Promise<Run> => {
    for (let attempt = 1; ; attempt++) {
      const ours = [broker.processId, driver.processId, process.pid];
      await untilQuiet(ours);
      const before = readProcessors(ours);
      const began = performance.now();
      const told = await driver.ask<Told>('load.run', {
        name: setup.name,
        rate,
        arrivals,
        settle: SETTLE_SECONDS,
        seconds: length,
      });
      const took = (performance.now() - began) / 1e3;
      const after = readProcessors(ours);
      if (told.failed > 0) throw new Error(`${setup.name}: ${told.failed} records failed`);
      const spent = after.processes.map((each, place) => each - before.processes[place]);
      const own = spent.reduce((sum, each) => sum + each, 0);
      const run: Run = {
        share,
        arrivals,
        rate: round(rate),
        sent: round(told.records / told.seconds),
        requestsPerSecond: round(told.requests / told.seconds),
        latency: told.latency === undefined ? null : rounded(told.latency),
        ...(told.parts === undefined ? {} : { parts: rounded(told.parts) }),
        lateness: told.lateness === undefined ? null : rounded(told.lateness),
        waiting: told.waiting ?? 0,
        broker: round(spent[0] / took),
        clients: round(spent[1] / took),
        others: round((after.busy - before.busy - own) / took / 2),
        stolen: round((after.stolen - before.stolen) / took / 2),
        load: before.load,
      };
      say(shownRun(setup.name, run));
      const noisy = run.others > MOST_BY_OTHERS || run.stolen > MOST_STOLEN;
      if (!noisy || attempt === attempts) return run;
      thrownAway++;
    }
  };
  try {
    // Java compiles what is hot.
    for (let warm = 0; warm < WARM_RUNS; warm++) await runOnce(1, 'closed', 0, seconds, 1);
    const ceiling = await runOnce(1, 'closed', 0, seconds);
    const runs: Run[] = [];
    for (const share of shares) {
      for (const arrivals of ARRIVALS) {
        runs.push(await runOnce(share, arrivals, share * ceiling.sent, seconds));
      }
    }
    return { setup, ceiling, runs, thrownAway };
  } finally {
    await driver.ask('load.close', { name: setup.name });
  }
}

/** Until others have left a second alone, or half a minute is over. */
async function untilQuiet(ours: readonly number[]): Promise<void> {
  for (let second = 0; second < MOST_SECONDS_WAITED; second++) {
    const before = readProcessors(ours);
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = readProcessors(ours);
    const own = after.processes.map((each, place) => each - before.processes[place]);
    const others = after.busy - before.busy - own.reduce((sum, each) => sum + each, 0);
    if (others / 0.5 / 2 < MOST_BY_OTHERS) return;
  }
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

function rounded(quantiles: Quantiles): Quantiles {
  return Object.fromEntries(Object.entries(quantiles).map(([name, each]) => [name, round(each)]));
}

function shownRun(name: string, run: Run): string {
  const ms = (seconds: number | undefined): string => `${((seconds ?? 0) * 1e3).toFixed(3)} ms`;
  return [
    `${name} ${run.share} ${run.arrivals}: ${run.sent}/s, ${run.requestsPerSecond} requests/s,`,
    `p50 ${ms(run.latency?.['p50'])}, p95 ${ms(run.latency?.['p95'])}, parts ${ms(run.parts?.['p50'])} ${ms(run.parts?.['p95'])}, late ${ms(run.lateness?.['p95'])},`,
    `broker ${run.broker}, clients ${run.clients}, others ${run.others}, stolen ${run.stolen}`,
  ].join(' ');
}
