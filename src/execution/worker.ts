/**
 * What a worker thread does: one trial, kept on disk where asked, its result copied to the first
 * thread. Copied, not moved: V8 compiles code that need not ask whether a column's buffer has been
 * moved away, until the first one is.
 */
import { closeUp, type CloseUp, type LookedFor } from '../network/closeUp.js';
import { simulate } from '../network/simulate.js';
import { checkpointsOf, forgetCheckpoint, keep, type Task } from './keptTrials.js';
import { pack } from './packing.js';
import type { Trial } from '../network/measurements.js';

export interface LookTask {
  readonly trial: Trial;
  readonly what: LookedFor;
}

/** Who has asked has the trial. */
export type Looked = Omit<CloseUp, 'trial'> | null;

export default function work({ trial, file, checkpointSeconds }: Task): Uint8Array {
  const checkpoints = file === null ? null : checkpointsOf(file, checkpointSeconds);
  const packed = pack(simulate(trial, null, checkpoints));
  if (file !== null) {
    keep(file, packed);
    forgetCheckpoint(file);
  }
  return packed;
}

/** A close-up of a trial; nothing of it is kept on disk, since it takes as long as a trial. */
export async function look({ trial, what }: LookTask): Promise<Looked> {
  const seen = await closeUp(trial, what, () => Promise.resolve());
  if (seen === null) return null;
  const { bucketSeconds, buckets, groups, resources, told, faults } = seen;
  return { bucketSeconds, buckets, groups, resources, told, faults };
}
