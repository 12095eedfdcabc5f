/**
 * Finished trials on disk, so that an interrupted run can go on where it was.
 *
 * A trial's file is named by the hash of all that its result depends on: the simulator's code, the model, placement, cell,
 * replication, seed, lengths, and what an experiment made faster; after it stands how many cells it adds up. It holds
 * what the worker hands over (packing.ts), under a temporary name until it is whole; a checksum tells a torn file, which
 * then counts as absent. Nothing is synced: what a power cut takes is simulated again.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Model } from '../model/model.js';
import { cellCount, type Measurements, type Trial } from '../network/measurements.js';
import { threadId } from 'node:worker_threads';
import { unpack } from './packing.js';
import { simulatorHash } from './version.js';

/** What a worker is given: a trial, and where to keep its result, if anywhere. */
export interface Task {
  readonly trial: Trial;
  readonly file: string | null;
}

const ENDING = '.trial';

const modelTexts = new WeakMap<Model, string>();

export function keptFile(folder: string, trial: Trial): string {
  const { model, ...rest } = trial;
  let modelText = modelTexts.get(model);
  if (modelText === undefined) {
    modelText = JSON.stringify(model);
    modelTexts.set(model, modelText);
  }
  const hash = createHash('sha256')
    .update(simulatorHash())
    .update(modelText)
    .update(JSON.stringify(rest, Object.keys(rest).sort().concat(Object.keys(rest.speedup))));
  return join(folder, `${hash.digest('hex')}.${cellCount(trial)}${ENDING}`);
}

/** The kept result, or null where there is none that is whole. */
export function readKept(file: string): Measurements | null {
  if (!existsSync(file)) return null;
  try {
    return unpack(readFileSync(file));
  } catch {
    return null;
  }
}

/** Keeps a packed result; a disk that is full or read-only costs the result its keeping, not the run. */
export function keep(file: string, packed: Uint8Array): void {
  // Two threads may be at the same trial, where two points of a design are alike.
  const temporary = `${file}.${process.pid}-${threadId}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, packed);
    renameSync(temporary, file);
  } catch {
    removeIfThere(temporary);
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is not even a folder: nothing has been left there.
  }
}

export function forgetKept(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** How many cells' trials are kept. */
export function countKept(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder).reduce((sum, name) => {
    const cells = /\.(\d+)\.trial$/.exec(name)?.[1];
    return sum + Number(cells ?? 0);
  }, 0);
}
