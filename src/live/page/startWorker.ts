/**
 * The page's workers: one keeps worlds running, one measures when it is asked to, and has some that
 * run trials.
 */
import { startLiveWorker } from './liveWorker.js';
import { startStudyWorker, startTrialWorker } from './studyWorker.js';
import { workerScope } from './workerScope.js';

export function startWorker(): void {
  const { name } = workerScope();
  if (name === 'trial') startTrialWorker();
  else if (name === 'study') startStudyWorker();
  else startLiveWorker();
}
