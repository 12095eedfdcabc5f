/**
 * Runs trials side by side in worker threads, or here; gives their results in trial order, whatever
 * order they end in.
 *
 * Semantics: each worker has a trial under way and one at hand; at most AHEAD cells a worker have
 * begun and not been given yet, since an earlier one is still under way. When `stop` says so no
 * further trial is begun, those begun end, and they count: a prefix, so that the same number of
 * trials gives the same result. A trial that fails (its worker died, or ran out of memory) is
 * reported with its own words and the rest goes on; it is not tried again by itself, since a trial
 * is a pure function and would fail again the same way: --resume tries those that failed once more,
 * and only those.
 */
import { Piscina } from 'piscina';
import { closeUp } from '../network/closeUp.js';
import { simulate } from '../network/simulate.js';
import { inOrder, type Executor } from './inOrder.js';
import { keptFile, readKept, type Task } from './keptTrials.js';
import type { LookAnswer, LookTask } from './worker.js';
import { unpack } from './packing.js';

export { describeTrial, inOrder, NoTrials, TrialError, type Executor } from './inOrder.js';

const AHEAD = 32;
/** The one that it works on, and the next, so that it need not wait to be given it. */
const UNDER_WAY = 2;
/**
 * A cell's trial needs some tens of megabytes; this stops one that runs away before it takes the
 * machine along.
 */
const WORKER_MEGABYTES = 2048;
/**
 * Between two checkpoints of a trial: what is lost at the most. Writing one takes some tenths of a
 * second.
 */
const CHECKPOINT_SECONDS = 20;

/**
 * Worker threads, each with at most `megabytes` of V8's heap (typed arrays are not of it); finished
 * trials are kept in `folder`, and found there again, where one is given; and each
 * `checkpointSeconds` those under way.
 */
export function makeExecutor(
  workers: number,
  folder: string | null = null,
  megabytes = WORKER_MEGABYTES,
  checkpointSeconds = CHECKPOINT_SECONDS,
): Executor {
  // Run from source (by a test runner) there is no compiled worker to start.
  if (import.meta.url.endsWith('.ts')) return inlineExecutor();
  const pool = new Piscina<Task | LookTask, Uint8Array | LookAnswer>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    resourceLimits: { maxOldGenerationSizeMb: megabytes },
  });
  const limits = { underWay: UNDER_WAY * workers, cellsAhead: AHEAD * workers };
  return {
    run: (trials, done, control = {}) =>
      inOrder(trials, limits, done, control, async (trial) => {
        const file = folder === null ? null : keptFile(folder, trial);
        const kept = file === null ? null : readKept(file);
        if (kept !== null) return kept;
        const what = control.looks?.of(trial) ?? null;
        if (what !== null) {
          const task: LookTask = { trial, file, what };
          const { packed, seen } = (await pool.run(task, { name: 'look' })) as LookAnswer;
          control.looks?.seen({ ...seen, trial });
          return unpack(packed);
        }
        const task: Task = { trial, file, checkpointSeconds };
        return unpack((await pool.run(task)) as Uint8Array);
      }),
    close: () => pool.destroy(),
  };
}

/** Runs trials one after the other in this thread, and keeps nothing. */
export function inlineExecutor(): Executor {
  return {
    run: (trials, done, control = {}) =>
      inOrder(trials, { underWay: 1, cellsAhead: 1 }, done, control, async (trial) => {
        // Lets signals and timers in.
        await new Promise((resolve) => setImmediate(resolve));
        const what = control.looks?.of(trial) ?? null;
        if (what === null) return simulate(trial);
        const { measurements, seen } = await closeUp(trial, what, () => Promise.resolve());
        control.looks?.seen(seen);
        return measurements;
      }),
    close: () => Promise.resolve(),
  };
}
