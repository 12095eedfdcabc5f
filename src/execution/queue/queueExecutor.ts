/**
 * Runs trials by way of a queue, on whatever machines take them; gives their results in trial
 * order. What has been answered is kept in the run's folder before it leaves the server, so that
 * --resume goes on from there as it does alone.
 */
import type { Measurements, Trial } from '../../network/measurements.js';
import { inOrder, type Executor, type Limits } from '../inOrder.js';
import { keep, keptFile, readKept } from '../keptTrials.js';
import { unpack } from '../packing.js';
import type { QueueAddress } from './address.js';
import { openCoordinator } from './coordinator.js';
import { trialTask } from './task.js';
import { Window } from './window.js';

/** Enough for some hundred cores, whatever a study's round has. */
const STUDIES_AT_ONCE = 32;
/**
 * Trials of one call that may be asked at a time: for each core those that its worker has at hand,
 * and as many again.
 */
const ASKED_A_CORE = 8;
const ASKED_LEAST = 64;
/**
 * Results that wait for an earlier one are in this process's memory, some hundred kilobytes each.
 */
const ASKED_MOST = 8192;

export async function queueExecutor(
  address: QueueAddress,
  folder: string | null,
  say: (line: string) => void,
): Promise<Executor> {
  const coordinator = await openCoordinator(address, say);
  const asked = (): number =>
    Math.min(ASKED_MOST, Math.max(ASKED_LEAST, ASKED_A_CORE * coordinator.crew.cores));
  const limits: Limits = {
    get underWay() {
      return asked();
    },
    get cellsAhead() {
      return 2 * asked();
    },
  };
  const window = new Window(() => coordinator.held, asked);
  return {
    studiesAtOnce: STUDIES_AT_ONCE,
    note: () => coordinator.crew.text,
    run: (trials, done, control = {}) =>
      inOrder(trials, limits, done, control, async (trial: Trial) => {
        const file = folder === null ? null : keptFile(folder, trial);
        const kept = file === null ? null : readKept(file);
        if (kept !== null) return kept;
        const got: { result?: Measurements } = {};
        await window.enter();
        const answer = coordinator.ask(trialTask(trial), (bytes) => {
          // Throws where it is not what a trial gives.
          got.result = unpack(bytes);
          if (file !== null) keep(file, bytes);
        });
        const payload = await answer.finally(() => {
          window.leave();
        });
        return got.result ?? unpack(payload);
      }),
    close: () => coordinator.close(),
  };
}
