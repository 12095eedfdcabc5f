/**
 * How long a model needs to forget that it began empty: pilot trials, which are not used again.
 *
 * MSER-5 on every path's latency series by itself (a near and a far path settle at different times,
 * and their mixture waves while the far records are still under way), averaged over a placement's
 * pilots; the latest cut counts. A series that is still moving at its half gets pilots twice as
 * long. Never less than a tenth of the pilots' length, the p99.9 of the slowest path (before that
 * the slowest records cannot have come through), six crossings of the longest distance, or five
 * times as long as the system remembers: by arithmetic (analysis/relaxation.ts), as the pilots are
 * seen to (memory.ts), and as long as a group's records wait, over the room that it has left. Few
 * pilots of a nearly full system are too noisy to show its rise, and MSER would cut nothing. Each
 * placement has its own distances, and so its own warm-up.
 *
 * A group that polls works in rounds: what has gathered in one is the next one's work, so that what
 * a round has too much dies out as rho, rho^2, ..., in about W / (1 - rho), W the time from being
 * readable to being done.
 *
 * Six crossings: a mirrored record waits for a fetch to cross and crosses, its reader's fetch
 * likewise. A session's first answer is smaller than later ones, for nothing was written before the
 * trial began, and what comes next to the mirror cluster waits less behind it. The far mean of
 * 100m-users in the second after five crossings is 0.12% too low, after six 0.03% (standard error
 * 0.02%; 200 cells of each placement).
 */
import { correlationTimeSeconds } from '../analysis/memory.js';
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import { overloadOf } from '../analysis/overload.js';
import { loadOf, relaxations } from '../analysis/relaxation.js';
import { NoTrials, type Executor } from '../execution/inOrder.js';
import { isEventful, type Model } from '../model/model.js';
import { mergeSeries } from '../network/merge.js';
import type { SeriesMeasurements } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { MINIMUM_REPLICATIONS, mser5, quantileOf } from '../statistics/index.js';
import { LEAST_RECORDS, TrialPlan } from './trialPlan.js';
import { USUAL_BUDGET_RECORDS } from './usualEffort.js';

const PILOT_TRIALS = 8;
/**
 * Of a placement: of one alone no memory is seen (it is in how trials differ), and MSER cuts where
 * it happened to rise.
 */
const LEAST_PILOTS = 3;
const PILOT_BUCKETS = 200;
const LEAST_PILOT_SECONDS = 1;
/** Pilots allow for ten crossings, of which six are thrown away in any case. */
const PILOT_CROSSINGS = 10;
const WARMUP_CROSSINGS = 6;
const PILOT_MEMORIES = 5;
const DOUBLINGS = 3;
/** Of one pilot that is longer than a second and than its crossings. */
const MOST_PILOT_RECORDS = 300_000;
/** exp(-5) = 0.7% of where it began is left. */
const MEMORIES = 5;
const QUICKEST = 0.01;
/** Nearer to its ceiling arithmetic does not tell how much room a group has. */
const MOST_LOAD = 0.95;

export interface Warmup {
  /** For each placement. */
  readonly warmupSeconds: readonly number[];
  /** What the slowest placement needs, where that is more than the budget allows; else null. */
  readonly neededSeconds: number | null;
}

/**
 * As long as the model says, or as it needs, but such that 30 warm-ups take no more than
 * `budgetRecords`.
 */
export async function findWarmup(
  model: Model,
  executor: Executor,
  seed: string,
  offered: OfferedLoad,
  budgetRecords = USUAL_BUDGET_RECORDS,
): Promise<Warmup> {
  const given = model.run.warmupSeconds;
  if (given !== null) {
    return { warmupSeconds: model.placements.map(() => given), neededSeconds: null };
  }
  const needed = await neededWarmup(model, executor, seed, offered);
  const most = Math.max(LEAST_RECORDS, budgetRecords / MINIMUM_REPLICATIONS);
  const warmupSeconds = needed.map((seconds, placement) =>
    Math.min(seconds, most / cellEventsPerSecond(model, placement)),
  );
  const isCut = needed.some((seconds, placement) => seconds > warmupSeconds[placement]);
  return { warmupSeconds, neededSeconds: isCut ? Math.max(...needed) : null };
}

