/**
 * The highest load that keeps a promise: a search along one quantity of the model (users, or events
 * a second).
 *
 * The bracket's lower end is the highest load at which the promise was shown to be kept, its upper
 * end the lowest at which it was shown to be broken, each by the interval of its own trials; loads
 * between at which trials leave it open belong to neither. Arithmetic gives the first upper end (no
 * ceiling can be passed by more than 5%). Each next load is where the quantile, interpolated
 * between its neighbors, meets its bound, a little to the side that is known less well: so the
 * trials go where the boundary is. The search assumes that a promise broken at one load is broken
 * at all higher ones.
 */
import * as mathematics from '../mathematics/index.js';
import { firstToSaturate, highestLoad } from '../analysis/offeredLoad.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/index.js';
import type { Estimate } from '../statistics/index.js';
import { firstQuantile, lateShare, type Answer, type Condition } from './promise.js';
import { race } from './race.js';
import { lengthOf } from './sample.js';
import { NESTED_STUDY_OPTIONS, study } from './study.js';
import type { Study } from './studySummary.js';

export interface CapacityOptions {
  readonly executor: Executor;
  readonly seed: string;
  readonly promise: readonly Condition[];
  /** The model at a load. */
  readonly at: (load: number) => Model;
  /** Width of the bracket that ends the search, relative. */
  readonly tolerance: number;
  readonly mostTrials: number;
  readonly progress: (best: string) => void;
}

export interface CapacityStep {
  readonly load: number;
  readonly answer: Answer;
  readonly trials: number;
  /**
   * Of the promise's first latency quantile; null where nothing was simulated or nothing is steady.
   */
  readonly quantile: Estimate | null;
  /** Share of records that take longer than the promise's first latency bound; null likewise. */
  readonly late: Estimate | null;
  readonly broken: readonly string[];
}

export interface Capacity {
  /**
   * Where the promise is met exactly, by interpolation within the bracket; the bracket is its
   * interval. Both null where no load tried keeps it.
   */
  readonly load: number | null;
  readonly keptAt: number | null;
  /** Null where it was kept at every load tried. */
  readonly brokenAt: number | null;
  /** In the order of the loads. */
  readonly steps: readonly CapacityStep[];
  /** The latency whose quantile the steps have, as the promise names it. */
  readonly latency: string | null;
  readonly trials: number;
  /** Of the bracket's upper end, how wide the bracket may be; asked. */
  readonly tolerance: number;
  /** At one load, at the most; asked. */
  readonly mostTrials: number;
  /**
   * What was studied just above, and the resource that gives way there, if one does; null where all
   * was kept.
   */
  readonly above: {
    readonly load: number;
    readonly study: Study;
    readonly resource: string | null;
  } | null;
}

const FIRST_TRIALS = 8;
const MOST_STEPS = 24;
const FIRST_SHARE = 0.8;
const LOWEST_SHARE = 1 / 1024;
const MOST_TIMES = 64;
const ABOVE = 1.02;
/** Utilization from which a resource is said to give way without proof by experiment. */
const NEARLY_FULL = 0.8;

/**
 * `typical` is a load that the model is about; `ceiling` the arithmetic ceiling in the same unit,
 * or Infinity.
 */
export async function capacity(
  typical: number,
  ceiling: number,
  options: CapacityOptions,
): Promise<Capacity> {
  const steps: CapacityStep[] = [];
  const tryAt = async (load: number): Promise<CapacityStep> => {
    const step = await stepAt(load, options);
    steps.push(step);
    options.progress(bestOf(steps));
    return step;
  };
  const top = Number.isFinite(ceiling) ? ceiling : 2 * typical;
  const latency = firstQuantile(options.promise)?.name ?? null;
  const { tolerance, mostTrials } = options;
  const asked = { latency, tolerance, mostTrials };
  let low = await lowerEnd(FIRST_SHARE * top, LOWEST_SHARE * top, tryAt);
  if (low === null) {
    const brokenAt = firstBroken(steps);
    return { load: null, keptAt: null, brokenAt, ...summed(steps), ...asked, above: null };
  }
  for (let load = top; firstBroken(steps) === null && load < top * MOST_TIMES; load *= 2) {
    if (load > low) await tryAt(load);
  }
  low = highestKept(steps) ?? low;
  for (let next = nextLoad(steps, options); next !== null && steps.length < MOST_STEPS;) {
    await tryAt(next);
    next = nextLoad(steps, options);
  }
  const keptAt = highestKept(steps) ?? low;
  const brokenAt = firstBroken(steps);
  const crossing = brokenAt === null ? keptAt : crossingOf(steps, options.promise);
  return {
    load: Math.min(
      Math.max(crossing ?? (keptAt + (brokenAt ?? keptAt)) / 2, keptAt),
      brokenAt ?? Infinity,
    ),
    keptAt,
    brokenAt,
    ...summed(steps),
    ...asked,
    above: brokenAt === null ? null : await lookAbove(brokenAt, options),
  };
}

function summed(steps: readonly CapacityStep[]): Pick<Capacity, 'steps' | 'trials'> {
  return {
    steps: [...steps].sort((a, b) => a.load - b.load),
    trials: steps.reduce((sum, { trials }) => sum + trials, 0),
  };
}

