/** What a worker thread does: one trial, kept on disk where asked, its result moved to the first thread. */
import { move } from 'piscina';
import { simulate } from '../network/simulate.js';
import { keep, type Task } from './keptTrials.js';
import { pack } from './packing.js';

export default function work({ trial, file }: Task): unknown {
  const packed = pack(simulate(trial));
  if (file !== null) keep(file, packed);
  return move(packed);
}
