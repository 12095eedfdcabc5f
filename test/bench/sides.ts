/**
 * What the benchmark measures: each side is one function, run by side.ts in a process of its own.
 * `units` are customers or records; the result says how many there were, and carries numbers that
 * must not change.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulate, type Measurements, type Trial } from '../../src/library/engine.js';
import { parseModel, type Override } from '../../src/model/index.js';
import { eventListQueue, modelQueue } from './mm1.js';
import { TANDEMS, tandem, tandemName, type Tandem } from './tandem.js';
import { RHO, eventLoopYardstick, lindleyYardstick, type QueueResult } from './yardsticks.js';

export interface SideResult {
  readonly units: number;
  /**
   * What the side found: the same for the same units and seed, so its hash says whether the meaning
   * has changed.
   */
  readonly found: unknown;
}

export type Side = (units: number, seed: number) => SideResult | Promise<SideResult>;

export const TIERS = ['100-users', '10k-users', '1m-users', '100m-users'] as const;
export const BATCH_SIZES = [1, 10, 100] as const;

/**
 * A cell of the 100M-user model with batches of a given number of 1 KB records. A connection has
 * one request at a time in a broker's hands, and small batches cost the handlers more: with 40
 * producers and 8 handlers it carries its load even with batches of one, so that every record is
 * paid for to its end.
 */
export const batchSide = (size: number): string => `100m-users, batches of ${size}`;
const BATCH_OVERRIDES: readonly Override[] = [
  { path: 'producers.count', value: '40' },
  { path: 'brokers.handlers', value: '8' },
];

/**
 * The 100M-user model with more of everything: queues (producers x partitions) and replicas by the
 * thousand.
 */
export const WIDE = '12 brokers, 500 partitions, 100 producers';
const WIDE_OVERRIDES: readonly Override[] = [
  { path: 'brokers.count', value: '12' },
  { path: 'topic.partitions', value: '500' },
  { path: 'producers.count', value: '100' },
];

const queue =
  (run: (customers: number, seed: number) => QueueResult): Side =>
  (units, seed) => {
    const found = run(units, seed);
    return { units: found.customers, found };
  };

export const SIDES: Readonly<Record<string, Side>> = {
  'event loop by hand': queue(eventLoopYardstick),
  'Lindley by hand': queue(lindleyYardstick),
  'event list': queue(eventListQueue),
  'model, no events': queue(modelQueue),
  'js-simulator': other('jsSimulator'),
  'SIM.JS': other('simjs'),
  ...Object.fromEntries(TANDEMS.map((each) => [tandemName(each), network(each)])),
  ...Object.fromEntries(TIERS.map((tier) => [tier, pipeline(tier, [])])),
  ...Object.fromEntries(
    BATCH_SIZES.map((size) => [
      batchSide(size),
      pipeline('100m-users', [
        ...BATCH_OVERRIDES,
        { path: 'producers.batch_size', value: `${size} KB` },
      ]),
    ]),
  ),
  [WIDE]: pipeline('100m-users', WIDE_OVERRIDES),
};

/** Units are hops. */
function network(of: Tandem): Side {
  return (units, seed) => {
    const found = tandem(of, Math.ceil(units / of.stations), seed);
    return { units: found.hops, found };
  };
}

/** Sides of others cannot be seeded alike: nothing of theirs is compared. */
function other(name: string): Side {
  return async (units) => {
    const file = join(othersFolder(), `${name}.mjs`);
    const { run } = (await import(file)) as {
      run: (customers: number, rho: number) => QueueResult;
    };
    return { units: run(units, RHO).customers, found: null };
  };
}

/** One trial of a model's first kind of cell, long enough for so many records. */
function pipeline(name: string, overrides: readonly Override[]): Side {
  return (units, seed) => {
    const measured = simulate(pipelineTrial(name, overrides, units, seed));
    return { units: measured.recordsIn, found: digest(measured) };
  };
}

/**
 * Simulated time before the measured window: until the farthest readers have what they are owed.
 */
const WARMUP_SECONDS = 0.5;

export function pipelineTrial(
  name: string,
  overrides: readonly Override[],
  units: number,
  seed: number,
): Trial {
  const text = readFileSync(join(projectFolder(), 'models', `${name}.yaml`), 'utf8');
  const parsed = parseModel(text, { fileName: `${name}.yaml`, overrides });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const { model } = parsed;
  const cells = model.placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
  const perCell = (model.users * model.eventsPerUserPerSecond * model.placements[0].weight) / cells;
  return {
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: String(seed),
    warmupSeconds: WARMUP_SECONDS,
    windowSeconds: Math.max(0.1, units / perCell - WARMUP_SECONDS),
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 1e7,
  };
}

/** The few numbers of a trial that say what it simulated. */
function digest({ recordsIn, deliveredInWindow, endToEnd, events, audits }: Measurements): unknown {
  const failed = audits.filter(({ passed }) => !passed).length;
  return { recordsIn, deliveredInWindow, endToEnd, events, failed };
}

/** The project's folder, from source or compiled. */
export function projectFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package-lock.json'))) {
    if (folder === dirname(folder)) throw new Error('the benchmark is not inside its project');
    folder = dirname(folder);
  }
  return folder;
}

export function othersFolder(): string {
  return join(projectFolder(), 'test/bench/others');
}
