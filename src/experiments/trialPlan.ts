/**
 * Which trials are run: how long each measures, which cells, which replications, in which rounds.
 */
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import { wholePeriods } from '../analysis/pattern.js';
import { relaxations } from '../analysis/relaxation.js';
import { isEventful, type Model } from '../model/model.js';
import { cellCount, type Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { MINIMUM_REPLICATIONS } from '../statistics/index.js';
import { USUAL_BUDGET_RECORDS } from './usualEffort.js';

export type Fidelity = 'sampled' | 'exhaustive';

/**
 * What is simulated and thrown away (of each placement's cells), and what is measured after it:
 * seconds.
 */
export interface TrialLength {
  readonly warmupSeconds: readonly number[];
  readonly windowSeconds: number;
  /**
   * What the warm-up should be, where the budget does not allow it; null or left out: it is as it
   * should be.
   */
  readonly neededSeconds?: number | null;
}

/** A round adds at least a quarter to the trials so far, at most as many again. */
const LEAST_GROWTH = 1.25;
const MOST_GROWTH = 2;
/** With fewer trials of a placement than that nothing is known of how they differ. */
const LEAST_OF_PLACEMENT = 3;

const RECORDS_PER_TRIAL = 20_000;
/** However small the budget. */
export const LEAST_RECORDS = 1000;
/** A window in relaxation times: of any queue, and of one that no other is like. */
const LEAST_MEMORIES = 5;
const MEMORIES_OF_ONE = 100;
/** Records inside a cell at which a trial stops, as overloaded. */
export const MAXIMUM_INSIDE = 5_000_000;
const SERIES_BUCKETS = 60;

/**
 * Hands out trials: cell after cell of each placement, then further replications of the same cells.
 * Placements are the strata of the sample: every one is in from the first round on, also the
 * hottest, and later rounds go where trials differ most.
 */
export class TrialPlan {
  private readonly used: number[];

  constructor(
    private readonly model: Model,
    private readonly seed: string,
    private readonly fidelity: Fidelity,
    readonly length: TrialLength,
    private readonly seriesBuckets = SERIES_BUCKETS,
  ) {
    this.used = model.placements.map(() => 0);
  }

  /**
   * The least number of replications, the same of each placement; or all cells, where a placement
   * has more than that.
   */
  first(): Trial[] {
    const { placements } = this.model;
    const each = Math.max(LEAST_OF_PLACEMENT, Math.ceil(MINIMUM_REPLICATIONS / placements.length));
    return this.more(
      placements.map(({ cells }, placement) =>
        this.fidelity === 'exhaustive' && cells > each ? this.allCells(placement) : singly(each),
      ),
    );
  }

  /**
   * The next round; none where all cells have been simulated. `variances` are the placements' parts
   * of the variance of what is to be precise, `growth` how many times the trials so far should do.
   * Neyman's allocation (1934): trials of a placement in proportion to its weight times the
   * standard deviation of its trials, which is the root of its part of the variance times its
   * trials; nothing that has been simulated is taken back.
   */
  next(variances: readonly number[], growth: number): Trial[] {
    if (this.fidelity === 'exhaustive') return [];
    const before = this.used.reduce((sum, count) => sum + count, 0);
    const factor = Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, growth));
    const extra = Math.ceil(before * (factor - 1));
    const spreads = variances.map((variance, index) => Math.sqrt(variance * this.used[index]));
    return this.more(allocate(this.used, spreads, extra).map(singly));
  }

  /** The first `count` trials of one placement, whether or not they have been handed out. */
  of(placement: number, count: number, speedup: Trial['speedup'] = {}): Trial[] {
    return Array.from({ length: count }, (_unused, number) =>
      this.trial(placement, number, speedup),
    );
  }

  private trial(placement: number, number: number, speedup: Trial['speedup']): Trial {
    const { cells } = this.model.placements[placement];
    return {
      model: this.model,
      placement,
      cell: number % cells,
      replication: 1 + Math.floor(number / cells),
      seed: this.seed,
      warmupSeconds: this.length.warmupSeconds[placement],
      windowSeconds: this.length.windowSeconds,
      seriesBuckets: this.seriesBuckets,
      speedup,
      maximumInside: MAXIMUM_INSIDE,
    };
  }

  /** All cells of a placement, in groups: see `groupSizes`. */
  private allCells(placement: number): number[] {
    const seconds = this.length.warmupSeconds[placement] + this.length.windowSeconds;
    const records = cellEventsPerSecond(this.model, placement) * seconds;
    return groupSizes(this.model.placements[placement].cells, records);
  }

  /**
   * More of each placement, in groups of these sizes, mixed evenly, so that the first n have their
   * share of each.
   */
  private more(sizes: readonly (readonly number[])[]): Trial[] {
    const places = sizes.flatMap((groups, placement) => {
      const count = groups.reduce((sum, size) => sum + size, 0);
      let before = 0;
      return groups.map((size) => {
        const number = this.used[placement];
        this.used[placement] += size;
        const at = (before + size / 2) / count;
        before += size;
        return { at, placement, number, size };
      });
    });
    places.sort((a, b) => a.at - b.at || a.placement - b.placement);
    return places.map(({ placement, number, size }) => {
      const trial = this.trial(placement, number, {});
      return size === 1 ? trial : { ...trial, cells: size };
    });
  }
}