async function stepAt(load: number, options: CapacityOptions): Promise<CapacityStep> {
  const model = options.at(load);
  const raced = await race(model, { ...options, firstTrials: FIRST_TRIALS, keepEarly: true }, () =>
    lengthOf(model, options.executor, options.seed),
  );
  const first = firstQuantile(options.promise);
  const { judgment, sample, trials } = raced;
  const broken = judgment.conditions.filter(({ answer }) => answer === 'broken');
  const isOverloaded = judgment.verdict.kind === 'overloaded';
  return {
    load,
    answer: judgment.answer,
    trials,
    quantile:
      sample === null || first === null || isOverloaded
        ? null
        : sample.quantile(first.p, first.path),
    late:
      sample === null || isOverloaded ? null : lateShare(options.promise, model, sample.weighted()),
    broken: isOverloaded ? ['a steady state'] : broken.map(({ text }) => text),
  };
}

/** A load that keeps the promise: from `from` down by halves; null if none does. */
async function lowerEnd(
  from: number,
  least: number,
  tryAt: (load: number) => Promise<CapacityStep>,
): Promise<number | null> {
  for (let load = from; load >= least; load /= 2) {
    if ((await tryAt(load)).answer === 'kept') return load;
  }
  return null;
}

/**
 * Below every broken load: the search goes down until one is kept, up until one is broken, then
 * between the two.
 */
function highestKept(steps: readonly CapacityStep[]): number | null {
  const kept = steps.filter(({ answer }) => answer === 'kept');
  return kept.length === 0 ? null : Math.max(...kept.map(({ load }) => load));
}

function firstBroken(steps: readonly CapacityStep[]): number | null {
  const broken = steps.filter(({ answer }) => answer === 'broken');
  return broken.length === 0 ? null : Math.min(...broken.map(({ load }) => load));
}

/**
 * The next load to try, or null where the bracket is narrow enough or trials cannot make it
 * narrower.
 */
function nextLoad(steps: readonly CapacityStep[], options: CapacityOptions): number | null {
  const low = highestKept(steps);
  const high = firstBroken(steps);
  if (low === null || high === null || high - low <= options.tolerance * high) return null;
  const open = steps.filter(({ answer, load }) => answer === 'open' && load > low && load < high);
  // Between loads that are open no trial count allowed would tell more.
  const openLow = Math.min(high, ...open.map(({ load }) => load));
  const openHigh = Math.max(low, ...open.map(({ load }) => load));
  const least = (options.tolerance * high) / 4;
  if (open.length > 0) {
    if (openLow - low >= high - openHigh && openLow - low > least) return (low + openLow) / 2;
    return high - openHigh > least ? (openHigh + high) / 2 : null;
  }
  const crossing = crossingOf(steps, options.promise);
  if (crossing === null) return (low + high) / 2;
  const aside = (options.tolerance * high) / 3;
  const below = crossing - low > high - crossing;
  const next = below ? crossing - aside : crossing + aside;
  const margin = (high - low) / 20;
  return Math.min(Math.max(next, low + margin), high - margin);
}

/**
 * Where the first latency quantile meets its bound, between the nearest loads that have one:
 * log-linear.
 */
function crossingOf(steps: readonly CapacityStep[], promise: readonly Condition[]): number | null {
  const first = firstQuantile(promise);
  if (first === null) return null;
  const known = steps.flatMap(({ load, quantile }) =>
    quantile === null ? [] : [{ load, log: mathematics.log(quantile.value / first.bound) }],
  );
  const below = known
    .filter(({ log }) => log <= 0)
    .sort((a, b) => b.load - a.load)
    .at(0);
  const above = known
    .filter(({ log }) => log > 0)
    .sort((a, b) => a.load - b.load)
    .at(0);
  if (below === undefined || above === undefined || above.load <= below.load) return null;
  return below.load + ((above.load - below.load) * -below.log) / (above.log - below.log);
}

/** What is just above the first broken load, and the resource that gives way. */
async function lookAbove(
  load: number,
  options: CapacityOptions,
): Promise<NonNullable<Capacity['above']>> {
  const model = options.at(load * ABOVE);
  const seen = await study(model, options.executor, {
    ...NESTED_STUDY_OPTIONS,
    seed: options.seed,
    precision: 0.05,
    budgetRecords: 4e6,
    relief: true,
  });
  return { load: load * ABOVE, study: seen, resource: givesWay(seen) };
}

/**
 * What a tenth more speed relieves most, beyond doubt; else what is full; null where nothing nearly
 * is.
 */
export function givesWay(seen: Study): string | null {
  const relieved = seen.bottlenecks
    .filter(({ relief }) => relief !== null && relief.change.high < 0)
    .sort((a, b) => (a.relief?.change.value ?? 0) - (b.relief?.change.value ?? 0));
  if (relieved.length > 0) return relieved[0].resource;
  if (highestLoad(seen.offered) > 1) return firstToSaturate(seen.offered).name;
  const [busiest] = seen.bottlenecks;
  return (busiest.utilization ?? 0) >= NEARLY_FULL ? busiest.resource : null;
}

function bestOf(steps: readonly CapacityStep[]): string {
  const kept = highestKept(steps);
  return kept === null ? '' : `kept at ${Number(kept.toPrecision(4))}`;
}
