/** Whether what is inside the system grows without end. */
import { halfWidthOf, spreadOf, type Estimate } from '../statistics/index.js';
import type { Model } from '../model/model.js';
import { deliveriesPerEvent } from '../model/pipelines.js';
import type { OfferedLoad } from './offeredLoad.js';
import { passedResources, type PassedResource } from './passed.js';
import { patternCoverage } from './pattern.js';
import type { Weighted } from './pool.js';
import { growthOf } from './series.js';

/**
 * growing: a backlog grows beyond doubt (99.7%) and by more than 0.5% of the arrivals: that of the
 * whole, or that of any placement's cells, each for one of its groups. A hot partition may grow
 * while the rest is at ease, hence so small a share; one hot cell among a thousand, or one slow
 * group among many, is not hidden by the others. Arithmetic sees no resource that is full: the
 * system may only be slow to settle, which longer trials decide (experiments/settling.ts).
 * overloaded: arithmetic is certain that a ceiling is passed (overloadOf), or a trial filled up, or
 * what arithmetic says with less certainty is what grows: by more than 5% of the arrivals.
 * noisy: trials differ so much that a growth of 5% of the arrivals is not ruled out.
 * left_over, flank: a story (faults that come and go), or a window of a part of the load's pattern,
 * ends with more inside than it began with, though no ceiling is passed with every group at its
 * largest: what grew may shrink after the window. steady: none of these; and callers with a think
 * time, of whom no more wait than there are.
 *
 * How trials differ is not known of a single one: then it is asked how the parts of its window do.
 * What came in less what came out of a part is at least as noisy as that of the whole, part by
 * part, where nothing grows (what one part has too much the next ones give back), so that a lone
 * trial decides more carefully.
 */
export type LoadVerdict = 'steady' | 'growing' | 'overloaded' | 'noisy' | 'left_over' | 'flank';

const SMALLEST_GROWTH = 0.005;
/** A growth that has to be ruled out before a system is called steady. */
const MATERIAL_GROWTH = 0.05;
/** Relative, of a ceiling that is not certain: see PassedResource. */
const APPROXIMATION = 0.05;
/** 1.5 half-widths of a 95% interval are 99.7%. */
const HALF_WIDTHS = 1.5;
const BEYOND_DOUBT = 0.997;
const CONFIDENCE = 0.95;
/** Of a lone trial's window. */
const PARTS = 20;

export function loadVerdict(
  model: Model,
  trials: readonly Weighted[],
  offered: OfferedLoad,
): LoadVerdict {
  const { windowSeconds } = trials[0].measurements;
  if (trials.some((trial) => trial.measurements.stoppedFull)) return 'overloaded';
  if (overloadOf(model, offered, windowSeconds) !== null) return 'overloaded';
  if (model.thinkTime !== null) return 'steady';
  const growth = backlogGrowth(trials);
  const arrivals = offered.eventsPerSecond;
  if (!grows(model, trials, growth, arrivals)) {
    return growth.high - growth.value > MATERIAL_GROWTH * arrivals ? 'noisy' : 'steady';
  }
  if (model.faults.length > 0) return 'left_over';
  if (patternCoverage(model, 0, windowSeconds)?.whole === false) return 'flank';
  const material = (MATERIAL_GROWTH * arrivals) / deliveriesPerEvent(model);
  return growth.low > material && passesClearly(model, offered) ? 'overloaded' : 'growing';
}

/** Whether a ceiling is passed by more than an approximation of it may be off. */
function passesClearly(model: Model, offered: OfferedLoad): boolean {
  const passed = passedResources(model, offered, admittedPerSecond(model, offered));
  return passed.some(({ load }) => load > 1 + APPROXIMATION);
}

function grows(
  model: Model,
  trials: readonly Weighted[],
  { value, high }: Estimate,
  arrivalsPerSecond: number,
): boolean {
  const least = (SMALLEST_GROWTH * arrivalsPerSecond) / deliveriesPerEvent(model);
  if (value > HALF_WIDTHS * (high - value) && value > least) return true;
  if (model.placements.length === 1) return false;
  const weights = model.placements.map(({ cells, weight }) => cells * weight);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  // So that all placements together are as rarely wrong as the whole.
  const confidence = 1 - (1 - BEYOND_DOUBT) / model.placements.length;
  return growthByPlacement(trials).some(({ total, departures }, placement) => {
    const half = halfWidthOf(spreadOf([departures]), confidence);
    return total > half && total > (least * weights[placement]) / all;
  });
}

