/**
 * Files written whole or not at all: to a temporary name in the same folder, synced, renamed, the folder synced. What a
 * killed process leaves under a temporary name is never read, and removed by the next one that writes there.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** A folder that cannot be written to: says which, why, and what to do. */
export class FolderError extends Error {}

/** Makes the folder, tries a small file in it, and clears what killed processes left; a FolderError where it cannot. */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    writeWhole(folder, 'probe', 'x'.repeat(4096));
    rmSync(join(folder, 'probe'));
    removeLeftOver(folder);
  } catch (error) {
    throw new FolderError(
      `${folder}: cannot be written to (${reasonOf(error)}); give another --out`,
    );
  }
}

/** Makes a folder and those above it, one by one: Node's own `recursive` goes round for ever where /proc refuses. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    return;
  }
  const above = dirname(resolve(folder));
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/** Writes all files, one after the other; a FolderError names the first that could not be written. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  let current = '';
  try {
    makeFolder(folder);
    for (const [name, content] of files) {
      current = name;
      writeWhole(folder, name, content);
    }
    const directory = openSync(folder, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    throw new FolderError(`${join(folder, current)}: cannot be written (${reasonOf(error)})`);
  }
}

function writeWhole(folder: string, name: string, content: string): void {
  const temporary = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    const file = openSync(temporary, 'w');
    try {
      // writeSync may write a part only; this goes on to the end, or throws.
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, join(folder, name));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Temporary files of processes that are gone. */
function removeLeftOver(folder: string): void {
  for (const name of readdirSync(folder)) {
    const writer = /^\..*\.(\d+)\.tmp$/.exec(name)?.[1];
    if (writer !== undefined && !isAlive(Number(writer)))
      rmSync(join(folder, name), { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota is used up'],
  ['EFBIG', 'the file would be larger than is allowed'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'you may not write there'],
  ['EPERM', 'you may not write there'],
  ['EEXIST', 'it is not a folder'],
  ['ENOENT', 'no folder can be made there'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error ? REASONS.get(error.code) : undefined) ?? error.message;
}
