/**
 * Latencies of rare records (p99.9, p99.99), by splitting (network/splitting.ts) where that is
 * sound.
 *
 * A slow record of a system whose times are light-tailed comes by way of a long queue, which builds
 * up step by step: what is on its way there is gone on from several times. Levels are placed by
 * pilots, stage after stage: each such that a third of the looks at or above the one before it are
 * at or above it, down to as rare as the asked quantile. Then trees of runs, each a replication of
 * its own, in rounds like a study's, until the quantiles are as precise as asked or the budget is
 * spent. Intervals are those of any study: of the trees' own differences.
 *
 * It is not of use, and trials are plain, where a slow record comes by a single long time (a heavy
 * tail: the longest queue says nothing of it), where what happens has its time (faults; an
 * autoscaler) and is no rare moment of a steady state, and without brokers, where a record costs so
 * little that plain trials are cheaper.
 */
import { knownShares, LatencyMixture } from '../analysis/mixture.js';
import { Pool, type Weighted } from '../analysis/pool.js';
import type { Executor } from '../execution/executor.js';
import { clusterPath, isDirect } from '../model/clusters.js';
import { isEventful, type Model } from '../model/model.js';
import { kindsOf } from '../model/pipelines.js';
import type { Measurements, Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import {
  Histogram,
  mean,
  quantile,
  relativeHalf,
  square,
  type Distribution,
  type Estimate,
} from '../statistics/index.js';
import { TrialPlan, type TrialLength } from './trialPlan.js';

export interface TailOptions {
  readonly seed: string;
  /** Ranks, each above 0.9 and below 1. */
  readonly ranks: readonly number[];
  /** Asked half-width of each of end to end, relative. */
  readonly precision: number;
  /** Records that may be simulated, beyond pilots and a first round. */
  readonly budgetRecords: number;
  readonly outOfTime: () => boolean;
  readonly progress: (done: number, planned: number) => void;
}

export interface TailQuantile {
  /** `end_to_end`, or as PathMeasurements has it. */
  readonly path: string;
  readonly rank: number;
  readonly latency: Estimate;
}

export interface Tail {
  readonly quantiles: readonly TailQuantile[];
  /** By placement: the levels, seconds of latency foretold; none of trials that are not split. */
  readonly levels: readonly (readonly number[])[];
  readonly trials: number;
  /** Simulated in the windows; and in those of pilots. */
  readonly records: number;
  readonly pilotRecords: number;
  /** Why it is not split, or nothing is known; empty where it is split. */
  readonly whyPlain: string;
}

const WAYS = 3;
const LEVELS_A_STAGE = 3;
const PILOTS = 8;
const LEAST_OF_PLACEMENT = 3;
/** Of a tree's first run. */
const TREE_RECORDS = 5000;
const MARGIN = 1.2;
const MOST_GROWTH = 4;
/** Out of time, or all failed: they are reported. */
const TOO_FEW = 'there was no trial of each placement';
/**
 * Means that a time's own quantile of that rank may be long where the longest queue is still what
 * makes records slow.
 */
const LIGHT_MEANS = 20;

export async function findTail(
  model: Model,
  executor: Executor,
  length: TrialLength,
  options: TailOptions,
): Promise<Tail> {
  const { ranks, seed } = options;
  const rarest = Math.max(...ranks);
  const whyPlain = whyNotSplit(model, rarest);
  const sized = whyPlain === '' ? treeLength(model, length) : length;
  const { levels, records: pilotRecords } =
    whyPlain === ''
      ? await placeLevels(model, executor, sized, `${seed}/tail/pilot`, rarest)
      : { levels: model.placements.map(() => []), records: 0 };
  const split = whyPlain === '';
  const plan = new TrialPlan(model, `${seed}/tail`, 'sampled', sized, 1);
  const pool = new Pool(model);
  let records = 0;
  let trials = plan.first();
  for (let planned = 0; trials.length > 0;) {
    planned += trials.length;
    await executor.run(
      trials.map((trial) => (split ? splitAt(trial, levels[trial.placement]) : trial)),
      (result) => {
        records += result.split?.records ?? result.arrivedInWindow;
        pool.add(seen(result));
        options.progress(pool.trialCount, planned);
      },
      { stop: options.outOfTime },
    );
    if (model.placements.some((_, placement) => pool.trialsOf(placement) === 0)) {
      const trialCount = pool.trialCount;
      return {
        quantiles: [],
        levels,
        trials: trialCount,
        records,
        pilotRecords,
        whyPlain: TOO_FEW,
      };
    }
    const mixture = mixtureOf(model, pool.weighted(), 'end_to_end', split);
    const missing = Math.max(...ranks.map((rank) => missingOf(mixture.quantile(rank), options)));
    const affordable = options.budgetRecords / records;
    if (missing <= 1 || affordable < 2 || options.outOfTime()) break;
    const growth = Math.min(MARGIN * square(missing), affordable, MOST_GROWTH);
    trials = plan.next(mixture.rankSpread(rarest).byStratum, growth);
  }
  const found = pool.weighted();
  const names = ['end_to_end', ...found[0].measurements.paths.map(({ name }) => name)];
  return {
    quantiles: names.flatMap((path) => {
      const mixture = mixtureOf(model, found, path, split);
      return ranks.map((rank) => ({ path, rank, latency: mixture.quantile(rank) }));
    }),
    levels,
    trials: pool.trialCount,
    records,
    pilotRecords,
    whyPlain,
  };
}

/** Why plain trials tell a rank as well; empty where splitting does better. */
export function whyNotSplit(model: Model, rank: number): string {
  if (isDirect(model)) return 'records of direct delivery are cheap';
  if (isEventful(model)) return 'what happens at given times is no rare moment of a steady state';
  const times: (readonly [string, Distribution])[] = [
    ...model.consumers.map((each) => [`consumers.${each.name}`, each.processingTime] as const),
    ...model.stores.map((each) => [`stores.${each.name}`, each.timePerRequest] as const),
    ...model.clusters.map((each) => [clusterPath(each), each.timePerRequest] as const),
  ];
  const heavy = times.find(([, time]) => !(quantile(time, rank) <= LIGHT_MEANS * mean(time)));
  if (heavy === undefined) return '';
  return `times of ${heavy[0]} have a heavy tail: a slow record comes by one long time, not by way of a long queue`;
}

/**
 * Shorter windows than a study's, since each is seen many times over; as long as the warm-up, whole
 * periods where there are some.
 */
function treeLength(model: Model, length: TrialLength): TrialLength {
  if (
    kindsOf(model).some(({ arrivals }) => arrivals.kind === 'diurnal' || arrivals.kind === 'shape')
  )
    return length;
  const slowest = Math.min(
    ...model.placements.map((_, index) => cellEventsPerSecond(model, index)),
  );
  const least = Math.max(TREE_RECORDS / slowest, ...length.warmupSeconds);
  return { ...length, windowSeconds: Math.min(length.windowSeconds, least) };
}

/**
 * By placement: levels, each at or above which a third of the looks are that are at or above the
 * one before it.
 */
async function placeLevels(
  model: Model,
  executor: Executor,
  length: TrialLength,
  seed: string,
  rarest: number,
): Promise<{ levels: number[][]; records: number }> {
  const each = Math.max(LEAST_OF_PLACEMENT, Math.ceil(PILOTS / model.placements.length));
  let levels: number[][] = model.placements.map(() => []);
  let records = 0;
  let more = true;
  for (let count = LEVELS_A_STAGE; more; count += LEVELS_A_STAGE) {
    const plan = new TrialPlan(model, `${seed}/${count}`, 'sampled', length, 1);
    const seenOf = model.placements.map(() => new Histogram());
    const trials = model.placements.flatMap((_, placement) => plan.of(placement, each));
    await executor.run(
      trials.map((trial) => splitAt(trial, levels[trial.placement])),
      ({ placement, split }) => {
        if (split === undefined) return;
        records += split.records;
        seenOf[placement].merge(split.importance);
      },
    );
    levels = seenOf.map((histogram) => levelsOf(histogram, count, rarest));
    more = levels.some((own) => own.length === count);
  }
  return { levels, records };
}

function levelsOf(histogram: Histogram, most: number, rarest: number): number[] {
  const levels: number[] = [];
  for (let share = 1 / WAYS; share > (1 - rarest) / WAYS && levels.length < most; share /= WAYS) {
    const level = histogram.quantile(1 - share);
    // Where nothing waits for most of the time, that is 0.
    if (level > (levels.at(-1) ?? 0)) levels.push(level);
  }
  return levels;
}

function splitAt(trial: Trial, levels: readonly number[]): Trial {
  return {
    ...trial,
    maximumInside: Infinity,
    splitting: { importance: 'foretold', levels, ways: WAYS },
  };
}

/** A split trial with what all of its runs saw in the place of what the first did. */
function seen(result: Measurements): Measurements {
  const { split } = result;
  if (split === undefined) return result;
  const paths = split.paths.filter(({ histogram }) => histogram.count > 0);
  return { ...result, paths, endToEnd: split.endToEnd };
}

function mixtureOf(
  model: Model,
  trials: readonly Weighted[],
  path: string,
  split: boolean,
): LatencyMixture {
  const steady = !isEventful(model);
  return new LatencyMixture(path, trials, knownShares(model, trials), steady, !split);
}

/** How many times as wide as asked. */
function missingOf(estimate: Estimate, { precision }: TailOptions): number {
  return estimate.enough ? relativeHalf(estimate) / precision : Infinity;
}
