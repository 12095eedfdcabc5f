/** What a study says: everything that is worked out from its trials. */
import { limitsOf, rankBottlenecks, type Bottleneck } from '../analysis/bottlenecks.js';
import { knownShares, LatencyMixture, type Shares } from '../analysis/mixture.js';
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import { rateEstimate, ratioEstimate, totalEstimate } from '../analysis/estimates.js';
import { secondsToFull } from '../analysis/backlog.js';
import { backlogGrowth } from '../analysis/overload.js';
import {
  summarizeCaches,
  summarizeLatency,
  summarizeResources,
  summarizeStages,
  type CacheSummary,
  type LatencySummary,
  type ResourceSummary,
  type StageSummary,
  type Weighted,
} from '../analysis/pool.js';
import { summarizeQueueLengths, type QueueLength } from '../analysis/queueLengths.js';
import { recoveries, type Recovery } from '../analysis/recovery.js';
import { summarizeSections, type SectionSummary } from '../analysis/sections.js';
import { spentOnJourneys, summarizeJourneys, type JourneyPart } from '../analysis/journeys.js';
import { summarizeLate, type LateSummary } from '../analysis/latePolls.js';
import { summarizeServices, type ServiceSummary } from '../analysis/services.js';
import { summarizeSeries, type SeriesRow } from '../analysis/series.js';
import type { Executor } from '../execution/executor.js';
import { isEventful, type Model } from '../model/model.js';
import { deliveriesPerEvent } from '../model/pipelines.js';
import type { AuditResult, Measurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { judge, promisesOf, type Judgement } from './promise.js';
import { tryRelief } from './relief.js';
import type { Verdict } from './settling.js';
import { findTail, type Tail } from './tail.js';
import type { TrialPlan } from './trialPlan.js';
import type { Measured, StudyOptions } from './study.js';

export interface Study {
  readonly model: Model;
  readonly seed: string;
  readonly offered: OfferedLoad;
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly trials: number;
  /** How many times the warm-up was lengthened, since the system settles slowly. */
  readonly lengthened: number;
  readonly cellsSimulated: number;
  readonly cellsTotal: number;
  readonly records: number;
  /**
   * Deliveries, averaged over the paths: all of them, and without those of records delivered
   * before.
   */
  readonly throughputPerSecond: Estimate;
  readonly goodputPerSecond: Estimate;
  /** In one window, whole system. */
  readonly droppedRecords: Estimate;
  /**
   * Of the whole system in one window, averaged over the paths: never delivered, and delivered
   * again.
   */
  readonly lostRecords: Estimate;
  readonly duplicateRecords: Estimate;
  /** Deliveries that are dropped or lost, of those that are owed for what is sent in the window. */
  readonly lossShare: Estimate;
  /** Produce requests sent again in one window. */
  readonly retriedRequests: Estimate;
  /** Readable records that no mirror had when a region went down, whole system. */
  readonly unmirroredRecords: Estimate;
  readonly caches: readonly CacheSummary[];
  readonly services: readonly ServiceSummary[];
  /** Groups that instances have left, their polls longer than max_poll_interval. */
  readonly late: readonly LateSummary[];
  /** Of each scheduled fault; none where the window shows nothing before the first. */
  readonly recoveries: readonly Recovery[];
  readonly backlogGrowth: Estimate;
  readonly verdict: Verdict;
  /** The verdict's kind is that: no latency is one of a steady state. */
  readonly overloaded: boolean;
  /** Until producers' memory is full, 0 = it is; null where it does not fill. */
  readonly secondsToFull: number | null;
  readonly endToEnd: LatencySummary;
  readonly paths: readonly LatencySummary[];
  /**
   * End to end, of each section of the trials: how far they lie apart. Worked out when it is asked
   * for.
   */
  readonly sections: () => readonly SectionSummary[];
  /**
   * How many times smaller the variance of the median's and of p99's rank is because the parts of
   * the mixture weigh what is known; null where it is not known.
   */
  readonly weighing: { readonly p50: number; readonly p99: number } | null;
  readonly stages: readonly StageSummary[];
  /**
   * Where groups send on: in which stage of which hop the time of the journeys to each group goes.
   */
  readonly journeys: readonly JourneyPart[];
  readonly resources: readonly ResourceSummary[];
  readonly queueLengths: readonly QueueLength[];
  readonly bottlenecks: readonly Bottleneck[];
  readonly remark: string;
  readonly series: readonly SeriesRow[];
  readonly audits: readonly AuditResult[];
  /**
   * Trials that gave no result (a worker died or ran out of memory), each with its place and seed.
   */
  readonly failures: readonly string[];
  /**
   * Why it stopped: the precision was reached, the budget spent, all cells simulated, or the time
   * was up.
   */
  readonly stopped: string;
  /** What the model promises, and whether it is kept; null where it promises nothing. */
  readonly promises: Judgement | null;
  /** Asked half-width of p99, relative. */
  readonly precision: number;
  /** Rare latencies, where they were asked for and there is a steady state. */
  readonly tail: Tail | null;
}

export async function summarize(
  model: Model,
  executor: Executor,
  options: StudyOptions,
  offered: OfferedLoad,
  measured: Measured,
): Promise<Study> {
  const { plan, pool } = measured;
  const trials = pool.weighted();
  const shares = knownShares(model, trials);
  const steady = !isEventful(model) && measured.verdict.kind !== 'transient';
  const overloaded = measured.verdict.kind === 'overloaded';
  const stages = summarizeStages(trials);
  const resources = summarizeResources(model, trials);
  // A rate can be tried 10% higher, a number of calls or requests cannot.
  const rates = limitsOf(offered).filter(({ name }) => /\.(?:rate_limit|quota)$/.test(name));
  const reliefs =
    options.relief && !overloaded && options.trials === null && !options.outOfTime()
      ? await tryRelief(
          model,
          executor,
          plan,
          [...resources, ...rates],
          measured,
          (done, planned) => {
            options.progress(done, planned, `${model.name}: what brings relief`);
          },
        )
      : [];
  const journeys = summarizeJourneys(trials);
  const spent = journeys.length > 0 ? spentOnJourneys(model, journeys) : stages;
  const { bottlenecks, remark } = rankBottlenecks(offered, resources, spent, reliefs);
  const growth = backlogGrowth(trials);
  const promises = promisesOf(model);
  const groups = deliveriesPerEvent(model);
  const series = summarizeSeries(trials);
  const total = (read: (m: Measurements) => number): Estimate => totalEstimate(trials, read);
  return {
    model,
    seed: options.seed,
    offered,
    warmupSeconds: Math.max(...plan.length.warmupSeconds),
    windowSeconds: plan.length.windowSeconds,
    trials: pool.trialCount,
    lengthened: measured.lengthened,
    cellsSimulated: model.placements.reduce(
      (sum, placement, index) => sum + Math.min(placement.cells, pool.trialsOf(index)),
      0,
    ),
    cellsTotal: cellsOf(model),
    records: measured.records,
    throughputPerSecond: rateEstimate(
      trials,
      (m) => (m.deliveredInWindow + m.duplicatesInWindow) / groups,
    ),
    goodputPerSecond: rateEstimate(trials, (m) => m.deliveredInWindow / groups),
    droppedRecords: total((m) => m.droppedInWindow),
    lostRecords: total((m) => m.lostInWindow / groups),
    lossShare: ratioEstimate(
      trials,
      (m) => m.droppedInWindow + m.lostInWindow / groups,
      (m) => m.arrivedInWindow,
    ),
    duplicateRecords: total((m) => m.duplicatesInWindow / groups),
    retriedRequests: total((m) => m.retriesInWindow),
    unmirroredRecords: total((m) => m.unmirrored),
    caches: summarizeCaches(trials),
    services: summarizeServices(trials),
    late: summarizeLate(trials),
    recoveries: recoveries(model, trials),
    backlogGrowth: growth,
    verdict: measured.verdict,
    overloaded,
    secondsToFull: overloaded ? secondsToFull(model, trials) : null,
    endToEnd: summarizeLatency('end_to_end', trials, shares, steady),
    paths: trials[0].measurements.paths.map(({ name }) =>
      summarizeLatency(name, trials, shares, steady),
    ),
    sections: () => summarizeSections(trials, shares),
    weighing: shares === null ? null : weighing(trials, shares),
    stages,
    journeys,
    resources,
    queueLengths: summarizeQueueLengths(trials),
    bottlenecks,
    remark,
    series,
    audits: measured.audits,
    failures: measured.failures,
    stopped: measured.stopped,
    promises:
      promises.length === 0 ? null : judge(promises, model, measured.verdict, trials, SHOWN),
    precision: options.precision,
    tail: overloaded ? null : await tailOf(model, executor, options, plan),
  };
}

/** The confidence with which a promise is shown to be kept or broken. */
const SHOWN = 0.95;

async function tailOf(
  model: Model,
  executor: Executor,
  { seed, tail = [], precision, budgetRecords, outOfTime, progress }: StudyOptions,
  plan: TrialPlan,
): Promise<Tail | null> {
  if (tail.length === 0) return null;
  return findTail(model, executor, plan.length, {
    seed,
    ranks: tail,
    precision,
    budgetRecords,
    outOfTime,
    progress: (done, planned) => {
      progress(done, planned, `${model.name}: rare latencies`);
    },
  });
}

function weighing(trials: readonly Weighted[], shares: Shares): Study['weighing'] {
  const counted = new LatencyMixture('end_to_end', trials, null);
  const known = new LatencyMixture('end_to_end', trials, shares);
  const ratio = (p: number): number =>
    counted.rankSpread(p).variance / known.rankSpread(p).variance;
  return { p50: ratio(0.5), p99: ratio(0.99) };
}

function cellsOf(model: Model): number {
  return model.placements.reduce((sum, placement) => sum + placement.cells, 0);
}
