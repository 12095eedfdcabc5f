/**
 * How long a model needs to forget that it began empty: pilot trials, which are not used again.
 *
 * MSER-5 on every path's latency series by itself (a near and a far path settle at different times, and their mixture
 * waves while the far records are still under way), averaged over the pilots; the latest cut counts. A series that is
 * still moving at its half gets pilots twice as long. Never less than a tenth of the pilots' length, a tenth more than
 * the p99.9 of the slowest path (before that the slowest records cannot have come through), five crossings of the longest
 * distance (the first fetch of a distant reader comes within two, the second brings its first usual load two later), or
 * five relaxation times of a direct queue.
 */
import { highestLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/model.js';
import { mergeSeries } from '../network/merge.js';
import type { SeriesMeasurements } from '../network/measurements.js';
import { mser5, quantileOf } from '../statistics/index.js';
import { TrialPlan, relaxationSeconds } from './trialPlan.js';

const PILOT_TRIALS = 8;
const PILOT_BUCKETS = 200;
const LEAST_PILOT_SECONDS = 1;
/** A mirrored record waits for a fetch to cross, crosses, and waits for the next: pilots allow for eight crossings. */
const CROSSINGS = 8;
const SLOWEST = 1.1;
const DOUBLINGS = 3;

export async function findWarmup(
  model: Model,
  executor: Executor,
  seed: string,
  offered: OfferedLoad,
): Promise<number> {
  if (model.run.warmupSeconds !== null) return model.run.warmupSeconds;
  const longest = Math.max(...model.regionDelaySeconds.flat(), 0);
  const relaxation = relaxationSeconds(model, offered);
  let length = Math.max(LEAST_PILOT_SECONDS + CROSSINGS * longest, 10 * relaxation);
  for (let doubling = 0; ; doubling++) {
    const plan = new TrialPlan(
      { ...model, faults: [] },
      `${seed}/pilot`,
      'sampled',
      { warmupSeconds: 0, windowSeconds: length },
      PILOT_BUCKETS,
    );
    const series: SeriesMeasurements[] = [];
    let slowest = 0;
    await executor.run(plan.some(PILOT_TRIALS), (result) => {
      series.push(result.series);
      for (const { histogram } of result.paths) {
        if (histogram.count > 0) slowest = Math.max(slowest, quantileOf(histogram, 0.999));
      }
    });
    const settled = latestCut(series.reduce(mergeSeries));
    // Where arithmetic says that nothing settles, there is nothing to wait for.
    if (settled.reliable || doubling === DOUBLINGS || highestLoad(offered) > 1) {
      return Math.max(
        settled.seconds,
        0.1 * length,
        SLOWEST * slowest,
        5 * longest,
        5 * relaxation,
      );
    }
    length *= 2;
  }
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
