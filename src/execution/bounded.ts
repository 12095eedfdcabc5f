/** An executor that may simulate so many records, and refuses trials that would be more. */
import { cellCount, type Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import type { Executor } from './inOrder.js';
import { UsageError } from './usageError.js';

/**
 * By arithmetic before anything is simulated, trial lists one by one; what they really had counts
 * afterwards. Throws UsageError.
 */
export function bounded(executor: Executor, mostRecords: number): Executor {
  let used = 0;
  return {
    ...executor,
    run: (trials, done, control) => {
      const planned = trials.reduce((sum, trial) => sum + recordsOf(trial), 0);
      if (used + planned > mostRecords) {
        const begun = used === 0 ? '' : ` after ${Math.round(used)} that were`;
        return Promise.reject(
          new UsageError(
            `about ${Math.round(planned)} records are to be simulated next${begun}, and ${mostRecords} in all may be; ask for fewer trials, a wider tolerance, a shorter run.duration or fewer users`,
          ),
        );
      }
      return executor.run(
        trials,
        (result, index) => {
          used += result.recordsIn;
          done(result, index);
        },
        control,
      );
    },
  };
}

/** Sent by the users, warm-up included, of all its cells. */
function recordsOf(trial: Trial): number {
  const seconds = trial.warmupSeconds + trial.windowSeconds;
  return cellEventsPerSecond(trial.model, trial.placement) * seconds * cellCount(trial);
}
