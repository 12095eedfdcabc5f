/**
 * Load that is not the same all the time: a period of it, its peak, and what piles up while the
 * peak is above a ceiling. A fluid: the backlog of each resource grows by max(0, offered - ceiling)
 * and drains by the opposite, without queueing.
 */
import * as mathematics from '../mathematics/index.js';
import { isEventful, type ArrivalProcess, type LoadPiece, type Model } from '../model/model.js';
import { hopsOf, pipelinesOf } from '../model/pipelines.js';
import type { OfferedLoad, OfferedResource, ResourcePart } from './offeredLoad.js';

/** For so long the load is `factor` times its mean. */
export interface LoadStep {
  readonly seconds: number;
  readonly factor: number;
}

export interface LoadPattern {
  /** For example `diurnal arrivals`, `surges`. */
  readonly name: string;
  /** Null = it happens once, after which the load is its mean for ever. */
  readonly periodSeconds: number | null;
  readonly steps: readonly LoadStep[];
  /** The largest factor. */
  readonly peak: number;
}

/** Steps of a period. */
const STEPS = 1440;
/** Arrivals of a trace that a step has at the least, so that chance makes no peaks. */
const STEP_ARRIVALS = 25;

/** Null where the mean says it all; phases at random (on_off) have no period either. */
export function loadPattern(model: Model): LoadPattern | null {
  const surges = surgeSteps(model);
  const periodSeconds = patternPeriodSeconds(model);
  const { arrivals, share } = patterned(model);
  const own = surges ?? periodSteps(arrivals, periodSeconds ?? 0);
  if (own === null) return null;
  // What has no pattern, or another one, comes at its mean.
  const part = surges === null ? share : 1;
  const steps = own.map(({ seconds, factor }) => ({ seconds, factor: 1 + part * (factor - 1) }));
  const peak = steps.reduce((most, { factor }) => Math.max(most, factor), 0);
  const shape = arrivals.kind === 'shape' ? arrivals.name : arrivals.kind;
  const name = surges === null ? `${shape} arrivals` : 'surges';
  return { name, periodSeconds: surges === null ? periodSeconds : null, steps, peak };
}

interface Patterned {
  readonly arrivals: ArrivalProcess;
  /** Of all events, those that come so. */
  readonly share: number;
  readonly producers: number;
}

/**
 * The arrivals that most events have which do not come at one rate; if all do, the first there are.
 */
function patterned(model: Model): Patterned {
  const kinds = new Map<string, Patterned>();
  for (const { arrivals, share, producers } of pipelinesOf(model)) {
    const key = JSON.stringify(arrivals);
    const known = kinds.get(key) ?? { arrivals, share: 0, producers: 0 };
    const count = known.producers + (producers?.count ?? 1);
    kinds.set(key, { arrivals, share: known.share + share, producers: count });
  }
  const isPlain = ({ arrivals }: Patterned): boolean =>
    arrivals.kind === 'poisson' || arrivals.kind === 'constant' || arrivals.kind === 'batches';
  const all = [...kinds.values()];
  const uneven = all.filter((each) => !isPlain(each));
  return uneven.length === 0 ? all[0] : uneven.reduce((a, b) => (b.share > a.share ? b : a));
}

export interface BurstLoad {
  readonly onSeconds: number;
  readonly offSeconds: number;
  /**
   * Of a cell, each with phases of its own: producers, or all its users where there are no
   * producers.
   */
  readonly streams: number;
  /** Of the whole system when all are on, and the share of a cell's time in which they are. */
  readonly eventsPerSecond: number;
  readonly share: number;
  /** Resources whose ceiling that passes, and the mean does not; the lowest first. */
  readonly passed: readonly string[];
}

/** Load of phases at random (on_off); null where it is of another kind. */
export function burstLoad(model: Model, offered: OfferedLoad): BurstLoad | null {
  const { arrivals, share: part, producers: streams } = patterned(model);
  if (arrivals.kind !== 'on_off') return null;
  const { onSeconds, offSeconds } = arrivals;
  const on = onSeconds / (onSeconds + offSeconds);
  const mean = offered.eventsPerSecond;
  const most = part === 1 ? mean / on : mean * (1 + part * (1 / on - 1));
  const passed = offered.resources
    .filter(({ ceilingEventsPerSecond: ceiling }) => mean <= ceiling && most > ceiling)
    .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
    .map(({ name }) => name);
  const share = mathematics.exp(streams * mathematics.log(on));
  return { onSeconds, offSeconds, streams, eventsPerSecond: most, share, passed };
}

