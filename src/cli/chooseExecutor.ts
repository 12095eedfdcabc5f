/**
 * Where trials are run: here, by a queue's workers, or by a batch system that is told which ones.
 */
import { makeExecutor, type Executor } from '../execution/executor.js';
import { isPlanned, planningExecutor } from '../execution/plannedTrials.js';
import type { QueueAddress } from '../execution/queue/address.js';
import { queueExecutor } from '../execution/queue/queueExecutor.js';

export interface Where {
  readonly workers: number;
  /**
   * Simulates nothing, writes down which trials are missing; so does a folder where a plan stands.
   */
  readonly plan: boolean;
  /** Null: here. */
  readonly queue: QueueAddress | null;
}

/**
 * Keeps finished trials in the folder. Throws QueueError where the queue's server cannot be had.
 */
export async function chooseExecutor(where: Where, folder: string): Promise<Executor> {
  const { workers, plan, queue } = where;
  if (plan || (queue === null && isPlanned(folder))) return planningExecutor(folder);
  return queue === null ? makeExecutor(workers, folder) : queueExecutor(queue, folder, sayAloud);
}

/** What a person should know while it runs; never part of the results. */
export function sayAloud(line: string): void {
  process.stderr.write(`${line}\n`);
}
