/**
 * What would bring relief: every likely resource 10% faster in turn, on the same random numbers as
 * the first trials of the main study, which are not run again.
 */
import { knownShares, LatencyMixture, quantileChange } from '../analysis/mixture.js';
import { Pool, type ResourceSummary } from '../analysis/pool.js';
import type { Relief } from '../analysis/bottlenecks.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import { cellCount, type Measurements, type Trial } from '../network/measurements.js';
import type { TrialPlan } from './trialPlan.js';

const SPEED = 1.1;
const TRIALS = 8;
/** Of each placement, so that it is known how much its trials differ. */
const LEAST_OF_PLACEMENT = 3;
const LEAST_CANDIDATES = 3;
const MOST_CANDIDATES = 6;
/** Relief costs at most what the main result did, or so many records if that was less. */
const CHEAP_RECORDS = 2e6;

/** What each placement's first trials gave in the main study, as they come. */
export class Baseline {
  private readonly results: Map<number, Measurements>[];
  /** Trials of each placement that a resource is tried with. */
  readonly each: number;

  constructor(private readonly model: Model) {
    this.each = Math.max(LEAST_OF_PLACEMENT, Math.round(TRIALS / model.placements.length));
    this.results = model.placements.map(() => new Map<number, Measurements>());
  }

  /** Groups of cells, added up, are passed over. */
  note(trial: Trial, result: Measurements): void {
    const number = this.numberOf(trial);
    if (number >= this.each || cellCount(trial) > 1) return;
    this.results[trial.placement].set(number, result);
  }

  /** Undefined where it has not come. */
  of(trial: Trial): Measurements | undefined {
    return this.results[trial.placement].get(this.numberOf(trial));
  }

  private numberOf({ placement, replication, cell }: Trial): number {
    return (replication - 1) * this.model.placements[placement].cells + cell;
  }
}

/** The busiest resources, each with the paired change of p99 that it brings. */
export async function tryRelief(
  model: Model,
  executor: Executor,
  plan: TrialPlan,
  resources: readonly Pick<ResourceSummary, 'name' | 'utilizationMaximum'>[],
  spent: { readonly records: number; readonly pool: Pool; readonly baseline: Baseline },
  progress: (done: number, planned: number) => void,
): Promise<Relief[]> {
  const { placements } = model;
  const { each } = spent.baseline;
  const cost = (each * placements.length * spent.records) / spent.pool.trialCount;
  const affordable = Math.floor(Math.max(spent.records, CHEAP_RECORDS) / cost);
  const candidates = [...resources]
    .sort((a, b) => b.utilizationMaximum - a.utilizationMaximum)
    .slice(0, Math.min(MOST_CANDIDATES, Math.max(LEAST_CANDIDATES, affordable)));
  const trialsWith = (speedup: Trial['speedup']): Trial[] =>
    placements.flatMap((_, placement) => plan.of(placement, each, speedup));
  const before = trialsWith({});
  // All at once, so that no worker waits for the last trial of one candidate.
  const trials = [before, ...candidates.map(({ name }) => trialsWith({ [name]: SPEED }))].flat();
  const results = trials.map((trial, index) =>
    index < before.length ? spent.baseline.of(trial) : undefined,
  );
  const open = [...trials.keys()].filter((index) => results[index] === undefined);
  await executor.run(
    open.map((index) => trials[index]),
    (result, index) => {
      results[open[index]] = result;
      progress(index + 1, open.length);
    },
  );
  const of = (run: number): LatencyMixture | null => {
    const own = results.slice(run * before.length, (run + 1) * before.length);
    const pool = new Pool(model);
    for (const result of own) {
      if (result === undefined) return null;
      pool.add(result);
    }
    const weighted = pool.weighted();
    return new LatencyMixture('end_to_end', weighted, knownShares(model, weighted));
  };
  const base = of(0);
  return candidates.flatMap(({ name }, index) => {
    const faster = of(index + 1);
    // Where trials have failed (they are reported) there is nothing to compare.
    if (base === null || faster === null) return [];
    return [{ resource: name, change: quantileChange(base, faster, 0.99) }];
  });
}