/** Seconds after which the load repeats itself; null where it does not. */
export function patternPeriodSeconds(model: Model): number | null {
  const { arrivals, share } = patterned(model);
  if (arrivals.kind === 'diurnal') return arrivals.periodSeconds;
  if (arrivals.kind === 'shape') {
    return arrivals.pieces.reduce((sum, { seconds }) => sum + seconds, 0);
  }
  if (arrivals.kind !== 'trace') return null;
  // A trace is stretched to the rate of its cell: the slowest cell takes longest.
  const weights = model.placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
  const least = model.placements.reduce((low, { weight }) => Math.min(low, weight), Infinity);
  const rate = (model.users * model.eventsPerUserPerSecond * share * least) / weights;
  return rate > 0 ? arrivals.timesSeconds.length / rate : null;
}

/** The next whole number of periods, where that is at most `affordable` seconds; else as given. */
export function wholePeriods(model: Model, seconds: number, affordable: number): number {
  const period = isEventful(model) ? null : patternPeriodSeconds(model);
  if (period === null) return seconds;
  const whole = Math.ceil(seconds / period - 1e-9) * period;
  return whole <= affordable ? whole : seconds;
}

export interface PatternCoverage {
  readonly name: string;
  readonly periodSeconds: number;
  /** The window over the period. */
  readonly share: number;
  /** Whether the window holds whole periods only. */
  readonly whole: boolean;
  /** The load within the window over the mean. */
  readonly factor: number;
}

/**
 * What part of the pattern a window covers that begins after `warmupSeconds`; null where there is
 * no period.
 */
export function patternCoverage(
  model: Model,
  warmupSeconds: number,
  windowSeconds: number,
): PatternCoverage | null {
  const pattern = loadPattern(model);
  if (pattern === null || pattern.periodSeconds === null) return null;
  const { name, periodSeconds, steps } = pattern;
  const share = windowSeconds / periodSeconds;
  const until = (time: number): number => loadUntil(steps, periodSeconds, time);
  const load = until(warmupSeconds + windowSeconds) - until(warmupSeconds);
  const whole = share >= 1 && Math.abs(share - Math.round(share)) < 1e-6;
  return { name, periodSeconds, share, whole, factor: load / windowSeconds };
}

/** Seconds of mean load from 0 to `time`. */
function loadUntil(steps: readonly LoadStep[], periodSeconds: number, time: number): number {
  const rounds = Math.floor(time / periodSeconds);
  let left = time - rounds * periodSeconds;
  let load = rounds * periodSeconds;
  for (const { seconds, factor } of steps) {
    const part = Math.min(seconds, left);
    load += part * factor;
    left -= part;
    if (left <= 0) break;
  }
  return load;
}

function periodSteps(arrivals: ArrivalProcess, periodSeconds: number): LoadStep[] | null {
  if (arrivals.kind === 'diurnal') {
    const { amplitude } = arrivals;
    return Array.from({ length: STEPS }, (_, step) => ({
      seconds: periodSeconds / STEPS,
      factor: 1 + amplitude * mathematics.sin((2 * Math.PI * (step + 0.5)) / STEPS),
    }));
  }
  if (arrivals.kind === 'shape') return arrivals.pieces.flatMap(stepsOf);
  return arrivals.kind === 'trace' ? traceSteps(arrivals.timesSeconds, periodSeconds) : null;
}

/** Steps of a piece in which the load rises or falls. */
const RISE_STEPS = 100;

function stepsOf({ seconds, from, to }: LoadPiece): LoadStep[] {
  if (from === to) return [{ seconds, factor: from }];
  return Array.from({ length: RISE_STEPS }, (_, step) => ({
    seconds: seconds / RISE_STEPS,
    factor: from + ((to - from) * (step + 0.5)) / RISE_STEPS,
  }));
}

function traceSteps(times: readonly number[], periodSeconds: number): LoadStep[] {
  const last = times[times.length - 1];
  const length = last + (last - times[0]) / Math.max(1, times.length - 1);
  const bins = Math.min(STEPS, Math.max(1, Math.floor(times.length / STEP_ARRIVALS)));
  const counts = Array.from({ length: bins }, () => 0);
  for (const time of times) counts[Math.min(bins - 1, Math.floor((time / length) * bins))]++;
  return counts.map((count) => ({
    seconds: periodSeconds / bins,
    factor: (count * bins) / times.length,
  }));
}