/** A group of this many records is worth a worker's while: about a second of work. */
const GROUP_RECORDS = 3e6;
/** And no larger, so that workers end at about the same time. */
const MOST_IN_GROUP = 8;

/**
 * All cells of a placement in groups that a worker adds up before it answers, since to keep, to
 * send and to add up a result takes as long for a group as for one cell. The groups are dealt into
 * sections like single trials, so they come in lots of one for each section: of one cell first,
 * then of twice as many each time, so that a run that stops early has its sections, too. The sizes
 * depend on the model alone.
 */
export function groupSizes(cells: number, recordsPerCell: number): number[] {
  const most = Math.min(MOST_IN_GROUP, Math.floor(GROUP_RECORDS / recordsPerCell));
  const sizes: number[] = [];
  let left = cells;
  for (let size = 1; left > 0; size = Math.max(1, Math.min(most, 2 * size))) {
    // A rest of less than half a lot is spread over the last one.
    const lot = left < 1.5 * MINIMUM_REPLICATIONS * size ? left : MINIMUM_REPLICATIONS * size;
    const groups = size === 1 ? lot : Math.min(lot, MINIMUM_REPLICATIONS);
    for (let group = 0; group < groups; group++) {
      sizes.push(Math.floor(((group + 1) * lot) / groups) - Math.floor((group * lot) / groups));
    }
    left -= lot;
  }
  return sizes;
}

function singly(count: number): number[] {
  return Array.from({ length: count }, () => 1);
}

/** The trials that simulate the first `count` cells of these; a group may be cut short. */
export function firstCells(trials: readonly Trial[], count: number): Trial[] {
  const first: Trial[] = [];
  let left = count;
  for (const trial of trials) {
    if (left <= 0) break;
    const cells = cellCount(trial);
    first.push(cells <= left ? trial : { ...trial, cells: left });
    left -= cells;
  }
  return first;
}

/**
 * How many of `extra` trials each placement gets, so that all that it then has comes closest to its
 * due.
 */
export function allocate(
  used: readonly number[],
  spreads: readonly number[],
  extra: number,
): number[] {
  const known = spreads.every(Number.isFinite) && spreads.some((spread) => spread > 0);
  const dues = known ? spreads : used.map(() => 1);
  const given = used.map(() => 0);
  // One by one to whom the last trial brings most: the fall of due^2 / n (exact for whole numbers,
  // Wright 2012).
  for (let trial = 0; trial < extra; trial++) {
    let best = 0;
    let most = -1;
    dues.forEach((due, index) => {
      const n = used[index] + given[index];
      const gain = (due * due) / (n * (n + 1));
      if (gain > most) {
        most = gain;
        best = index;
      }
    });
    given[best]++;
  }
  return given;
}

/**
 * A second (half of one where many cells are sampled, since each is a replication of its own) and
 * enough records for a p99; longer where queues relax slowly: five times as long as they remember,
 * and a hundred times where there is a single one. Whole periods of a load that has some. Never so
 * long that a first round alone would simulate more than the budget.
 */
export function chooseWindow(
  model: Model,
  offered: OfferedLoad,
  fidelity: Fidelity,
  budgetRecords = USUAL_BUDGET_RECORDS,
): number {
  if (model.run.durationSeconds !== null) return model.run.durationSeconds;
  if (isEventful(model)) return eventfulSeconds(model);
  const rate = Math.max(...model.placements.map((_, index) => cellEventsPerSecond(model, index)));
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const least = fidelity === 'sampled' && cells > 1 ? 0.5 : 1;
  const slow = relaxations(model, offered).map(({ seconds, queues }) =>
    Math.max(LEAST_MEMORIES * seconds, (MEMORIES_OF_ONE * seconds) / queues),
  );
  const affordable = Math.max(LEAST_RECORDS, budgetRecords / MINIMUM_REPLICATIONS) / rate;
  const seconds = Math.min(affordable, Math.max(least, RECORDS_PER_TRIAL / rate, ...slow));
  return wholePeriods(model, seconds, affordable);
}

const RANDOM_SECONDS = 60;
const AFTERWARDS_SECONDS = 10;

/** Until all scheduled faults are over, and as long again, at least ten seconds. */
function eventfulSeconds(model: Model): number {
  const ends = model.faults.map(({ when }) =>
    when.kind === 'once' ? when.atSeconds + when.lengthSeconds : RANDOM_SECONDS,
  );
  const last = Math.max(0, ...ends);
  return last + Math.max(AFTERWARDS_SECONDS, last);
}
