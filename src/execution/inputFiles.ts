/**
 * Reads what the user names: models, experiments, measurements, and CSV files beside models. Only
 * regular files, only as many bytes as are allowed (a device or a pipe has no end), only UTF-8; a
 * CSV file must lie in the model's own folder, links followed.
 */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { MAXIMUM_CHARACTERS, MAXIMUM_CSV_BYTES } from '../model/limits.js';
import { UsageError } from './usageError.js';

/** The text of a model; a UsageError where it cannot be read. */
export function readModelText(file: string): string {
  try {
    // Its characters are counted later; one takes at most four bytes.
    return readText(file, 4 * MAXIMUM_CHARACTERS);
  } catch (error) {
    throw new UsageError(
      `${file}: cannot be read (${reasonOf(error)}); give the path of a model, for example models/100-users.yaml`,
    );
  }
}

/**
 * The text of another file that a call names; a UsageError, with what to do, where it cannot be
 * read.
 */
export function readInput(file: string, hint: string): string {
  try {
    return readText(file, MAXIMUM_CSV_BYTES);
  } catch (error) {
    throw new UsageError(`${file}: cannot be read (${reasonOf(error)}); ${hint}`);
  }
}

/**
 * The text of a file in the model's folder; throws with the reason where it is not there, or leads
 * out of it.
 */
export function readBeside(model: string, path: string): string {
  try {
    const folder = realpathSync(dirname(model));
    const file = realpathSync(join(folder, path));
    if (!file.startsWith(folder.endsWith(sep) ? folder : folder + sep)) {
      throw new Error("it leads out of the model's folder");
    }
    return readText(file, MAXIMUM_CSV_BYTES);
  } catch (error) {
    throw new Error(reasonOf(error), { cause: error });
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['ENOTDIR', 'a part of its path is not a folder'],
  ['EACCES', 'you may not read it'],
  ['ELOOP', 'its links go in a circle'],
  ['ENAMETOOLONG', 'its name is too long'],
]);

/** Without paths: the place is named by who asked. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return ('code' in error ? REASONS.get(error.code) : undefined) ?? error.message;
}

function readText(path: string, maximumBytes: number): string {
  // Without O_NONBLOCK a pipe that nobody writes to would hold the program for ever.
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = regular(fstatSync(file));
    if (size > maximumBytes) {
      throw new Error(`it has ${size} bytes; at most ${maximumBytes} are read`);
    }
    const bytes = Buffer.alloc(size);
    let read = 0;
    for (let got = 1; got > 0 && read < size; read += got) {
      got = readSync(file, bytes, read, size - read, null);
    }
    return decode(bytes.subarray(0, read));
  } finally {
    closeSync(file);
  }
}

function regular(stat: Stats): Stats {
  if (stat.isFile()) return stat;
  throw new Error(stat.isDirectory() ? 'it is a folder' : 'it is not a regular file');
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('it is not text in UTF-8');
  }
}
