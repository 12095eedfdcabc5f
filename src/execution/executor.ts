/** Runs trials side by side in worker threads, or here; gives their results in trial order, whatever order they end in. */
import { Piscina } from 'piscina';
import { simulate } from '../network/simulate.js';
import type { Measurements, Trial } from '../network/measurements.js';

export interface Executor {
  /** Runs all trials; `done` is called in trial order. */
  run(trials: readonly Trial[], done: (result: Measurements, index: number) => void): Promise<void>;
  close(): Promise<void>;
}

/** Results kept waiting for an earlier one are bounded by the trials started at a time. */
const CHUNK_PER_WORKER = 16;

export function makeExecutor(workers: number): Executor {
  // Run from source (by a test runner) there is no compiled worker to start.
  return workers <= 1 || import.meta.url.endsWith('.ts') ? inline() : pooled(workers);
}

function inline(): Executor {
  return {
    async run(trials, done) {
      for (let index = 0; index < trials.length; index++) {
        done(simulate(trials[index]), index);
        // Lets signals and timers in.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    close: () => Promise.resolve(),
  };
}

function pooled(workers: number): Executor {
  const pool = new Piscina<Trial, Measurements>({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
  });
  return {
    async run(trials, done) {
      const chunk = workers * CHUNK_PER_WORKER;
      for (let first = 0; first < trials.length; first += chunk) {
        const running = trials.slice(first, first + chunk).map((trial) => pool.run(trial));
        const results = await Promise.all(running);
        results.forEach((result, index) => {
          done(result, first + index);
        });
      }
    },
    close: () => pool.destroy(),
  };
}
