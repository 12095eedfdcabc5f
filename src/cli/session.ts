/**
 * What every command that simulates into a folder shares: the folder is tried first, finished
 * trials are kept in it until the work is done, and Ctrl-C ends at once with a line that says how
 * to go on.
 */
import { bounded } from '../execution/bounded.js';
import type { Executor } from '../execution/executor.js';
import { FolderError, reserveRoom } from '../execution/files.js';
import { countCheckpoints, countKept, forgetKept } from '../execution/keptTrials.js';
import { forgetFailures, Planned, writePlan } from '../execution/plannedTrials.js';
import { openRunFolder, type OpenFolder, type Run } from '../execution/runFolder.js';
import { counted } from '../experiments/lab.js';
import { several } from '../report/format.js';
import { chooseExecutor } from './chooseExecutor.js';
import type { Output } from './output.js';
import { progress, type Progress } from './progress.js';
import type { SessionOptions } from './runOptions.js';
import type { SessionFlags } from './studyFlags.js';
import { TrialsPlanned, UsageError } from './usageError.js';

export interface Session {
  readonly executor: Executor;
  readonly show: Progress;
  /**
   * Keeps the finished trials also after the work: some have failed, and --resume tries only those
   * again.
   */
  readonly keepTrials: () => void;
}

/**
 * Does the work with an executor that keeps finished trials in `out/.trials`; forgets them when it
 * has been done. The folder is the run's alone meanwhile. A UsageError where it cannot be had,
 * before anything is simulated.
 */
export async function session<Result>(
  out: string,
  options: SessionOptions,
  run: Run,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { trials, notes, close } = openFolder(out, run, options);
  for (const note of options.quiet ? [] : notes) process.stderr.write(`${note}\n`);
  if (!options.quiet) options.say?.(whereItRuns(out, options));
  const executor = await chooseExecutor(options, trials).catch((error: unknown) => {
    close();
    throw error;
  });
  const show = progress(options.quiet, executor.note);
  const howToGoOn = (): string => {
    const finished = `${countKept(trials)} finished trials`;
    const underWay = countCheckpoints(trials);
    const all = underWay === 0 ? finished : `${finished} and ${underWay} under way`;
    return `${all} are kept in ${trials}; the same command with --resume goes on from there`;
  };
  const release = onInterrupt(() => {
    show.stop();
    close();
    return `interrupted: ${howToGoOn()}`;
  });
  const kept = { afterwards: false };
  const keepTrials = (): void => {
    kept.afterwards = true;
  };
  try {
    const result = await work({ executor, show, keepTrials });
    if (kept.afterwards) forgetFailures(trials);
    else forgetKept(trials);
    return result;
  } catch (error) {
    if (error instanceof Planned) {
      writePlan(trials, run.call, error.trials);
      throw new TrialsPlanned(nextStep(out, run, error.trials.length), options.plan);
    }
    if (!(error instanceof FolderError)) throw error;
    throw new FolderError(`${error.message}; ${howToGoOn()}`);
  } finally {
    release();
    show.stop();
    await executor.close();
    close();
  }
}

function whereItRuns(out: string, { workers, plan, queue }: SessionOptions): string {
  if (plan) return `plans trials into ${out}`;
  const where = queue === null ? `on ${several(workers, 'thread')}` : `by ${queue.shown}`;
  return `simulates ${where}; results go to ${out}`;
}

function nextStep(out: string, { call }: Run, count: number): string {
  return [
    `${count} trials are planned in ${out}; next, I from 1 to as many parts N as you like:`,
    `  npx highwater trials run ${out} --shard I/N`,
    'then this, which merges them, and reports or plans the next round (exit code 6):',
    `  ${call} --resume --out ${out}`,
  ].join('\n');
}

/** A UsageError where the folder cannot be written to, or is another run's at work. */
export function openFolder(
  out: string,
  run: Run,
  { resume }: Pick<SessionOptions, 'resume'>,
): OpenFolder {
  try {
    const opened = openRunFolder(out, run, resume);
    try {
      reserveRoom(out);
    } catch (error) {
      opened.close();
      throw error;
    }
    return opened;
  } catch (error) {
    throw error instanceof FolderError ? new UsageError(error.message) : error;
  }
}

/**
 * With a plan or a queue the same call goes on by itself: what was kept is what others have done.
 */
export function sessionOptions(flags: SessionFlags, output: Output): SessionOptions {
  const { workers, resume = false, plan = false, queue = null } = flags;
  const quiet = flags.quiet === true || flags.json === true;
  const goesOn = resume || plan || queue !== null;
  return { workers, resume: goesOn, plan, queue, quiet, say: output.error };
}

export interface Search {
  readonly executor: Executor;
  /** Shown beside the progress. */
  readonly best: (text: string) => void;
  /** Trials done so far. */
  readonly trials: () => number;
}

/** A session whose trials are counted and shown under the command's name. */
export async function search<Result>(
  name: string,
  flags: SessionFlags,
  output: Output,
  out: string,
  run: Run,
  work: (search: Search) => Promise<Result>,
): Promise<Result> {
  return session(out, sessionOptions(flags, output), run, ({ executor, show }) => {
    const { mostRecords } = flags;
    const count = counted(mostRecords === undefined ? executor : bounded(executor, mostRecords));
    let best = '';
    count.changed = () => {
      show.update(count.done, count.planned, name, best);
    };
    return work({
      executor: count.executor,
      best: (text) => (best = text),
      trials: () => count.done,
    });
  });
}

/**
 * Ctrl-C and `kill` end at once (the worker threads with the process), with a last line; exit
 * code 130.
 */
function onInterrupt(lastWords: () => string): () => void {
  const stop = (): void => {
    process.stderr.write(`${lastWords()}\n`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return () => {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  };
}
