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
import { simulate } from '../network/simulate.js';
import { cellCount, type Measurements, type Trial } from '../network/measurements.js';
import { keptFile, readKept, type Task } from './keptTrials.js';
import { unpack } from './packing.js';

export interface Executor {
  /**
   * How many studies side by side it takes to keep it busy, where more than a few; their results
   * are the same.
   */
  readonly studiesAtOnce?: number;
  /** Who is at work, for a line of progress. */
  readonly note?: () => string;
  /** Runs trials until all are done or `stop` says so; `done` is called in trial order. */
  run(
    trials: readonly Trial[],
    done: (result: Measurements, index: number) => void,
    control?: RunControl,
  ): Promise<void>;
  /** Ends at once, also what is under way. */
  close(): Promise<void>;
}

export interface RunControl {
  readonly stop?: () => boolean;
  readonly failed?: (trial: Trial, message: string) => void;
}

/** A trial that gave no result, where nobody listens for failures. */
export class TrialError extends Error {
  constructor(trial: Trial, reason: string) {
    super(describeTrial(trial, reason));
  }
}

/** So many trials failed that there is nothing to go on with. */
export class NoTrials extends Error {}

/** Names a trial so that it can be run again by itself. */
export function describeTrial(trial: Trial, reason: string): string {
  const { placement, cell, replication, seed, model } = trial;
  const last = cell + cellCount(trial) - 1;
  const where = last === cell ? `cell ${cell}` : `cells ${cell} to ${last}`;
  return `${model.name}: placement ${placement}, ${where}, replication ${replication}, seed ${seed}: ${reason}`;
}

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
  const pool = new Piscina<Task, Uint8Array>({
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
        return kept ?? unpack(await pool.run({ trial, file, checkpointSeconds }));
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
        return simulate(trial);
      }),
    close: () => Promise.resolve(),
  };
}

/** How many trials may be under way, and how many cells of trials begun but not given yet. */
export interface Limits {
  readonly underWay: number;
  readonly cellsAhead: number;
}

/** Begins trials within the limits; settles when all that were begun have ended. */
export function inOrder(
  trials: readonly Trial[],
  limits: Limits,
  done: (result: Measurements, index: number) => void,
  control: RunControl,
  run: (trial: Trial) => Promise<Measurements>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const waiting = new Map<number, Measurements | null>();
    let begun = 0;
    let given = 0;
    let cellsAhead = 0;
    let underWay = 0;
    let stopped = false;
    const begin = (): void => {
      while (begun < trials.length && !stopped) {
        if (underWay >= limits.underWay || cellsAhead >= limits.cellsAhead) break;
        stopped = control.stop?.() === true;
        if (stopped) break;
        const index = begun++;
        cellsAhead += cellCount(trials[index]);
        underWay++;
        run(trials[index])
          .catch((error: unknown) => {
            const message = reasonOf(error);
            if (control.failed === undefined) throw new TrialError(trials[index], message);
            control.failed(trials[index], message);
            return null;
          })
          .then((result) => {
            ended(index, result);
          })
          .catch(reject);
      }
      if (underWay === 0) resolve();
    };
    const ended = (index: number, result: Measurements | null): void => {
      underWay--;
      waiting.set(index, result);
      for (let next = waiting.get(given); next !== undefined; next = waiting.get(given)) {
        waiting.delete(given);
        if (next !== null) done(next, given);
        cellsAhead -= cellCount(trials[given]);
        given++;
      }
      begin();
    };
    begin();
  });
}

/** What a user can do something about is said in their words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (!('code' in error) || error.code !== 'ERR_WORKER_OUT_OF_MEMORY') return error.message;
  return 'its worker ran out of memory; write more, smaller cells, fewer partitions or producers';
}
