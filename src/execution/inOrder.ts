/**
 * What runs trials, and the order in which their results are given, whoever runs them: threads, a
 * page's workers, machines. A trial that fails is reported with its own words, and the rest goes
 * on.
 */
import type { CloseUp, LookedFor } from '../network/closeUp.js';
import { cellCount, type Measurements, type Trial } from '../network/measurements.js';

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
  readonly looks?: Looks;
}

/**
 * Which of the trials are looked at while they run. An executor that cannot, or has a result
 * already, passes this over.
 */
export interface Looks {
  readonly of: (trial: Trial) => LookedFor | null;
  readonly seen: (seen: CloseUp) => void;
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
