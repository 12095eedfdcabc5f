/**
 * What is asked of workers: a task has a kind, a text, and perhaps a larger text that many tasks
 * share (a model). Its id is the hash of all that its result depends on, so that a task asked twice
 * is one, and a late second answer the same answer.
 */
import { createHash } from 'node:crypto';
import { perModel } from '../../model/perModel.js';
import type { Trial } from '../../network/measurements.js';
import { describeTrial } from '../executor.js';
import { keptFile } from '../keptTrials.js';
import { restOf, toText } from '../trialText.js';
import { workHash } from '../version.js';

export type TaskKind = 'trial' | 'studies';

export interface SharedText {
  readonly id: string;
  readonly text: string;
}

export interface Task {
  readonly id: string;
  readonly kind: TaskKind;
  readonly shared: SharedText | null;
  readonly text: string;
  /** How a message names it, with what is to be said of it. */
  readonly describe: (what: string) => string;
}

/** What travels with the job; the shared text is stored once beside the queue. */
export interface JobData {
  readonly kind: TaskKind;
  readonly sharedId: string | null;
  readonly text: string;
}

/** What a job returns: of its result, which stands beside the queue. */
export interface JobReturn {
  readonly bytes: number;
  /** Of the payload (envelope.ts); null where the task has failed. */
  readonly checksum: string | null;
  readonly worker: string;
}

const modelText = perModel((model) => toText(model));

export function trialTask(trial: Trial): Task {
  const text = modelText(trial.model);
  return {
    // The name under which it is kept has all that the result depends on.
    id: hashOf('trial', keptFile('', trial)),
    kind: 'trial',
    shared: { id: hashOf('model', text), text },
    text: toText(restOf(trial)),
    describe: (what) => describeTrial(trial, what),
  };
}

export function studiesTask(task: unknown, name: string): Task {
  const text = toText(task);
  return {
    id: hashOf('studies', text),
    kind: 'studies',
    shared: null,
    text,
    describe: (what) => `studies of ${name}: ${what}`,
  };
}

function hashOf(kind: string, text: string): string {
  const hash = createHash('sha256').update(`${kind}\0${workHash()}\0${text}`);
  return hash.digest('hex').slice(0, 40);
}
