/** What `highwater run` and the main job are asked, and what they do where nothing is asked. */
import { USUAL_WORKERS } from '../execution/usualWorkers.js';
import { USUAL_BUDGET_RECORDS, USUAL_PRECISION } from '../experiments/usualEffort.js';
import type { Override } from '../model/index.js';
import type { Where } from './chooseExecutor.js';

export interface SessionOptions extends Where {
  /** Goes on with the trials that an interrupted run into the same folder has kept. */
  readonly resume: boolean;
  readonly quiet: boolean;
  /** Gets the first word: what is about to be done, before anything is simulated. */
  readonly say?: (line: string) => void;
}

export interface RunOptions extends SessionOptions {
  readonly seed: string;
  readonly precision: number;
  readonly budgetRecords: number;
  readonly timeLimitSeconds: number | null;
  readonly fidelity: 'sampled' | 'exhaustive';
  readonly relief: boolean;
  readonly trials: number | null;
  readonly lengthened: number | null;
  readonly transient: boolean;
  readonly tail: readonly number[];
  readonly curve: boolean;
  readonly overrides: readonly Override[];
  /** Whether report.html is written, too. */
  readonly html: boolean;
}

export const DEFAULTS: RunOptions = {
  seed: '1',
  precision: USUAL_PRECISION,
  budgetRecords: USUAL_BUDGET_RECORDS,
  timeLimitSeconds: null,
  fidelity: 'sampled',
  workers: USUAL_WORKERS,
  relief: true,
  trials: null,
  lengthened: null,
  transient: false,
  tail: [],
  curve: false,
  resume: false,
  plan: false,
  queue: null,
  overrides: [],
  quiet: false,
  html: true,
};