/**
 * From 0 to the end of the last scheduled surge; of several at a time the first begun counts. Null
 * = there is none.
 */
function surgeSteps({ faults }: Model): LoadStep[] | null {
  const surges = faults.flatMap(({ kind, when, factor }) =>
    kind === 'surge' && when.kind === 'once'
      ? [{ from: when.atSeconds, to: when.atSeconds + when.lengthSeconds, factor }]
      : [],
  );
  if (surges.length === 0) return null;
  surges.sort((a, b) => a.from - b.from);
  const edges = [...new Set([0, ...surges.flatMap(({ from, to }) => [from, to])])];
  edges.sort((a, b) => a - b);
  return edges.slice(1).map((edge, index) => {
    const begin = edges[index];
    const surge = surges.find(({ from, to }) => begin >= from && begin < to);
    return { seconds: edge - begin, factor: surge?.factor ?? 1 };
  });
}

export interface PeakBacklog {
  readonly resource: string;
  /** The peak over its ceiling, above 1, where the mean is below it. */
  readonly load: number;
  /** Records of the whole system, at the most: when the load is below the ceiling again. */
  readonly records: number;
  /** From then on until all is drained; Infinity = not before the next peak begins. */
  readonly drainSeconds: number;
}

/**
 * Of each resource whose ceiling is passed by the peak and not by the mean; lowest ceiling first.
 */
export function peakBacklogs(pattern: LoadPattern, offered: OfferedLoad): PeakBacklog[] {
  const mean = offered.eventsPerSecond;
  return offered.resources
    .filter(
      ({ ceilingEventsPerSecond: ceiling }) => mean <= ceiling && mean * pattern.peak > ceiling,
    )
    .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
    .map((row) => peakBacklog(pattern, row, mean));
}

/**
 * Of the backlogs, those of groups that send to a resource's group, by any number of hops: they
 * let through less than the peak, so that less waits at the resource, and for longer.
 */
export function heldBackBy(
  model: Pick<Model, 'consumers' | 'topics'>,
  resource: string,
  backlogs: readonly PeakBacklog[],
): string[] {
  const { consumers } = model;
  const isOf = (name: string, of: string): boolean =>
    of === `consumers.${name}` || of.startsWith(`consumers.${name}.`);
  const own = consumers.findIndex(({ name }) => isOf(name, resource));
  if (own < 0) return [];
  const before = hopsOf(model, own).filter((group) => group !== own);
  return backlogs
    .map(({ resource: other }) => other)
    .filter((other) => before.some((group) => isOf(consumers[group].name, other)));
}

function peakBacklog(pattern: LoadPattern, row: OfferedResource, mean: number): PeakBacklog {
  const load = (mean * pattern.peak) / row.ceilingEventsPerSecond;
  // What is left of a period is there when the next begins; after what happens once, the mean goes
  // on.
  const rounds = pattern.periodSeconds === null ? 1 : 3;
  const parts = row.parts.map((part) => ({ ...part, backlog: 0 }));
  let time = 0;
  let most = { records: 0, at: 0 };
  let emptyAt: number | null = null;
  for (let round = 0; round < rounds; round++) {
    for (const { seconds, factor } of pattern.steps) {
      const emptied = step(parts, mean * factor, seconds);
      const records = parts.reduce((sum, { backlog }) => sum + backlog, 0);
      if (records > most.records * (1 + 1e-9)) {
        most = { records, at: time + seconds };
        emptyAt = null;
      } else if (records === 0) emptyAt ??= time + emptied;
      time += seconds;
    }
  }
  if (pattern.periodSeconds === null) emptyAt ??= time + step(parts, mean, Infinity);
  const drainSeconds = (emptyAt ?? Infinity) - most.at;
  return { resource: row.name, load, records: most.records, drainSeconds };
}

/**
 * Lets the parts' backlogs grow or drain for so long; returns when within that the last of them was
 * empty.
 */
function step(
  parts: (ResourcePart & { backlog: number })[],
  rate: number,
  seconds: number,
): number {
  let last = 0;
  for (const part of parts) {
    const growth = part.share * (rate - part.ceilingEventsPerSecond);
    if (growth >= 0 && part.backlog + growth === 0) continue;
    const emptied = growth < 0 ? -part.backlog / growth : Infinity;
    last = Math.max(last, Math.min(seconds, emptied));
    part.backlog = emptied <= seconds ? 0 : part.backlog + growth * seconds;
  }
  return last;
}
