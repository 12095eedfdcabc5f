/**
 * The truth of a coverage case by simulation: trials so long that nothing of where they began is
 * left.
 */
import { LatencyMixture, knownShares } from '../../analysis/mixture.js';
import { Pool } from '../../analysis/pool.js';
import type { Executor } from '../../execution/executor.js';
import type { Model } from '../../model/model.js';
import type { Estimate } from '../../statistics/index.js';
import { AuditFailure } from '../../experiments/auditFailure.js';
import type { Known, Truth } from './knownLatency.js';
import { TrialPlan } from '../../experiments/trialPlan.js';

export async function simulateTruth(
  model: Model,
  length: { readonly warmupSeconds: number; readonly windowSeconds: number },
  trials: number,
  seed: string,
  executor: Executor,
  progress: (done: number, planned: number, what: string) => void,
): Promise<Truth & { records: number }> {
  const { windowSeconds } = length;
  const warmupSeconds = model.placements.map(() => length.warmupSeconds);
  const plan = new TrialPlan(model, seed, 'sampled', { warmupSeconds, windowSeconds });
  const pool = new Pool(model);
  let done = 0;
  await executor.run(plan.of(0, trials), (result) => {
    const failed = result.audits.find(({ passed }) => !passed);
    if (failed !== undefined) throw new AuditFailure(`audit failed: ${failed.law}`);
    pool.add(result);
    progress(++done, trials, model.name);
  });
  const all = pool.weighted();
  const mixture = new LatencyMixture('end_to_end', all, knownShares(model, all));
  return {
    mean: known(mixture.mean()),
    quantiles: [0.5, 0.99, 0.999].map((p) => ({ p, ...known(mixture.quantile(p)) })),
    records: mixture.observations,
  };
}

function known({ value, low, high }: Estimate): Known {
  return { seconds: value, halfWidth: (high - low) / 2 };
}
