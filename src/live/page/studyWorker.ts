/**
 * Measures a model with workers of its own, a trial at a time each; their number changes no number
 * of the result.
 */
import { inOrder, type Executor } from '../../execution/inOrder.js';
import { closeUp } from '../../network/closeUp.js';
import { simulate } from '../../network/simulate.js';
import { measured } from '../measured.js';
import type { MeasureAsked, MeasureTold, TrialAsked, TrialResult, TrialTold } from '../messages.js';
import { messageOf, workerOf, workerScope } from './workerScope.js';

export function startTrialWorker(): void {
  const scope = workerScope<TrialAsked, TrialTold>();
  scope.onmessage = ({ data }) => {
    resultOf(data)
      .then((result) => {
        scope.postMessage({ kind: 'measurements', ...result });
      })
      .catch((error: unknown) => {
        scope.postMessage({ kind: 'failed', message: messageOf(error) });
      });
  };
}

async function resultOf({ trial, what }: TrialAsked): Promise<TrialResult> {
  if (what === null) return { measurements: simulate(trial), seen: null };
  return closeUp(trial, what, () => Promise.resolve());
}

export function startStudyWorker(): void {
  const scope = workerScope<MeasureAsked, MeasureTold>();
  scope.onmessage = ({ data: { given, options, version, script, workers } }) => {
    const executor = workersExecutor(script, workers);
    const progress = (done: number, planned: number, what: string): void => {
      scope.postMessage({ kind: 'progress', done, planned, what });
    };
    measured(given, executor, options, version, progress)
      .then((files) => {
        scope.postMessage({ kind: 'measured', files });
      })
      .catch((error: unknown) => {
        scope.postMessage({ kind: 'failed', message: messageOf(error) });
      })
      .finally(() => executor.close());
  };
}

/** Cells of trials that have begun and not been given yet, a worker. */
const AHEAD = 32;

function workersExecutor(script: string, count: number): Executor {
  const all = Array.from({ length: count }, () => workerOf(script, 'trial'));
  const idle = [...all];
  return {
    run: (trials, done, control = {}) =>
      inOrder(
        trials,
        { underWay: count, cellsAhead: AHEAD * count },
        done,
        control,
        async (trial) => {
          const worker = idle.pop();
          if (worker === undefined) throw new Error('more trials at once than workers');
          try {
            const what = control.looks?.of(trial) ?? null;
            const { measurements, seen } = await runIn(worker, { trial, what });
            // Its trial is a copy; who has asked knows the trial itself.
            if (seen !== null) control.looks?.seen({ ...seen, trial });
            return measurements;
          } finally {
            idle.push(worker);
          }
        },
      ),
    close: () => {
      for (const worker of all) worker.terminate();
      return Promise.resolve();
    },
  };
}

function runIn(worker: Worker, asked: TrialAsked): Promise<TrialResult> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TrialTold>) => {
      if (data.kind === 'measurements') resolve(data);
      else reject(new Error(data.message));
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
    };
    worker.postMessage(asked);
  });
}
