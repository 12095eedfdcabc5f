/** What a worker thread does: one trial, kept on disk where asked. */
import { simulate } from '../network/simulate.js';
import type { Measurements } from '../network/measurements.js';
import { keep, type Task } from './keptTrials.js';

export default function work({ trial, file }: Task): Measurements {
  const result = simulate(trial);
  if (file !== null) keep(file, result);
  return result;
}
