/**
 * Trials that other processes are to run, as a file: for batch systems (Slurm, Kubernetes, AWS
 * Batch, GNU parallel) and a folder that all of them see.
 *
 * `plan.json` stands among the kept trials and holds what the study is missing now, in its order. A
 * shard runs every N-th of them and keeps each result under the trial's own name (keptTrials.ts),
 * so it does not matter who runs what, how often, or with how many shards: the next plan holds what
 * is still missing. A trial that failed leaves a note in place of a result; it is told as a
 * failure, and forgotten when the study has ended, so that --resume tries it again.
 */
import { existsSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Model } from '../model/model.js';
import type { Measurements, Trial } from '../network/measurements.js';
import type { Executor, RunControl } from './inOrder.js';
import { TrialError } from './inOrder.js';
import { FolderError, writeFiles } from './files.js';
import { keep, keptFile, readKept } from './keptTrials.js';
import { fromText, restOf, toText, withModel, type TrialRest } from './trialText.js';
import { simulatorHash, VERSION } from './version.js';

const PLAN = 'plan.json';
const FAILED = '.failed';

/** The study goes on when these trials have been run elsewhere. */
export class Planned extends Error {
  constructor(readonly trials: readonly Trial[]) {
    super(`${trials.length} trials are to be run first`);
  }
}

export function isPlanned(folder: string): boolean {
  return existsSync(join(folder, PLAN));
}

/** Writes the plan whole, in place of the one before; `call` is what it is of. */
export function writePlan(folder: string, call: string, trials: readonly Trial[]): void {
  const models = [...new Set(trials.map(({ model }) => model))];
  const numbers = new Map(models.map((model, index) => [model, index]));
  const lines = trials.map((trial) =>
    toText({ ...restOf(trial), model: numbers.get(trial.model) ?? 0 }),
  );
  const head = toText({ version: VERSION, code: simulatorHash(), call, models });
  const text = `${head.slice(0, -1)},"trials":[\n${lines.join(',\n')}\n]}\n`;
  writeFiles(folder, new Map([[PLAN, text]]));
}

interface PlanFile {
  readonly version: string;
  readonly code: string;
  readonly call: string;
  readonly models: readonly Model[];
  readonly trials: readonly (TrialRest & { readonly model: number })[];
}

/**
 * What is planned in the folder. Throws FolderError where there is no plan, or it is of other code
 * than this.
 */
export function readPlan(folder: string): { call: string; trials: readonly Trial[] } {
  let plan: PlanFile;
  try {
    plan = fromText(readFileSync(join(folder, PLAN), 'utf8')) as PlanFile;
  } catch (error) {
    if (error instanceof SyntaxError) throw new FolderError(`${join(folder, PLAN)}: is not whole`);
    throw new FolderError(
      `${folder}: no trials are planned there; begin with highwater trials plan, on a folder that this machine sees`,
    );
  }
  if (plan.code !== simulatorHash()) {
    throw new FolderError(
      `${join(folder, PLAN)}: is of Highwater ${codeName(plan.version, plan.code)}, this is ${codeName(VERSION, simulatorHash())}; install the same on all machines`,
    );
  }
  const trials = plan.trials.map(({ model, ...rest }) => withModel(plan.models[model], rest));
  return { call: plan.call, trials };
}

/** A version as a message names it: with the first signs of its code's hash. */
export function codeName(version: string, code: string): string {
  return `${version} (code ${code.slice(0, 8)})`;
}

/**
 * The `number`-th (from 1) of `shards` parts of the trials: every so many-th, since neighbors take
 * as long.
 */
export function shardOf(trials: readonly Trial[], number: number, shards: number): Trial[] {
  return trials.filter((_, index) => index % shards === number - 1);
}

export function noteFailure(folder: string, trial: Trial, message: string): void {
  keep(failureFile(folder, trial), new TextEncoder().encode(JSON.stringify({ message })));
}

/** What a shard said of a trial that failed; null where it said nothing. */
export function failureOf(folder: string, trial: Trial): string | null {
  try {
    const text = readFileSync(failureFile(folder, trial), 'utf8');
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return null;
  }
}

export function forgetFailures(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    if (name.endsWith(FAILED)) rmSync(join(folder, name), { force: true });
  }
}

function failureFile(folder: string, trial: Trial): string {
  return `${keptFile(folder, trial)}${FAILED}`;
}

/**
 * Event-loop turns without a further call of `run` after which a study is waiting for trials, and
 * not at work.
 */
const QUIET_TURNS = 20;

/**
 * Simulates nothing: gives what is kept in the folder. When the study can go on no further, every
 * call that waits rejects with one Planned, which has all trials that are missing.
 */
export function planningExecutor(folder: string): Executor {
  const missing = new Map<string, Trial>();
  const blocked: ((reason: Planned) => void)[] = [];
  let calls = 0;
  let reading = 0;
  const endWhenQuiet = async (): Promise<void> => {
    const before = calls;
    for (let turn = 0; turn < QUIET_TURNS; turn++) await nextTurn();
    if (reading > 0 || calls !== before) return;
    const planned = new Planned([...missing.values()]);
    for (const reject of blocked.splice(0)) reject(planned);
  };
  return {
    studiesAtOnce: Infinity,
    run: async (trials, done, control = {}) => {
      calls++;
      reading++;
      const isWhole = await giveKept(folder, trials, missing, done, control).finally(() => {
        reading--;
      });
      if (isWhole) return;
      await new Promise((_resolve, reject) => {
        blocked.push(reject);
        void endWhenQuiet();
      });
    },
    close: () => Promise.resolve(),
  };
}

/** Whether all were there; those that were not are added to what is missing. */
async function giveKept(
  folder: string,
  trials: readonly Trial[],
  missing: Map<string, Trial>,
  done: (result: Measurements, index: number) => void,
  control: RunControl,
): Promise<boolean> {
  let isWhole = true;
  for (const [index, trial] of trials.entries()) {
    // As alone: no further trial is begun.
    if (control.stop?.() === true) return isWhole;
    const file = keptFile(folder, trial);
    const kept = readKept(file);
    const failure = kept === null ? failureOf(folder, trial) : null;
    if (kept === null && failure === null) {
      isWhole = false;
      missing.set(file, trial);
    } else if (isWhole) {
      if (kept !== null) done(kept, index);
      else tellFailure(trial, failure ?? '', control);
    }
    if (index % 16 === 0) await nextTurn();
  }
  return isWhole;
}

function tellFailure(trial: Trial, message: string, { failed }: RunControl): void {
  if (failed === undefined) throw new TrialError(trial, message);
  failed(trial, message);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
