/**
 * What a worker thread does: one trial, kept on disk where asked, its result copied to the first
 * thread. Copied, not moved: V8 compiles code that need not ask whether a column's buffer has been
 * moved away, until the first one is.
 */
import { simulate } from '../network/simulate.js';
import { checkpointsOf, forgetCheckpoint, keep, type Task } from './keptTrials.js';
import { pack } from './packing.js';

export default function work({ trial, file, checkpointSeconds }: Task): Uint8Array {
  const checkpoints = file === null ? null : checkpointsOf(file, checkpointSeconds);
  const packed = pack(simulate(trial, null, checkpoints));
  if (file !== null) {
    keep(file, packed);
    forgetCheckpoint(file);
  }
  return packed;
}
