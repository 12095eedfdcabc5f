/** What results depend on besides the trial: the version, and the code itself. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HOME } from './home.js';

/** What the build writes in place of this name where all code stands in a few files. */
declare const BUNDLED: { readonly hashes: Readonly<Record<string, string>> };

/**
 * Part of every manifest: results are the same for the same version. package.json says which it is.
 */
export const VERSION = versionOf(readFileSync(new URL('package.json', HOME), 'utf8'));

function versionOf(text: string): string {
  return (JSON.parse(text) as { readonly version: string }).version;
}

const SIMULATOR = ['mathematics', 'statistics', 'engine', 'network'];
const STUDY = [...SIMULATOR, 'model', 'analysis', 'experiments', 'proof'];
const hashes = new Map(typeof BUNDLED === 'undefined' ? [] : Object.entries(BUNDLED.hashes));

/** All that can be asked for here: the build writes it into the bundle. */
export function codeHashes(): Readonly<Record<string, string>> {
  for (const hash of [simulatorHash, studyHash, workHash]) hash();
  return Object.fromEntries(hashes);
}

/**
 * Of the layers that a trial runs through: kept trials of other code are not taken, whatever its
 * version says.
 */
export function simulatorHash(): string {
  return codeHash(SIMULATOR);
}

/**
 * Of everything that shapes what a study says of the latency: kept studies of other code are not
 * taken.
 */
export function studyHash(): string {
  return codeHash(STUDY);
}

/** Of everything that workers and who asks them must have alike. */
export function workHash(): string {
  return codeHash([...STUDY, 'execution']);
}

/** Of these layers' sources; a bundle carries what they were when it was made. */
function codeHash(layers: readonly string[]): string {
  const key = layers.join();
  const known = hashes.get(key);
  if (known !== undefined) return known;
  const all = createHash('sha256').update(VERSION);
  for (const layer of layers) {
    const folder = fileURLToPath(new URL(`src/${layer}/`, HOME));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => name.endsWith('.ts')).sort()) {
      // A truth that is known better makes no study another one.
      if (file.includes('pipelineTruth.')) continue;
      all.update(file).update(readFileSync(join(folder, file)));
    }
  }
  const hash = all.digest('hex');
  hashes.set(key, hash);
  return hash;
}
