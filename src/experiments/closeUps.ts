/**
 * Close-ups of a study: some of its trials once more, looked at while they run. How many is bounded
 * in records, by what the study itself has simulated; so it depends on nothing but the trials.
 */
import { journeyEnds } from '../analysis/journeys.js';
import { summarizeCloseUps, type CloseUps } from '../analysis/closeUp/closeUps.js';
import type { WeightedCloseUp } from '../analysis/closeUp/weighted.js';
import type { LatencySummary } from '../analysis/pool.js';
import { isDirect } from '../model/clusters.js';
import type { Model } from '../model/model.js';
import type { Executor } from '../execution/inOrder.js';
import { closeUp, type CloseUp, type LookedFor } from '../network/closeUp.js';
import { JOURNEY, type Trial } from '../network/measurements.js';
import type { Tracing } from '../network/world/tracing.js';
import { pathAmong } from './latencies.js';
import type { TrialPlan } from './trialPlan.js';

/** Of the study's own trials, and of all however few that is. */
const SHARE = 0.03;
const CHEAP_RECORDS = 40_000;
const MOST_TRIALS = 4;
/** Told of the slow ones, and drawn of all, of all trials together, about. */
const MOST_TOLD = 1000;

/** What the study has found before. */
export interface Studied {
  readonly paths: readonly LatencySummary[];
  readonly overloaded: boolean;
  /** Records and trials of it, of all cells. */
  readonly records: number;
  readonly trials: number;
}

/** Who looks; and what is waited for now and then where that is this thread. */
interface Looking {
  readonly executor: Pick<Executor, 'look'>;
  readonly pause: () => Promise<void>;
}

/** Null where delivery is direct. */
export async function lookClosely(
  model: Model,
  plan: TrialPlan,
  { paths, overloaded, records, trials }: Studied,
  { executor, pause }: Looking,
): Promise<CloseUps | null> {
  if (isDirect(model)) return null;
  const slowest = slowestEnd(model, paths);
  const group = model.consumers.findIndex(({ name }) => name === slowest.to);
  const each = records / trials;
  const most = Math.floor(Math.max(SHARE * records, CHEAP_RECORDS) / each);
  const looked = shared(model, Math.min(MOST_TRIALS, Math.max(1, most)));
  const looks = looked.reduce((sum, { count }) => sum + count, 0);
  const delivered = (looks * slowest.records) / trials;
  const tracing = {
    group,
    leastSeconds: slowest.p99,
    mostSeconds: Infinity,
    every: Math.max(1, Math.ceil((0.01 * delivered) / MOST_TOLD)),
    sampleEvery: Math.max(1, Math.ceil(delivered / MOST_TOLD)),
  };
  const wanted = looked.flatMap(({ placement, count }) => {
    const weight = model.placements[placement].cells / count;
    return plan.of(placement, count).map((trial) => ({ trial, weight }));
  });
  const found = await seenOf(wanted, tracing, { executor, pause });
  const slow = { to: slowest.to, slowSeconds: slowest.p99 };
  return summarizeCloseUps(found, slow, !overloaded);
}

/** All at once where others do the work, else one after the other. */
async function seenOf(
  wanted: readonly { readonly trial: Trial; readonly weight: number }[],
  tracing: Tracing,
  { executor, pause }: Looking,
): Promise<WeightedCloseUp[]> {
  const { look } = executor;
  // Only the first one's parts are shown: closeUp/parts.ts.
  const lookedFor = (index: number): LookedFor => ({ tracing, parts: index === 0 });
  const all: (CloseUp | null)[] = [];
  if (look !== undefined) {
    all.push(
      ...(await Promise.all(wanted.map(({ trial }, index) => look(trial, lookedFor(index))))),
    );
  } else {
    for (const [index, { trial }] of wanted.entries()) {
      all.push(await closeUp(trial, lookedFor(index), pause));
    }
  }
  return all.flatMap((seen, index) =>
    seen === null ? [] : [{ closeUp: seen, weight: wanted[index].weight }],
  );
}

/** Of where journeys end for good, the one whose p99 is highest. */
function slowestEnd(
  model: Model,
  paths: readonly LatencySummary[],
): { readonly to: string; readonly p99: number; readonly records: number } {
  const names = paths.map(({ name }) => name);
  const ends = journeyEnds(model).map((to) => {
    const path = paths.find(({ name }) => name === pathAmong(`${JOURNEY}${to}`, names));
    const p99 = path?.quantiles.p99.value ?? NaN;
    return { to, p99: Number.isFinite(p99) ? p99 : 0, records: path?.records ?? 0 };
  });
  return ends.reduce((a, b) => (b.p99 > a.p99 ? b : a));
}

/**
 * Every placement has a trial at least, the one with the most load per cell first; the others go to
 * that one.
 */
function shared(
  { placements }: Model,
  trials: number,
): { readonly placement: number; readonly count: number }[] {
  const order = [...placements.keys()].sort((a, b) => placements[b].weight - placements[a].weight);
  const more = Math.max(0, trials - placements.length);
  return order.map((placement, rank) => ({ placement, count: rank === 0 ? 1 + more : 1 }));
}
