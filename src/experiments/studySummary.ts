/** What a study says: everything that is worked out from its trials. */
import { boundlessOf } from '../analysis/boundless.js';
import { limitsOf, rankBottlenecks } from '../analysis/bottlenecks.js';
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
  type Weighted,
} from '../analysis/pool.js';
import { summarizeQueueLengths } from '../analysis/queueLengths.js';
import { recoveries } from '../analysis/recovery.js';
import { summarizeSections } from '../analysis/sections.js';
import { spentOnJourneys, summarizeJourneys } from '../analysis/journeys.js';
import type { CloseUps } from '../analysis/closeUp/closeUps.js';
import { summarizeLate } from '../analysis/latePolls.js';
import { summarizeNamed } from '../analysis/namedJourneys.js';
import { summarizeQueues } from '../analysis/queues.js';
import { summarizeServices } from '../analysis/services.js';
import { summarizeWindows } from '../analysis/windows.js';
import { summarizeSeries } from '../analysis/series.js';
import type { Executor } from '../execution/executor.js';
import { isEventful, type Model } from '../model/model.js';
import { deliveriesPerEvent } from '../model/pipelines.js';
import type { Measurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { judge, promisesOf } from './promise.js';
import { tryRelief } from './relief.js';
import { findTail, type Tail } from './tail.js';
import type { TrialPlan } from './trialPlan.js';
import type { Found, Measured, Study, StudyOptions } from './studyTypes.js';

export type { Study } from './studyTypes.js';

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
  const boundless = boundlessOf(model, resources);
  const reliefs =
    options.relief && !overloaded && options.trials === null && !options.outOfTime()
      ? await tryRelief(
          model,
          executor,
          plan,
          [...resources, ...rates, ...boundless],
          measured,
          (done, planned) => {
            options.progress(done, planned, `${model.name}: what brings relief`);
          },
        )
      : [];
  const journeys = summarizeJourneys(trials);
  const spent = journeys.length > 0 ? spentOnJourneys(model, journeys) : stages;
  const { bottlenecks, remark } = rankBottlenecks(offered, resources, spent, reliefs, boundless);
  const growth = backlogGrowth(trials);
  const promises = promisesOf(model);
  const groups = deliveriesPerEvent(model);
  const series = summarizeSeries(trials);
  const total = (read: (m: Measurements) => number): Estimate => totalEstimate(trials, read);
  const paths = trials[0].measurements.paths.map(({ name }) =>
    summarizeLatency(name, trials, shares, steady),
  );
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
    queues: summarizeQueues(trials),
    recoveries: recoveries(model, trials),
    backlogGrowth: growth,
    verdict: measured.verdict,
    overloaded,
    secondsToFull: overloaded ? secondsToFull(model, trials) : null,
    endToEnd: summarizeLatency('end_to_end', trials, shares, steady),
    paths,
    sections: () => summarizeSections(trials, shares),
    weighing: shares === null ? null : weighing(trials, shares),
    stages,
    journeys,
    namedJourneys: summarizeNamed(trials),
    windows: summarizeWindows(trials),
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
    curve: [],
    tail: overloaded ? null : await tailOf(model, executor, options, plan),
    closeUps: await closeUpsOf(options, measured, { paths, overloaded }),
  };
}

async function closeUpsOf(
  { closeUps: pause }: StudyOptions,
  { looked }: Measured,
  found: Found,
): Promise<CloseUps | null> {
  return looked === null || pause === undefined ? null : looked.summarize(found, pause);
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