/**
 * What is certainly offered more than it can serve, so that no steady state comes; null where
 * nothing is. What fills its buffers within the window and turns away the rest may be steady with
 * its losses: trials tell.
 */
export function overloadOf(
  model: Model,
  offered: OfferedLoad,
  windowSeconds: number,
): PassedResource | null {
  const come = admittedPerSecond(model, offered);
  const lasting = passedResources(model, offered, come).find((passed) => {
    const { certain, buffers, creditSeconds } = passed;
    // As long as there are credits nothing grows.
    if (creditSeconds > 0 && creditSeconds >= windowSeconds) return false;
    const full = buffers.reduce((sum, { secondsToFull }) => sum + secondsToFull, 0);
    return certain && full > windowSeconds;
  });
  return lasting ?? null;
}

/**
 * The load behind a rate limit of all producers that drops the rest; the model's own where there is
 * none.
 */
function admittedPerSecond(
  { producers }: Model,
  { eventsPerSecond, resources }: OfferedLoad,
): number {
  if (producers.length !== 1 || producers[0].rateLimit?.policy !== 'drop') return eventsPerSecond;
  const limit = resources.find(({ name }) => name === 'producers.rate_limit');
  return Math.min(eventsPerSecond, limit?.ceilingEventsPerSecond ?? Infinity);
}

/**
 * Growth of the backlog in records per second, whole system, scaled from the cells simulated to
 * all.
 */
export function backlogGrowth(trials: readonly Weighted[]): Estimate {
  const growth = growthByPlacement(trials);
  const value = growth.reduce((sum, { total }) => sum + total, 0);
  const spread = spreadOf(growth.map(({ departures }) => departures));
  const half = halfWidthOf(spread, CONFIDENCE);
  const enough = Number.isFinite(half);
  const reason = enough ? '' : 'a placement with a single trial';
  return { value, low: value - half, high: value + half, n: spread.groups, enough, reason };
}

interface PlacementGrowth {
  /** Of all its cells, records per second, averaged over the groups. */
  readonly total: number;
  /**
   * [section]: by how much its trials grow more than as many of the placement do; of a lone trial,
   * by part of its window.
   */
  readonly departures: readonly number[];
}

function growthByPlacement(trials: readonly Weighted[]): PlacementGrowth[] {
  const rows: { growth: number; count: number; only: Weighted }[][] = [];
  for (const trial of trials) {
    const { measurements, weight, trials: count } = trial;
    // A trial that filled up while warming up has measured nothing.
    const seconds = measurements.windowSeconds || Infinity;
    const growth =
      ((weight * count) / seconds) * (measurements.insideAtEnd - measurements.insideAtStart);
    (rows[measurements.placement] ??= []).push({ growth, count, only: trial });
  }
  return rows.map((sections) => {
    const total = sections.reduce((sum, { growth }) => sum + growth, 0);
    if (sections.length === 1) return { total, departures: departuresWithin(sections[0].only) };
    const trialCount = sections.reduce((sum, { count }) => sum + count, 0);
    return {
      total,
      departures: sections.map(({ growth, count }) => growth - (total * count) / trialCount),
    };
  });
}

/**
 * [part]: by how much more than a part on average a lone trial's backlog grows in it, as a rate
 * over the whole window.
 */
function departuresWithin({ measurements, weight, trials }: Weighted): number[] {
  const { series } = measurements;
  const all = growthOf(series, [...series.delivered.keys()]);
  const parts = Math.min(PARTS, all.length);
  const growth = Array.from({ length: parts }, () => 0);
  all.forEach((count, bucket) => (growth[Math.floor((bucket * parts) / all.length)] += count));
  const average = growth.reduce((sum, value) => sum + value, 0) / parts;
  const scale = (weight * trials) / (measurements.windowSeconds || Infinity);
  return growth.map((value) => scale * (value - average));
}
