/** What would bring relief: every likely resource 10% faster in turn, on the same random numbers. */
import { Pool, QUANTILES, summarizeLatency, type ResourceSummary } from '../analysis/pool.js';
import type { Relief } from '../analysis/bottlenecks.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import type { Measurements, Trial } from '../network/measurements.js';
import { pairedDifference, sectionedEstimate } from '../statistics/index.js';
import type { TrialPlan } from './trialPlan.js';

const SPEED = 1.1;
const TRIALS = 8;
const CANDIDATES = 6;
const P99 = QUANTILES.indexOf(0.99);

/** The busiest resources, each with the paired change of p99 that it brings. */
export async function tryRelief(
  model: Model,
  executor: Executor,
  plan: TrialPlan,
  resources: readonly ResourceSummary[],
  progress: (done: number, planned: number) => void,
): Promise<Relief[]> {
  const p99s = async (speedup: Trial['speedup']): Promise<number[]> => {
    const values: number[] = [];
    await executor.run(plan.some(TRIALS, speedup), (result) => values.push(p99Of(model, result)));
    return values;
  };
  const before = await p99s({});
  const average = before.reduce((sum, value) => sum + value, 0) / before.length;
  const reliefs: Relief[] = [];
  const candidates = [...resources]
    .sort((a, b) => b.utilizationMaximum - a.utilizationMaximum)
    .slice(0, CANDIDATES);
  for (const { name } of candidates) {
    const after = await p99s({ [name]: SPEED });
    reliefs.push({
      resource: name,
      change: pairedDifference(before, after),
      before: sectionedEstimate(average, before),
    });
    progress(reliefs.length, candidates.length);
  }
  return reliefs;
}

function p99Of(model: Model, result: Measurements): number {
  const pool = new Pool(model);
  pool.add(result);
  return summarizeLatency('end_to_end', pool.weighted()).quantiles[P99].value;
}
