/**
 * Files written whole or not at all: to temporary names in the same folder, synced, renamed, the
 * folder synced. What a killed process leaves under a temporary name is never read, and removed by
 * the next one that writes there.
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

/**
 * Makes the folder, tries a small file in it, and clears what killed processes left; a FolderError
 * where it cannot.
 */
export function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    removeReserve(folder);
    // Under a name that is nobody's.
    rmSync(stage(folder, 'probe', 'x'.repeat(4096)));
    removeLeftOver(folder);
  } catch (error) {
    throw new FolderError(
      `${folder}: cannot be written to (${reasonOf(error)}); give another --out`,
    );
  }
}

/** Room that trials kept on a disk that fills up leave for the reports. */
const RESERVE = '.reserve';
const RESERVE_BYTES = 4_000_000;

/**
 * Takes room for the reports, so that what is kept meanwhile cannot have it; a FolderError where
 * there is none.
 */
export function reserveRoom(folder: string): void {
  try {
    writeFileSync(join(folder, RESERVE), Buffer.alloc(RESERVE_BYTES, 'x'));
  } catch (error) {
    removeReserve(folder);
    throw new FolderError(
      `${folder}: room for reports cannot be written (${reasonOf(error)}); make room, or give another --out`,
    );
  }
}

export function removeReserve(folder: string): void {
  rmSync(join(folder, RESERVE), { force: true });
}

/**
 * Makes a folder and those above it, one by one: Node's own `recursive` loops for ever where
 * /proc refuses.
 */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (!statSync(folder).isDirectory()) throw new Error('it is not a folder');
    return;
  }
  const above = dirname(resolve(folder));
  if (above !== folder) makeFolder(above);
  mkdirSync(folder);
}

/**
 * Writes all files, or none where one cannot be written: a FolderError names it. The last of them,
 * and what says what they are, is put in its place when all others are: what was there before does
 * not describe them.
 */
export function writeFiles(folder: string, files: ReadonlyMap<string, string | Uint8Array>): void {
  let current = '';
  const staged: [string, string][] = [];
  try {
    makeFolder(folder);
    removeReserve(folder);
    for (const [name, content] of files) {
      current = name;
      staged.push([name, stage(folder, name, content)]);
    }
    for (const name of files.keys()) if (DESCRIBING.has(name)) rmIfFile(join(folder, name));
    staged.sort(([a], [b]) => Number(DESCRIBING.has(a)) - Number(DESCRIBING.has(b)));
    for (const [name, temporary] of staged) {
      current = name;
      renameSync(temporary, join(folder, name));
    }
    const directory = openSync(folder, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  } catch (error) {
    for (const [, temporary] of staged) rmSync(temporary, { force: true });
    throw new FolderError(`${join(folder, current)}: cannot be written (${reasonOf(error)})`);
  }
}

/** They say of which run the other files are. */
const DESCRIBING: ReadonlySet<string> = new Set(['report.txt', 'manifest.json']);

function rmIfFile(path: string): void {
  if (existsSync(path) && statSync(path).isFile()) rmSync(path);
}

/** The whole content under a temporary name in the folder, on the disk. */
function stage(folder: string, name: string, content: string | Uint8Array): string {
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
    return temporary;
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

/** Whether a process of this machine has the number, whoever's it is. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
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
  ['EISDIR', 'a folder has its name'],
]);

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error ? REASONS.get(error.code) : undefined) ?? error.message;
}
