/**
 * A folder of results belongs to one run: the call, the model's text and the version. What is in
 * the folder of another run, be it finished or interrupted, is never deleted: the whole folder is
 * kept aside under the next free `NAME.1`, `NAME.2`, ... Kept trials belong to a piece of work: the
 * same call, however precise.
 */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderError, prepareFolder, reasonOf, removeReserve } from './files.js';
import { countCheckpoints, countKept, forgetKept } from './keptTrials.js';
import { isPlanned } from './plannedTrials.js';
import { LOCK, lockFolder, refuseLocked } from './lock.js';

export interface Run {
  /** Of what was called, with which model, by which version. */
  readonly id: string;
  /** The call as it can be repeated. */
  readonly call: string;
  /** The call without what only says how precise it is. */
  readonly work: string;
}

export interface OpenFolder {
  /** Where finished trials are kept. */
  readonly trials: string;
  /** What was kept aside or dropped, a line each. */
  readonly notes: readonly string[];
  readonly close: () => void;
}

/** The folder of kept trials within a run's. */
export const TRIALS = '.trials';
const OWNER = 'run.json';
/** A manifest of Highwater's has some hundred bytes. */
const MOST_BYTES = 1e6;

/**
 * Opens the folder for the run alone. Throws FolderError where it cannot be written to or another
 * run works there.
 */
export function openRunFolder(out: string, run: Run, resume: boolean): OpenFolder {
  const notes: string[] = [];
  let close = lockedFolder(out, run);
  try {
    const other = otherRun(out, run, resume);
    if (other !== null) {
      const aside = keepAside(out, other);
      rmSync(join(aside, LOCK), { force: true });
      close = lockedFolder(out, run);
      notes.push(`${out} held another run (${other}): kept aside as ${aside}`);
    }
    const trials = join(out, TRIALS);
    if (!resume) {
      const left = countKept(trials);
      forgetKept(trials);
      if (left > 0)
        notes.push(`${left} trials kept by an interrupted run are dropped: no --resume`);
    }
    mkdirSync(trials, { recursive: true });
    writeFileSync(join(trials, OWNER), JSON.stringify({ work: run.work, call: run.call }));
    return { trials, notes, close };
  } catch (error) {
    close();
    if (error instanceof FolderError) throw error;
    throw new FolderError(`${out}: cannot be written to (${reasonOf(error)}); give another --out`);
  }
}

function lockedFolder(out: string, run: Run): () => void {
  refuseLocked(out);
  prepareFolder(out);
  const unlock = lockFolder(out, run.call);
  return () => {
    const trials = join(out, TRIALS);
    if (!isPlanned(trials) && countKept(trials) + countCheckpoints(trials) === 0) {
      forgetKept(trials);
    }
    removeReserve(out);
    unlock();
  };
}

/** The call of another run whose results or trials are in the folder, or null. */
function otherRun(out: string, run: Run, resume: boolean): string | null {
  const trials = join(out, TRIALS);
  if (countKept(trials) > 0 || isPlanned(trials)) {
    const owner = readJson(join(trials, OWNER));
    const call = textOf(owner['call']) ?? 'an unknown call';
    if (owner['work'] !== run.work) {
      if (!resume) return call;
      throw new FolderError(
        `${out}: the trials kept there are of ${call}; repeat that with --resume, or give another --out`,
      );
    }
  }
  const manifest = readJson(join(out, 'manifest.json'));
  const repeat = textOf(manifest['repeat']);
  return repeat === null || manifest['run_id'] === run.id ? null : repeat;
}

/** Renames the folder; returns its new name. */
function keepAside(out: string, other: string): string {
  const folder = resolve(out);
  for (let number = 1; ; number++) {
    const aside = `${folder}.${number}`;
    if (existsSync(aside)) continue;
    try {
      renameSync(folder, aside);
    } catch (error) {
      throw new FolderError(
        `${out}: holds another run (${other}), and cannot be kept aside (${reasonOf(error)}); give another --out`,
      );
    }
    // As it was named, where it was named so.
    return out === folder ? aside : `${out.replace(/\/$/, '')}.${number}`;
  }
}

function readJson(file: string): Record<string, unknown> {
  try {
    const { size } = statSync(file);
    if (!statSync(file).isFile() || size > MOST_BYTES) return {};
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
