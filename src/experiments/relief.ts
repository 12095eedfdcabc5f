/** What would bring relief: every likely resource 10% faster in turn, on the same random numbers. */
import { LatencyMixture } from '../analysis/mixture.js';
import { Pool, type ResourceSummary } from '../analysis/pool.js';
import type { Relief } from '../analysis/bottlenecks.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import type { Measurements, Trial } from '../network/measurements.js';
import { pairedDifference, sectionedEstimate } from '../statistics/index.js';
import type { TrialPlan } from './trialPlan.js';

const SPEED = 1.1;
const TRIALS = 8;
const LEAST_CANDIDATES = 3;
const MOST_CANDIDATES = 6;
/** Relief costs at most what the main result did, or so many records if that was less. */
const CHEAP_RECORDS = 2e6;

/** The busiest resources, each with the paired change of p99 that it brings. */
export async function tryRelief(
  model: Model,
  executor: Executor,
  plan: TrialPlan,
  resources: readonly ResourceSummary[],
  spent: { readonly records: number; readonly pool: Pool },
  progress: (done: number, planned: number) => void,
): Promise<Relief[]> {
  const { placements } = model;
  const each = Math.max(1, Math.round(TRIALS / placements.length));
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
  const p99s: number[] = [];
  await executor.run(trials, (result, index) => {
    p99s[index] = p99Of(model, result);
    progress(index + 1, trials.length);
  });
  // Where trials have failed (they are reported) there is nothing to compare.
  if (Object.keys(p99s).length < trials.length) return [];
  const of = (run: number): number[] => p99s.slice(run * before.length, (run + 1) * before.length);
  const average = of(0).reduce((sum, value) => sum + value, 0) / before.length;
  return candidates.map(({ name }, index) => ({
    resource: name,
    change: pairedDifference(of(0), of(index + 1)),
    before: sectionedEstimate(average, of(0)),
  }));
}

function p99Of(model: Model, result: Measurements): number {
  const pool = new Pool(model);
  pool.add(result);
  return new LatencyMixture('end_to_end', pool.weighted(), null).quantile(0.99).value;
}
