/** Whether what is inside the system grows without end. */
import { halfWidthOf, spreadOf, type Estimate } from '../statistics/index.js';
import { isEventful, type Model } from '../model/model.js';
import { highestLoad, offeredLoad, type OfferedLoad } from './offeredLoad.js';
import type { Weighted } from './pool.js';

/**
 * steady: no backlog grows by more than 0.5% of the arrivals, or not beyond doubt (99.7%): neither that of the whole nor that
 * of any placement's cells, each for one of its groups. A hot partition may grow while the rest is at ease, hence so small
 * a share; one hot cell among a thousand, or one slow group among many, is not hidden by the others.
 * growing: one does, though arithmetic sees no resource that is full: the system may only be slow to settle.
 * overloaded: one does and a ceiling is passed by more than 5%, or a trial filled up.
 * Where faults come and go or groups scale, what grows may shrink again: it is steady unless a ceiling is passed all the
 * same, with every group at its largest.
 */
export type LoadVerdict = 'steady' | 'growing' | 'overloaded';

const SMALLEST_GROWTH = 0.005;
/** 1.5 half-widths of a 95% interval are 99.7%. */
const HALF_WIDTHS = 1.5;
const BEYOND_DOUBT = 0.997;
const CEILING_TOLERANCE = 0.05;
const CONFIDENCE = 0.95;

export function loadVerdict(
  model: Model,
  trials: readonly Weighted[],
  offered: OfferedLoad,
): LoadVerdict {
  if (trials.some((trial) => trial.measurements.stoppedFull)) return 'overloaded';
  if (!grows(model, trials, offered)) return 'steady';
  if (!isEventful(model)) return isPassed(offered) ? 'overloaded' : 'growing';
  return isPassed(offeredLoad(withAllInstances(model))) ? 'overloaded' : 'steady';
}

function grows(model: Model, trials: readonly Weighted[], offered: OfferedLoad): boolean {
  const groups = model.consumers.length;
  const least = (SMALLEST_GROWTH * offered.eventsPerSecond) / groups;
  const { value, high } = backlogGrowth(trials);
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

function isPassed(offered: OfferedLoad): boolean {
  return highestLoad(offered) > 1 + CEILING_TOLERANCE;
}

/** With every autoscaler at its maximum. */
function withAllInstances(model: Model): Model {
  const consumers = model.consumers.map((group) => ({
    ...group,
    instances: group.autoscaler?.maximum ?? group.instances,
  }));
  return { ...model, consumers };
}

/** Growth of the backlog in records per second, whole system, scaled from the cells simulated to all. */
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
  /** [section]: by how much its trials grow more than as many of the placement do. */
  readonly departures: readonly number[];
}

function growthByPlacement(trials: readonly Weighted[]): PlacementGrowth[] {
  const rows: { growth: number; count: number }[][] = [];
  for (const { measurements, weight, trials: count } of trials) {
    // A trial that filled up while warming up has measured nothing.
    const seconds = measurements.windowSeconds || Infinity;
    const growth =
      ((weight * count) / seconds) * (measurements.insideAtEnd - measurements.insideAtStart);
    (rows[measurements.placement] ??= []).push({ growth, count });
  }
  return rows.map((sections) => {
    const total = sections.reduce((sum, { growth }) => sum + growth, 0);
    const trialCount = sections.reduce((sum, { count }) => sum + count, 0);
    return {
      total,
      departures: sections.map(({ growth, count }) => growth - (total * count) / trialCount),
    };
  });
}
