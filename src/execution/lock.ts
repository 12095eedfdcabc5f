/**
 * One run at a time in a folder: a file `.lock` says who works there. It is made whole or not at
 * all (a hard link), so that of two who come at once one gets it. A lock whose process is gone (its
 * number is not there, is a zombie's, or has been given to a process that began at another time) is
 * taken over; a lock of another host is not judged.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { FolderError, isAlive } from './files.js';

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** When the process began, in the system's own count; null where the system does not tell. */
  readonly began: string | null;
  readonly call: string;
}

export const LOCK = '.lock';
const ATTEMPTS = 5;

/** Throws FolderError where another run works in the folder; writes nothing. */
export function refuseLocked(folder: string): void {
  const text = lockText(folder);
  if (text !== null && !isStale(text)) throw new FolderError(inUse(folder, text));
}

/**
 * Takes the folder for this process; returns what gives it back. Throws FolderError where another
 * run works there.
 */
export function lockFolder(folder: string, call: string): () => void {
  const lock = join(folder, LOCK);
  const owner: Owner = { pid: process.pid, host: hostname(), began: beganOf(process.pid), call };
  const own = `${JSON.stringify(owner)}\n`;
  const temporary = join(folder, `${LOCK}.${process.pid}.tmp`);
  writeFileSync(temporary, own);
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (linked(temporary, lock)) {
        return () => {
          if (lockText(folder) === own) rmSync(lock, { force: true });
        };
      }
      const text = lockText(folder);
      if (text === null) continue;
      if (!isStale(text)) throw new FolderError(inUse(folder, text));
      removeStale(folder, text);
    }
    throw new FolderError(`${folder}: other runs begin there at the same time; give another --out`);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Whether the lock was free. */
function linked(temporary: string, lock: string): boolean {
  try {
    linkSync(temporary, lock);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes the lock that was judged, and no other that has come in its place. */
function removeStale(folder: string, judged: string): void {
  const aside = join(folder, `${LOCK}.stale.${process.pid}.tmp`);
  try {
    renameSync(join(folder, LOCK), aside);
  } catch {
    // Another one was quicker.
    return;
  }
  if (readFileSync(aside, 'utf8') !== judged) linked(aside, join(folder, LOCK));
  rmSync(aside, { force: true });
}

function lockText(folder: string): string | null {
  try {
    return readFileSync(join(folder, LOCK), 'utf8');
  } catch {
    return null;
  }
}

function ownerOf(text: string): Owner | null {
  try {
    const owner = JSON.parse(text) as Owner | null;
    return typeof owner?.pid === 'number' && typeof owner.host === 'string' ? owner : null;
  } catch {
    return null;
  }
}

function isStale(text: string): boolean {
  const owner = ownerOf(text);
  if (owner === null) return true;
  if (owner.host !== hostname()) return false;
  if (!isAlive(owner.pid)) return true;
  const began = beganOf(owner.pid);
  return began === GONE || (owner.began !== null && began !== null && began !== owner.began);
}

function inUse(folder: string, text: string): string {
  const owner = ownerOf(text);
  const who = `process ${owner?.pid ?? ''} on ${owner?.host ?? ''} (${owner?.call ?? ''})`;
  return `${folder}: ${who} works there; wait for it, or give another --out (if it is gone, remove ${join(folder, LOCK)})`;
}

const GONE = 'gone';

/** From /proc, where there is one; `gone` for a zombie. */
function beganOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may hold spaces and brackets; what follows its last bracket begins with the
    // state.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? GONE : fields[19];
  } catch {
    return null;
  }
}
