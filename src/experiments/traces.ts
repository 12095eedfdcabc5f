/**
 * Single journeys of one cell, hop by hop: a trial is run to see how long journeys take, then once
 * more to tell those that are asked for. Each is one of many: what is typical a study says.
 */
import { journeyEnds } from '../analysis/journeys.js';
import { offeredLoad } from '../analysis/offeredLoad.js';
import type { Executor } from '../execution/executor.js';
import { isDirect } from '../model/clusters.js';
import type { Model } from '../model/model.js';
import { JOURNEY, type Measurements, type Trial } from '../network/measurements.js';
import { simulate } from '../network/simulate.js';
import { traceTrial } from '../network/world/tracedCell.js';
import type { TracedJourney, Tracing } from '../network/world/tracing.js';
import { Histogram } from '../statistics/index.js';
import { pathAmong } from './latencies.js';
import { chooseWindow, TrialPlan } from './trialPlan.js';
import { findWarmup } from './warmupSearch.js';

/**
 * Which journeys: spread evenly over the window, the slowest, or those about as slow as a rank's.
 */
export type Which =
  | { readonly kind: 'any' }
  | { readonly kind: 'slowest' }
  | { readonly kind: 'rank'; readonly rank: number };

export interface TraceOptions {
  readonly seed: string;
  /** How many journeys at the most. */
  readonly records: number;
  readonly which: Which;
  /**
   * The group where they end; null = of those where journeys end for good, the one with the highest
   * p99.
   */
  readonly to: string | null;
  /** By its place among the model's placements. */
  readonly placement: number;
}

export interface Traces {
  readonly model: Model;
  readonly to: string;
  /**
   * Seconds of the trial that are thrown away and that are looked at; journeys that ended in these.
   */
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly count: number;
  /** How long they all took, seconds. */
  readonly latency: Histogram;
  readonly journeys: readonly TracedJourney[];
}

/** So many seconds either way of a rank's latency are the same latency. */
const NEAR = 0.02;
/** A histogram's bin is so wide, relative, and an extreme may lie anywhere in it. */
const BIN = 1 / 256;

/** Throws TraceError where there is nothing to trace. */
export async function traceRecords(
  model: Model,
  executor: Executor,
  options: TraceOptions,
): Promise<Traces> {
  if (isDirect(model)) {
    throw new TraceError(
      'delivery is direct, without brokers: a record has one hop, whose stages run prints',
    );
  }
  const { seed, placement, records } = options;
  const offered = offeredLoad(model);
  const windowSeconds = chooseWindow(model, offered, 'sampled');
  const { warmupSeconds } = await findWarmup(model, executor, seed, offered);
  const length = { warmupSeconds, windowSeconds };
  const [trial] = new TrialPlan(model, seed, 'sampled', length).of(placement, 1);
  const measured = simulate(trial);
  if (measured.stoppedFull) {
    throw new TraceError(
      `more comes than goes: after ${measured.windowSeconds} s ${trial.maximumInside} records are inside; see run`,
    );
  }
  const to = options.to ?? slowestEnd(model, measured);
  const latency = latencyOf(measured, to);
  const journeys =
    latency.count === 0 ? [] : choose(trial, tracingOf(model, to, latency, options), options);
  return {
    model,
    to,
    warmupSeconds: trial.warmupSeconds,
    windowSeconds,
    count: latency.count,
    latency,
    journeys: journeys.slice(0, records),
  };
}

export class TraceError extends Error {}

function slowestEnd(model: Model, measured: Measurements): string {
  const p99 = (group: string): number => latencyOf(measured, group).quantile(0.99) || 0;
  return journeyEnds(model).reduce((a, b) => (p99(b) > p99(a) ? b : a));
}

function latencyOf({ paths }: Measurements, group: string): Histogram {
  const names = paths.map(({ name }) => name);
  const path = paths.find(({ name }) => name === pathAmong(`${JOURNEY}${group}`, names));
  const histogram = new Histogram();
  if (path !== undefined) histogram.merge(path.histogram);
  return histogram;
}

/** All that may be meant: of the slowest at least as many as are asked for. */
function tracingOf(
  { consumers }: Model,
  to: string,
  latency: Histogram,
  { records, which }: TraceOptions,
): Tracing {
  const group = consumers.findIndex(({ name }) => name === to);
  const { count } = latency;
  const any = { group, leastSeconds: 0, mostSeconds: Infinity, every: 1 };
  switch (which.kind) {
    case 'any':
      return { ...any, every: Math.max(1, Math.floor(count / records)) };
    case 'slowest': {
      const rank = 1 - Math.min(1, (records + 1) / count);
      return { ...any, leastSeconds: rank > 0 ? latency.quantile(rank) * (1 - 2 * BIN) : 0 };
    }
    case 'rank': {
      const at = latency.quantile(which.rank);
      return { ...any, leastSeconds: at * (1 - NEAR), mostSeconds: at * (1 + NEAR) };
    }
    default:
      return which satisfies never;
  }
}

function choose(trial: Trial, tracing: Tracing, { records, which }: TraceOptions): TracedJourney[] {
  const found = traceTrial(trial, tracing);
  if (which.kind === 'any') return found;
  if (which.kind === 'slowest') return found.sort((a, b) => seconds(b) - seconds(a));
  // Spread over the window.
  const step = Math.max(1, Math.floor(found.length / records));
  return found.filter((_, index) => index % step === 0);
}

/** From the event to the end. */
export function seconds(journey: TracedJourney): number {
  return journey[journey.length - 1].to - journey[0].from;
}
