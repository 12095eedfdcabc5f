/**
 * What a worker thread does: one trial, kept on disk where asked, its result copied to the first
 * thread. Copied, not moved: V8 compiles code that need not ask whether a column's buffer has been
 * moved away, until the first one is.
 */
import { closeUp, type CloseUp, type LookedFor } from '../network/closeUp.js';
import { simulate } from '../network/simulate.js';
import { checkpointsOf, forgetCheckpoint, keep, type Task } from './keptTrials.js';
import { pack } from './packing.js';
import type { Measurements } from '../network/measurements.js';

export interface LookTask extends Pick<Task, 'trial' | 'file'> {
  readonly what: LookedFor;
}

/** Who has asked has the trial. */
export interface LookAnswer {
  readonly packed: Uint8Array;
  readonly seen: Omit<CloseUp, 'trial'>;
}

export default function work({ trial, file, checkpointSeconds }: Task): Uint8Array {
  const checkpoints = file === null ? null : checkpointsOf(file, checkpointSeconds);
  return kept(file, simulate(trial, null, checkpoints));
}

/** The same of a trial that is looked at, from its beginning on; what is seen is not kept. */
export async function look({ trial, file, what }: LookTask): Promise<LookAnswer> {
  const { measurements, seen } = await closeUp(trial, what, () => Promise.resolve());
  const { bucketSeconds, buckets, groups, resources, told, faults } = seen;
  return {
    packed: kept(file, measurements),
    seen: { bucketSeconds, buckets, groups, resources, told, faults },
  };
}

function kept(file: string | null, measurements: Measurements): Uint8Array {
  const packed = pack(measurements);
  if (file !== null) {
    keep(file, packed);
    forgetCheckpoint(file);
  }
  return packed;
}
