/** Which trials are run: how long each measures, which cells, which replications, in which rounds. */
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import type { Model } from '../model/model.js';
import type { Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/workshop.js';
import { MINIMUM_REPLICATIONS, mean } from '../statistics/index.js';

export type Fidelity = 'sampled' | 'exhaustive';

/** What is simulated and thrown away, and what is measured after it: seconds. */
export interface TrialLength {
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
}

const RECORDS_PER_TRIAL = 20_000;
const MAXIMUM_INSIDE = 5_000_000;
const SERIES_BUCKETS = 60;

/** Hands out trials: cell after cell of each placement, then further replications of the same cells. */
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

  first(): Trial[] {
    const { placements } = this.model;
    if (this.fidelity === 'exhaustive') return this.more(placements.map(({ cells }) => cells));
    return this.more(placements.map(() => MINIMUM_REPLICATIONS));
  }

  /** As many again as there have been; none where all cells have been simulated. */
  next(): Trial[] {
    return this.fidelity === 'exhaustive' ? [] : this.more([...this.used]);
  }

  /** At least `count` trials, as many of each placement. */
  some(count: number, speedup: Trial['speedup'] = {}): Trial[] {
    const each = Math.ceil(count / this.model.placements.length);
    return this.model.placements.flatMap((_, placement) =>
      Array.from({ length: each }, (_unused, number) => this.trial(placement, number, speedup)),
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
      ...this.length,
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
