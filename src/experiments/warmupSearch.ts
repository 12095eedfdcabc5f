/**
 * How long a model needs to forget that it began empty: pilot trials, which are not used again.
 *
 * MSER-5 on every path's latency series by itself (a near and a far path settle at different times, and their mixture
 * waves while the far records are still under way), averaged over a placement's pilots; the latest cut counts. A series
 * that is still moving at its half gets pilots twice as long. Never less than a tenth of the pilots' length, the p99.9 of
 * the slowest path (before that the slowest records cannot have come through), six crossings of the longest distance, or
 * five relaxation times of a direct queue, or five times as long as the pilots are seen to remember (memory.ts): few
 * pilots of a nearly full system are too noisy to show its rise, and MSER would cut nothing. Each placement has its own
 * distances, and so its own warm-up.
 *
 * Six crossings: a mirrored record waits for a fetch to cross and crosses, its reader's fetch likewise. A session's first
 * answer is smaller than later ones, for nothing was written before the trial began, and what comes next to the mirror
 * cluster waits less behind it. The far mean of 100m-users in the second after five crossings is 0.12% too low, after six
 * 0.03% (standard error 0.02%; 200 cells of each placement).
 */
import { memorySeconds } from '../analysis/memory.js';
import { highestLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import { NoTrials, type Executor } from '../execution/executor.js';
import { isEventful, type Model } from '../model/model.js';
import { mergeSeries } from '../network/merge.js';
import type { SeriesMeasurements } from '../network/measurements.js';
import { mser5, quantileOf } from '../statistics/index.js';
import { TrialPlan, relaxationSeconds } from './trialPlan.js';

const PILOT_TRIALS = 8;
/** Of a placement: of one alone no memory is seen (it is in how trials differ), and MSER cuts where it happened to rise. */
const LEAST_PILOTS = 3;
const PILOT_BUCKETS = 200;
const LEAST_PILOT_SECONDS = 1;
/** Pilots allow for ten crossings, of which six are thrown away in any case. */
const PILOT_CROSSINGS = 10;
const WARMUP_CROSSINGS = 6;
const DOUBLINGS = 3;
/** exp(-5) = 0.7% of where it began is left. */
const MEMORIES = 5;

/** Seconds, for each placement. */
export async function findWarmup(
  model: Model,
  executor: Executor,
  seed: string,
  offered: OfferedLoad,
): Promise<number[]> {
  const { warmupSeconds } = model.run;
  if (warmupSeconds !== null) return model.placements.map(() => warmupSeconds);
  const relaxation = relaxationSeconds(model, offered);
  const distances = model.placements.map(({ roles }) => longestDistance(model, roles));
  const lengths = distances.map((distance) =>
    Math.max(LEAST_PILOT_SECONDS, PILOT_CROSSINGS * distance, 10 * relaxation),
  );
  const found: number[] = [];
  let unsettled = model.placements.map((_, placement) => placement);
  for (let doubling = 0; unsettled.length > 0; doubling++) {
    const pilots = await runPilots(model, executor, seed, unsettled, lengths);
    unsettled = unsettled.filter((placement) => {
      const { series, slowest } = pilots[placement];
      if (series.length === 0) throw new NoTrials(`${model.name}: no pilot trial gave a result`);
      const settled = latestCut(series.reduce(mergeSeries));
      const forgotten = isEventful(model) ? 0 : MEMORIES * memorySeconds(series);
      found[placement] = Math.max(
        settled.seconds,
        0.1 * lengths[placement],
        slowest,
        WARMUP_CROSSINGS * distances[placement],
        MEMORIES * relaxation,
        forgotten,
      );
      const short = !settled.reliable || forgotten > 0.5 * lengths[placement];
      lengths[placement] *= 2;
      // Where arithmetic says that nothing settles, there is nothing to wait for.
      return short && doubling < DOUBLINGS && highestLoad(offered) <= 1;
    });
  }
  return found;
}

interface Pilots {
  readonly series: SeriesMeasurements[];
  /** The p99.9 of the slowest path, seconds. */
  slowest: number;
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
    pilots[placement] = { series: [], slowest: 0 };
    return new TrialPlan(quiet, `${seed}/pilot`, 'sampled', length, PILOT_BUCKETS).of(
      placement,
      each,
    );
  });
  await executor.run(trials, ({ placement, series, paths }) => {
    const pilot = pilots[placement];
    pilot.series.push(series);
    for (const { histogram } of paths) {
      if (histogram.count > 0)
        pilot.slowest = Math.max(pilot.slowest, quantileOf(histogram, 0.999));
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
