/**
 * Answers one model: warm-up by pilot trials, trials in rounds until p99 is as precise as asked or the budget is spent,
 * then what would bring relief. Everything that shapes the result counts trials and records, never seconds of a wall.
 */
import type { Executor } from '../execution/executor.js';
import { offeredLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import {
  Pool,
  QUANTILES,
  summarizeLatency,
  summarizeResources,
  summarizeStages,
  systemRate,
  type LatencySummary,
  type ResourceSummary,
  type StageSummary,
  type Weighted,
} from '../analysis/pool.js';
import { rankBottlenecks, type Bottleneck, type Relief } from '../analysis/bottlenecks.js';
import type { Model } from '../model/model.js';
import { cellEventsPerSecond } from '../network/workshop.js';
import type {
  AuditResult,
  Measurements,
  SeriesMeasurements,
  Trial,
} from '../network/measurements.js';
import {
  MINIMUM_REPLICATIONS,
  mean,
  mser5,
  pairedDifference,
  sectionedEstimate,
  type Estimate,
} from '../statistics/index.js';

export interface StudyOptions {
  readonly seed: string;
  /** Asked half-width of p99, relative: 0.02 = 2%. */
  readonly precision: number;
  /** Records that may be simulated for the main result. */
  readonly budgetRecords: number;
  readonly fidelity: 'sampled' | 'exhaustive';
  /** Also try every resource 10% faster. */
  readonly relief: boolean;
  /** Wall-clock limit, asked between rounds; true = stop. */
  readonly outOfTime: () => boolean;
  readonly progress: (done: number, planned: number, what: string) => void;
}

export interface Study {
  readonly model: Model;
  readonly seed: string;
  readonly offered: OfferedLoad;
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly trials: number;
  readonly cellsSimulated: number;
  readonly cellsTotal: number;
  readonly records: number;
  readonly throughputPerSecond: number;
  readonly droppedRecords: number;
  readonly backlogGrowth: Estimate;
  readonly overloaded: boolean;
  readonly secondsToFull: number | null;
  readonly endToEnd: LatencySummary;
  readonly paths: readonly LatencySummary[];
  readonly stages: readonly StageSummary[];
  readonly resources: readonly ResourceSummary[];
  readonly bottlenecks: readonly Bottleneck[];
  readonly remark: string;
  readonly series: SeriesMeasurements;
  readonly audits: readonly AuditResult[];
  /** Why it stopped: the precision was reached, the budget spent, all cells simulated, or the time was up. */
  readonly stopped: string;
}

const PILOT_TRIALS = 6;
const CROSSINGS = 8;
const RECORDS_PER_TRIAL = 20_000;
const MAXIMUM_INSIDE = 5_000_000;
const RELIEF_SPEED = 1.1;
const P99 = QUANTILES.indexOf(0.99);

export async function study(
  model: Model,
  executor: Executor,
  options: StudyOptions,
): Promise<Study> {
  const offered = offeredLoad(model);
  const windowSeconds = chooseWindow(model, offered, options.fidelity);
  const warmupSeconds = await findWarmup(model, executor, options, windowSeconds, offered);
  const plan = new Plan(model, options, warmupSeconds, windowSeconds);
  const pool = new Pool(model);
  const audits: AuditResult[] = [];
  let records = 0;
  let stopped = '';
  for (let trials = plan.first(); trials.length > 0; trials = plan.next()) {
    let done = 0;
    await executor.run(trials, (result) => {
      audits.push(...result.audits.filter((audit) => !audit.passed));
      records += result.recordsIn;
      pool.add(result);
      options.progress(++done, trials.length, model.name);
    });
    stopped = plan.whyStop(pool, records) ?? (options.outOfTime() ? 'the time limit' : '');
    if (stopped !== '' || audits.length > 0) break;
  }
  return summarize(
    model,
    executor,
    options,
    plan,
    pool,
    audits,
    records,
    stopped || 'all cells simulated',
    offered,
  );
}

/** Which trials, in which rounds. */
class Plan {
  private readonly used: number[];

  constructor(
    private readonly model: Model,
    private readonly options: StudyOptions,
    readonly warmupSeconds: number,
    readonly windowSeconds: number,
  ) {
    this.used = model.placements.map(() => 0);
  }

  get cellsTotal(): number {
    return this.model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  }

  first(): Trial[] {
    if (this.options.fidelity === 'exhaustive') {
      return this.model.placements.flatMap((placement, index) => this.more(index, placement.cells));
    }
    return this.model.placements.flatMap((_, index) => this.more(index, MINIMUM_REPLICATIONS));
  }

  /** As many again as there have been. */
  next(): Trial[] {
    if (this.options.fidelity === 'exhaustive') return [];
    return this.model.placements.flatMap((_, index) => this.more(index, this.used[index]));
  }

  whyStop(pool: Pool, records: number): string | null {
    if (this.options.fidelity === 'exhaustive') return 'all cells simulated';
    const trials = pool.weighted();
    if (isOverloaded(trials)) return 'overload: no steady state to be precise about';
    const p99 = summarizeLatency('end_to_end', trials).quantiles[P99];
    const relative = (p99.high - p99.value) / p99.value;
    if (p99.enough && relative <= this.options.precision) return 'the asked precision';
    return records * 2 > this.options.budgetRecords ? 'the budget of records' : null;
  }

  trial(placement: number, number: number, speedup: Trial['speedup'] = {}): Trial {
    const { cells } = this.model.placements[placement];
    return {
      model: this.model,
      placement,
      cell: number % cells,
      replication: 1 + Math.floor(number / cells),
      seed: this.options.seed,
      warmupSeconds: this.warmupSeconds,
      windowSeconds: this.windowSeconds,
      speedup,
      maximumInside: MAXIMUM_INSIDE,
    };
  }

  private more(placement: number, count: number): Trial[] {
    const from = this.used[placement];
    this.used[placement] += count;
    return Array.from({ length: count }, (_, index) => this.trial(placement, from + index));
  }
}

/**
 * A second (half of one where many cells are sampled, since each is a replication of its own) and enough records for a
 * p99; longer where one queue relaxes slowly.
 */
function chooseWindow(
  model: Model,
  offered: OfferedLoad,
  fidelity: StudyOptions['fidelity'],
): number {
  if (model.run.durationSeconds !== null) return model.run.durationSeconds;
  const rate = Math.max(...model.placements.map((_, index) => cellEventsPerSecond(model, index)));
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const least = fidelity === 'sampled' && cells > 1 ? 0.5 : 1;
  return Math.max(least, RECORDS_PER_TRIAL / rate, 100 * relaxationSeconds(model, offered));
}

/** Relaxation time of the slowest direct queue: E[S] / (1 - sqrt rho)^2 (Cohen 1982, The Single Server Queue, III.7). */
function relaxationSeconds(model: Model, offered: OfferedLoad): number {
  if (model.brokers !== null) return 0;
  return model.consumers.reduce((longest, group) => {
    const row = offered.resources.find((resource) => resource.name === `consumers.${group.name}`);
    const rho = Math.min(row?.utilization ?? 0, 0.99);
    const relaxation = mean(group.processingTime) / (1 - Math.sqrt(rho)) ** 2;
    return Math.max(longest, relaxation);
  }, 0);
}

/**
 * MSER-5 on the latency series averaged over pilot trials, which are not used again; at least five relaxation times,
 * and CROSSINGS crossings of the longest distance (a mirror's fetches, its produce and its readers each wait for some).
 */
async function findWarmup(
  model: Model,
  executor: Executor,
  options: StudyOptions,
  windowSeconds: number,
  offered: OfferedLoad,
): Promise<number> {
  if (model.run.warmupSeconds !== null) return model.run.warmupSeconds;
  const longest = Math.max(...model.regionDelaySeconds.flat(), 0);
  const length = Math.max(
    Math.min(windowSeconds, 1) + 2 * CROSSINGS * longest,
    10 * relaxationSeconds(model, offered),
  );
  const pilot = new Plan(model, { ...options, seed: `${options.seed}/pilot` }, 0, length);
  const placements = model.placements.map((_, index) => index);
  const trials = placements.flatMap((placement) =>
    Array.from({ length: Math.ceil(PILOT_TRIALS / placements.length) }, (_, index) =>
      pilot.trial(placement, index),
    ),
  );
  const sums: number[] = [];
  const counts: number[] = [];
  await executor.run(trials, (result) => {
    result.series.latencySum.forEach((sum, bucket) => {
      sums[bucket] = (sums[bucket] ?? 0) + sum;
      counts[bucket] = (counts[bucket] ?? 0) + result.series.delivered[bucket];
    });
  });
  const first = counts.findIndex((count) => count > 0);
  const series = sums
    .slice(Math.max(0, first))
    .map((sum, index) => sum / Math.max(1, counts[index + Math.max(0, first)]));
  const bucketSeconds = length / sums.length;
  const cut = (Math.max(0, first) + mser5(series).cut) * bucketSeconds;
  return Math.max(cut, 0.1 * length, CROSSINGS * longest, 5 * relaxationSeconds(model, offered));
}

function growthBySection(trials: readonly Weighted[]): { growth: number[]; arrived: number[] } {
  const growth: number[] = [];
  const arrived: number[] = [];
  for (const { measurements, weight, trials: count, section } of trials) {
    const cells = (weight * count) / measurements.windowSeconds;
    const change = measurements.insideAtEnd - measurements.insideAtStart;
    growth[section] = (growth[section] ?? 0) + cells * change;
    arrived[section] = (arrived[section] ?? 0) + cells * measurements.arrivedInWindow;
  }
  return { growth, arrived };
}

/** Backlog that grows by more than 1% of the arrivals, beyond doubt, or a trial that filled up. */
function isOverloaded(trials: readonly Weighted[]): boolean {
  const { growth, arrived } = growthBySection(trials);
  const zeros = growth.map(() => 0);
  const estimate = pairedDifference(zeros, growth);
  const offered = arrived.reduce((sum, value) => sum + value, 0) / arrived.length;
  const full = trials.some((trial) => trial.measurements.stoppedFull);
  return full || (estimate.low > 0 && estimate.value > 0.01 * offered);
}

/** Growth of the backlog in records per second, whole system: sections' growths, scaled from their share to all. */
function backlogGrowth(trials: readonly Weighted[]): Estimate {
  const { growth } = growthBySection(trials);
  const scaled = growth.map((value) => value * growth.length);
  return pairedDifference(
    scaled.map(() => 0),
    scaled,
  );
}

async function summarize(
  model: Model,
  executor: Executor,
  options: StudyOptions,
  plan: Plan,
  pool: Pool,
  audits: readonly AuditResult[],
  records: number,
  stopped: string,
  offered: OfferedLoad,
): Promise<Study> {
  const trials = pool.weighted();
  const groups = model.consumers.length;
  const overloaded = isOverloaded(trials);
  const endToEnd = summarizeLatency('end_to_end', trials);
  const stages = summarizeStages(trials);
  const resources = summarizeResources(model, trials);
  const reliefs =
    options.relief && !overloaded ? await tryRelief(model, executor, plan, options, resources) : [];
  const { bottlenecks, remark } = rankBottlenecks(offered, resources, stages, reliefs);
  const growth = backlogGrowth(trials);
  const buffer =
    model.producers === null
      ? null
      : (model.producers.bufferMemoryBytes * model.producers.count * plan.cellsTotal) /
        model.recordBytes;
  const cells = new Set<string>();
  model.placements.forEach((placement, index) => {
    const used = Math.min(placement.cells, pool.trialsOf(index));
    for (let cell = 0; cell < used; cell++) cells.add(`${index}.${cell}`);
  });
  return {
    model,
    seed: options.seed,
    offered,
    warmupSeconds: plan.warmupSeconds,
    windowSeconds: plan.windowSeconds,
    trials: pool.trialCount,
    cellsSimulated: cells.size,
    cellsTotal: plan.cellsTotal,
    records,
    throughputPerSecond: systemRate(trials, (m: Measurements) => m.deliveredInWindow / groups),
    droppedRecords: trials.reduce((sum, trial) => sum + trial.measurements.droppedInWindow, 0),
    backlogGrowth: growth,
    overloaded,
    secondsToFull: overloaded && buffer !== null && growth.value > 0 ? buffer / growth.value : null,
    endToEnd,
    paths: trials[0].measurements.paths.map((path) => summarizeLatency(path.name, trials)),
    stages,
    resources,
    bottlenecks,
    remark,
    series: trials[0].measurements.series,
    audits,
    stopped,
  };
}

/** Every resource 10% faster in turn, on the same random numbers: the paired change of p99. */
async function tryRelief(
  model: Model,
  executor: Executor,
  plan: Plan,
  options: StudyOptions,
  resources: readonly ResourceSummary[],
): Promise<Relief[]> {
  const trialsOf = (speedup: Trial['speedup']): Trial[] =>
    model.placements.flatMap((_, placement) =>
      Array.from(
        { length: Math.max(2, Math.ceil(RELIEF_TRIALS / model.placements.length)) },
        (_unused, number) => plan.trial(placement, number, speedup),
      ),
    );
  const p99s = async (speedup: Trial['speedup']): Promise<number[]> => {
    const values: number[] = [];
    await executor.run(trialsOf(speedup), (result) => {
      const pool = new Pool(model);
      pool.add(result);
      values.push(summarizeLatency('end_to_end', pool.weighted()).quantiles[P99].value);
    });
    return values;
  };
  const before = await p99s({});
  const reliefs: Relief[] = [];
  const candidates = [...resources]
    .sort((a, b) => b.utilizationMaximum - a.utilizationMaximum)
    .slice(0, RELIEF_CANDIDATES);
  for (const resource of candidates) {
    const after = await p99s({ [resource.name]: RELIEF_SPEED });
    reliefs.push({
      resource: resource.name,
      change: pairedDifference(before, after),
      before: sectionedEstimate(
        before.reduce((sum, value) => sum + value, 0) / before.length,
        before,
      ),
    });
    options.progress(reliefs.length, candidates.length, `${model.name}: what brings relief`);
  }
  return reliefs;
}

const RELIEF_TRIALS = 8;
const RELIEF_CANDIDATES = 6;
