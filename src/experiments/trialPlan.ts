/** Which trials are run: how long each measures, which cells, which replications, in which rounds. */
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import type { Model } from '../model/model.js';
import type { Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/workshop.js';
import { MINIMUM_REPLICATIONS, mean } from '../statistics/index.js';

export type Fidelity = 'sampled' | 'exhaustive';

/** What is simulated and thrown away (of each placement's cells), and what is measured after it: seconds. */
export interface TrialLength {
  readonly warmupSeconds: readonly number[];
  readonly windowSeconds: number;
}

/** A round adds at least a quarter to the trials so far, at most as many again. */
const LEAST_GROWTH = 1.25;
const MOST_GROWTH = 2;
/** With fewer trials of a placement than that nothing is known of how they differ. */
const LEAST_OF_PLACEMENT = 3;

const RECORDS_PER_TRIAL = 20_000;
/** Records inside a cell at which a trial stops, as overloaded. */
export const MAXIMUM_INSIDE = 5_000_000;
const SERIES_BUCKETS = 60;

/**
 * Hands out trials: cell after cell of each placement, then further replications of the same cells. Placements are the
 * strata of the sample: every one is in from the first round on, also the hottest, and later rounds go where trials
 * differ most.
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

  /** All cells; or the least number of replications, the same of each placement. */
  first(): Trial[] {
    const { placements } = this.model;
    if (this.fidelity === 'exhaustive') return this.more(placements.map(({ cells }) => cells));
    const each = Math.max(LEAST_OF_PLACEMENT, Math.ceil(MINIMUM_REPLICATIONS / placements.length));
    return this.more(placements.map(() => each));
  }

  /**
   * The next round; none where all cells have been simulated. `variances` are the placements' parts of the variance of
   * what is to be precise, `growth` how many times the trials so far should do. Neyman's allocation (1934): trials of a
   * placement in proportion to its weight times the standard deviation of its trials, which is the root of its part of
   * the variance times its trials; nothing that has been simulated is taken back.
   */
  next(variances: readonly number[], growth: number): Trial[] {
    if (this.fidelity === 'exhaustive') return [];
    const before = this.used.reduce((sum, count) => sum + count, 0);
    const factor = Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, growth));
    const extra = Math.ceil(before * (factor - 1));
    const spreads = variances.map((variance, index) => Math.sqrt(variance * this.used[index]));
    return this.more(allocate(this.used, spreads, extra));
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

  /** So many more of each placement, mixed evenly, so that the first n of them have their share of each. */
  private more(counts: readonly number[]): Trial[] {
    const places = counts.flatMap((count, placement) => {
      const from = this.used[placement];
      this.used[placement] += count;
      return Array.from({ length: count }, (_, index) => ({
        at: (index + 0.5) / count,
        placement,
        number: from + index,
      }));
    });
    places.sort((a, b) => a.at - b.at || a.placement - b.placement);
    return places.map(({ placement, number }) => this.trial(placement, number, {}));
  }
}

/** How many of `extra` trials each placement gets, so that all that it then has comes closest to its due. */
export function allocate(
  used: readonly number[],
  spreads: readonly number[],
  extra: number,
): number[] {
  const known = spreads.every(Number.isFinite) && spreads.some((spread) => spread > 0);
  const dues = known ? spreads : used.map(() => 1);
  const given = used.map(() => 0);
  // One by one to whom the last trial brings most: the fall of due^2 / n (exact for whole numbers, Wright 2012).
  for (let trial = 0; trial < extra; trial++) {
    let best = 0;
    let most = -1;
    dues.forEach((due, index) => {
      const n = used[index] + given[index];
      const gain = due ** 2 / (n * (n + 1));
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
 * A second (half of one where many cells are sampled, since each is a replication of its own) and enough records for a
 * p99; longer where one queue relaxes slowly.
 */
export function chooseWindow(model: Model, offered: OfferedLoad, fidelity: Fidelity): number {
  if (model.run.durationSeconds !== null) return model.run.durationSeconds;
  if (isEventful(model)) return eventfulSeconds(model);
  const rate = Math.max(...model.placements.map((_, index) => cellEventsPerSecond(model, index)));
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const least = fidelity === 'sampled' && cells > 1 ? 0.5 : 1;
  return Math.max(least, RECORDS_PER_TRIAL / rate, 100 * relaxationSeconds(model, offered));
}

/** Whether something is going to happen: then a window shows a story, not a steady state. */
export function isEventful(model: Model): boolean {
  return model.faults.length > 0 || model.consumers.some((group) => group.autoscaler !== null);
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

/** Relaxation time of the slowest direct queue: E[S] / (1 - sqrt rho)^2 (Cohen 1982, The Single Server Queue, III.7). */
export function relaxationSeconds(model: Model, offered: OfferedLoad): number {
  if (model.brokers !== null) return 0;
  return model.consumers.reduce((longest, group) => {
    const row = offered.resources.find((resource) => resource.name === `consumers.${group.name}`);
    const rho = Math.min(row?.utilization ?? 0, 0.99);
    const relaxation = mean(group.processingTime) / (1 - Math.sqrt(rho)) ** 2;
    return Math.max(longest, relaxation);
  }, 0);
}
