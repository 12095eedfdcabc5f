/**
 * A growing sample of replications of one model at one length: what searches are made of. Trials
 * are always the first n of the model's plan, so a sample that has grown is the sample that was
 * asked for at once, and two models that are sampled with one seed and one length see the same
 * random numbers.
 */
import { knownShares, LatencyMixture } from '../analysis/mixture.js';
import { offeredLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import { loadVerdict } from '../analysis/overload.js';
import { Pool, type Weighted } from '../analysis/pool.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/index.js';
import { meanEstimate, MINIMUM_REPLICATIONS, type Estimate } from '../statistics/index.js';
import { AuditFailure } from './auditFailure.js';
import { sectionsOf } from './promise.js';
import type { Response } from './response.js';
import { ensureRunnable } from './runSize.js';
import { decide, longer, type Verdict } from './settling.js';
import { chooseWindow, type TrialLength, TrialPlan } from './trialPlan.js';
import { findWarmup } from './warmupSearch.js';

/**
 * Of 30 trials of one point of a search, and of their windows: more trials tell what longer windows
 * would.
 */
const SEARCH_BUDGET_RECORDS = 6e6;
const SEARCH_WINDOWS_RECORDS = 1.5e6;

export class Sample {
  readonly offered: OfferedLoad;
  private readonly plan: TrialPlan;
  private readonly pool: Pool;
  private each = 0;
  records = 0;

  constructor(
    readonly model: Model,
    private readonly seed: string,
    readonly length: TrialLength,
    /** How many times the warm-up was lengthened. */
    readonly lengthened = 0,
  ) {
    this.offered = offeredLoad(model);
    this.plan = new TrialPlan(model, seed, 'sampled', length);
    this.pool = new Pool(model);
  }

  get trials(): number {
    return this.pool.trialCount;
  }

  /**
   * At least so many trials in all, the same of each placement, at least 3. Throws AuditFailure.
   */
  async growTo(count: number, executor: Executor): Promise<void> {
    const { placements } = this.model;
    const wanted = Math.max(3, Math.ceil(count / placements.length));
    if (wanted <= this.each) return;
    // Replication after replication, so that no placement runs ahead.
    const byPlacement = placements.map((_, placement) => this.plan.of(placement, wanted));
    const trials = Array.from({ length: wanted - this.each }, (_, index) =>
      byPlacement.map((own) => own[this.each + index]),
    ).flat();
    this.each = wanted;
    await executor.run(trials, (result) => {
      const failed = result.audits.find(({ passed }) => !passed);
      if (failed !== undefined) {
        throw new AuditFailure(
          `audit failed: ${failed.law} (${failed.where}) in ${this.model.name}`,
        );
      }
      this.records += result.recordsIn;
      this.pool.add(result);
    });
  }

  weighted(): Weighted[] {
    return this.pool.weighted();
  }

  /** As far as these trials show; null where longer ones have to tell. */
  verdict(): Verdict | null {
    const { model, lengthened, length, records } = this;
    const growth = loadVerdict(model, this.weighted(), this.offered);
    // As if there were 30 trials: more may follow.
    const each = (records * MINIMUM_REPLICATIONS) / this.trials;
    const budgetRecords = SEARCH_BUDGET_RECORDS;
    const so = { lengthened, length, records: each, budgetRecords, ended: null };
    const { verdict, isFinal } = decide(model, growth, so);
    return isFinal ? verdict : null;
  }

  /** The same model's sample of longer trials; none yet. */
  longer(): Sample {
    return new Sample(this.model, this.seed, longer(this.length), this.lengthened + 1);
  }

  /** A latency quantile with its 95% interval. */
  quantile(p: number, path: string): Estimate {
    const trials = this.weighted();
    return new LatencyMixture(path, trials, knownShares(this.model, trials)).quantile(p);
  }

  /** The response of each section alone. Throws for a response that trials do not have. */
  values(response: Response): number[] {
    const { measure } = response;
    if (measure === undefined) throw new Error(`${response.name} is not measured by trials`);
    return sectionsOf(this.weighted()).map((section) => measure(this.model, section));
  }

  /** The mean of the sections' values, with its interval. */
  estimate(response: Response): Estimate {
    return meanEstimate(this.values(response));
  }
}

/**
 * How long a model's trials warm up and measure: pilots find the one, the load the other. Throws
 * DesignError if too long.
 */
export async function lengthOf(
  model: Model,
  executor: Executor,
  seed: string,
): Promise<TrialLength> {
  ensureRunnable(model, 'sampled', null);
  const offered = offeredLoad(model);
  return {
    ...(await findWarmup(model, executor, seed, offered, SEARCH_BUDGET_RECORDS)),
    windowSeconds: chooseWindow(model, offered, 'sampled', SEARCH_WINDOWS_RECORDS),
  };
}

/** The longer of both, so that both see the same arrivals. */
export function longerOf(a: TrialLength, b: TrialLength): TrialLength {
  const longest = Math.max(...a.warmupSeconds, ...b.warmupSeconds);
  return {
    warmupSeconds: a.warmupSeconds.map(() => longest),
    windowSeconds: Math.max(a.windowSeconds, b.windowSeconds),
    neededSeconds: a.neededSeconds ?? b.neededSeconds ?? null,
  };
}
