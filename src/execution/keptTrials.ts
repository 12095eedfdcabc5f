/**
 * Finished trials on disk, so that an interrupted run can go on where it was.
 *
 * A trial's file is named by the hash of all that its result depends on: the simulator's code, the
 * model, placement, cell, replication, seed, lengths, and what an experiment made faster; after it
 * stands how many cells it adds up. It holds what the worker hands over (packing.ts), under a
 * temporary name until it is whole; a checksum tells a torn file, which then counts as absent.
 * Nothing is synced: what a power cut takes is simulated again.
 *
 * A trial under way for long keeps itself beside it, as often as it is told to, and goes on from
 * there: a head (a seal, cell, when it had filled up or NaN, bytes of what its former cells
 * measured), that, then its memory.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { perModel } from '../model/perModel.js';
import type { Checkpoint, Checkpoints } from '../network/checkpoint.js';
import { cellCount, type Measurements, type Trial } from '../network/measurements.js';
import { threadId } from 'node:worker_threads';
import { pack, unpack } from './packing.js';
import { openSealed, readSealed, seal, SEAL_BYTES } from './sealed.js';
import { simulatorHash } from './version.js';

/**
 * What a worker is given: a trial, where to keep its result, if anywhere, and after how long also
 * what it is by then.
 */
export interface Task {
  readonly trial: Trial;
  readonly file: string | null;
  readonly checkpointSeconds: number;
}

const ENDING = '.trial';
const CHECKPOINT = '.checkpoint';

const textOf = perModel((model) => JSON.stringify(model));

export function keptFile(folder: string, trial: Trial): string {
  const { model, ...rest } = trial;
  const hash = createHash('sha256')
    .update(simulatorHash())
    .update(textOf(model))
    .update(
      JSON.stringify(rest, [
        ...Object.keys(rest).sort(),
        ...Object.keys(rest.speedup),
        ...Object.keys(rest.splitting ?? {}),
      ]),
    );
  return join(folder, `${hash.digest('hex')}.${cellCount(trial)}${ENDING}`);
}

/** The kept result, or null where there is none that is whole. */
export function readKept(file: string): Measurements | null {
  return readSealed(file, unpack);
}

/**
 * Keeps a packed result; a disk that is full or read-only costs the result its keeping, not the
 * run.
 */
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

/** Keeps a running trial each so many seconds, beside where its result will be. */
export function checkpointsOf(file: string, seconds: number): Checkpoints {
  const place = checkpointFile(file);
  let last = performance.now();
  return {
    kept: readSealed(place, unpackCheckpoint),
    offer: (take) => {
      if (performance.now() - last < seconds * 1000) return;
      keep(place, packCheckpoint(take()));
      last = performance.now();
    },
  };
}

export function forgetCheckpoint(file: string): void {
  removeIfThere(checkpointFile(file));
}

function checkpointFile(file: string): string {
  return `${file.slice(0, -ENDING.length)}${CHECKPOINT}`;
}

/**
 * Seal, cell, when it had filled up, bytes of what was measured before; filled up to whole words.
 */
const HEAD_BYTES = 24;

function packCheckpoint({ cell, before, filledAt, memory }: Checkpoint): Uint8Array {
  const packed = before === null ? new Uint8Array() : pack(before);
  const bytes = new Uint8Array(HEAD_BYTES + packed.length + memory.length);
  bytes.set(packed, HEAD_BYTES);
  bytes.set(memory, HEAD_BYTES + packed.length);
  const head = new DataView(bytes.buffer);
  head.setInt32(SEAL_BYTES, cell);
  head.setFloat64(8, filledAt ?? NaN);
  head.setUint32(16, packed.length);
  return seal(bytes);
}

/** Throws where the bytes are not whole. */
function unpackCheckpoint(bytes: Uint8Array): Checkpoint {
  const head = openSealed(bytes, HEAD_BYTES);
  const filledAt = head.getFloat64(8);
  const memoryStart = HEAD_BYTES + head.getUint32(16);
  return {
    cell: head.getInt32(SEAL_BYTES),
    before: memoryStart === HEAD_BYTES ? null : unpack(bytes.subarray(HEAD_BYTES, memoryStart)),
    filledAt: Number.isNaN(filledAt) ? null : filledAt,
    memory: bytes.subarray(memoryStart),
  };
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

/** How many cells' trials are kept, whole. */
export function countKept(folder: string): number {
  return kept(folder).reduce((sum, name) => {
    const cells = /\.(\d+)\.trial$/.exec(name)?.[1];
    return sum + Number(cells ?? 0);
  }, 0);
}

/** How many trials are kept as they were under way. */
export function countCheckpoints(folder: string): number {
  return kept(folder).filter((name) => name.endsWith(CHECKPOINT)).length;
}

function kept(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