async function neededWarmup(
  model: Model,
  executor: Executor,
  seed: string,
  offered: OfferedLoad,
): Promise<number[]> {
  const relaxation = Math.max(0, ...relaxations(model, offered).map(({ seconds }) => seconds));
  const distances = model.placements.map(({ roles }) => longestDistance(model, roles));
  const lengths = distances.map((distance, placement) => {
    const most = MOST_PILOT_RECORDS / cellEventsPerSecond(model, placement);
    const memories = Math.min(PILOT_MEMORIES * relaxation, most);
    return Math.max(LEAST_PILOT_SECONDS, PILOT_CROSSINGS * distance, memories);
  });
  const settles = overloadOf(model, offered, 0) === null;
  const found: number[] = [];
  let unsettled = model.placements.map((_, placement) => placement);
  for (let doubling = 0; unsettled.length > 0; doubling++) {
    const pilots = await runPilots(model, executor, seed, unsettled, lengths);
    unsettled = unsettled.filter((placement) => {
      const { series, slowest, waits } = pilots[placement];
      if (series.length === 0) throw new NoTrials(`${model.name}: no pilot trial gave a result`);
      const settled = latestCut(series.reduce(mergeSeries));
      const rounds = model.consumers.map(({ name }, group) => {
        const load = model.thinkTime === null ? loadOf(offered, `consumers.${name}`) : 0;
        const room = 1 - Math.min(MOST_LOAD, load);
        return waits[group] / room;
      });
      const seen = isEventful(model) ? 0 : MEMORIES * correlationTimeSeconds(series);
      found[placement] = Math.max(
        settled.seconds,
        0.1 * lengths[placement],
        slowest,
        WARMUP_CROSSINGS * distances[placement],
        seen,
        ...(isEventful(model) ? [] : [MEMORIES * Math.max(relaxation, ...rounds)]),
      );
      const short = !settled.reliable || seen > 0.5 * lengths[placement];
      lengths[placement] *= 2;
      const records = cellEventsPerSecond(model, placement) * lengths[placement];
      // Where arithmetic says that nothing settles, there is nothing to wait for.
      return short && doubling < DOUBLINGS && records < MOST_PILOT_RECORDS && settles;
    });
  }
  return found;
}

interface Pilots {
  readonly series: SeriesMeasurements[];
  /** The p99.9 of the slowest path, seconds. */
  slowest: number;
  /** [group]: how much longer than its quickest records its records take on average, seconds. */
  readonly waits: number[];
}

/** By placement: what its pilot trials from an empty system gave. */
async function runPilots(
  model: Model,
  executor: Executor,
  seed: string,
  placements: readonly number[],
  lengths: readonly number[],
): Promise<Pilots[]> {
  const pilots: Pilots[] = [];
  const each = Math.max(LEAST_PILOTS, Math.round(PILOT_TRIALS / model.placements.length));
  const quiet = { ...model, faults: [] };
  const trials = placements.flatMap((placement) => {
    const length = { warmupSeconds: lengths.map(() => 0), windowSeconds: lengths[placement] };
    pilots[placement] = { series: [], slowest: 0, waits: model.consumers.map(() => 0) };
    return new TrialPlan(quiet, `${seed}/pilot`, 'sampled', length, PILOT_BUCKETS).of(
      placement,
      each,
    );
  });
  await executor.run(trials, ({ placement, series, paths }) => {
    const pilot = pilots[placement];
    pilot.series.push(series);
    for (const { name, histogram } of paths) {
      if (histogram.count === 0) continue;
      pilot.slowest = Math.max(pilot.slowest, quantileOf(histogram, 0.999));
      const group = model.consumers.findIndex((each) => each.name === name);
      if (group < 0) continue;
      const wait = histogram.sum / histogram.count - quantileOf(histogram, QUICKEST);
      pilot.waits[group] = Math.max(pilot.waits[group], wait);
    }
  });
  return pilots;
}

/** One way, between any two regions that a placement uses: seconds. */
function longestDistance(model: Model, roles: Readonly<Record<string, number>>): number {
  const regions = Object.values(roles);
  return Math.max(
    0,
    ...regions.flatMap((from) =>
      regions.map((to) => (from === to ? 0 : model.regionDelaySeconds[from][to])),
    ),
  );
}

/** When the last path has settled, and whether all have. */
function latestCut(series: SeriesMeasurements): { seconds: number; reliable: boolean } {
  let seconds = 0;
  let reliable = true;
  series.delivered.forEach((delivered, path) => {
    const first = delivered.findIndex((count) => count > 0);
    const means: number[] = [];
    let last = 0;
    delivered.slice(Math.max(0, first)).forEach((count, index) => {
      const sum = series.latencySum[path][Math.max(0, first) + index];
      last = count > 0 ? sum / count : last;
      means.push(last);
    });
    const found = mser5(means);
    reliable &&= found.reliable;
    seconds = Math.max(seconds, (Math.max(0, first) + found.cut) * series.bucketSeconds);
  });
  return { seconds, reliable };
}
